"""A compressed body is read like a plain one, and cannot be made to fill the memory."""

import gzip
import json

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client

from entremise.core.bodies import opened
from tests.activities.factories import payload
from tests.structures.factories import make_token
from tests.support.cast import Cast

URL = "/api/v1/sync/activities"


def _post(body: bytes) -> object:
    headers = {"Authorization": "Bearer jeton-d-essai", "Content-Encoding": "gzip"}
    return Client().post(URL, body, content_type="application/json", headers=headers)


def test_a_compressed_delivery_is_received(cast: Cast) -> None:
    assert cast.mediator.membership is not None
    make_token(cast.mediator.membership)
    body = json.dumps({"entries": [payload(cast.dispositif)]}).encode()
    response = _post(gzip.compress(body))
    assert [receipt["status"] for receipt in response.json()["receipts"]] == ["created"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not gzip", 400),
        (gzip.compress(b'{"entries": []}')[:-4], 400),
        (gzip.compress(b"{"), 400),
        (gzip.compress(b" " * 30_000_000), 413),
    ],
    # a compressed body holds the hour: two workers must give the test one name
    ids=["plain", "cut", "not JSON", "too large"],
)
def test_what_cannot_be_opened_is_said(cast: Cast, body: bytes, status: int) -> None:
    assert cast.mediator.membership is not None
    make_token(cast.mediator.membership)
    response = _post(body)
    assert response.status_code == status
    assert response.json()["detail"]


def test_no_more_is_unpacked_than_may_be_sent() -> None:
    assert opened(gzip.compress(b"x" * 10), 10) == b"x" * 10
    with pytest.raises(RequestDataTooBig):
        opened(gzip.compress(b"x" * 11), 10)
