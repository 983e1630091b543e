"""The facts of the registry say what its pages say, month by month."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from entremise.core import clock
from entremise.indicators.catalog.registry import INDICATORS
from entremise.indicators.questions import Answer, Period, Question, Scope, answer
from entremise.indicators.refreshing import refresh_all, refresh_marked
from entremise.journal.models import ChangedMonth
from entremise.structures import actions
from entremise.structures.models import Contact, Dispositif, Structure
from entremise.structures.sheet import quality_of, quality_of_dispositif
from tests.structures.factories import make_dispositif, make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
SHEETS = ("structures", "structures_fresh_share", "structures_completeness")
PLACES = ("dispositifs", "communes_served", "qpvs_served")


def asked(codes: tuple[str, ...], day: date, *by: str) -> Answer:
    """The figures at the end of a month."""
    return answer(Question(codes, Scope(), Period(day.replace(day=1), day), by))


def numbers(found: Answer) -> dict[str, float | None]:
    """Every total."""
    return {code: value.number for code, value in found.totals.values.items()}


def test_the_figures_are_those_of_the_rows(cast: Cast) -> None:
    make_places()
    cast.dispositif.qpvs.set(["QN05901M"])
    cast.other_dispositif.qpvs.set(["QN05901M", "QN05902M"])
    cast.other_dispositif.communes.set(["59350", "59512"])
    Structure.objects.update(confirmed_on=clock.today())
    make_structure(confirmed_on=clock.today() - timedelta(days=800))
    make_structure(merged_into=cast.structure)
    Contact.objects.create(structure=cast.structure, function="Accueil", phone="0353010001")
    Dispositif.objects.filter(pk=cast.dispositif.pk).update(
        opening_hours="24/7", confirmed_on=clock.today()
    )
    list(refresh_all())
    standing = list(Structure.objects.filter(merged_into=None))
    opened = list(Dispositif.objects.all())
    scores = [quality_of(one).percent for one in standing]
    own = [quality_of_dispositif(one).percent for one in opened]
    fresh = sum(not quality_of(one).is_late for one in standing)
    assert numbers(asked(tuple(one.code for one in INDICATORS[:5]), clock.today())) == {
        "structures": len(standing),
        "structures_employing": sum(bool(one.operator_type) for one in standing),
        "structures_at_work": len({one.structure_id for one in opened}),
        "structures_fresh_share": pytest.approx(fresh / len(standing)),
        "structures_completeness": pytest.approx(sum(scores) / len(scores)),
    }
    served = Dispositif.communes.through.objects.values("commune").distinct().count()
    assert numbers(asked(tuple(one.code for one in INDICATORS[5:]), clock.today())) == {
        "dispositifs": len(opened),
        "communes_served": served,
        "qpvs_served": 2,
        "dispositifs_fresh_share": pytest.approx(1 / len(opened)),
        "dispositifs_with_hours_share": pytest.approx(1 / len(opened)),
        "dispositifs_completeness": pytest.approx(sum(own) / len(own)),
    }


def test_a_dispositif_is_counted_once_wherever_it_works(cast: Cast) -> None:
    make_places()
    cast.dispositif.communes.set(["59350", "59512"])
    Dispositif.objects.exclude(pk=cast.dispositif.pk).update(closed_on=F("opened_on"))
    Dispositif.objects.filter(pk=cast.dispositif.pk).update(
        domains=["school", "rights"], opened_on=date(2019, 1, 1)
    )
    list(refresh_all())
    by_commune = asked(("dispositifs",), clock.today(), "commune")
    assert {row.keys[0]: row.values["dispositifs"].number for row in by_commune.rows} == {
        "59350": 1, "59512": 1,
    }  # fmt: skip
    by_domain = asked(("dispositifs", "communes_served"), clock.today(), "domain")
    assert {row.keys[0]: numbers_of(row.values) for row in by_domain.rows} == {
        "school": (1, 2), "rights": (1, 2),
    }  # fmt: skip
    assert numbers(asked(("dispositifs",), clock.today()))["dispositifs"] == 1


def numbers_of(values: dict[str, object]) -> tuple[object, ...]:
    """The numbers of a row."""
    return tuple(value.number for value in values.values())  # type: ignore[attr-defined]


def test_each_month_holds_what_was_there(cast: Cast) -> None:
    structure = make_structure(registered_on=date(2026, 3, 10))
    make_dispositif(structure, opened_on=date(2026, 2, 28), closed_on=date(2026, 5, 15))
    before = Dispositif.objects.filter(opened_on__lt=date(2026, 2, 1)).count()
    list(refresh_all())
    held = {
        month: numbers(asked(("dispositifs",), date(2026, month, 28)))["dispositifs"]
        for month in (1, 2, 4, 5)
    }
    assert held == {1: before, 2: before + 1, 4: before + 1, 5: before}


def test_a_write_marks_what_is_to_be_counted_again(cast: Cast) -> None:
    list(refresh_all())
    ChangedMonth.objects.all().delete()
    this = clock.today().replace(day=1)
    actions.confirm_sheet(structure=cast.structure, by=cast.director.actor)
    marked = set(ChangedMonth.objects.values_list("fact", "month"))
    assert marked == {("structures", this), ("dispositifs", this)}
    list(refresh_marked())
    actions.close_dispositif(
        dispositif=cast.dispositif, on=clock.today() - timedelta(days=70), by=cast.director.actor
    )
    months = ChangedMonth.objects.filter(fact="dispositifs").values_list("month", flat=True)
    assert len(months) in (3, 4)
    was = numbers(asked(("dispositifs",), clock.today()))["dispositifs"]
    list(refresh_marked())
    now = numbers(asked(("dispositifs",), clock.today()))["dispositifs"]
    assert (was or 0) - (now or 0) == 1
