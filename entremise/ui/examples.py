"""One example of each component, for the gallery and for the tests. The figures are invented."""

from datetime import date
from typing import Any

from django import forms

from entremise.core.paging import KeysetPage

from .charts import Point, Series, bars, columns, lines
from .components import (
    MISSING,
    SUPPRESSED,
    Chart,
    Column,
    Figure,
    Link,
    Notice,
    Register,
    Table,
)
from .fields import REGISTER_ICONS

MONTHS = [
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
]
REGISTERS = {
    "presence": "Présence active",
    "conflict": "Situations conflictuelles",
    "understanding": "Incompréhensions levées",
    "watch": "Veille sociale et technique",
    "link": "Mise en relation",
    "consultation": "Concertation",
    "projects": "Projets collectifs",
    "awareness": "Information, sensibilisation",
}
COMPUTED = date(2026, 10, 31)


def figures() -> list[Figure]:
    """Four cards, of which one suppressed and one missing."""
    return [
        Figure(
            "Interventions", 4312, sentence="Depuis janvier, 14 par jour de service.",
            comparison="6 % de plus qu'en 2025", trend="up", as_of=COMPUTED, href="#tableau",
        ),
        Figure(
            "Part en quartier prioritaire", 0.714, "percent", as_of=COMPUTED, trend="flat",
            sentence="Sept interventions sur dix ont lieu en QPV.", comparison="Comme en 2025",
        ),
        Figure("Médiations scolaires", state="suppressed", as_of=COMPUTED,
               sentence="Le nombre est trop petit pour être montré hors de la structure."),
        Figure("Délai de réponse des bailleurs", sentence="Aucune réponse datée sur la période."),
    ]  # fmt: skip


def table() -> Table:
    """A table with a link, a register, a suppressed cell, a missing one and totals."""
    return Table(
        caption="Activité par registre, janvier à octobre 2026",
        columns=[
            Column("register", "Registre"),
            Column("count", "Interventions", numeric=True),
            Column("time", "Durée", numeric=True, unit="minutes"),
            Column("people", "Personnes", numeric=True),
            Column("last", "Dernière", numeric=True),
        ],
        rows=[
            _row("presence", 2104, 63120, 9860, Link("31/10/2026", "#tableau")),
            _row("conflict", 641, 28845, 2310, Link("30/10/2026", "#tableau")),
            _row("link", 388, 9700, 402, Link("30/10/2026", "#tableau")),
            _row("projects", 12, 1440, SUPPRESSED, Link("17/09/2026", "#tableau")),
            _row("awareness", 0, None, MISSING, None),
        ],
        totals={"register": "Ensemble", "count": 3145, "time": 103105, "people": 12575},
    )


def _row(code: str, count: int, time: int | None, people: Any, last: Any) -> dict[str, Any]:
    return {
        "register": Register(code, REGISTERS[code]),
        "count": count, "time": time, "people": people, "last": last,
    }  # fmt: skip


def months() -> Chart:
    """Columns with last year, a missing month, a suppressed one and one to come."""
    now = [412, 388, 451, 467, 502, 548, 391, 120, None, 3, 430, None]
    before = [398, 371, 420, 455, 470, 489, 402, 210, 430, 441, 418, 380]
    points = [
        Point(label, value, last) for label, value, last in zip(MONTHS, now, before, strict=True)
    ]
    points[8] = Point("sept.", None, 430, state="missing")
    points[9] = Point("oct.", None, 441, state="suppressed")
    return columns(
        points,
        title="Un pic en juin, un creux en août",
        subtitle="Interventions par mois, 2026 et 2025",
        source="Activités consignées, données en version 42",
        value="2026",
        previous="2025",
    )


def registers() -> Chart:
    """Bars in the colours of the registers, with last year and a target."""
    counts = [2104, 641, 210, 702, 388, 55, 12, 200]
    before = [1980, 655, 190, 640, 402, 61, 20, 170]
    points = [
        Point(label, value, last, colour=f"register-{code}")
        for (code, label), value, last in zip(REGISTERS.items(), counts, before, strict=True)
    ]
    points[1] = Point(REGISTERS["conflict"], 641, 655, target=900, colour="register-conflict")
    points[6] = Point(REGISTERS["projects"], None, 20, state="suppressed")
    return bars(
        points,
        title="La présence active fait la moitié des interventions",
        subtitle="Interventions par registre, janvier à octobre 2026",
        source="Activités consignées, données en version 42",
        label="Registre",
        value="2026",
        previous="2025",
    )


def evenings() -> Chart:
    """Curves, one of them faint."""
    return lines(
        [
            Series("Moulins", _shares(41, 44, 47, 52, 58, 61, 60, 40, 50, 51, 49, 46)),
            Series(
                "Métro",
                _shares(72, 71, 70, 74, 73, 75, None, 60, 70, 72, 73, 74),
                colour="attention",
            ),
            Series("Région", _shares(50, 51, 50, 52, 53, 55, 52, 45, 51, 52, 50, 50), faint=True),
        ],
        MONTHS,
        title="À Moulins, l'été se passe le soir",
        subtitle="Part des interventions après 18 h",
        source="Activités consignées, données en version 42",
        unit="percent",
    )


def _shares(*hundredths: int | None) -> list[float | None]:
    return [None if number is None else number / 100 for number in hundredths]


class ExampleForm(forms.Form):
    """Each kind of field."""

    register = forms.ChoiceField(
        label="Registre",
        choices=list(REGISTERS.items())[:5],
        widget=forms.RadioSelect,
        help_text="Celui qui décrit le mieux ce que vous avez fait.",
    )
    place = forms.CharField(label="Lieu", help_text="Une adresse, une résidence, une station.")
    people = forms.IntegerField(
        label="Personnes rencontrées",
        min_value=0,
        initial=2,
        widget=forms.NumberInput(attrs={"data-ent-counter": ""}),
    )
    day = forms.DateField(label="Jour", widget=forms.DateInput(attrs={"type": "date"}))
    outcome = forms.ChoiceField(
        label="Suite",
        choices=[("", "—"), ("calmed", "Apaisement"), ("agreement", "Accord")],
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="Sujets",
        choices=[("noise", "Bruit"), ("lift", "Ascenseur"), ("isolation", "Isolement")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="Note", widget=forms.Textarea, required=False, help_text="Ni nom, ni téléphone."
    )
    ongoing = forms.BooleanField(
        label="Une suite est à donner",
        required=False,
        help_text="Elle apparaîtra demain parmi les activités.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["register"].widget.icons = {code: REGISTER_ICONS[code] for code in REGISTERS}


class ExampleFilters(forms.Form):
    """A few filters."""

    q = forms.CharField(
        label="Lieu ou note",
        required=False,
        widget=forms.TextInput(attrs={"data-ent-search": True}),
    )
    register = forms.ChoiceField(
        label="Registre", required=False, choices=[("", "Tous"), *REGISTERS.items()]
    )
    since = forms.DateField(
        label="Depuis le", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def everything(query: Any) -> dict[str, Any]:
    """What the gallery shows."""
    refused = ExampleForm({"refused-people": "-1", "refused-day": "2026-10-31"}, prefix="refused")
    return {
        "figures": figures(),
        "table": table(),
        "stacked": Table(
            "La même, par blocs sur un téléphone", table().columns, table().rows[:2], layout="stack"
        ),
        "charts": [months(), registers(), evenings()],
        "form": ExampleForm(),
        "refused": refused,
        "filters": ExampleFilters(query or None),
        "page": KeysetPage([], "suite"),
        "registers": REGISTERS,
        "shapes": [("#tableau", "CSV"), ("#tableau", "Excel"), ("#tableau", "LibreOffice")],
        "tones": {
            "neutral": "Brouillon", "action": "En cours", "done": "Close",
            "attention": "À relancer", "danger": "En retard",
        },
        "notices": [
            Notice("Intervention consignée à 21:40.", undo="#"),
            Notice("Les chiffres seront à jour dans quelques secondes.", "info"),
            Notice("Trois entrées attendent le réseau.", "warning"),
            Notice("Le rapport n'a pas pu être scellé : deux mois manquent.", "error"),
        ],
    }  # fmt: skip
