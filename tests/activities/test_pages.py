"""The pages of field activity, for those who work there and for those who do not."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.forms import ChoiceField
from django.urls import reverse
from django.utils import timezone

from entremise.activities import labels
from entremise.activities.models import Activity, QuarantinedEntry
from entremise.activities.serializers import as_payload
from entremise.core import clock
from entremise.journal.models import JournalLine
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from tests.activities.factories import (
    EVENING,
    LAST,
    make_activities,
    make_activity,
    payload,
    round_payload,
    send,
    send_rounds,
)
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.territories.factories import make_qpv


def filled(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What a browser posts from the entry form."""
    return {
        "id": str(uuid.uuid4()),
        "register": "conflict",
        "temporality": "real_time",
        "place_kind": "residence_common",
        "place_label": "Résidence Lafargue",
        "duration": "20",
        "people": "4",
        "sex_female": "1",
        "outcome": "calmed",
        "origin": "resident",
        "day": f"{LAST}-03-12",
        "time": "21:40",
        "dispositif": cast.dispositif.pk,
        "mediators": [cast.mediator.actor.membership_id],
        "topics": ["noise"],
    } | changes


@pytest.fixture
def field(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


def test_an_activity_is_logged_and_shows_in_the_journal(cast: Cast, field: PageClient) -> None:
    assert field.get(reverse("activity_new")).status_code == 200
    response = field.post(reverse("activity_new"), filled(cast), follow=True)
    assert "Résidence Lafargue" in response.content.decode()
    kept = Activity.objects.get()
    assert kept.service_date == date(LAST, 3, 12)
    assert (kept.publics, kept.historical_register) == (
        {"sex": {"female": 1}},
        "conflict_real_time",
    )


def test_sending_the_form_twice_keeps_one(cast: Cast, field: PageClient) -> None:
    posted = filled(cast)
    field.post(reverse("activity_new"), posted)
    field.post(reverse("activity_new"), posted)
    assert Activity.objects.count() == 1


def test_a_recent_place_is_one_tap(cast: Cast, field: PageClient) -> None:
    field.post(reverse("activity_new"), filled(cast, address="3 rue d'essai"))
    first = Activity.objects.get()
    page = field.get(reverse("activity_new")).content.decode()
    assert f'value="{first.pk}"' in page
    again = filled(cast, recent_place=str(first.pk), place_label="", place_kind="street")
    field.post(reverse("activity_new"), again)
    second = Activity.objects.exclude(pk=first.pk).get()
    assert (second.place_label, second.address) == ("Résidence Lafargue", "3 rue d'essai")


def test_bad_input_says_what_to_do_and_keeps_what_was_typed(cast: Cast, field: PageClient) -> None:
    response = field.post(
        reverse("activity_new"), filled(cast, sex_female="9", day=f"{LAST + 9}-01-01")
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "9 personnes pour 4 rencontrées" in page
    assert "est dans le futur" in page
    assert "Résidence Lafargue" in page
    assert not Activity.objects.exists()


def test_the_guard_warns_once_and_never_blocks(cast: Cast, field: PageClient) -> None:
    posted = filled(cast, note="Mme Durand se plaint")
    page = field.post(reverse("activity_new"), posted).content.decode()
    assert "semble nommer une personne" in page
    assert not Activity.objects.exists()
    field.post(reverse("activity_new"), posted | {"note_seen": "Mme Durand se plaint"})
    assert Activity.objects.get().note == "Mme Durand se plaint"


def test_a_conflict_is_in_real_time_until_one_says_otherwise(cast: Cast, field: PageClient) -> None:
    def offered(url: str) -> object:
        return field.get(url).context["form"]["temporality"].value()

    assert offered(reverse("activity_new")) == "real_time"
    other = make_activity(cast.mediator, cast.dispositif)
    assert offered(reverse("activity_edit", args=[other.pk])) == "real_time"
    untold = make_activity(cast.mediator, cast.dispositif, register="conflict")
    assert offered(reverse("activity_edit", args=[untold.pk])) == ""


def test_a_correction_keeps_its_history(cast: Cast, field: PageClient) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, note="Avant")
    url = reverse("activity_edit", args=[activity.pk])
    assert field.get(url).status_code == 200
    posted = filled(cast, id=str(uuid.uuid4()), base_version=1, note="Après", register="presence")
    page = field.post(url, posted, follow=True).content.decode()
    assert "Corrigée" in page
    assert "Avant" not in page  # the words of a note are not kept in the journal
    activity.refresh_from_db()
    assert (activity.version, activity.note) == (2, "Après")
    assert JournalLine.objects.get(verb="activity.corrected").changes["note"] is None


def test_a_correction_on_an_old_page_is_refused_and_kept_on_screen(
    cast: Cast, field: PageClient
) -> None:
    activity = make_activity(cast.mediator, cast.dispositif)
    url = reverse("activity_edit", args=[activity.pk])
    field.post(url, filled(cast, base_version=1))
    page = field.post(url, filled(cast, base_version=1, place_label="Tour B")).content.decode()
    assert "modifiée entre-temps" in page
    assert "Tour B" in page


def test_a_joint_grid_survives_a_correction_that_leaves_it_alone(
    cast: Cast, field: PageClient
) -> None:
    grid = [{"sex": "female", "age": "18_25", "status": None, "count": 2}]
    activity = make_activity(cast.mediator, cast.dispositif, publics={"grid": grid})
    url = reverse("activity_edit", args=[activity.pk])
    field.post(url, filled(cast, base_version=1, sex_female="2", age_18_25="2"))
    activity.refresh_from_db()
    assert activity.publics["grid"] == grid
    field.post(url, filled(cast, base_version=2, sex_female="1", age_18_25="2"))
    activity.refresh_from_db()
    assert "grid" not in activity.publics


def test_cancelling_can_be_undone(cast: Cast, field: PageClient) -> None:
    activity = make_activity(cast.mediator, cast.dispositif)
    page = field.post(reverse("activity_cancel", args=[activity.pk]), follow=True).content.decode()
    restore = reverse("activity_restore", args=[activity.pk])
    assert restore in page
    activity.refresh_from_db()
    assert activity.cancelled_at is not None
    field.post(restore)
    activity.refresh_from_db()
    assert activity.cancelled_at is None


def test_a_copy_starts_now_without_the_note(cast: Cast, field: PageClient) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, note="Propre à ce soir-là", people=17)
    page = field.get(reverse("activity_new"), {"comme": activity.pk}).content.decode()
    assert 'value="17"' in page
    assert "Propre à ce soir-là" not in page
    for junk in ("pas-un-uuid", str(uuid.uuid4())):
        assert field.get(reverse("activity_new"), {"comme": junk}).status_code == 200


def test_the_list_filters_and_pages(cast: Cast, field: PageClient) -> None:
    make_activities(cast.mediator, cast.dispositif, 65)
    make_activity(cast.mediator, cast.dispositif, register="link")
    seen: list[str] = []
    url = reverse("activity_list")
    for _ in range(3):
        page = field.get(url).context["page"]
        seen += [str(row.pk) for row in page.rows]
        url = f"{reverse('activity_list')}?after={page.after}"
    assert len(seen) == len(set(seen)) == 66
    only = field.get(reverse("activity_list"), {"register": "link"}).context["page"].rows
    assert [row.register for row in only] == ["link"]
    assert field.get(reverse("activity_list"), {"after": "faux"}).status_code == 200


def test_the_export_has_every_row_and_no_note(cast: Cast, field: PageClient) -> None:
    make_activities(cast.mediator, cast.dispositif, 40)
    make_activity(
        cast.mediator, cast.dispositif, note="secret", place={"kind": "street", "label": "=1+1"}
    )
    response = field.get(reverse("activity_export"))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 42
    assert "secret" not in text
    assert "'=1+1" in text


def test_pages_ask_as_many_questions_with_fifty_rows(cast: Cast) -> None:
    client = client_of(cast.director)
    assert_constant_queries(
        client,
        reverse("activity_list"),
        lambda n: make_activities(cast.mediator, cast.dispositif, n),
    )
    field = client_of(cast.mediator)
    assert_constant_queries(
        field,
        reverse("quarantine_list"),
        lambda n: send(
            cast.mediator, *(payload(cast.dispositif, register=f"x{n}{i}") for i in range(n))
        ),
    )


def test_a_refused_entry_is_mended_on_a_page(cast: Cast, field: PageClient) -> None:
    send(cast.mediator, payload(cast.dispositif, register="patrol", people=7))
    aside = QuarantinedEntry.objects.get()
    url = reverse("quarantine_mend", args=[aside.pk])
    page = field.get(url).content.decode()
    assert "patrol" in page
    assert 'value="7"' in page
    field.post(url, filled(cast, id=aside.claimed_id))
    assert str(Activity.objects.get().pk) == aside.claimed_id
    aside.refresh_from_db()
    assert aside.settled_at is not None


def as_shown(client: PageClient, url: str) -> dict[str, Any]:
    """What a browser posts of the page as it stands: of a choice, only what is offered."""
    posted: dict[str, Any] = {}
    for bound in client.get(url).context["form"]:
        value = bound.value()
        if isinstance(bound.field, ChoiceField):
            offered = {str(key) for key, _ in bound.field.choices}
            held = [str(one) for one in (value if isinstance(value, list) else [value])]
            kept = [one for one in held if one in offered]
            posted[bound.name] = kept if bound.field.widget.allow_multiple_selected else kept[:1]
        elif value is not None:
            posted[bound.name] = bound.field.widget.format_value(value) or ""
    return posted


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion"])
@pytest.mark.parametrize("pointed", [True, False])
def test_a_correction_leaves_the_rest_as_it_was(
    cast: Cast, field: PageClient, zone: str, pointed: bool
) -> None:
    """Its round, its day, its start to the second, a colleague and a place declared elsewhere,
    whatever the point says."""
    Dispositif.objects.filter(pk=cast.dispositif.pk).update(time_zone=zone)
    elsewhere = make_membership(Role.MEDIATOR, cast.structure, [cast.other_dispositif])
    activity = make_activity(
        cast.mediator,
        cast.dispositif,
        started_at=(EVENING + timedelta(seconds=42)).isoformat(),
        service_date=f"{LAST}-03-11",
        mediators=[cast.mediator.actor.member, elsewhere.pk],
        place={"kind": "street", "commune": cast.far_dispositif.communes.get().code}
        | ({"lon": 3.06, "lat": 50.63, "qpv": make_qpv().code} if pointed else {}),
        round=str(uuid.uuid4()),
    )
    before = as_payload(activity)
    url = reverse("activity_edit", args=[activity.pk])
    field.post(url, as_shown(field, url) | {"people": "9"})
    after = as_payload(Activity.objects.get())
    assert {name for name in after if after[name] != before[name]} == {"base_version", "people"}


def test_another_start_has_a_day_of_its_own(cast: Cast, field: PageClient) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, service_date=f"{LAST}-03-11")
    url = reverse("activity_edit", args=[activity.pk])
    field.post(url, as_shown(field, url) | {"day": f"{LAST}-03-20"})
    assert Activity.objects.get().service_date == date(LAST, 3, 20)


def test_a_mended_entry_keeps_its_joint_grid(cast: Cast, field: PageClient) -> None:
    grid = [{"sex": "female", "age": "18_25", "status": None, "count": 2}]
    refused = payload(cast.dispositif, register="patrol", people=4, publics={"grid": grid})
    send(cast.mediator, refused)
    url = reverse("quarantine_mend", args=[QuarantinedEntry.objects.get().pk])
    shown = as_shown(field, url)
    assert (shown["sex_female"], shown["age_18_25"]) == ("2", "2")
    field.post(url, shown | {"register": "presence"})
    assert Activity.objects.get().publics["grid"] == grid


@pytest.mark.parametrize("named", ["0f8fad5b-d9cb-469f-a165-70867728950e", "illisible"])
def test_a_mended_entry_keeps_its_round(cast: Cast, field: PageClient, named: str) -> None:
    send(cast.mediator, payload(cast.dispositif, register="patrol", round=named))
    url = reverse("quarantine_mend", args=[QuarantinedEntry.objects.get().pk])
    field.post(url, as_shown(field, url) | {"register": "presence"})
    kept = Activity.objects.get()
    assert str(kept.round_id) == (named if named != "illisible" else "None")
    assert kept.started_at == EVENING


@pytest.mark.parametrize(
    "odd",
    [
        {"mediators": 5, "funding_lines": "x"}, {"place": [1], "publics": {"sex": 5}},
        {"started_at": "0001-01-01T00:00:00+14:00"}, {"duration": [1], "topics": 5, "note": {}},
    ],
)  # fmt: skip
def test_the_oddest_refused_entry_opens_on_its_page(
    cast: Cast, field: PageClient, odd: dict[str, object]
) -> None:
    send(cast.mediator, payload(cast.dispositif) | odd)
    url = reverse("quarantine_mend", args=[QuarantinedEntry.objects.get().pk])
    assert field.get(url).status_code == 200
    assert field.get(reverse("quarantine_list")).status_code == 200


def test_refused_records_are_told_apart_in_their_list(cast: Cast, field: PageClient) -> None:
    place = {"kind": "street", "label": "Résidence <Lafargue>"}
    send(
        cast.mediator,
        payload(cast.dispositif, register="conflict", place=place, duration=-1),
        payload(cast.dispositif, duration=-1),
        "rien de lisible",
    )
    stops = [{"kind": "street", "label": "Gare"}, {"kind": "street"}, 5]
    send_rounds(cast.mediator, round_payload(cast.dispositif, stops=stops))
    page = field.get(reverse("quarantine_list")).content.decode()
    start = timezone.localtime(EVENING)
    assert "Résidence &lt;Lafargue&gt;" in page
    assert labels.spoken("register", "conflict") in page
    assert f"{start:%H:%M}" in page
    assert "Saisie sans lieu lisible" in page
    assert "Gare" in page
    assert f"d'un appareil de {cast.mediator.actor.name}" in " ".join(page.split())


def test_a_refused_entry_is_set_aside_and_brought_back(cast: Cast, field: PageClient) -> None:
    send(cast.mediator, payload(cast.dispositif, register="patrol"))
    aside = QuarantinedEntry.objects.get()
    field.post(reverse("quarantine_discard", args=[aside.pk]))
    assert "Rien à corriger" in field.get(reverse("quarantine_list")).content.decode()
    field.post(reverse("quarantine_restore", args=[aside.pk]))
    aside.refresh_from_db()
    assert aside.settled_at is None


@pytest.mark.parametrize(
    "who",
    ["neighbour_mediator", "neighbour_director", "partner", "other_partner", "regional", "admin"],
)
def test_the_others_neither_read_nor_change(cast: Cast, who: str) -> None:
    activity = make_activity(cast.mediator, cast.dispositif, note="canari")
    person: Person = getattr(cast, who)
    client = client_of(person)
    for name in ("activity_detail", "activity_edit", "activity_cancel", "activity_restore"):
        url = reverse(name, args=[activity.pk])
        for response in (client.get(url), client.post(url, filled(cast))):
            assert response.status_code in {403, 404, 405}
            assert b"canari" not in response.content
    activity.refresh_from_db()
    assert (activity.version, activity.cancelled_at) == (1, None)


def test_pages_tell_the_time_of_the_place(cast: Cast, field: PageClient) -> None:
    """In La Réunion it is two or three hours later than in Paris, where pages are made."""
    Dispositif.objects.filter(pk=cast.dispositif.pk).update(time_zone="Indian/Reunion")
    morning = datetime(LAST, 3, 11, 5, 15, tzinfo=UTC)
    with clock.hold(datetime(LAST, 3, 11, 20, 30, tzinfo=UTC)):
        activity = make_activity(cast.mediator, cast.dispositif, started_at=morning.isoformat())
    page = field.get(reverse("activity_detail", args=[activity.pk])).content.decode()
    assert "09:15" in page
    assert "06:15" not in page
    assert f"12 mars {LAST}, 00:30" in page  # when it was logged
    listed = field.get(reverse("activity_list")).content.decode()
    assert '<span class="ent-activity-time">09:15</span>' in listed
