"""What each verb of the journal means to a reader. Apps declare theirs on their AppConfig.

class ActivitiesConfig(AppConfig):
    verbs = {"activity.logged": "Activité consignée"}
"""

from collections.abc import Iterable

from django.apps import apps


def phrases() -> dict[str, str]:
    """Every declared verb with its phrase."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "verbs", {})
    return found


def phrase(verb: str) -> str:
    """The phrase of a verb; the verb itself when nobody declares it any more."""
    return phrases().get(verb, verb)


def traced() -> dict[str, str]:
    """What the journal is searched by: kinds of subject, each with the column of the number that
    people quote (none when it is only known by the address of its page)."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "traced", {})
    return found


def subject_kind(subject_type: str) -> str:
    """« structures.fundingline » → « ligne de financement »."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except LookupError:
        return subject_type


def field_names(subject_type: str, changed: Iterable[str]) -> list[str]:
    """The fields of a subject as they are called; what is no field of it any more is left out."""
    try:
        fields = apps.get_model(subject_type)._meta.get_fields()
    except LookupError:
        return []
    called = {field.name: str(getattr(field, "verbose_name", field.name)) for field in fields}
    names = (name.removesuffix("_id") for name in changed)
    return [called[name] for name in names if name in called]
