"""A post from an idea to its end: what may follow what, and what is taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.positions import actions
from entremise.positions.actions import Terms
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import Position
from tests.positions.factories import CDI, START, make_convention, make_position, sheet, step
from tests.structures.factories import make_funding_line, make_structure
from tests.support.cast import Cast
from tests.territories.factories import make_commune, make_qpv

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CHANGED = START + timedelta(days=100)
HALF = Terms(Contract.CDD, Decimal("0.50"))


def story(position: Position) -> list[tuple[str, str, date, date | None]]:
    rows = position.periods.order_by("starts_on")
    return [(row.status, row.contract, row.starts_on, row.ends_on) for row in rows]


def refused(code: str, action: object, **kwargs: object) -> str:
    with pytest.raises(Refusal) as caught:
        action(**kwargs)  # type: ignore[operator]
    assert caught.value.code == code, caught.value.message
    return caught.value.message


def verbs(position: Position) -> list[str]:
    lines = JournalLine.objects.filter(
        subject_type="positions.position", subject_id=str(position.pk)
    )
    return list(lines.order_by("pk").values_list("verb", flat=True))


def test_from_prospect_to_end_without_hole_nor_overlap(cast: Cast) -> None:
    by = cast.director.actor
    row = make_position(cast.structure, Status.PROSPECT)
    actions.create_position(position=row, terms=HALF, step=step(CHANGED, Cause.HIRED), by=by)
    lasting = CHANGED + timedelta(days=30)
    actions.consolidate_position(position=row, terms=CDI, step=step(lasting), by=by)
    last = lasting + timedelta(days=30)
    actions.end_position(position=row, step=step(last, Cause.UNFUNDED), by=by)
    assert story(row) == [
        ("prospect", "cdi", START, CHANGED - DAY),
        ("created", "cdd", CHANGED, lasting - DAY),
        ("consolidated", "cdi", lasting, last),
    ]
    row.refresh_from_db()
    assert (row.ended_on, row.end_cause) == (last, Cause.UNFUNDED)
    assert verbs(row) == [
        "position.planned", "position.created", "position.consolidated", "position.ended",
    ]  # fmt: skip


def test_a_post_only_goes_forward(cast: Cast) -> None:
    by = cast.director.actor
    row = make_position(cast.structure, Status.PROSPECT)
    said = {"position": row, "terms": CDI, "step": step(CHANGED), "by": by}
    assert "qu'en perspective" in refused("not_there", actions.consolidate_position, **said)
    actions.create_position(**said)
    assert "déjà créé" in refused("not_there", actions.create_position, **said)
    made = {"structure": cast.structure, "sheet": sheet(), "terms": CDI, "by": by}
    with pytest.raises(ValueError, match="prospect"):
        actions.open_position(status=Status.PROSPECT, step=step(START), **made)


def test_what_follows_begins_later_and_not_in_the_future(cast: Cast) -> None:
    row, by = make_position(cast.structure), cast.director.actor
    for on, code in ((START, "too_early"), (clock.today() + DAY, "future")):
        refused(code, actions.change_terms, position=row, terms=HALF, step=step(on), by=by)
    refused("too_early", actions.end_position, position=row, step=step(START - DAY), by=by)
    refused("future", actions.end_position, position=row, step=step(clock.today() + DAY), by=by)
    assert story(row) == [("created", "cdi", START, None)]


def test_a_change_says_what_differs_and_never_the_note(cast: Cast) -> None:
    row, by = make_position(cast.structure), cast.director.actor
    refused("same", actions.change_terms, position=row, terms=CDI, step=step(CHANGED), by=by)
    said = step(CHANGED, Cause.HOURS, "à sa demande")
    actions.change_terms(position=row, terms=HALF, step=said, by=by)
    line = JournalLine.objects.get(verb="position.changed")
    assert line.changes["share"] == ["1", "0.50"] or line.changes["share"] == ["1.00", "0.50"]
    assert line.changes["contract"] == ["cdi", "cdd"]
    assert line.structure_id == cast.structure.pk
    assert "demande" not in str(line.changes)


@pytest.mark.parametrize("share", ["0", "1.01", "-0.5"])
def test_the_share_is_that_of_a_full_time(cast: Cast, share: str) -> None:
    row, by = make_position(cast.structure), cast.director.actor
    terms = Terms(Contract.CDI, Decimal(share))
    refused("invalid", actions.change_terms, position=row, terms=terms, step=step(CHANGED), by=by)


def test_undoing_gives_back_what_was(cast: Cast) -> None:
    row, by = make_position(cast.structure), cast.director.actor
    refused("nothing_to_undo", actions.undo_last_change, position=row, by=by)
    actions.change_terms(position=row, terms=HALF, step=step(CHANGED), by=by)
    actions.undo_last_change(position=row, by=by)
    assert story(row) == [("created", "cdi", START, None)]
    assert verbs(row)[-1] == "position.undone"


def test_an_end_is_taken_back_and_stands_in_the_way_meanwhile(cast: Cast) -> None:
    row, by = make_position(cast.structure), cast.director.actor
    refused("not_ended", actions.reopen_position, position=row, by=by)
    actions.end_position(position=row, step=step(CHANGED), by=by)
    for action in (actions.undo_last_change,):
        refused("ended", action, position=row, by=by)
    refused("ended", actions.end_position, position=row, step=step(CHANGED), by=by)
    actions.reopen_position(position=row, by=by)
    row.refresh_from_db()
    assert (row.ended_on, row.end_cause) == (None, "")
    assert story(row) == [("created", "cdi", START, None)]


def test_a_mistake_is_withdrawn_and_a_past_is_not(cast: Cast) -> None:
    by = cast.director.actor
    mistaken, changed, signed = (make_position(cast.structure) for _ in range(3))
    actions.withdraw_position(position=mistaken, by=by)
    assert not Position.objects.filter(pk=mistaken.pk).exists()
    assert verbs(mistaken)[-1] == "position.withdrawn"
    actions.change_terms(position=changed, terms=HALF, step=step(CHANGED), by=by)
    make_convention(signed)
    for row in (changed, signed):
        refused("has_a_past", actions.withdraw_position, position=row, by=by)


def test_a_number_is_borne_once_in_a_structure(cast: Cast) -> None:
    make_position(cast.structure, number="12")
    make_position(cast.neighbour, number="12")
    make_position(cast.structure, number="")
    make_position(cast.structure, number="")
    with pytest.raises(Refusal, match="déjà ce numéro"):
        make_position(cast.structure, number="12")


def test_a_post_holds_nothing_of_another_structure(cast: Cast) -> None:
    row, by = make_position(cast.structure), cast.director.actor
    for wrong, field in (
        (sheet(dispositif=cast.neighbour_dispositif), "dispositif"),
        (sheet(funding_lines=[make_funding_line(cast.neighbour_dispositif)]), "funding_lines"),
        (sheet(qpv=make_qpv(), commune=make_commune("59512", "Roubaix")), "qpv"),
    ):
        with pytest.raises(Refusal) as caught:
            actions.edit_position(position=row, sheet=wrong, by=by)
        assert caught.value.field == field


def test_correcting_a_sheet_tells_what_changed_but_not_the_title(cast: Cast) -> None:
    row, by = make_position(cast.structure, number="7"), cast.director.actor
    host = make_structure("Hôpital")
    said = sheet(title="Veilleur", number="8", hosted_by=host, funding_lines=[cast.funding_line])
    actions.edit_position(position=row, sheet=said, by=by)
    line = JournalLine.objects.get(verb="position.edited")
    assert line.changes == {
        "title": None,
        "number": ["7", "8"],
        "hosted_by": [None, host.pk],
        "funding_lines": [[], [cast.funding_line.pk]],
    }
    actions.edit_position(position=row, sheet=said, by=by)
    assert JournalLine.objects.filter(verb="position.edited").count() == 1


def test_the_mission_says_what_it_supports(cast: Cast) -> None:
    row, by = make_position(cast.structure), cast.regional.actor
    actions.support_position(position=row, supported=True, pilot=True, by=by)
    actions.support_position(position=row, supported=True, pilot=True, by=by)
    row.refresh_from_db()
    assert row.supported
    assert row.pilot
    assert verbs(row).count("position.supported") == 1
