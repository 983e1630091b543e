"""An alert that has served is erased with its key, and still counts."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from entremise.alerts.models import Alert, Sending
from entremise.core import clock
from entremise.journal.retention import run
from entremise.vault.files import STORAGE
from entremise.vault.keys import open_keys
from tests.alerts.factories import make_alert, make_photo, make_sending
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_year_old_alert_loses_its_words_and_its_photos(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    sending: Sending = make_sending(cast.mediator, cast.dispositif)
    photo = make_photo(cast.mediator, sending.alert)
    recent = make_alert(cast.mediator, cast.dispositif)
    year_ago = clock.now() - timedelta(days=366)
    Alert.objects.filter(pk=sending.alert_id).update(seen_at=year_ago)
    Alert.objects.filter(pk=recent.pk).update(seen_at=clock.now())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        run(on=clock.today())
    alert = Alert.objects.get(pk=sending.alert_id)
    assert alert.erased_at is not None
    assert open_keys([alert.key_id]) == {}
    assert not storages[STORAGE].exists(photo.path)
    assert alert.state == "unsolved"
    assert Sending.objects.get(pk=sending.pk).status != "current"
    page = client_of(cast.mediator).get(reverse("alert_detail", args=[alert.pk]))
    assert "effacés" in page.content.decode()
    recent.refresh_from_db()
    assert recent.erased_at is None
