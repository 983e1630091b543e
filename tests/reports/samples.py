"""A bilan written by hand, with every kind of cell, to test what draws and prints it."""

from datetime import UTC, date, datetime

from entremise.reports.document import (
    MISSING,
    Bilan,
    Cell,
    Cover,
    Definition,
    KeyFigure,
    Line,
    Measure,
    Order,
    Panel,
    Reference,
    Section,
    Table,
    TableRow,
)
from entremise.reports.wording import comparison, sentence

COUNT = Measure("activities", "Interventions", "count")
SHARE = Measure("qpv_share", "En quartier prioritaire", "percent")
SECRET = Cell(None, "suppressed")
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre")  # fmt: skip
THIS_YEAR = (96, 104, 118, 109, 121, 130, 92, 41, 117, 132, 118, 106)
LAST_YEAR = (88, 91, 97, 101, 108, 112, 84, 45, 101, 110, 108, 101)


def key_figure(measure, number, before, one, many):
    """A key figure with its sentence; None stands for a suppressed value."""
    value = SECRET if number is None else Cell(number)
    previous = SECRET if before is None else Cell(before)
    return KeyFigure(
        measure, value, previous, sentence(value, measure, one, many),
        comparison(value, previous, measure, "qu'en 2025"),
    )  # fmt: skip


def two_years(caption, heading, rows, code="activities"):
    """A table of counts for two years; None stands for a suppressed cell."""

    def cells(pair):
        return tuple(SECRET if number is None else Cell(number) for number in pair)

    return Table(
        caption=caption,
        heading=heading,
        columns=(Measure(code, "2026", "count"), Measure(f"{code}:previous", "2025", "count")),
        rows=tuple(TableRow(key, label, cells(pair)) for key, label, pair in rows),
        total=TableRow("total", "Total", (Cell(1284), Cell(1146))),
    )


def months_panel():
    rows = [
        (f"2026-{index:02}", name, pair)
        for index, (name, pair) in enumerate(
            zip(MONTHS, zip(THIS_YEAR, LAST_YEAR, strict=True), strict=True), start=1
        )
    ]
    return Panel(
        key="months", title="Octobre est le mois le plus chargé : 132 interventions",
        subtitle="Interventions par mois, 2026 ; en gris, 2025", chart="months",
        drawn=12,
        alternative="Interventions par mois en 2026 et en 2025.",
        table=two_years("Interventions par mois", "Mois", rows),
    )  # fmt: skip


def registers_panel():
    rows = [
        ("presence", "Assurer une présence active de proximité", (702, 640)),
        ("conflict", "Prévenir et gérer les situations conflictuelles", (188, 171)),
        ("understanding", "Lever les incompréhensions entre les personnes et les institutions",
         (121, 96)),
        ("watch", "Participer à la veille sociale et technique", (142, 130)),
        ("link", "Mettre en relation avec un partenaire", (60, 52)),
        ("consultation", "Organiser la concertation", (None, 11)),
        ("projects", "Soutenir les projets collectifs", (None, 13)),
        ("awareness", "Sensibiliser et former", (45, 33)),
    ]  # fmt: skip
    return Panel(
        key="registers", title="Plus d'une intervention sur deux relève de la présence active",
        subtitle="Interventions par registre de la norme NF X60-600, 2026", chart="bars",
        drawn=10,
        alternative="Interventions par registre.",
        table=two_years("Interventions par registre", "Registre", rows),
    )  # fmt: skip


def sample_bilan() -> Bilan:
    """Two sections, suppressed and missing cells, a suppressed key figure."""
    return Bilan(
        order=Order(1, 2, 3, 2026, date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1),
                    date(2025, 12, 31), 5),
        cover=Cover(
            kind="Bilan d’activité", title="Bilan d’activité 2026 · Dispositif Moulins",
            dispositif="Dispositif Moulins",
            structure="Citéo", funder="Ville de Lille", period="1er janvier – 31 décembre 2026",
            previous_period="1er janvier – 31 décembre 2025", interim=False,
            domains=("espace public et habitat collectif",), communes=("Lille",),
            qpvs=("Secteur Sud", "Moulins"), fictitious_qpvs=True,
            lines=(Line("Convention politique de la ville 2026", date(2026, 1, 1),
                        date(2026, 12, 31), 48000, "quartiers prioritaires seulement"),),
        ),
        headline="En 2026, 1\u202f284 interventions ont été conduites pour Ville de Lille, "
        "12\u202f% de plus qu'en 2025.",
        figures=(
            key_figure(COUNT, 1284, 1146, "intervention", "interventions"),
            key_figure(SHARE, 0.713, 0.68, "", "des interventions en quartier prioritaire"),
            key_figure(Measure("mediation_hours", "Heures de médiation", "hours"), 1922.4, 1701.25,
                       "de médiation", "de médiation"),
            key_figure(Measure("people", "Personnes rencontrées", "people"), 4120, 1900,
                       "personne rencontrée", "personnes rencontrées"),
            key_figure(Measure("conflicts", "Conflits traités", "count"), 188, 188,
                       "conflit traité", "conflits traités"),
            key_figure(Measure("links", "Mises en relation", "count"), None, 12,
                       "mise en relation", "mises en relation"),
        ),
        sections=(
            Section("activity", "L'activité",
                    ("1\u202f284 interventions, 12\u202f% de plus qu'en 2025.",),
                    (months_panel(), registers_panel())),
        ),
        method=("Une intervention qui sert plusieurs financeurs figure en entier dans le bilan de "
                "chacun.",),
        definitions=(Definition("Interventions", "Nombre d'interventions consignées.", "nombre",
                                "Norme NF X60-600"),),
        references=(Reference("Code officiel géographique", "2026", "INSEE"),),
        data_version=42,
        computed_at=datetime(2027, 1, 11, 9, 30, tzinfo=UTC),
    )  # fmt: skip


MISSING_CELL = MISSING
