"""The demonstration pack: every code exists, every key leads somewhere, the figures of the
founding documents are those of the rows."""

import csv
import json
from collections import Counter
from datetime import date

import pytest
from django.conf import settings
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from entremise.activities import reference
from entremise.portal.demo.pack import FOLDER, Pack, read
from entremise.structures.enums import (
    ActorType,
    Domain,
    FundingScope,
    OperatorType,
    PartnerCategory,
    Portage,
    Role,
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read()


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, object]]:
    path = settings.DECOUPAGE_ADMINISTRATIF / "data" / "communes.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {row["code"]: row for row in rows if row["type"] == "commune-actuelle"}


def test_every_code_belongs_to_its_list(pack: Pack) -> None:
    for structure in pack.structures:
        assert structure.actor_type in ActorType.values
        assert structure.operator_type in {"", *OperatorType.values}
    for service in pack.dispositifs:
        assert set(service.domains) <= set(Domain.values)
        assert service.portage in Portage.values
    assert {line.scope for line in pack.lines} == set(FundingScope.values)
    assert {partner.category for partner in pack.partners} <= set(PartnerCategory.values)
    assert {member.role for member in pack.members} == set(Role.values)
    assert {place.kind for place in pack.places} <= set(reference.place_kinds().by_code)


def test_every_key_leads_to_a_row(pack: Pack) -> None:
    structures = {row.key for row in pack.structures}
    named = {
        *(row.structure for row in pack.dispositifs),
        *(row.funder for row in pack.lines),
        *(row.structure for row in pack.partners),
        *(row.organisation for row in pack.partners if row.organisation),
        *(row.structure for row in pack.members),
    }
    assert named <= structures
    services = set(pack.services)
    assert {row.dispositif for row in pack.lines} <= services
    assert {row.dispositif for row in pack.places} <= services
    assert {key for row in pack.members for key in row.dispositifs} <= services
    assert {row.email for row in pack.phones} <= {row.email for row in pack.members}
    for member in pack.members:
        for key in member.dispositifs:
            assert pack.services[key].structure == member.structure


def test_what_must_be_unique_is(pack: Pack) -> None:
    keys = (
        [row.key for row in pack.structures],
        [row.name for row in pack.structures],
        [row.email for row in pack.members],
        [(row.structure, row.name) for row in pack.dispositifs],
        [(row.dispositif, row.funder, row.label, row.year) for row in pack.lines],
        [(row.structure, row.name) for row in pack.partners],
        [(row.email, row.label) for row in pack.phones],
        [(row.dispositif, row.sector, row.label, row.kind) for row in pack.places],
    )
    for values in keys:
        repeated = [value for value, times in Counter(values).items() if times > 1]
        assert not repeated


def test_communes_exist_and_bear_their_name(
    pack: Pack, communes: dict[str, dict[str, object]]
) -> None:
    listed = {row.code for row in pack.communes}
    used = {
        *(row.commune for row in pack.structures if row.commune),
        *(code for row in pack.dispositifs for code in row.communes),
        *(row.commune for row in pack.places),
    }
    assert used == listed
    for row in pack.communes:
        assert communes[row.code]["nom"] == row.name


def test_numbers_of_organisations_are_true(
    pack: Pack, communes: dict[str, dict[str, object]]
) -> None:
    for row in pack.structures:
        assert not row.siren or siren_number.is_valid(row.siren)
        assert not row.siret or siret_number.is_valid(row.siret)
        if row.actor_type == ActorType.COMMUNE and row.siren:
            assert communes[row.commune]["siren"] == row.siren


def test_the_typology_is_that_of_the_leaflet(
    pack: Pack, communes: dict[str, dict[str, object]]
) -> None:
    """220 structures in relation; 63 communes, 14 EPCI, 4 syndicats mixtes, 4 CCAS among them."""
    carriers = {"mission", "prefecture_region", "region", "cdc"}
    local = [
        row
        for row in pack.structures
        if row.key not in carriers and communes[row.commune]["departement"] in {"59", "62"}
    ]
    assert len(local) == 220
    kinds = Counter(row.actor_type for row in local)
    assert (kinds["commune"], kinds["epci"], kinds["syndicat_mixte"], kinds["ccas"]) == (
        63, 14, 4, 4,
    )  # fmt: skip
    assert sum(row.operator_type == OperatorType.LOCAL_AUTHORITY for row in local) == 45


def test_agdm_is_staffed_and_paid_for_as_its_director_says(pack: Pack) -> None:
    """16 mediators, 2 coordinators, 1 director; four communes and five landlords contribute."""
    roles = Counter(row.role for row in pack.members if row.structure == "agdm")
    assert roles == {"mediator": 16, "coordinator": 2, "director": 1}
    kinds = {row.key: row.actor_type for row in pack.structures}
    funders = {row.funder for row in pack.lines if row.dispositif == "agdm"}
    payers = Counter(kinds[key] for key in funders)
    assert (payers["commune"], payers["landlord"], payers["state"]) == (4, 5, 1)


def test_lines_run_over_last_year_and_this_one(pack: Pack) -> None:
    assert {row.year for row in pack.lines} == {-1, 0}
    for row in pack.lines:
        assert row.amount is None or row.amount > 0
        assert pack.services[row.dispositif].opened_on < date(2025, 1, 1)
        assert set(row.communes) <= set(pack.services[row.dispositif].communes)


def test_nobody_is_invented(pack: Pack) -> None:
    openings = (
        "Médiateur ", "Coordination ", "Direction ", "Partenaire ", "Mission régionale ",
        "Comité de pilotage, ", "Protection des données, ", "Administration ",
    )  # fmt: skip
    for row in pack.members:
        assert row.name.startswith(openings)
        assert row.email.endswith(".example.org")


def test_weights_speak_the_codes_of_the_lists(pack: Pack) -> None:
    rules = pack.activity
    registers = set(reference.registers().by_code)
    themes = registers - {"watch"} | {"watch_technical", "watch_social"}
    for own in rules["dispositifs"].values():
        assert set(own["registers"]) <= registers
        assert set(own["origins"]) <= set(reference.origins().by_code)
    assert set(rules["minutes"]) == set(rules["people"]) == registers
    for name, table in rules["topics"].items():
        if isinstance(table, dict) and name in themes:
            assert set(table) <= set(reference.topics().by_code), name
    for table in rules["outcomes"].values():
        assert set(table) <= set(reference.outcomes().by_code)
    for name, table in rules["orientations"].items():
        assert name == "in_book" or set(table) <= set(PartnerCategory.values)
    for kind, codes in (("sex", "sexes"), ("age", "ages"), ("status", "statuses")):
        for table in rules["publics"][kind].values():
            assert set(table) <= set(reference.load(codes).by_code)


def test_technical_and_social_topics_are_told_apart(pack: Pack) -> None:
    topics = reference.topics().by_code
    for theme, technical in (("watch_technical", True), ("watch_social", False)):
        for code in pack.activity["topics"][theme]:
            assert bool(topics[code].extra.get("technical")) is technical


def test_sectors_of_the_weights_have_places_for_every_register(pack: Pack) -> None:
    quiet = set(pack.activity["places"]["quiet"])
    for key, own in pack.activity["dispositifs"].items():
        sectors = {row.sector for row in pack.places if row.dispositif == key}
        assert sectors == set(own["sectors"])
        for sector in sectors:
            kinds = {row.kind for row in pack.places if row.sector == sector}
            assert kinds - quiet, f"{sector} has only quiet places"


def test_perimeters_are_those_the_service_covers(pack: Pack) -> None:
    for place in pack.places:
        assert not place.qpv or place.qpv in pack.services[place.dispositif].qpvs
        assert place.commune in pack.services[place.dispositif].communes


def test_the_pack_cites_its_sources() -> None:
    about = read().about
    for name in ("title", "producer", "licence", "date", "loader", "notice"):
        assert about[name]
    assert len(about["sources"]) >= 3


def test_files_are_clean() -> None:
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        assert len(header) == len(set(header))
        for row in rows:
            assert len(row) == len(header), (path.name, row)
            assert all(cell == cell.strip() for cell in row), (path.name, row)
