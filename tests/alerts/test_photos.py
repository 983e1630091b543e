"""Photos: what they say of where and with what is gone, what lies about its type is refused."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from entremise.alerts import links
from entremise.alerts.actions import add_photo, close_alert, send_alert
from entremise.alerts.actions.photos import MOST
from entremise.alerts.enums import State
from entremise.alerts.models import Alert, AlertPhoto, Sending
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.vault.uploads import clean_upload
from tests.alerts.factories import make_addressee, make_alert, make_photo, make_sending
from tests.alerts.test_pages import NEW, filled, of
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of
from tests.vault.samples import TOLD, jpeg, pdf_bytes, plain_pdf

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LIES = {
    "script.jpg": b"<script>alert(1)</script>",
    "page.png": b"<!doctype html><img src=x onerror=alert(1)>",
    "dessin.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "vide.jpg": b"",
    "coupe.jpg": jpeg()[:200],
    "rapport.jpg": pdf_bytes(plain_pdf()),
    "programme.jpg": b"MZ" + bytes(200),
}


def upload(content: bytes, name: str = "IMG_0012.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.fixture
def mediator(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


def test_a_photo_comes_with_its_alert(cast: Cast, mediator: PageClient, settings: Any) -> None:
    said = filled(mediator, NEW, category="lift", place="Hall 3")
    mediator.post(NEW, {**said, "photo": upload(jpeg())})
    photo = AlertPhoto.objects.get(alert=Alert.objects.get())
    page = mediator.get(of("alert_detail", photo.alert)).content.decode()
    assert of("alert_photo", photo) in page
    response = mediator.get(of("alert_photo", photo))
    assert response["Content-Type"] == "image/jpeg"
    assert TOLD.encode() not in response.content
    assert not Image.open(BytesIO(response.content)).getexif()
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert stored
    assert all(b"JFIF" not in path.read_bytes() for path in stored)


@pytest.mark.parametrize("name", LIES)
def test_what_lies_about_its_type_is_refused(cast: Cast, mediator: PageClient, name: str) -> None:
    said = filled(mediator, NEW, category="lift", place="Hall 3")
    page = mediator.post(NEW, {**said, "photo": upload(LIES[name], name)})
    assert page.status_code == 200
    assert page.context["photo_form"].errors
    assert not Alert.objects.exists()
    alert = make_alert(cast.mediator, cast.dispositif)
    refused = mediator.post(of("alert_photo_new", alert), {"photo": upload(LIES[name], name)})
    assert refused.status_code == 400
    assert not AlertPhoto.objects.exists()


def test_a_page_shown_again_keeps_the_photo(cast: Cast, mediator: PageClient) -> None:
    said = filled(mediator, NEW, category="lift", place="Hall 3", note="Voir Mme Untel")
    warned = mediator.post(NEW, {**said, "photo": upload(jpeg())})
    assert "semble nommer une personne" in warned.content.decode()
    assert "inutile de la choisir de nouveau" in warned.content.decode()
    assert not Alert.objects.exists()
    again = {**said, "note": "Voir le gardien", "aside": _aside(warned)}
    mistaken = mediator.post(NEW, {**again, "place": ""})
    assert _aside(mistaken) == _aside(warned) != ""
    for _ in range(2):  # an impatient thumb
        assert mediator.post(NEW, again).status_code == 302
    photo = AlertPhoto.objects.get(alert=Alert.objects.get())
    assert mediator.get(of("alert_photo", photo))["Content-Type"] == "image/jpeg"


def test_another_photo_takes_the_place_of_the_one_put_aside(
    cast: Cast, mediator: PageClient
) -> None:
    said = filled(mediator, NEW, category="lift", place="")
    first = _aside(mediator.post(NEW, {**said, "photo": upload(jpeg())}))
    wrong = {**said, "aside": first, "photo": upload(b"<b>", "a.jpg")}
    assert _aside(mediator.post(NEW, wrong)) == first
    other = _aside(mediator.post(NEW, {**said, "aside": first, "photo": upload(jpeg())}))
    assert other not in ("", first)
    mediator.post(NEW, {**said, "aside": other, "place": "Hall 3"})
    assert AlertPhoto.objects.count() == 1


@pytest.mark.parametrize("ticket", ["jpeg:AAAA", "pdf:", "n'importe quoi", "jpeg:é"])
def test_a_photo_that_is_kept_no_more_is_asked_for_again(
    cast: Cast, mediator: PageClient, ticket: str
) -> None:
    said = filled(mediator, NEW, category="lift", place="Hall 3", aside=ticket)
    page = mediator.post(NEW, said)
    assert "choisissez-la de nouveau" in page.content.decode()
    assert _aside(page) == ""
    assert not Alert.objects.exists()


def _aside(page: Any) -> str:
    """What the page holds of the photo that was chosen before."""
    found: str = page.context["photo_form"]["aside"].value()
    return found


def test_photos_are_added_and_taken_away_for_good(
    cast: Cast, mediator: PageClient, settings: Any
) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    mediator.post(of("alert_photo_new", alert), {"photo": upload(jpeg())})
    photo = AlertPhoto.objects.get()
    asked = mediator.get(of("alert_photo_remove", photo)).content.decode()
    assert "Effacer pour de bon" in asked
    assert AlertPhoto.objects.count() == 1
    mediator.post(of("alert_photo_remove", photo))
    assert not AlertPhoto.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    verbs = JournalLine.objects.filter(verb__contains="photo").order_by("pk")
    assert [line.verb for line in verbs] == ["alert.photo_added", "alert.photo_removed"]


def test_rules_of_photos(cast: Cast) -> None:
    alert, by = make_alert(cast.mediator, cast.dispositif), cast.mediator.actor
    file, number = clean_upload(jpeg(), "a.jpg"), uuid4()
    for _ in range(2):
        add_photo(alert=alert, file=file, by=by, id=number)
    assert alert.photos.count() == 1
    other = make_alert(cast.mediator, cast.dispositif)
    with pytest.raises(Refusal, match="ne peut pas"):
        add_photo(alert=other, file=file, by=by, id=number)
    with pytest.raises(Refusal, match="et non un document"):
        add_photo(alert=alert, file=clean_upload(pdf_bytes(plain_pdf()), "a.pdf"), by=by)
    for _ in range(MOST - 1):
        add_photo(alert=alert, file=file, by=by)
    with pytest.raises(Refusal, match="au plus"):
        add_photo(alert=alert, file=file, by=by)
    close_alert(alert=other, state=State.SOLVED, by=by)
    with pytest.raises(Refusal, match="close"):
        add_photo(alert=other, file=file, by=by)


# --- behind a link


@pytest.fixture
def sending(cast: Cast) -> Sending:
    made = make_sending(cast.mediator, cast.dispositif)
    make_photo(cast.mediator, made.alert)
    return made


def opened(client: PageClient, sending: Sending) -> str:
    """The address under which the page that a link opened shows its photo."""
    page = client.post(reverse("alert_link", args=[links.link_to(sending)]))
    (address,) = page.context["photos"]
    assert address in page.content.decode()
    found: str = address
    return found


def test_the_page_of_a_link_shows_photos(client: PageClient, sending: Sending) -> None:
    address = opened(client, sending)
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert client.get(of("alert_photo", sending.alert.photos.get())).status_code == 302


def test_the_address_of_a_photo_ends(
    client: PageClient, cast: Cast, sending: Sending, monkeypatch: Any
) -> None:
    address = opened(client, sending)
    now = signing.time.time()
    with monkeypatch.context() as later:
        later.setattr(signing.time, "time", lambda: now + 1801)
        assert client.get(address).status_code == 404
    send_alert(
        alert=sending.alert, addressee=make_addressee(cast.structure), by=cast.mediator.actor
    )
    assert client.get(address).status_code == 404


def test_a_key_opens_its_own_photo_and_nothing_else(
    client: PageClient, cast: Cast, sending: Sending
) -> None:
    theirs = make_photo(cast.mediator, make_alert(cast.mediator, cast.dispositif))
    for key in (
        links.photo_link(sending, theirs.pk),
        links.photo_link(sending, uuid4()),
        links.link_to(sending),
        "x",
    ):
        response = client.get(reverse("alert_link_photo", args=[key]))
        assert response.status_code == 404
    key = links.photo_link(sending, sending.alert.photos.get().pk)
    assert client.get(reverse("alert_link", args=[key])).status_code == 410


def test_a_partner_sees_the_photos_of_what_is_addressed_to_it(cast: Cast) -> None:
    made = make_sending(cast.mediator, cast.dispositif, organisation=cast.funder)
    photo = make_photo(cast.mediator, made.alert)
    partner = client_of(cast.partner)
    page = partner.get(of("addressed_detail", made)).content.decode()
    assert of("alert_photo", photo) in page
    read = JournalLine.objects.filter(verb="alert.read").count()
    assert partner.get(of("alert_photo", photo)).status_code == 200
    assert JournalLine.objects.filter(verb="alert.read").count() == read + 1
    assert client_of(cast.other_partner).get(of("alert_photo", photo)).status_code == 404
    assert partner.post(of("alert_photo_remove", photo)).status_code == 403
