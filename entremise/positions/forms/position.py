"""A post as it is typed: what it is, its terms, what made it change."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from entremise.core import clock
from entremise.core.forms import GuardedForm
from entremise.positions.actions import Sheet, Step, Terms
from entremise.positions.enums import (
    OF_A_CHANGE,
    OF_A_PROSPECT,
    OF_A_START,
    Cause,
    Contract,
    Status,
)
from entremise.positions.models import Position, PositionPeriod
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, Role
from entremise.structures.forms.named import CommuneField, StructureField
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.structures.policies import citable_structures
from entremise.territories.models import Commune, Qpv

NOTHING = [("", "—")]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _causes(offered: Sequence[Cause]) -> list[tuple[str, str]]:
    return [(cause.value, cause.label.capitalize()) for cause in offered]


class TermsForm(GuardedForm):
    """Contract and working time from a day on, and what made them so."""

    guarded: tuple[str, ...] = ("note",)

    contract = forms.ChoiceField(label="Contrat", choices=[*NOTHING, *Contract.choices])
    share = forms.DecimalField(
        label="Quotité de travail",
        min_value=Decimal("0.01"),
        max_value=1,
        max_digits=3,
        decimal_places=2,
        localize=True,
        help_text="1 pour un temps plein, 0,8 pour quatre cinquièmes.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    vacant = forms.BooleanField(
        label="Personne ne l'occupe", required=False, help_text="Le poste existe et reste compté."
    )
    on = forms.DateField(label="Depuis le", widget=DAY)
    cause = forms.ChoiceField(label="Ce qui l'explique")
    note = forms.CharField(
        label="Note", required=False, max_length=240, help_text="Sans nommer personne."
    )

    def __init__(self, *args: Any, causes: Sequence[Cause] = OF_A_CHANGE, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = NOTHING + _causes(causes)  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """The clean values."""
        data = self.cleaned_data
        return Terms(data["contract"], data["share"], data["vacant"])

    def step(self) -> Step:
        """The same, of the day and the cause."""
        data = self.cleaned_data
        return Step(data["on"], data["cause"], data["note"])


class SheetForm(GuardedForm):
    """What a post is. `structure` is the employer, whose dispositifs and financing are offered."""

    guarded: tuple[str, ...] = ("title",)

    title = forms.CharField(
        label="Intitulé",
        max_length=120,
        help_text="Le métier, par exemple « Médiateur de soirée » ; jamais une personne.",
    )
    number = forms.CharField(
        label="Numéro", max_length=24, required=False, help_text="Celui de la structure."
    )
    domain = forms.ChoiceField(label="Domaine", choices=[*NOTHING, *Domain.choices])
    commune = CommuneField(label="Commune de travail", help_text="Nom, code postal ou code INSEE.")
    qpv = forms.ModelChoiceField(
        Qpv.objects.none(), label="Quartier prioritaire", required=False, empty_label="—"
    )
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.none(), label="Dispositif", required=False, empty_label="—"
    )
    hosted_by = StructureField(
        label="Mis à disposition de",
        required=False,
        help_text="La structure où le travail se fait, quand ce n'est pas l'employeur.",
    )
    funding_lines = forms.ModelMultipleChoiceField(
        FundingLine.objects.none(),
        label="Financements",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        structure: Structure | None,
        position: Position | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["hosted_by"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        if structure is None:  # not chosen yet: nothing of theirs can be offered
            for name in ("qpv", "dispositif", "funding_lines"):
                del self.fields[name]
            return
        services = structure.dispositifs.order_by("name")
        served = Dispositif.communes.through.objects.filter(dispositif__structure=structure)
        near = Q(communes__in=served.values("commune_id"))
        if position:
            near |= Q(communes=position.commune_id)
        paying = Q(ends_on__gte=clock.today())
        if position:
            paying |= Q(positions=position)
        offered = {
            "dispositif": services,
            "qpv": Qpv.objects.filter(near).distinct().order_by("name", "code"),
            "funding_lines": FundingLine.objects.filter(paying, dispositif__structure=structure)
            .distinct()
            .order_by("-starts_on", "label", "pk"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not offered["funding_lines"].exists():
            del self.fields["funding_lines"]

    @staticmethod
    def initial_of(position: Position) -> dict[str, Any]:
        """What the form says before it is changed."""
        names = ("title", "number", "domain", "commune", "qpv", "dispositif", "hosted_by")
        said = {name: getattr(position, name) for name in names}
        return said | {"funding_lines": list(position.funding_lines.all())}

    def sheet(self) -> Sheet:
        """The clean values."""
        data = self.cleaned_data
        return Sheet(
            title=data["title"],
            number=data["number"],
            domain=data["domain"],
            commune=data["commune"],
            qpv=data.get("qpv"),
            dispositif=data.get("dispositif"),
            hosted_by=data["hosted_by"],
            funding_lines=list(data.get("funding_lines") or ()),
        )


class PositionForm(SheetForm, TermsForm):
    """A new post: only thought of, or existing already. The regional mission says whose it is, and
    only thinks of them.
    """

    guarded: tuple[str, ...] = ("title", "note")

    employer = StructureField(label="Employeur", help_text="Son nom au registre.")
    status = forms.ChoiceField(
        label="Où en est ce poste",
        choices=[(status.value, status.label.capitalize()) for status in Status],
        widget=forms.RadioSelect,
        initial=Status.PROSPECT,
    )
    field_order = (
        "text_seen", "employer", "status", "title", "number", "domain", "commune", "qpv",
        "dispositif", "hosted_by", "funding_lines", "contract", "share", "vacant", "on", "cause",
        "note",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, structure: Structure | None, **kwargs: Any):
        causes = tuple(dict.fromkeys((*OF_A_PROSPECT[:1], *OF_A_START)))
        super().__init__(*args, actor=actor, structure=structure, causes=causes, **kwargs)
        if actor.is_(Role.REGIONAL):
            del self.fields["status"], self.fields["vacant"]
            self.fields["employer"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        else:
            del self.fields["employer"]
        self.region = actor.region_code if actor.is_(Role.REGIONAL) else None

    def clean_commune(self) -> Commune:
        """The regional mission writes down the posts of its region, which it can then read."""
        commune: Commune = self.cleaned_data["commune"]
        if self.region and commune.region_id != self.region:
            raise ValidationError(f"{commune.name} n'est pas dans la région que vous suivez.")
        return commune

    def terms(self) -> Terms:
        """The clean values; nobody holds a post that is only thought of."""
        data = self.cleaned_data
        return Terms(data["contract"], data["share"], bool(data.get("vacant")))


def terms_of(period: PositionPeriod) -> dict[str, Any]:
    """What the form of terms says before they change: those that run, from today."""
    return {
        "contract": period.contract,
        "share": period.share,
        "vacant": period.vacant,
        "on": clock.today(),
    }


def blank() -> dict[str, Any]:
    """A new post, from today on, full time."""
    return {"on": clock.today(), "share": Decimal(1), "contract": Contract.UNKNOWN}


class EndForm(GuardedForm):
    """The last day of a post, and why."""

    on = forms.DateField(label="Dernier jour", widget=DAY)
    cause = forms.ChoiceField(label="Ce qui l'explique")

    def __init__(self, *args: Any, causes: Sequence[Cause], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = NOTHING + _causes(causes)  # type: ignore[attr-defined]

    def step(self) -> Step:
        """The clean values."""
        return Step(self.cleaned_data["on"], self.cleaned_data["cause"])


class SupportForm(forms.Form):
    """What the regional mission says of a post."""

    supported = forms.BooleanField(label="Accompagné par la mission régionale", required=False)
    pilot = forms.BooleanField(label="Ouvert par une action pilote", required=False)


class PositionFilter(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(
        label="Intitulé, numéro ou employeur",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"data-ent-search": "", "type": "search"}),
    )
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *((status.value, status.label.capitalize()) for status in Status),
            ("at_work", "Créé ou consolidé"),
            ("vacant", "Vacant"),
            ("ended", "Terminé"),
        ],
    )
    domain = forms.ChoiceField(
        label="Domaine", required=False, choices=[("", "Tous"), *Domain.choices]
    )
    contract = forms.ChoiceField(
        label="Contrat", required=False, choices=[("", "Tous"), *Contract.choices]
    )
    supported = forms.BooleanField(label="Accompagnés par la mission régionale", required=False)
    pilot = forms.BooleanField(label="Ouverts par une action pilote", required=False)
