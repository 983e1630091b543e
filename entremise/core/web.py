"""The thread of every request: policy, form, action, answer.

A view is decorated with `@page(policy)` when it only reads, with `@command(policy)` when it
writes. Nothing else reaches a view: tests walk the URLs and refuse an undecorated one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from .errors import Refusal
from .readonly import readonly


class Author(Protocol):
    """Who acts: enough for the lower layers to sign a write. The full `Actor` is in structures."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def structure_id(self) -> int | None: ...
    @property
    def is_authenticated(self) -> bool: ...


class Request(HttpRequest):
    """A request as our views receive it: the middleware has put the actor on it."""

    actor: Any


Policy = Callable[..., bool]
Visible = Callable[[Any], QuerySet[Any]]
# Writes in the journal that somebody is about to read something.
Told = Callable[..., None]
View = Callable[..., HttpResponseBase]
Decorator = Callable[[View], View]


def anyone(actor: Author) -> bool:
    """Whoever comes, signed in or not."""
    return True


def signed_in(actor: Author) -> bool:
    """Whoever has signed in, whatever the role."""
    return actor.is_authenticated


def _admit(
    request: Request, policy: Policy, of: Visible | None, kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    """Find what the view is about through what the actor may see, then ask the policy."""
    actor = request.actor
    if of is None:
        if not policy(actor):
            raise PermissionDenied
        return ()
    found = of(actor).filter(pk=kwargs.pop("pk")).first()
    if found is None:
        raise Http404("Introuvable, ou hors de ce que vous pouvez lire.")
    if not policy(actor, found):
        raise PermissionDenied
    return (found,)


def _guarded(
    request: Request, policy: Policy, of: Visible | None, kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    # Forms refuse NUL by themselves; asked for it, PostgreSQL fails where SQLite finds nothing.
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadRequest("Une adresse ne contient pas d'octet nul.")
    try:
        return _admit(request, policy, of, kwargs)
    except (PermissionDenied, Http404):
        if not request.actor.is_authenticated:
            raise _SignInFirstError from None
        raise


class _SignInFirstError(Exception):
    pass


def page(policy: Policy, *, of: Visible | None = None, told: Told | None = None) -> Decorator:
    """A view that only reads.

    `policy(actor)` or, with `of`, `policy(actor, found)` where `found` is the row of `of(actor)`
    whose key is the URL's `pk`; the view then receives `found` after the request. What the actor
    may not see answers 404, what the policy refuses 403, and a visitor is sent to sign in.

    With `told`, reading leaves a trace: `told(actor, found)` is called before the view, in one
    transaction with it, and is the only thing there that may write.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: Request, **kwargs: Any) -> HttpResponseBase:
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(["GET"])
            try:
                return _read(view, request, policy, of, told, kwargs)
            except _SignInFirstError:
                return redirect_to_login(request.get_full_path())
            except Refusal as refusal:
                return refused(request, refusal)

        return _declared(wrapper, "page", policy, of, told)

    return decorate


def command(policy: Policy, *, of: Visible | None = None, told: Told | None = None) -> Decorator:
    """A view that writes. GET shows its form without writing; POST runs in one transaction.

    A `Refusal` that no form has caught undoes the transaction and is shown as a page. `told` is as
    in `page`: what a form shows was read, and what a refused one shows again was read again.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: Request, **kwargs: Any) -> HttpResponseBase:
            try:
                if request.method in {"GET", "HEAD"}:
                    return _read(view, request, policy, of, told, kwargs)
                if request.method != "POST":
                    return HttpResponseNotAllowed(["GET", "POST"])
                with transaction.atomic():
                    found = _guarded(request, policy, of, kwargs)
                    if told:
                        told(request.actor, *found)
                    return view(request, *found, **kwargs)
            except _SignInFirstError:
                return redirect_to_login(request.get_full_path())
            except Refusal as refusal:
                return refused(request, refusal)

        return _declared(wrapper, "command", policy, of, told)

    return decorate


def _read(
    view: View,
    request: Request,
    policy: Policy,
    of: Visible | None,
    told: Told | None,
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    if told is None:
        with readonly():
            found = _guarded(request, policy, of, kwargs)
            return view(request, *found, **kwargs)
    with transaction.atomic():
        with readonly():
            found = _guarded(request, policy, of, kwargs)
        told(request.actor, *found)
        with readonly():
            response = view(request, *found, **kwargs)
    # What is told when it is read is not kept where nobody would tell.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _declared(
    wrapper: Any, intent: str, policy: Policy, of: Visible | None, told: Told | None
) -> View:
    wrapper.policy, wrapper.intent, wrapper.visible, wrapper.told = policy, intent, of, told
    view: View = wrapper
    return view


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says why a rule said no, and what was kept."""
    return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)
