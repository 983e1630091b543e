"""Writes docs/permissions.md from the matrix of rights. Run by `make fix`."""

import os
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
INTRODUCTION = """\
# Qui peut quoi

Cette page est écrite par `make fix` à partir des tableaux `tests/<application>/rights.py`, que
la suite joue rôle par rôle sur des objets proches et lointains. Elle ne se modifie pas à la main.

- **équipe** : ce qui relève d'un dispositif où la personne travaille ; pour un partenaire, d'un
  dispositif que son organisme finance ;
- **structure** : tout ce qui relève de la structure de la personne ;
- **région** : aussi ce qui relève des autres structures de la région suivie ;
- **partout** : sans limite de territoire ; **oui** : un droit qui ne porte pas sur un objet.

Un visiteur qui ne s'est pas identifié n'a aucun de ces droits.
"""
REACH = {"": "", "✓": "oui", "T": "équipe", "TS": "structure", "TSN": "région", "TSNF": "partout"}


def page() -> str:
    """The whole page, from the rights of every app."""
    from django.apps import apps  # noqa: PLC0415 - after django.setup()

    from entremise.structures.enums import Role  # noqa: PLC0415
    from tests.support.rights import all_rights  # noqa: PLC0415

    rights = all_rights()
    parts = [INTRODUCTION]
    for app in dict.fromkeys(right.app for right in rights):
        parts.append(f"\n## {apps.get_app_config(app).verbose_name}\n")
        parts.append(_row("", *(Role(role).label for role in Role)))
        parts.append(_row("---", *("---" for _ in Role)))
        for right in rights:
            if right.app == app:
                parts.append(_row(right.does, *(REACH[right.grants.get(r, "")] for r in Role)))
    return "\n".join(parts) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    PAGE.write_text(page())
