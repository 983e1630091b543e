"""The alerts of a team: giving one, following it, going back to see."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.alerts import actions, queries, reference, routing
from entremise.alerts.enums import AWAITED, Source, State
from entremise.alerts.forms.addressee import SendForm
from entremise.alerts.forms.alert import (
    AlertFilter,
    AlertForm,
    CloseForm,
    PhotoForm,
    blank,
    initial_of,
)
from entremise.alerts.intake import receive
from entremise.alerts.models import Addressee, Alert
from entremise.alerts.policies import (
    can_edit_alert,
    can_follow_alert,
    can_keep_addressees,
    can_list_alerts,
    can_log_alert,
    can_see_alert,
    visible_addressees,
    visible_alerts,
)
from entremise.alerts.tables import delay_table
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.receipts import SyncStatus
from entremise.core.streaming import stream_csv
from entremise.core.web import Request, command, page
from entremise.structures.policies import can_read_journal
from entremise.ui.notices import say
from entremise.vault.rows import words_of

HOME = ("Accueil", "/")


def _list() -> tuple[str, str]:
    return ("Alertes", reverse("alert_list"))


@page(can_list_alerts)
def alert_list(request: Request) -> HttpResponse:
    """The alerts of one's teams, newest first, filters in the address."""
    form = AlertFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    found, rows = queries.alert_page(request.actor, filters, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Alertes", None)],
        "form": form,
        "page": found,
        "rows": rows,
        "to_send": queries.to_send(request.actor),
        "filters": request.GET.urlencode(),
    }
    return render(request, "alerts/list.html", context)


@page(can_list_alerts)
def alert_export(request: Request) -> HttpResponseBase:
    """The same list as a file, whole, without places nor notes."""
    form = AlertFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = queries.export_rows(request.actor, filters)
    return stream_csv("alertes.csv", queries.EXPORTED, rows)


@page(can_list_alerts)
def alert_delays(request: Request) -> HttpResponse:
    """How long each addressee takes to answer and to solve."""
    context = {
        "crumbs": [HOME, _list(), ("Délais", None)],
        "table": delay_table(queries.delays(request.actor)),
    }
    return render(request, "alerts/delays.html", context)


@page(can_see_alert, of=lambda actor: queries.complete(visible_alerts(actor)))
def alert_detail(request: Request, alert: Alert) -> HttpResponse:
    """One alert: what was seen, who has it in hand, what was answered."""
    offered = _offered(request, alert)
    in_hand = alert.in_hand[0] if alert.in_hand else None  # type: ignore[attr-defined]
    unreached = in_hand if in_hand and in_hand.reached_nobody and alert.state in AWAITED else None
    suggested = routing.addressee_for(alert, clock.today())
    context = {
        "crumbs": [HOME, _list(), (str(alert), None)],
        "alert": alert,
        "words": words_of([alert])[0][1],
        "branch": reference.branch_labels().get(alert.kind.branch, ""),
        "timeline": queries.timeline(alert),
        "in_hand": in_hand,
        "unreached": unreached,
        "may_complete": can_keep_addressees(request.actor),
        "may_edit": can_edit_alert(request.actor, alert),
        "may_trace": can_read_journal(request.actor),
        "send_form": SendForm(offered=offered, initial={"addressee": suggested})
        if offered.exists() and not alert.is_closed
        else None,
        "close_form": CloseForm(),
        "photos": queries.photos(alert),
        "photo_form": None if alert.is_closed else PhotoForm(),
    }
    return render(request, "alerts/detail.html", context)


def _offered(request: Request, alert: Alert) -> Any:
    """The addressees who take alerts today, but the one who has it in hand."""
    today = clock.today()
    serving = [row.pk for row in visible_addressees(request.actor) if row.serves_on(today)]
    in_hand = alert.sendings.filter(status="current").values("addressee")
    return Addressee.objects.filter(pk__in=serving).exclude(pk__in=in_hand).order_by("label")


@command(can_log_alert)
def alert_new(request: Request) -> HttpResponse:
    """Give an alert from the desk."""
    form = AlertForm(request.POST or None, actor=request.actor, initial=blank(request.actor))
    photo_form = PhotoForm(request.POST or None, request.FILES or None)
    kept = _kept(request, form) if photo_form.is_valid() else None
    if request.method == "POST" and kept is None:
        photo_form.keep_aside()
    if kept:
        if image := photo_form.image():
            # It bears the number of its alert, so that both sent twice are kept once.
            actions.add_photo(alert=kept, file=image, by=request.actor, id=kept.pk)
        sent = kept.sendings.select_related("addressee").first()
        words = f"transmise à « {sent.addressee} »" if sent else "à transmettre"
        say(request, f"Alerte consignée, {words}.")
        return redirect("alert_detail", pk=kept.pk)
    context = {
        "crumbs": [HOME, _list(), ("Donner une alerte", None)],
        "form": form,
        "photo_form": photo_form,
        "heading": "Donner une alerte",
        "alert": None,
    }
    return render(request, "alerts/alert_form.html", context)


@command(can_edit_alert, of=lambda actor: queries.complete(visible_alerts(actor)))
def alert_edit(request: Request, alert: Alert) -> HttpResponse:
    """Correct an alert; whoever has it in hand reads it as it is now."""
    initial = initial_of(alert, words_of([alert])[0][1])
    form = AlertForm(request.POST or None, actor=request.actor, alert=alert, initial=initial)
    form.hold_to(alert.pk)
    if _kept(request, form):
        say(request, "Alerte corrigée.")
        return redirect("alert_detail", pk=alert.pk)
    context = {
        "crumbs": [HOME, _list(), (str(alert), reverse("alert_detail", args=[alert.pk])),
                   ("Corriger", None)],
        "form": form,
        "photo_form": None,
        "heading": "Corriger une alerte",
        "alert": alert,
    }  # fmt: skip
    return render(request, "alerts/alert_form.html", context)


def _kept(request: Request, form: AlertForm) -> Alert | None:
    """The alert kept from a posted form, or None with what has to be mended on it."""
    if request.method != "POST" or not form.is_valid():
        return None
    if heard := form.warnings():
        form.heed(heard)
        return None
    receipt = receive(payload=form.payload(), source=Source.PAGE, by=request.actor)
    if receipt.status == SyncStatus.CONFLICT:
        form.add_error(None, "Cette alerte a été modifiée entre-temps : comparez, puis renvoyez.")
    form.complain(receipt.errors)
    kept: Alert | None = receipt.kept
    return None if form.errors else kept


@command(can_follow_alert, of=visible_alerts)
def alert_send(request: Request, alert: Alert) -> HttpResponse:
    """Put it in somebody's hands, or in somebody else's."""
    if request.method == "POST":
        form = SendForm(request.POST, offered=visible_addressees(request.actor))
        if not form.is_valid():
            raise Refusal("Choisissez un destinataire.", code="no_addressee")
        addressee = form.cleaned_data["addressee"]
        actions.send_alert(alert=alert, addressee=addressee, by=request.actor)
        say(request, f"Alerte transmise à « {addressee} ».")
    return redirect("alert_detail", pk=alert.pk)


@command(can_follow_alert, of=visible_alerts)
def alert_close(request: Request, alert: Alert) -> HttpResponse:
    """Say how it ended; one click opens it again."""
    if request.method == "POST":
        form = CloseForm(request.POST)
        if not form.is_valid():
            raise Refusal("Dites ce qu'il en est sur place.", code="no_state")
        state = State(form.cleaned_data["state"])
        actions.close_alert(alert=alert, state=state, by=request.actor)
        say(request, "Alerte close.", undo=reverse("alert_reopen", args=[alert.pk]))
    return redirect("alert_detail", pk=alert.pk)


@command(can_follow_alert, of=visible_alerts)
def alert_reopen(request: Request, alert: Alert) -> HttpResponse:
    """What was said to be over is not."""
    if request.method == "POST":
        actions.reopen_alert(alert=alert, by=request.actor)
        say(request, "Alerte rouverte : elle est à transmettre.")
    return redirect("alert_detail", pk=alert.pk)
