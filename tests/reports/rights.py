"""Who may order, read and seal a report."""

from entremise.reports import policies
from entremise.reports.models import Report
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, FundingLine, Structure
from tests.reports.factories import make_report
from tests.structures.factories import make_funding_line
from tests.support.cast import Cast
from tests.support.rights import STRUCTURE, TEAM, YES, Right


def _funder(cast: Cast, dispositif: Dispositif) -> Structure:
    """The partner's organisation for the team's dispositif; another one elsewhere."""
    return cast.funder if dispositif == cast.dispositif else cast.other_funder


def _sealed(cast: Cast, dispositif: Dispositif) -> Report:
    return make_report(dispositif, _funder(cast, dispositif), sealed=True)


def _draft(cast: Cast, dispositif: Dispositif) -> Report:
    return make_report(dispositif, _funder(cast, dispositif))


def _sealed_for_another(cast: Cast, dispositif: Dispositif) -> Report:
    """Of a dispositif the partner finances too, but addressed to somebody else."""
    return make_report(dispositif, cast.other_funder, sealed=True)


def _line(cast: Cast, dispositif: Dispositif) -> FundingLine:
    return make_funding_line(dispositif, _funder(cast, dispositif))


RIGHTS = [
    Right(
        policies.can_list_reports,
        "ouvrir la liste des rapports",
        {Role.DIRECTOR: YES, Role.PARTNER: YES},
    ),
    Right(
        policies.can_read_report,
        "lire un rapport scellé",
        {Role.DIRECTOR: STRUCTURE, Role.PARTNER: TEAM},
        _sealed,
        policies.visible_reports,
        everything=True,
    ),
    Right(
        policies.can_read_report,
        "lire le projet d'un rapport",
        {Role.DIRECTOR: STRUCTURE},
        _draft,
        policies.visible_reports,
        everything=True,
    ),
    Right(
        policies.can_read_report,
        "lire un rapport adressé à un autre financeur",
        {Role.DIRECTOR: STRUCTURE},
        _sealed_for_another,
        policies.visible_reports,
        everything=True,
    ),
    Right(policies.can_order_reports, "faire produire un rapport", {Role.DIRECTOR: YES}),
    Right(
        policies.can_account_for,
        "rendre compte d'une ligne de financement",
        {Role.DIRECTOR: STRUCTURE},
        _line,
        policies.reportable_lines,
        everything=True,
    ),
    Right(
        policies.can_seal_report,
        "sceller un rapport",
        {Role.DIRECTOR: STRUCTURE},
        _draft,
        policies.sealable_reports,
        everything=True,
    ),
]
