"""The night: reminding, going above, and never twice."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from entremise.alerts.actions import answer_alert, close_alert, edit_addressee
from entremise.alerts.actions.addressees import Address
from entremise.alerts.enums import Reply, State
from entremise.alerts.models import Addressee, Sending
from entremise.alerts.queries import timeline
from entremise.core import clock
from entremise.structures.actor import VISITOR
from tests.alerts.factories import make_addressee, make_alert
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def run(tasks_at_once: None, django_capture_on_commit_callbacks: Any) -> Any:
    """Run the command so many hours later; returns what left, by address."""

    def after(hours: float) -> list[tuple[str, str]]:
        mail.outbox.clear()
        with (
            clock.hold(clock.now() + timedelta(hours=hours)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            call_command("remind_addressees", stdout=StringIO())
        return [(letter.subject.split(" : ")[0], letter.to[0]) for letter in mail.outbox]

    return after


def sending(cast: Cast, **changes: Any) -> Sending:
    """A lift to repair: a reminder after 24 hours, above after 72."""
    make_addressee(cast.structure, email="service@b.example", escalation_email="chef@b.example")
    return make_alert(cast.mediator, cast.dispositif, **changes).sendings.get()


def test_a_reminder_then_above_and_never_twice(cast: Cast, run: Any) -> None:
    made = sending(cast)
    assert run(23) == []
    assert run(25) == [("Rappel, alerte sans réponse", "service@b.example")]
    assert run(26) == []
    assert run(73) == [("Alerte que personne n'a prise en charge", "chef@b.example")]
    assert run(200) == []
    titles = [event.title for event in timeline(made.alert)]
    assert "Rappel envoyé" in titles
    assert "Relance envoyée au-dessus" in titles


def test_danger_shortens_the_delays(cast: Cast, run: Any) -> None:
    sending(cast, danger=True)
    assert len(run(5)) == 1
    assert run(25)[0][1] == "chef@b.example"


def test_an_answer_stops_the_reminder_but_not_what_comes_above(cast: Cast, run: Any) -> None:
    made = sending(cast)
    answer_alert(sending=made, reply=Reply.RECEIVED, comment="", by=VISITOR)
    assert run(25) == []
    assert len(run(73)) == 1


def test_what_is_in_charge_or_over_is_left_alone(cast: Cast, run: Any) -> None:
    charged, closed = sending(cast), make_alert(cast.mediator, cast.dispositif)
    answer_alert(sending=charged, reply=Reply.IN_CHARGE, comment="", by=VISITOR)
    close_alert(alert=closed, state=State.SOLVED, by=cast.mediator.actor)
    assert run(500) == []


def test_without_an_address_above_nothing_leaves_and_the_team_sees_it(cast: Cast, run: Any) -> None:
    make_addressee(cast.structure)
    alert = make_alert(cast.mediator, cast.dispositif)
    assert run(73) == []
    assert "Relance sans adresse au-dessus" in [event.title for event in timeline(alert)]


def test_without_an_address_above_the_team_is_told_what_to_do(cast: Cast, run: Any) -> None:
    addressee = make_addressee(cast.structure, label="Astreinte sans suite")
    alert = make_alert(cast.mediator, cast.dispositif)
    told = "1 alerte pour laquelle personne n'a pu être joint"
    home, page = reverse("home"), reverse("alert_detail", args=[alert.pk])
    mediator, coordinator = client_of(cast.mediator), client_of(cast.coordinator)
    run(25)
    assert told not in mediator.get(home).content.decode()
    run(73)
    for client, words in (
        (mediator, "demandez à votre coordination de compléter"),
        (coordinator, "complétez"),
    ):
        shown = client.get(home).content.decode()
        assert told in shown
        assert words in shown
        assert "Personne n'a pu être joint" in client.get(page).content.decode()
    complete = reverse("addressee_edit", args=[addressee.pk])
    assert complete in coordinator.get(page).content.decode()
    assert complete not in mediator.get(page).content.decode()
    listed = mediator.get(reverse("alert_list"), {"state": "unreached", "mine": "on"})
    assert [row.pk for row in listed.context["page"].rows] == [alert.pk]
    other = make_membership("mediator", cast.structure, [cast.dispositif])
    assert told not in client_of(Person(other)).get(home).content.decode()


def test_an_address_above_that_comes_late_is_written_to(
    cast: Cast, run: Any, django_capture_on_commit_callbacks: Any
) -> None:
    addressee = make_addressee(cast.structure, escalation_email="")
    make_alert(cast.mediator, cast.dispositif)
    charged = make_alert(cast.mediator, cast.dispositif).sendings.get()
    run(73)
    answer_alert(sending=charged, reply=Reply.IN_CHARGE, comment="", by=VISITOR)
    mail.outbox.clear()
    for email in ("chef@b.example", "chef@b.example", "autre@b.example"):
        address = Address(**{**_content_of(addressee), "escalation_email": email})
        with django_capture_on_commit_callbacks(execute=True):
            edit_addressee(addressee=addressee, address=address, by=cast.coordinator.actor)
    assert [letter.to for letter in mail.outbox] == [["chef@b.example"]]
    home = client_of(cast.mediator).get(reverse("home")).content.decode()
    assert "n'a pu être joint" not in home


def _content_of(addressee: Addressee) -> dict[str, Any]:
    names = ("label", "email", "escalation_email", "categories", "organisation", "starts_on")
    return {name: getattr(addressee, name) for name in names} | {
        "communes": list(addressee.communes.all()),
        "ends_on": addressee.ends_on,
    }
