"""What is left of people and devices once they have gone, and who reads the proofs."""

from datetime import date, timedelta
from itertools import count

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine, RetentionRun
from entremise.journal.retention import run
from entremise.structures.actions import add_member, end_membership, resume_membership
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken, Membership
from entremise.structures.retention import KEPT
from entremise.structures.tokens import revoke_token, revoked_actor
from tests.activities.factories import make_activity
from tests.journal.factories import make_run
from tests.structures.factories import make_membership, make_token
from tests.support.cast import Cast, Person
from tests.support.client import assert_constant_queries, client_of

DEVICES, ACCOUNTS, _PERSONS = KEPT
REGISTER = reverse("retention")


def _gone(cast: Cast, on: date) -> Membership:
    """The mediator leaves on that day."""
    membership = cast.mediator.membership
    assert membership is not None
    Membership.objects.filter(pk=membership.pk).update(starts_on=date(2020, 1, 1), ends_on=on)
    membership.refresh_from_db()
    return membership


def _years_ago(years: int) -> date:
    return clock.today() - timedelta(days=366 * years)


# --- devices


def test_a_revoked_device_is_forgotten_and_still_told_to_wipe_itself(cast: Cast) -> None:
    membership = cast.mediator.membership
    token = make_token(membership, "perdu")
    AccessToken.objects.filter(pk=token.pk).update(software="1.2", waiting=3, conflicts=1)
    assert not DEVICES.rows().exists()
    revoke_token(token=token, by=cast.mediator.actor)
    AccessToken.objects.filter(pk=token.pk).update(revoked_at=clock.now() - timedelta(days=367))
    (done,) = run(clock.today())
    assert (done.rule, done.structure_id, done.treated) == ("revoked_devices", cast.structure.pk, 1)
    token.refresh_from_db()
    assert (token.label, token.software, token.waiting) == ("", "", None)
    assert str(token) == "appareil oublié"
    assert revoked_actor("perdu") is None
    answer = client_of(cast.visitor).get(
        "/api/v1/carnet/reference", headers={"Authorization": "Bearer perdu"}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "revoked")


# --- accounts


def test_somebody_who_left_long_ago_becomes_a_number(cast: Cast) -> None:
    activity = make_activity(cast.mediator, cast.dispositif)
    membership = _gone(cast, _years_ago(3))
    token = make_token(membership, "ancien")
    EmailAddress.objects.create(user=membership.user, email=membership.user.email)
    email = membership.user.email
    (done,) = run(clock.today())
    assert (done.rule, done.structure_id) == ("gone_accounts", cast.structure.pk)
    user = membership.user
    user.refresh_from_db()
    assert user.name == f"Ancien compte {user.pk}, médiateur·rice"
    assert user.email == f"compte-{user.pk}@anonyme.invalid"
    assert not user.is_active
    assert not user.has_usable_password()
    assert user.anonymised_at is not None
    assert not EmailAddress.objects.filter(user=user).exists()
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert token.label == ""
    activity.refresh_from_db()
    assert activity.logged_by == membership
    line = JournalLine.objects.get(verb="account.anonymised")
    assert (line.subject_id, line.changes) == (str(user.pk), {"name": None, "email": None})
    assert email not in str(list(JournalLine.objects.values_list("changes", flat=True)))


def test_whoever_holds_another_role_keeps_their_name(cast: Cast) -> None:
    membership = _gone(cast, _years_ago(3))
    other = make_membership(Role.COORDINATOR, cast.neighbour, user=membership.user)
    assert run(clock.today()) == []
    Membership.objects.filter(pk=other.pk).update(
        starts_on=date(2020, 1, 1), ends_on=clock.today() - timedelta(days=1)
    )
    assert run(clock.today()) == []
    Membership.objects.filter(pk=other.pk).update(ends_on=_years_ago(2) - timedelta(days=5))
    (done,) = run(clock.today())
    assert done.structure_id == cast.neighbour.pk
    membership.user.refresh_from_db()
    assert membership.user.name.endswith("coordinateur·rice")


def test_an_anonymised_role_is_not_resumed_and_the_person_may_come_back(cast: Cast) -> None:
    membership = _gone(cast, _years_ago(3))
    email = membership.user.email
    run(clock.today())
    membership = Membership.objects.get(pk=membership.pk)
    with pytest.raises(Refusal, match="anonymisé"):
        resume_membership(membership=membership, by=cast.director.actor)
    again = add_member(
        structure=cast.structure,
        email=email,
        name="Médiateur 012",
        role=Role.MEDIATOR,
        teams=[cast.dispositif],
        by=cast.director.actor,
    )
    assert again.user_id != membership.user_id


def test_the_history_calls_them_by_their_number(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif)
    name = cast.mediator.actor.name
    membership = _gone(cast, _years_ago(3))
    run(clock.today())
    page = client_of(cast.dpo).get(reverse("journal")).content.decode()
    assert f"Ancien compte {membership.user_id}" in page
    assert name not in page


# --- the officer


def test_a_director_names_the_officer(cast: Cast) -> None:
    named = add_member(
        structure=cast.structure,
        email="dpo@exemple.org",
        name="Protection des données",
        role=Role.DPO,
        by=cast.director.actor,
    )
    client = client_of(cast.director)
    assert (
        reverse("member_detail", args=[named.pk])
        in client.get(reverse("member_list")).content.decode()
    )
    page = client.get(reverse("member_detail", args=[named.pk])).content.decode()
    assert "n'a pas d'équipe" in page
    end_membership(membership=named, on=clock.today(), by=cast.director.actor)
    assert Membership.objects.get(pk=named.pk).ends_on == clock.today()


def test_an_officer_has_no_team(cast: Cast) -> None:
    with pytest.raises(Refusal, match="n'a pas d'équipe"):
        add_member(
            structure=cast.structure,
            email="dpo@exemple.org",
            name="Protection des données",
            role=Role.DPO,
            teams=[cast.dispositif],
            by=cast.director.actor,
        )


@pytest.mark.parametrize("name", ["activity_list", "dashboard", "partner_list", "member_list"])
def test_an_officer_reads_nothing_of_the_field(cast: Cast, name: str) -> None:
    assert client_of(cast.dpo).get(reverse(name)).status_code == 403


def test_an_officer_finds_who_did_what(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif)
    make_activity(cast.coordinator, cast.dispositif)
    client = client_of(cast.dpo)
    user = cast.mediator.membership.user_id
    found = client.get(f"{reverse('journal')}?person={user}&verb=activity.logged")
    assert [row.user_id for row in found.context["page"].rows] == [user]
    assert "choix valide" not in found.content.decode()


# --- the pages


def test_the_register_says_what_is_kept_and_what_comes(cast: Cast) -> None:
    _gone(cast, _years_ago(3))
    for person in (cast.dpo, cast.director):
        page = client_of(person).get(REGISTER)
        rows = {row["subject"]: row for row in page.context["coming"].rows}
        assert rows["Comptes des personnes parties"]["tonight"] == 1
        assert rows["Notes des activités"]["soon"] == 0
        text = page.content.decode()
        assert "2 ans" in text.replace("\u00a0", " ")
        assert "délibération n° 2021-122" in text.replace("\u00a0", " ")
        assert cast.mediator.actor.name not in text
    page = client_of(cast.neighbour_dpo).get(REGISTER)
    assert {row["tonight"] for row in page.context["coming"].rows} == {0}


def test_a_proof_is_read_and_verified(cast: Cast) -> None:
    _gone(cast, _years_ago(3))
    (done,) = run(clock.today())
    page = client_of(cast.dpo).get(reverse("retention_run", args=[done.pk])).content.decode()
    for words in (
        "Preuve intacte", done.digest, done.edition, "1 enregistrement anonymisé",
        JournalLine.objects.get(chain=done.structure_id, place=done.place).seal,
        "Comptes des personnes parties", "Imprimer la preuve",
    ):  # fmt: skip
        assert words in page.replace("\u202f", " "), words
    RetentionRun.objects.filter(pk=done.pk).update(treated=2)
    page = client_of(cast.dpo).get(reverse("retention_run", args=[done.pk])).content.decode()
    assert "Preuve altérée" in page


def test_a_run_that_was_cut_or_has_failures_says_so(cast: Cast) -> None:
    cut = make_run(cast.structure.pk, ended_at=None, place=None, failures={"12": "ValueError"})
    client = client_of(cast.director)
    page = client.get(reverse("retention_run", args=[cut.pk])).content.decode()
    assert "Interrompu" in page
    assert "ValueError" in page
    assert "interrompu" in client.get(REGISTER).content.decode()


def test_a_rule_that_is_gone_still_has_its_proof(cast: Cast) -> None:
    old = make_run(cast.structure.pk, rule="ancienne_regle", months=36)
    page = client_of(cast.dpo).get(reverse("retention_run", args=[old.pk])).content.decode()
    assert "ancienne_regle" in page
    assert "36 mois" in page


@pytest.mark.parametrize("name", ["mediator", "coordinator", "partner", "regional", "admin"])
def test_nobody_else_reads_them(cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(REGISTER).status_code == 403


@pytest.mark.parametrize("name", ["dpo", "director"])
def test_pages_ask_a_constant_number_of_questions(cast: Cast, name: str) -> None:
    person: Person = getattr(cast, name)
    numbers = count()

    def grow(rows: int) -> None:
        for _ in range(rows):
            make_run(cast.structure.pk, failures={str(next(numbers)): "ValueError"})

    assert_constant_queries(client_of(person), REGISTER, grow)
    assert_constant_queries(client_of(person), reverse("home"), grow)
