"""Referring a dispute, by the public, a partner, or somebody of the team; and deciding of it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.utils.functional import cached_property

from entremise.cases import reference
from entremise.cases.actions.referrals import Told
from entremise.cases.enums import Channel, Origin, ReferralState
from entremise.core import clock
from entremise.structures.forms.named import CommuneField
from entremise.structures.models import Dispositif, Membership, Partner
from entremise.territories.models import Commune

from .pieces import Chosen, lines, members

LONGEST = 4000
# Nobody reads the form and tells a dispute in less.
SHORTEST_SECONDS = 4
_SALT = "entremise.cases.public_form"


class _ToldForm(forms.Form):
    topic = forms.ChoiceField(label="De quoi s'agit-il ?")
    narrative = lines(
        "Ce qui se passe",
        rows=6,
        max_length=LONGEST,
        help_text="Depuis quand, où, à quels moments, ce qui a déjà été tenté.",
    )
    commune = CommuneField(label="Commune", required=False, help_text="Son nom ou son code postal.")
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    applicant = forms.CharField(label="Nom", max_length=120, required=False)
    phone = forms.CharField(
        label="Téléphone",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label="Courriel", required=False)
    other_party = forms.CharField(
        label="L'autre personne",
        max_length=160,
        required=False,
        help_text="Son nom, ou l'étage, la porte, si vous les connaissez.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *reference.topics().choices()]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]

    @property
    def told(self) -> Told:
        """What is told, for the action."""
        names = ("topic", "narrative", "applicant", "phone", "email", "address", "other_party")
        return Told(
            **{name: self.cleaned_data[name] for name in names},
            commune=self.cleaned_data["commune"],
        )

    def _want_a_way_back(self) -> None:
        if not self.cleaned_data.get("phone") and not self.cleaned_data.get("email"):
            self.add_error("phone", "Laissez un téléphone ou un courriel : on doit vous répondre.")


class _ForDispositif(_ToldForm):
    dispositif = forms.TypedChoiceField(label="Équipe")

    def __init__(self, *args: Any, dispositifs: list[Dispositif], **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = {str(one.pk): one for one in dispositifs}
        field: Any = self.fields["dispositif"]
        field.choices = [(number, self._called(one)) for number, one in rows.items()]
        field.coerce = lambda number: rows[number]
        if len(rows) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(rows))

    def _called(self, dispositif: Dispositif) -> str:
        return str(dispositif)


class NotedReferralForm(_ForDispositif):
    """A request somebody of the team has heard."""

    channel = forms.ChoiceField(
        label="Comment est-elle arrivée ?",
        choices=[one for one in Channel.choices if one[0] not in (Channel.FORM, Channel.PARTNER)],
    )
    origin = forms.ChoiceField(label="Qui demande ?", choices=Origin.choices)
    activity = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["applicant"].label = "Personne qui se plaint"
        self.fields[
            "applicant"
        ].help_text = "Quand un bailleur ou une commune demande : la personne pour qui il demande."

    field_order = (
        "dispositif", "origin", "channel", "topic", "narrative", "applicant", "phone", "email",
        "commune", "address", "other_party", "activity",
    )  # fmt: skip


class PartnerReferralForm(_ForDispositif):
    """A request of a partner, about people it knows: it tells what they know it tells."""

    informed = forms.BooleanField(
        label="Les personnes nommées savent que je saisis l'équipe de médiation",
        error_messages={
            "required": "Prévenez d'abord les personnes que vous nommez : la médiation est libre."
        },
    )
    field_order = (
        "dispositif", "topic", "narrative", "applicant", "phone", "email", "commune", "address",
        "other_party", "informed",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["applicant"].label = "Personne qui se plaint"

    def _called(self, dispositif: Dispositif) -> str:
        return f"{dispositif} ({dispositif.structure})"


class PublicReferralForm(_ForDispositif):
    """A request of a resident. `vide` is a trap: people do not see it, robots fill it in; neither
    its name nor its label is one that browsers know how to complete. `ticket`, signed, is the key
    the request will have and when the form was shown: sent twice, it is one request."""

    vide = forms.CharField(
        required=False,
        label="Laissez ceci vide",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "tabindex": "-1",
                "data-1p-ignore": "true",
                "data-lpignore": "true",
            }
        ),
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="J'accepte que l'équipe garde ce que j'écris pour me répondre",
        help_text="Seuls les médiateurs le lisent. Il est effacé deux ans après le dernier "
        "contact, ou dès que vous le demandez.",
        error_messages={
            "required": "Sans votre accord nous ne gardons rien, et ne pouvons pas vous répondre."
        },
    )
    field_order = (
        "dispositif", "topic", "narrative", "address", "other_party", "applicant", "phone",
        "email", "agreed",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["commune"]
        self.fields["applicant"].label = "Votre nom"
        self.fields["applicant"].required = True
        issued = [str(uuid4()), clock.now().timestamp()]
        self.fields["ticket"].initial = signing.dumps(issued, salt=_SALT)

    def _called(self, dispositif: Dispositif) -> str:
        return f"{dispositif} ({dispositif.structure})"

    def clean(self) -> dict[str, Any]:
        """Somebody to answer."""
        cleaned = {"commune": None, **(super().clean() or {})}
        self.cleaned_data = cleaned
        self._want_a_way_back()
        return cleaned

    def told_from(self, commune: Commune) -> Told:
        """What is told, in the commune of the address."""
        return replace(self.told, commune=commune)

    @property
    def is_a_robot(self) -> bool:
        """Whether a robot filled it in: the trap is full, or it went faster than anybody reads.

        A form left open overnight is that of somebody who hesitated: it serves once, as any other.
        """
        issued = self._issued
        if self.data.get("vide") or issued is None:
            return True
        return clock.now().timestamp() - issued[1] < SHORTEST_SECONDS

    @property
    def key(self) -> UUID:
        """The key that what is asked here will have, and that nothing else had."""
        if self._issued is None:
            raise RuntimeError("Un formulaire sans ticket est celui d'un robot.")
        return self._issued[0]

    @cached_property
    def _issued(self) -> tuple[UUID, float] | None:
        try:
            key, at = signing.loads(self.data.get("ticket", ""), salt=_SALT)
        except signing.BadSignature:
            return None
        return UUID(key), float(at)


class WhereForm(forms.Form):
    """The commune of whoever asks, to find a team."""

    commune = CommuneField(
        label="Votre commune", help_text="Son nom ou son code postal.", required=True
    )


class ReferralFilter(forms.Form):
    """What list of referrals one wants."""

    state = forms.ChoiceField(
        label="Suite", choices=[("", "Toutes"), *ReferralState.choices], required=False
    )


class AdmitForm(forms.Form):
    """Who will be in charge."""

    mediators = Chosen(
        label="En charge",
        required=False,
        help_text="À deux de préférence. Une situation sans médiateur reste à la coordination.",
    )

    def __init__(self, *args: Any, team: list[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mediators"].offer(members(team))  # type: ignore[attr-defined]


class ExcludeForm(forms.Form):
    """Why it is not taken up."""

    motive = forms.ChoiceField(label="Motif", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["motive"].choices = reference.motives().choices()  # type: ignore[attr-defined]


class RedirectForm(forms.Form):
    """Who is competent."""

    third_party = forms.ChoiceField(label="Tiers compétent")
    partner = forms.ModelChoiceField(
        label="Dans le carnet d'adresses",
        queryset=Partner.objects.none(),
        required=False,
        empty_label="—",
    )

    def __init__(self, *args: Any, partners: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        tree = [("", "—"), *reference.third_party_choices()]
        self.fields["third_party"].choices = tree  # type: ignore[attr-defined]
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class ReceptionForm(forms.Form):
    """How a dispositif receives requests."""

    public = forms.BooleanField(
        label="Ouvrir le formulaire public aux habitants des communes desservies", required=False
    )
    phone = forms.CharField(label="Téléphone du service", max_length=20, required=False)
    email = forms.EmailField(label="Courriel du service", required=False)
