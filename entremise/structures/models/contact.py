"""How to reach a structure: functions first, persons only for a purpose and for a time."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core import clock
from entremise.structures.enums import InformedHow
from entremise.structures.identifiers import phone_written
from entremise.structures.purposes import purpose_of, purposes
from entremise.vault.rows import SealedField, SealedRow

from .structure import Structure

# How long before its end a person is announced on the sheet.
ANNOUNCED = timedelta(days=60)


def validate_purpose(value: Any) -> None:
    """A code of the list of purposes."""
    if value not in {purpose.code for purpose in purposes()}:
        raise ValidationError("Cette finalité n'est pas dans la liste.")


class Contact(models.Model):
    """How to reach a structure, or one of its dispositifs, by a function. Whoever holds it has no
    place here, and a `ContactPerson` only when a purpose asks for one."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="contacts", verbose_name="structure"
    )
    dispositif = models.ForeignKey(
        "structures.Dispositif",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="dispositif",
    )
    function = models.CharField("fonction", max_length=80)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    published = models.BooleanField("visible du public", default=False)

    class Meta:
        verbose_name = "contact d'une structure"
        verbose_name_plural = "contacts des structures"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "function"],
                condition=Q(dispositif__isnull=True),
                name="contact_function_once",
                violation_error_message="Cette fonction a déjà un contact.",
            ),
            models.UniqueConstraint(
                fields=["dispositif", "function"],
                name="dispositif_contact_once",
                violation_error_message="Cette fonction a déjà un contact.",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="contact_can_be_reached",
                violation_error_message="Donnez une adresse électronique ou un téléphone.",
            ),
        ]

    def __str__(self) -> str:
        return self.function

    @property
    def phone_written(self) -> str:
        """The telephone as one reads it aloud."""
        return phone_written(self.phone)


class ContactPerson(SealedRow):
    """Whoever holds the function of a contact, kept for one purpose and for a time: their name and
    direct line are sealed under a key of their own.

    There is one at a time, and it bears the number of its contact. `purpose` is a code of the list
    `contact_purposes`; `informed_on` the day on which the person was told (articles 13 and 14 of
    the GDPR). `kept_until` is the last day, chosen within what the rule `contact_persons` allows
    from `confirmed_on`. `region` is that of the seat when it was attached or last confirmed, or the
    one of the mission that did it: whoever moves a seat reads nobody more. A contact is never
    deleted before its person: the key would be forgotten.
    """

    contact = models.OneToOneField(
        Contact, models.PROTECT, primary_key=True, related_name="person", verbose_name="contact"
    )
    name = SealedField("nom")
    email = SealedField("adresse électronique directe")
    phone = SealedField("ligne directe")
    purpose = models.CharField("finalité", max_length=20, validators=[validate_purpose])
    region = models.CharField("région", max_length=3, blank=True, editable=False)
    informed_on = models.DateField("informée le")
    informed_how = models.CharField("informée", max_length=10, choices=InformedHow.choices)
    confirmed_on = models.DateField("confirmée le")
    kept_until = models.DateField("conservée jusqu'au")

    class Meta:
        verbose_name = "personne d'un contact"
        verbose_name_plural = "personnes des contacts"
        indexes = [
            models.Index(fields=["kept_until"], name="person_kept_until"),
            models.Index(fields=["confirmed_on"], name="person_confirmed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(informed_on__lte=F("confirmed_on")),
                name="person_informed_first",
                violation_error_message="La personne est informée avant d'être notée.",
            ),
            models.CheckConstraint(
                condition=Q(kept_until__gte=F("confirmed_on")),
                name="person_kept_after_confirmed",
                violation_error_message="La fin de la conservation est passée.",
            ),
        ]

    def __str__(self) -> str:
        return purpose_of(self.purpose).label

    @property
    def ends_soon(self) -> bool:
        """Whether it is time to confirm it, or to let it go."""
        return self.kept_until - clock.today() <= ANNOUNCED
