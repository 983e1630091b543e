"""What a dashboard looks at; every choice lives in the address."""

from typing import Any

from django import forms

from entremise.activities import reference
from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain
from entremise.structures.policies import visible_dispositifs

YEARS = 6
FILTERS = ("dispositif", "register", "domain")


class BoardFilter(forms.Form):
    """Year, dispositif, register, domain; of the last three, one at a time with `one_only`."""

    year = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    dispositif = forms.TypedChoiceField(
        label="Dispositif", required=False, coerce=int, empty_value=None
    )
    register = forms.ChoiceField(label="Registre", required=False)
    domain = forms.ChoiceField(label="Domaine", required=False)

    def __init__(self, *args: Any, actor: Actor, one_only: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.one_only = one_only
        this = clock.today().year
        dispositifs = visible_dispositifs(actor).select_related("structure").order_by("name")
        everything = [("", "Tous")]
        choices = {
            "year": [
                ("", f"{this} (en cours)"),
                *((this - n, str(this - n)) for n in range(1, YEARS)),
            ],
            "dispositif": everything + [(item.pk, item.name) for item in dispositifs],
            "register": everything + [(c.code, c.short) for c in reference.registers().codes],
            "domain": everything + list(Domain.choices),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The first filter only where small counts are hidden: several would isolate some."""
        used = [name for name in FILTERS if self.cleaned_data.get(name)]
        for name in used[1:] if self.one_only else ():
            self.add_error(
                name, "Un seul filtre à la fois : ensemble, ils isoleraient de petits nombres."
            )
        return self.cleaned_data

    def chosen(self) -> tuple[int, dict[str, tuple[Any, ...]]]:
        """The year, and the filters of the question. What makes no sense is left out."""
        self.full_clean()
        clean = self.cleaned_data if self.is_bound else {}
        filters = {name: (clean[name],) for name in FILTERS if clean.get(name)}
        return clean.get("year") or clock.today().year, filters
