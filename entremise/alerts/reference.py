"""The tree of categories, read from data/reference: two levels, with the delays as data."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from entremise.core.reference import Code, CodeList, load
from entremise.structures.enums import PartnerCategory


@dataclass(frozen=True)
class Category:
    """A category of the second level. `danger` says that the box is ticked beforehand."""

    code: str
    label: str
    short: str
    icon: str
    branch: str
    danger: bool
    addressee: str
    _hours: dict[str, int]

    def remind_after(self, *, danger: bool) -> timedelta:
        """How long nobody may answer before a reminder."""
        return self._delay("remind_hours", danger)

    def escalate_after(self, *, danger: bool) -> timedelta:
        """How long nobody may take it in charge before it goes above."""
        return self._delay("escalate_hours", danger)

    def _delay(self, name: str, danger: bool) -> timedelta:
        return timedelta(hours=self._hours[f"danger_{name}" if danger else name])


_DELAYS = ("remind_hours", "escalate_hours", "danger_remind_hours", "danger_escalate_hours")


def tree() -> CodeList:
    """Branches and categories in one list: what an addressee answers for is either."""
    return load("alert_categories")


@cache
def branches() -> tuple[Code, ...]:
    """The first level."""
    return tuple(item for item in tree().codes if "branch" not in item.extra)


@cache
def categories() -> dict[str, Category]:
    """The second level, by code. Raises KeyError on a malformed list."""
    return {item.code: _category(item) for item in tree().codes if "branch" in item.extra}


def category(code: str) -> Category:
    """The category of that code, be it one that the list no longer holds."""
    found = categories().get(code)
    name = code or "catégorie à préciser"
    return found or Category(code, name, name, "flag", "", False, "other", _hours(branches()[0]))


def branch_labels() -> dict[str, str]:
    """Code → label of the first level."""
    return {item.code: item.label for item in branches()}


def category_labels() -> dict[str, str]:
    """Code → label of the second level."""
    return {code: item.label for code, item in categories().items()}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a form field: the categories under their branches."""
    return [
        (
            branch.label,
            [(c.code, c.label) for c in categories().values() if c.branch == branch.code],
        )
        for branch in branches()
    ]


def _category(item: Code) -> Category:
    branch = tree()[item.extra["branch"]]
    return Category(
        code=item.code,
        label=item.label,
        short=item.short,
        icon=item.icon or branch.icon,
        branch=branch.code,
        danger=item.extra.get("danger", False),
        addressee=PartnerCategory(item.extra["addressee"]).label,
        _hours={**_hours(branch), **_hours(item)},
    )


def _hours(item: Code) -> dict[str, int]:
    return {name: item.extra[name] for name in _DELAYS if name in item.extra}
