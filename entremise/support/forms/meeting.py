"""A meeting as it is typed: whom, when, about what, who was there by function, what comes next."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from entremise.core import clock
from entremise.core.forms import GuardedForm
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType
from entremise.structures.forms.dispositif import DAY
from entremise.structures.forms.named import StructureField, StructuresField
from entremise.structures.models import Dispositif
from entremise.structures.policies import citable_structures
from entremise.support import attendances
from entremise.support.actions import MeetingSheet, Task
from entremise.support.enums import MeetingKind, MeetingStatus
from entremise.support.models import Dla, Meeting, SupportTrack
from entremise.support.policies import visible_dlas, visible_tracks

ALL = [("", "Toutes")]
STATES = ((MeetingStatus.HELD, "Elle a eu lieu"), (MeetingStatus.PLANNED, "Elle est prévue"))


class AttendancesField(forms.CharField):
    """« 1 directrice, 2 élus »: functions with how many people of each."""

    def prepare_value(self, value: Any) -> Any:
        return attendances.written(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[tuple[str, int]]:
        """Raises ValidationError for what is not functions with numbers."""
        return attendances.read(super().clean(value))


class TrackChoice(forms.ModelChoiceField):
    """A track among those of several structures."""

    def label_from_instance(self, track: SupportTrack) -> str:
        return f"{track.structure} : {track.purpose}"


class MeetingForm(GuardedForm):
    """A new meeting, or one to correct. The tracks and the DLA offered are those that run."""

    guarded: tuple[str, ...] = ("subject", "present", "minutes", "task")

    structures = StructuresField(
        label="Structures rencontrées",
        help_text="Leur nom au registre ; une par ligne quand il y en a plusieurs.",
    )
    status = forms.ChoiceField(label="Cette rencontre", choices=STATES, widget=forms.RadioSelect)
    on = forms.DateField(label="Jour", widget=DAY)
    starts_at = forms.TimeField(
        label="Heure",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    lasts = forms.IntegerField(label="Durée, en minutes", required=False, min_value=1)
    kind = forms.ChoiceField(label="Nature", choices=[("", "—"), *MeetingKind.choices])
    subject = forms.CharField(
        label="Objet", max_length=160, help_text="Ce dont on parle, sans nommer personne."
    )
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.none(), label="Dispositif", required=False, empty_label="—"
    )
    track = TrackChoice(
        SupportTrack.objects.none(), label="Accompagnement", required=False, empty_label="—"
    )
    dla = forms.ModelChoiceField(Dla.objects.none(), label="DLA", required=False, empty_label="—")
    present = AttendancesField(
        label="Présents, par fonction",
        required=False,
        max_length=600,
        help_text="Par exemple : 1 directrice, 2 élus, 1 chef de projet. Jamais un nom.",
    )
    minutes = forms.CharField(
        label="Compte rendu",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Lu par la mission seule, sauf s'il est partagé.",
    )
    shared = forms.BooleanField(
        label="Partager le compte rendu et ses suites avec les structures rencontrées",
        required=False,
    )
    task = forms.CharField(label="Suite à donner", required=False, max_length=200)
    due_on = forms.DateField(label="Pour le", required=False, widget=DAY)

    def __init__(self, *args: Any, actor: Actor, meeting: Meeting | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["structures"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        self.fields["lasts"].widget.attrs["inputmode"] = "numeric"
        met = self._met(meeting)
        offered = {
            "dispositif": Dispositif.objects.filter(structure__in=met).order_by("name"),
            "track": visible_tracks(actor)
            .filter(closed_on=None)
            .select_related("structure")
            .order_by("structure__search_name", "pk"),
            "dla": visible_dlas(actor).filter(closed_on=None).order_by("title", "pk"),
        }
        kept = {"track": meeting and meeting.track_id, "dla": meeting and meeting.dla_id}
        for name, rows in offered.items():
            if (own := kept.get(name)) is not None:
                rows = rows | rows.model._default_manager.filter(pk=own)
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            if not rows.exists():
                del self.fields[name]
        if meeting:
            del self.fields["task"], self.fields["due_on"]
            self.guarded = ("subject", "present", "minutes")

    def _met(self, meeting: Meeting | None) -> list[int]:
        """Whose dispositifs are offered: those met already, or those one comes to meet."""
        if meeting:
            return list(meeting.parties.values_list("structure_id", flat=True))
        return [row.pk for row in self.initial.get("structures", ())]

    def words_of(self, name: str) -> str:
        """Functions are read as they were typed."""
        if name == "present":
            return attendances.written(self.cleaned_data.get(name, ()))
        return super().words_of(name)

    def clean(self) -> dict[str, Any]:
        """What is shared is written; a day to do nothing is a day forgotten."""
        clean = self.cleaned_data
        if clean.get("shared") and not clean.get("minutes"):
            self.add_error("shared", "Il n'y a pas de compte rendu à partager.")
        if clean.get("due_on") and not clean.get("task"):
            self.add_error("task", "Dites ce qui est à faire pour ce jour.")
        return clean

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        """What the form says before it is changed."""
        names = (
            "status", "on", "starts_at", "lasts", "kind", "subject", "dispositif", "track", "dla",
            "minutes", "shared",
        )  # fmt: skip
        said = {name: getattr(meeting, name) for name in names}
        functions = meeting.attendances.order_by("pk").values_list("function", "count")
        return said | {
            "structures": list(meeting.structures.order_by("search_name")),
            "present": list(functions),
        }

    def sheet(self) -> MeetingSheet:
        """The clean values."""
        said = dict(self.cleaned_data)
        for name in ("task", "due_on", "text_seen"):
            said.pop(name, None)
        return MeetingSheet(attendances=said.pop("present"), **said)

    def tasks(self) -> list[Task]:
        """What is to be done next, if it was said."""
        clean = self.cleaned_data
        return [Task(clean["task"], clean["due_on"])] if clean.get("task") else []


def blank() -> dict[str, Any]:
    """A meeting of today, that was held."""
    return {"on": clock.today(), "status": MeetingStatus.HELD, "kind": MeetingKind.VISIT}


class TaskForm(GuardedForm):
    """One more thing to do."""

    guarded: tuple[str, ...] = ("text",)

    text = forms.CharField(label="À faire", max_length=200)
    due_on = forms.DateField(label="Pour le", required=False, widget=DAY)

    def task(self) -> Task:
        """The clean values."""
        return Task(self.cleaned_data["text"], self.cleaned_data["due_on"])


class MeetingFilter(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(
        label="Objet, structure ou commune",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"data-ent-search": "", "type": "search"}),
    )
    status = forms.ChoiceField(label="État", required=False, choices=[*ALL, *MeetingStatus.choices])
    kind = forms.ChoiceField(label="Nature", required=False, choices=[*ALL, *MeetingKind.choices])
    structure = StructureField(label="Structure", required=False)
    actor_type = forms.ChoiceField(
        label="Type d'acteur", required=False, choices=[("", "Tous"), *ActorType.choices]
    )
    since = forms.DateField(label="Depuis le", required=False, widget=DAY)
    until = forms.DateField(label="Jusqu'au", required=False, widget=DAY)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if actor.region_code is None:  # all theirs are with one structure
            del self.fields["structure"], self.fields["actor_type"]
            return
        self.fields["structure"].rows = citable_structures(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period in order."""
        clean = self.cleaned_data
        if clean.get("since") and clean.get("until") and clean["until"] < clean["since"]:
            raise ValidationError("La période finit avant d'avoir commencé.")
        return clean
