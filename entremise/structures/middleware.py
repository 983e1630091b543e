"""Puts the actor on the request."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase

from entremise.core import clock

from .actor import VISITOR, Actor, actor_of, current_memberships

SESSION_KEY = "membership"


class ActorMiddleware:
    """`request.actor`: the person in the role chosen in the session, else in the first held."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return VISITOR
    held = list(current_memberships(user.pk, clock.today()))
    chosen = request.session.get(SESSION_KEY)
    if not held:
        return Actor(user_id=user.pk, name=str(user))
    now = next((membership for membership in held if membership.pk == chosen), held[0])
    return replace(actor_of(now), roles_held=len(held))
