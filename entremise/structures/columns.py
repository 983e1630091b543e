"""Columns that every table of facts of the field shares: whose it is, who pays, and where."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from entremise.core.facts import Column
from entremise.territories.models import Arrondissement, Commune, Departement, Epci, Qpv, Region

from .models import Dispositif, FundingLine, Structure
from .paying import Line


def _names(rows: QuerySet[Any], key: str = "code") -> dict[str, str]:
    return {str(code): name for code, name in rows.values_list(key, "name")}


def _funders() -> dict[str, str]:
    funding = FundingLine.objects.values("funder")
    return {str(item.pk): str(item) for item in Structure.objects.filter(pk__in=funding)}


WHO = (
    Column("structure_id", "int64", "Structure", lambda: _names(Structure.objects.all(), "pk")),
    Column("dispositif_id", "int64", "Dispositif", lambda: _names(Dispositif.objects.all(), "pk")),
    Column(
        "funding_lines", "int64", "Ligne de financement",
        lambda: {str(line.pk): line.label for line in FundingLine.objects.all()}, many=True,
    ),
    Column("funders", "int64", "Financeur", _funders, many=True),
)  # fmt: skip

WHERE = (
    Column("commune", "string", "Commune", lambda: _names(Commune.objects.all())),
    Column("epci", "string", "EPCI", lambda: _names(Epci.objects.all(), "siren")),
    Column(
        "arrondissement", "string", "Arrondissement", lambda: _names(Arrondissement.objects.all())
    ),
    Column("departement", "string", "Département", lambda: _names(Departement.objects.all())),
    Column("region", "string", "Région", lambda: _names(Region.objects.all())),
    Column("qpv", "string", "QPV", lambda: {qpv.code: str(qpv) for qpv in Qpv.objects.all()}),
)

_TERRITORY = ("epci_id", "arrondissement_id", "departement_id", "region_id")
# What `where` reads of a row that has a commune and a QPV.
PLACED = ("commune_id", "qpv_id", *(f"commune__{name}" for name in _TERRITORY))


def where(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of WHERE of what was read with PLACED: of a row, or of all, column by column."""
    around = {name.removesuffix("_id"): row[f"commune__{name}"] for name in _TERRITORY}
    return {"commune": row["commune_id"], "qpv": row["qpv_id"], **around}


def paid_by(
    lines: Iterable[Line], day: date, in_qpv: bool | None, commune: str | None
) -> dict[str, list[int]]:
    """The columns of WHO that say who pays by default for what was done that day, there."""
    paying = [line for line in lines if line.pays_for(day, in_qpv, commune)]
    return {
        "funding_lines": sorted(line.id for line in paying),
        "funders": sorted({line.funder_id for line in paying}),
    }
