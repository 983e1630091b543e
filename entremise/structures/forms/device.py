"""A device that writes for somebody."""

from django import forms


class TokenForm(forms.Form):
    """What the device is called."""

    label = forms.CharField(
        label="Appareil",
        max_length=60,
        help_text="Pour le reconnaître : « Téléphone de service 3 », « Tablette de l'équipe ».",
    )
