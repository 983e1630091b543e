"""Rows of the registry that are one organisation: proposed with reasons, joined, parted."""

from typing import Any

import pytest
from django.urls import reverse

from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import merge_structures, tell_apart, undo_merge
from entremise.structures.duplicates import likenesses
from entremise.structures.models import FundingLine, Partner, Structure, StructureMerge
from entremise.support.models import MeetingStructure
from tests.reports.factories import make_report
from tests.structures.factories import (
    make_dispositif,
    make_funding_line,
    make_partner,
    make_structure,
)
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.supports.factories import make_meeting
from tests.territories.factories import make_commune

PAIRS = reverse("duplicate_list")
SIRET, OTHER_SIRET = "55208131766522", "55208131700018"


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    return client_of(cast.regional)


def reasons() -> dict[frozenset[str], list[str]]:
    """What is proposed: the names of each pair, and why."""
    found = likenesses(Structure.objects.all())
    return {frozenset((one.first.name, one.second.name)): list(one.reasons) for one in found}


def test_what_looks_alike_and_why(db: None) -> None:
    lille, roubaix = make_commune(), make_commune("59512", "Roubaix")
    make_structure("Cité solidaire", commune=lille, siren="732829320")
    make_structure("Association CITE SOLIDAIRE", commune=lille, siren="732829320")
    make_structure("Cité solidaires", commune=lille)
    make_structure("Cité solidaire", commune=roubaix)
    make_structure("Régie des quartiers", commune=lille, website="https://www.regie.example.org/")
    make_structure("R. Q.", website="http://regie.example.org/contact")
    found = reasons()
    both = frozenset(("Cité solidaire", "Association CITE SOLIDAIRE"))
    assert found[both] == ["même SIREN", "même nom, même commune"]
    assert found[frozenset(("Cité solidaire", "Cité solidaires"))] == ["noms proches, même commune"]
    assert found[frozenset(("Régie des quartiers", "R. Q."))] == ["même site internet"]
    assert len(found) == 4


def test_establishments_are_not_duplicates(db: None) -> None:
    whole = make_structure("Le Poste", siret=SIRET, siren=SIRET[:9])
    make_structure("Le Poste", siret=OTHER_SIRET, siren=SIRET[:9])
    make_structure("Le Poste Nord", siren=SIRET[:9], part_of=whole)
    assert [set(pair) for pair in reasons()] == [{"Le Poste", "Le Poste Nord"}]


def test_the_list_asks_a_constant_number_of_questions(cast: Cast, mission: PageClient) -> None:
    commune = make_commune()

    def grow(rows: int) -> None:
        for number in range(rows):
            make_structure(f"Amis du quartier {'abcdefgh'[number % 8] * 9}", commune=commune)
            make_structure(f"Ami du quartier {'abcdefgh'[number % 8] * 9}", commune=commune)

    assert_constant_queries(mission, PAIRS, grow)


def test_a_merge_moves_everything_and_teaches_what_was_not_said(
    cast: Cast, mission: PageClient
) -> None:
    kept = make_structure("Ville de Lezennes", operator_type="")
    gone = make_structure("Mairie de Lille", operator_type="", siret=SIRET, siren=SIRET[:9])
    line = make_funding_line(cast.dispositif, gone)
    partner = make_partner(cast.structure, "La mairie")
    Partner.objects.filter(pk=partner.pk).update(organisation=gone)
    service = make_dispositif(gone)

    preview = mission.get(reverse("structure_merge", args=[kept.pk, gone.pk]))
    assert len(preview.context["moved"]) == 3
    assert {one.name for one in preview.context["learnt"]} == {"siret", "siren"}
    mission.post(reverse("structure_merge", args=[kept.pk, gone.pk]))

    kept.refresh_from_db()
    assert (kept.siret, kept.siren) == (SIRET, SIRET[:9])
    assert FundingLine.objects.get(pk=line.pk).funder == kept
    assert Partner.objects.get(pk=partner.pk).organisation == kept
    service.refresh_from_db()
    assert service.structure == kept
    listed = [
        row.name
        for row in mission.get(reverse("structure_list") + "?q=lezennes").context["page"].rows
    ]
    assert listed == ["Ville de Lezennes"]
    assert mission.get(reverse("structure_detail", args=[gone.pk])).status_code == 404
    line_of = JournalLine.objects.get(verb="structure.merged")
    assert line_of.changes["gone"] == [None, gone.pk]


def test_undone_everything_goes_back_but_what_was_moved_since(
    cast: Cast, mission: PageClient
) -> None:
    kept = make_structure("Ville de Lezennes", operator_type="", address="Place Augustin-Laurent")
    gone = make_structure(
        "Mairie de Lille",
        operator_type="",
        siret=SIRET,
        siren=SIRET[:9],
        website="https://l.example",
    )
    stays, follows = (
        make_funding_line(cast.dispositif, gone),
        make_funding_line(cast.dispositif, gone),
    )
    merge = merge_structures(kept=kept, gone=gone, by=cast.regional.actor)
    FundingLine.objects.filter(pk=stays.pk).update(funder=cast.structure)
    Structure.objects.filter(pk=kept.pk).update(website="https://lille.example")

    mission.post(reverse("merge_undo", args=[merge.pk]))
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.siret, kept.siren, kept.website) == (None, "", "https://lille.example")
    assert (gone.siret, gone.merged_into, kept.address) == (SIRET, None, "Place Augustin-Laurent")
    assert FundingLine.objects.get(pk=follows.pk).funder == gone
    assert FundingLine.objects.get(pk=stays.pk).funder == cast.structure
    with pytest.raises(Refusal, match="déjà annulée"):
        undo_merge(merge=StructureMerge.objects.get(), by=cast.regional.actor)


def test_merged_and_parted_the_registry_is_as_it_was(cast: Cast) -> None:
    kept, gone = make_structure("Une", operator_type=""), make_structure("Deux", siren="732829320")
    make_funding_line(cast.dispositif, gone)

    def said() -> list[Any]:
        rows = Structure.objects.order_by("pk").values()
        return [*rows, *FundingLine.objects.order_by("pk").values()]

    before = said()
    undo_merge(
        merge=merge_structures(kept=kept, gone=gone, by=cast.regional.actor), by=cast.regional.actor
    )
    assert said() == before


def test_merges_in_a_row_are_undone_from_the_last(cast: Cast) -> None:
    first, second, third = (make_structure(name) for name in ("Une", "Deux", "Trois"))
    line, by = make_funding_line(cast.dispositif, first), cast.regional.actor
    inner = merge_structures(kept=second, gone=first, by=by)
    outer = merge_structures(kept=third, gone=second, by=by)
    with pytest.raises(Refusal, match="« Trois » : annulez d'abord"):
        undo_merge(merge=inner, by=by)
    assert [undo_merge(merge=merge, by=by) for merge in (outer, inner)] == [0, 0]
    line.refresh_from_db()
    assert line.funder == first


def test_two_that_met_the_mission_together_are_merged_and_parted(cast: Cast) -> None:
    """A link that both have is one link; the meetings, the alerts, the reports come back too."""
    kept, gone = make_structure("Une"), make_structure("Deux")
    both, alone = make_meeting(kept, gone), make_meeting(gone)
    report = make_report(cast.dispositif, gone)

    def met() -> list[Any]:
        found = MeetingStructure.objects.order_by("pk")
        return list(found.values_list("pk", "meeting", "structure"))

    before = met()
    merge = merge_structures(kept=kept, gone=gone, by=cast.regional.actor)
    assert {row[1:] for row in met()} == {(both.pk, kept.pk), (alone.pk, kept.pk)}
    report.refresh_from_db()
    assert report.funder == kept
    assert undo_merge(merge=merge, by=cast.regional.actor) == 0
    assert met() == before
    report.refresh_from_db()
    assert report.funder == gone


def test_a_link_to_what_is_no_more_does_not_come_back(cast: Cast) -> None:
    kept, gone = make_structure("Une"), make_structure("Deux")
    both = make_meeting(kept, gone)
    merge = merge_structures(kept=kept, gone=gone, by=cast.regional.actor)
    both.delete()
    assert undo_merge(merge=merge, by=cast.regional.actor) == 1
    assert not MeetingStructure.objects.exists()


def test_a_whole_learns_nothing_of_its_establishment_but_what_it_lacks(cast: Cast) -> None:
    whole = make_structure("Le Poste")
    part = make_structure("Le Poste Nord", part_of=whole)
    with pytest.raises(Refusal, match="établissement"):
        merge_structures(kept=part, gone=whole, by=cast.regional.actor)
    merge_structures(kept=whole, gone=part, by=cast.regional.actor)
    whole.refresh_from_db()
    assert whole.part_of is None


def test_what_may_not_be_merged(cast: Cast) -> None:
    one, other = make_structure("Une"), make_structure("Deux")
    make_dispositif(one, name="Médiation")
    make_dispositif(other, name="Médiation")
    for kept, gone, code in (
        (one, one, "same"),
        (one, cast.structure, "has_accounts"),
        (one, other, "same_names"),
    ):
        with pytest.raises(Refusal) as refusal:
            merge_structures(kept=kept, gone=gone, by=cast.regional.actor)
        assert refusal.value.code == code
    assert not StructureMerge.objects.exists()
    other.dispositifs.all().delete()
    merge_structures(kept=one, gone=other, by=cast.regional.actor)
    with pytest.raises(Refusal, match="déjà été fusionnée"):
        merge_structures(kept=cast.structure, gone=other, by=cast.regional.actor)


def test_told_apart_two_rows_are_not_proposed_again(cast: Cast, mission: PageClient) -> None:
    lille = make_commune()
    one, other = (make_structure("Cité solidaire", commune=lille) for _ in range(2))
    assert reasons()
    mission.post(reverse("structures_apart", args=[other.pk, one.pk]))
    tell_apart(first=one, second=other, by=cast.regional.actor)
    assert not reasons()
    assert JournalLine.objects.filter(verb="structure.told_apart").count() == 1


@pytest.mark.parametrize("role", ["director", "steering", "partner", "admin", "visitor"])
def test_only_the_mission_merges(cast: Cast, role: str) -> None:
    one, other = make_structure("Une"), make_structure("Deux")
    client = client_of(getattr(cast, role))
    merging = reverse("structure_merge", args=[one.pk, other.pk])
    apart = reverse("structures_apart", args=[one.pk, other.pk])
    for answer in (
        client.get(PAIRS),
        client.get(merging),
        client.post(merging),
        client.post(apart),
    ):
        assert answer.status_code in (302, 403, 404)
    assert not StructureMerge.objects.exists()
