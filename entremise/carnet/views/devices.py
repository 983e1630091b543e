"""A telephone becomes somebody's: from the session of a page to a token of its own."""

import json
import re
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache

from entremise.carnet.keys import former_secrets, member_secret
from entremise.core.web import Request, anyone, command
from entremise.structures.actor import Actor
from entremise.structures.forms.device import TokenForm
from entremise.structures.models import Membership, Structure
from entremise.structures.policies import can_hold_tokens
from entremise.structures.tokens import issue_token


@never_cache
@command(anyone)
def device(request: Request) -> HttpResponse:
    """Who would hold this telephone (GET), then its token and its secret (POST).

    Answers in JSON whatever happens, for a program asks. That nobody has signed in, or that this
    role does not log, is news to the question, and a refusal (401, 403) to the request.
    """
    actor = request.actor
    if request.method != "POST":
        return JsonResponse(_invitation(request))
    if not actor.is_authenticated:
        return _problem("Connectez-vous d'abord.", "unknown", 401)
    if not can_hold_tokens(actor):
        return _problem("Ce compte ne peut pas consigner d'activité.", "forbidden", 403)
    body = _body(request)
    form = TokenForm(body)
    if not form.is_valid():
        return _problem("Donnez un nom à ce téléphone, en 60 caractères au plus.", "invalid", 400)
    own = Membership.objects.get(pk=actor.member)
    token = issue_token(
        membership=own,
        label=form.cleaned_data["label"],
        by=actor,
        former=_fingerprint(body.get("former")),
    )
    secrets = {"secret": member_secret(actor), "former_secrets": former_secrets(actor)}
    who = _who(actor)
    if who["structure"]["pin"]:
        # A session left open beside it would make the PIN useless: the telephone has its own key.
        logout(request)
    return JsonResponse({"token": token, **secrets, **who}, status=201)


def _invitation(request: Request) -> dict[str, Any]:
    if not request.actor.is_authenticated:
        return {"state": "signed-out"}
    if not can_hold_tokens(request.actor):
        return {"state": "not-field"}
    return {"state": "invited", "csrf": get_token(request), **_who(request.actor)}


def _who(actor: Actor) -> dict[str, Any]:
    structure = Structure.objects.get(pk=actor.structure)
    return {
        "member": {"id": actor.member, "name": actor.name},
        "structure": {
            "id": structure.pk,
            "name": str(structure),
            "pin": structure.carnet_pin,
        },
    }


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _fingerprint(said: Any) -> str:
    return said if isinstance(said, str) and re.fullmatch("[0-9a-f]{64}", said) else ""


def _problem(detail: str, code: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": detail, "code": code}, status=status)
