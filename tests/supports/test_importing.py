"""Meetings brought in from a table, and what is exported coming back unchanged."""

from datetime import date, time

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.core.streaming import SHAPES
from entremise.support import actions
from entremise.support.actions import Task
from entremise.support.models import Meeting
from entremise.support.queries import EXPORTED
from tests.imports.factories import (
    analyse,
    bring,
    confirm,
    outcomes,
    reasons_of,
    receive,
    undo,
)
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import client_of
from tests.supports.factories import days_ago, make_meeting, mission_of, plan_meeting

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ROW = ("14/03/2025", "9h30", "90", "visite sur place", "tenue", "Citéo", "Moulins",
       "Point sur l'équipe", "1 directrice, 2 élus", "Deux lignes.\nVoilà.", "oui")  # fmt: skip


def changed(**cells: str) -> tuple[str, ...]:
    names = ("on", "hour", "lasts", "kind", "status", "structures", "service", "subject",
             "present", "minutes", "shared")  # fmt: skip
    return tuple(cells.get(name, cell) for name, cell in zip(names, ROW, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_exported_comes_back_unchanged(cast: Cast, shape: str) -> None:
    make_meeting(
        cast.structure, cast.neighbour, subject="=Piège ; et suite", starts_at=time(9, 5), lasts=45,
        dispositif=cast.dispositif, minutes="Une ligne.\n\nUne autre.", shared=True,
        attendances=[("directrice", 1), ("élus", 12)],
    )  # fmt: skip
    twin = make_structure("Deux fois le même nom")
    make_structure("Deux fois le même nom")
    for subject in ("Le même jour", "Le même jour"):
        make_meeting(twin, subject=subject)
    actions.cancel_meeting(meeting=plan_meeting(cast.structure), by=mission_of())
    response = client_of(cast.regional).get(reverse("meeting_export", args=[shape]))
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    imported = analyse(receive(cast.regional, content, "meetings"), cast.regional)
    assert outcomes(imported) == ["unchanged"] * 4


def test_meetings_are_brought_in_and_taken_back(cast: Cast) -> None:
    known = make_meeting(cast.neighbour, on=date(2025, 3, 1), subject="Premier contact")
    rows = (
        ROW,
        changed(on="01/03/2025", hour="", lasts="", service="", minutes="", present="1 président",
                shared="", structures=cast.neighbour.name, subject="premier contact"),
        changed(on=f"{days_ago(-5):%d/%m/%Y}", status="", minutes="", shared="",
                structures=f"Citéo ; {cast.neighbour.name}"),
        changed(on="15/03/2025", status="annulée", minutes="", shared="non", subject="Manquée"),
    )  # fmt: skip
    imported = bring(cast.regional, *rows, importer="meetings", titles=EXPORTED)
    assert outcomes(imported) == ["create", "update", "create", "create"]
    confirm(imported, cast.regional)
    made = Meeting.objects.get(on=date(2025, 3, 14))
    assert (made.starts_at, made.lasts, made.shared) == (time(9, 30), 90, True)
    assert [str(one) for one in made.attendances.order_by("pk")] == ["1 directrice", "2 élus"]
    assert made.dispositif == cast.dispositif
    assert Meeting.objects.get(on=days_ago(-5)).parties.count() == 2
    assert Meeting.objects.get(on=date(2025, 3, 15)).status == "cancelled"
    known.refresh_from_db()
    assert known.subject == "premier contact"
    undo(imported, cast.regional)
    assert list(Meeting.objects.values_list("pk", "subject")) == [(known.pk, "Premier contact")]
    assert not known.attendances.exists()


def test_what_has_served_since_is_left(cast: Cast) -> None:
    imported = bring(cast.regional, ROW, importer="meetings", titles=EXPORTED)
    confirm(imported, cast.regional)
    made = Meeting.objects.get()
    actions.add_next_step(meeting=made, task=Task("Rappeler"), by=mission_of())
    undo(imported, cast.regional)
    assert "Des suites à donner" in reasons_of(imported, 2)
    assert Meeting.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"on": "31/02/2025"}, "n'est pas une date"),
        ({"on": f"{clock.today().year + 1}-01-05"}, "n'est pas encore venu"),
        ({"hour": "25:00"}, "n'est pas une heure"),
        ({"kind": "visit sur place"}, "n'est pas une nature de rencontre"),
        ({"structures": "Cité o ; Inconnue"}, "Aucune structure ne s'appelle « Inconnue »"),
        ({"service": "Ailleurs"}, "n'a de dispositif « Ailleurs »"),
        ({"present": "2 élus, 1 élus"}, "cité deux fois"),
        ({"status": "prévue", "shared": ""}, "pas encore de compte rendu"),
        ({"minutes": ""}, "pas de compte rendu à partager"),
    ],
)
def test_a_damaged_row_says_why(cast: Cast, cells: dict[str, str], sentence: str) -> None:
    imported = bring(cast.regional, changed(**cells), importer="meetings", titles=EXPORTED)
    assert outcomes(imported) == ["error"]
    assert sentence in reasons_of(imported, 2)


def test_another_meeting_of_the_day_is_asked_about(cast: Cast) -> None:
    make_meeting(cast.structure, on=date(2025, 3, 14), subject="Équipe")
    imported = bring(cast.regional, ROW, importer="meetings", titles=EXPORTED)
    assert outcomes(imported) == ["duplicate"]
    assert "« Équipe »" in reasons_of(imported, 2)


def test_only_the_mission_brings_meetings_in(cast: Cast) -> None:
    for name in ("director", "coordinator", "steering"):
        answer = client_of(getattr(cast, name)).get(
            reverse("import_export", args=["meetings", "csv"])
        )
        assert answer.status_code in {403, 404}
