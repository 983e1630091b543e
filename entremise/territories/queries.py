"""Reads of the geography: search, today's commune of an old code, upper territories."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, IntegerField, Lookup, Q, QuerySet, When

from entremise.core.typography import french

from .models import Commune, Contour, ContratVille, FormerCommune, PostalCode, Qpv, SearchTerm
from .names import prefixes

Rank = SearchTerm.Rank

# Below what SQLite accepts as parameters of one statement.
CHUNK = 900


@CharField.register_lookup
class Begins(Lookup[str]):
    """`text__begins`: like startswith, but in the form each database answers from its index."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        operator, anything = ("GLOB", "*") if connection.vendor == "sqlite" else ("LIKE", "%")
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} {operator} %s", (self.rhs + anything,)


@dataclass(frozen=True)
class FoundCommune:
    """A commune that a search found, and what tells it from others of the same name."""

    commune: Commune
    hint: str

    def as_json(self) -> dict[str, str]:
        """For the field that suggests communes."""
        return {"code": self.commune.code, "label": self.commune.name, "hint": self.hint}


class Hierarchy(NamedTuple):
    """The territories a commune lies in (codes); None where there is none, or none known."""

    epci: str | None
    arrondissement: str | None
    departement: str | None
    region: str | None


def search_communes(
    text: str, limit: int = 10, within: QuerySet[Commune] | None = None
) -> list[FoundCommune]:
    """The communes of today that the text begins to designate, in two queries.

    By name (without regard to case, accents, hyphens, « St »), by word of a name, by former name,
    by postal code or INSEE code, old ones included. What is exactly what was typed comes first,
    then names that begin so, then words inside names, then former names; larger ones first.
    """
    typed = prefixes(text[:80])
    if not typed or limit < 1:
        return []
    begins = Q()
    for prefix in typed:
        begins |= Q(text__begins=prefix)
    terms = SearchTerm.objects.filter(begins).select_related("commune__departement", "former")
    if within is not None:
        terms = terms.filter(commune__in=within)
    whole = Q(text__in=typed, rank__in=[Rank.NAME, Rank.CODE, Rank.FORMER_NAME])
    exact = Case(When(whole, then=0), default=1, output_field=IntegerField())
    terms = terms.order_by(
        exact, "rank", F("commune__population").desc(nulls_last=True), "commune__search_name", "pk"
    )
    found: dict[str, SearchTerm] = {}
    # A commune has a handful of terms with a common beginning: enough rows for `limit` of them.
    for term in terms[: limit * 8]:
        found.setdefault(term.commune_id, term)
    kept = list(found.values())[:limit]
    postal = _postal_codes([term.commune_id for term in kept])
    return [FoundCommune(term.commune, _hint(term, postal, typed[0])) for term in kept]


def commune_today(code: str) -> Commune | None:
    """The commune of that INSEE code, or the one it has become part of."""
    return communes_today([code]).get(code)


def communes_today(codes: Iterable[str]) -> dict[str, Commune]:
    """The commune of today of each code, current or former, that is known (three queries)."""
    wanted = set(codes)
    found = {c.code: c for c in _in_chunks(Commune.objects.select_related("successor"), wanted)}
    today = {code: commune.successor or commune for code, commune in found.items()}
    left = wanted - found.keys()
    former = _in_chunks(FormerCommune.objects.select_related("commune__successor"), left)
    return today | {old.code: old.commune.successor or old.commune for old in former}


def why_not(code: str) -> str | None:
    """Why this is not the code of a commune of today, as a sentence; None when it is one."""
    today = commune_today(code)
    if today is None:
        return french(f"Aucune commune ne porte le code « {code} ».")
    if today.code == code:
        return None
    name = (
        FormerCommune.objects.filter(code=code).values_list("name", flat=True).first()
        or Commune.objects.filter(code=code).values_list("name", flat=True).first()
    )
    gone = (
        f"{name} ({code}) n'est pas une commune d'aujourd'hui"
        if name
        else f"La commune de code {code} n'existe plus"
    )
    return french(f"{gone} : elle fait partie de {today.name} ({today.code}).")


def commune_hierarchy(codes: Iterable[str]) -> dict[str, Hierarchy]:
    """The upper territories of communes, by code; unknown codes are left out."""
    fields = ("code", "epci_id", "arrondissement_id", "departement_id", "region_id")
    rows = _in_chunks(Commune.objects.values_list(*fields), set(codes))
    return {code: Hierarchy(*upper) for code, *upper in rows}


def departements_with_known_qpv() -> frozenset[str] | None:
    """The départements where being outside every perimeter means being outside a QPV.

    None stands for all of them: a source that covers the whole country is loaded. Otherwise, those
    where at least one perimeter is known, be it fictitious.
    """
    return _departements_with(Qpv.objects.all())


def departements_with_official_qpv() -> frozenset[str] | None:
    """The départements whose official perimeters are loaded; None stands for all of them."""
    return _departements_with(Qpv.objects.filter(fictitious=False))


def communes_without_qpv(codes: Iterable[str]) -> frozenset[str]:
    """Those of the communes that certainly hold no QPV (three queries, none for no commune)."""
    wanted = set(codes)
    if not wanted:
        return frozenset()
    known = departements_with_known_qpv()
    rows = _in_chunks(Commune.objects.values_list("code", "departement_id"), wanted)
    sure = {code for code, departement in rows if known is None or departement in known}
    holding = Qpv.communes.through.objects.filter(commune_id__in=sure)
    return frozenset(sure - set(holding.values_list("commune_id", flat=True)))


def contrats_of(communes: Iterable[str]) -> QuerySet[ContratVille]:
    """The contrats de ville of these communes, through the body that carries them, by name."""
    served = Commune.objects.filter(pk__in=list(communes))
    carried = Q(commune__in=served) | Q(epci__in=served.exclude(epci=None).values("epci"))
    return ContratVille.objects.filter(carried).order_by("name", "code")


def _departements_with(qpvs: QuerySet[Qpv]) -> frozenset[str] | None:
    outlines = Contour.objects.filter(kind=Contour.Kind.QPV)
    if outlines.filter(source__whole_country=True).exists():
        return None
    drawn = qpvs.filter(code__in=outlines.values("code"), communes__departement__isnull=False)
    return frozenset(drawn.values_list("communes__departement", flat=True))


def _postal_codes(communes: Sequence[str]) -> dict[str, list[str]]:
    rows = PostalCode.objects.filter(commune__in=communes).order_by("code")
    codes: dict[str, list[str]] = {}
    for commune, code in rows.values_list("commune_id", "code"):
        codes.setdefault(commune, []).append(code)
    return codes


def _hint(term: SearchTerm, postal: dict[str, list[str]], typed: str) -> str:
    """« Nord (59) · 59000… », and by what the commune was found when it is not its own name."""
    commune, former = term.commune, term.former
    codes = postal.get(commune.code, [])
    telling = [code for code in codes if code.startswith(typed)] or codes
    parts = [f"{telling[0]}…" if len(codes) > 1 else telling[0]] if codes else []
    if commune.departement:
        parts.insert(0, f"{commune.departement.name} ({commune.departement.code})")
    if former:
        known_as = f"« {former.name} », {former.get_kind_display()}"
        parts.append(known_as if former.name else f"ancien code {former.code}")
    elif commune.code.lower().startswith(typed):
        parts.append(f"code INSEE {commune.code}")
    return french(" · ".join(parts))


def _in_chunks(rows: QuerySet[Any, Any], codes: set[str]) -> Iterator[Any]:
    """The rows of these codes, a statement's worth of codes at a time."""
    ordered = sorted(codes)
    for start in range(0, len(ordered), CHUNK):
        yield from rows.filter(code__in=ordered[start : start + CHUNK])
