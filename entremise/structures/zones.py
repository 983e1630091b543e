"""The time zone of a French commune, by its INSEE code."""

# Overseas territories; everything else lives by the time of Paris.
OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


def zone_of(commune_code: str) -> str:
    """« 97411 » (Saint-Denis) → Indian/Reunion."""
    return OVERSEAS.get(commune_code[:3], "Europe/Paris")
