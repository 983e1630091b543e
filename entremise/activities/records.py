"""The two kinds of record devices make, as batches write them: activities and rounds."""

from typing import Any

from entremise.journal.actions import mark_changed
from entremise.structures.actor import Actor

from .batch import Batch, Link
from .entries import Entry
from .enums import Source
from .models import Activity, Round
from .policies import can_edit_activity, can_edit_round, can_see_activity, can_see_round
from .references import References
from .rounds import Tour

FACT = "activities"


class ActivityBatch(Batch[Entry]):
    """Activities, which make the figures of their months out of date."""

    model = Activity
    what = "l'activité"
    not_yours = "Cette activité a été saisie par d'autres : demandez à votre coordination."
    verbs = ("activity.logged", "activity.corrected")
    unspoken = ("note", "place_label", "address")
    links = {
        "mediator_ids": Link(
            "mediators", Activity.mediators.through, "activity_id", "membership_id"
        ),
        "funding_line_ids": Link(
            "funding_lines", Activity.funding_lines.through, "activity_id", "fundingline_id"
        ),
    }

    def __init__(self, *, references: References, source: Source, by: Actor):
        super().__init__(references=references, by=by)
        self.source = source

    def can_see(self, row: Activity) -> bool:
        """The rule of the journal of activities."""
        return can_see_activity(self.by, row)

    def can_edit(self, row: Activity) -> bool:
        """The rule of the page that corrects one."""
        return can_edit_activity(self.by, row)

    def own_columns(self) -> dict[str, Any]:
        """By which door it came in."""
        return {"source": self.source}

    def write(self) -> None:
        """The rows, then the months to compute again."""
        super().write()
        if self.days:
            mark_changed(fact=FACT, months=self.days)


class RoundBatch(Batch[Tour]):
    """Rounds: nothing is counted from them yet."""

    model = Round
    what = "la tournée"
    not_yours = "Cette tournée a été faite par d'autres : demandez à votre coordination."
    verbs = ("round.logged", "round.corrected")
    unspoken = ("planned", "stops")
    links = {
        "mediator_ids": Link("mediators", Round.mediators.through, "round_id", "membership_id")
    }

    def can_see(self, row: Round) -> bool:
        """The rule of the handover page."""
        return can_see_round(self.by, row)

    def can_edit(self, row: Round) -> bool:
        """Those who were out, or who answer for them."""
        return can_edit_round(self.by, row)
