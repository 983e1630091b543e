"""What the server and the telephone must answer alike, as questions.

Instants, notes and points get their answers from the server's own code when the file is written.
Deliveries carry theirs, by hand: `test_contract` plays them on the server.
"""

from typing import Any

# (instant, time zone, hour at which the service day starts)
INSTANTS = (
    ("2026-03-12T18:30:00+01:00", "Europe/Paris", 5),
    ("2026-03-13T01:10:00+01:00", "Europe/Paris", 5),
    ("2026-03-13T04:59:59+01:00", "Europe/Paris", 5),
    ("2026-03-13T05:00:00+01:00", "Europe/Paris", 5),
    ("2026-03-13T00:00:00+01:00", "Europe/Paris", 0),
    ("2026-03-13T11:59:00+01:00", "Europe/Paris", 12),
    ("2026-01-01T02:00:00+01:00", "Europe/Paris", 5),
    ("2024-03-01T03:00:00+01:00", "Europe/Paris", 5),
    # The nights the clocks change.
    ("2026-03-29T01:30:00Z", "Europe/Paris", 5),
    ("2026-03-29T03:30:00Z", "Europe/Paris", 5),
    ("2026-10-25T03:59:00Z", "Europe/Paris", 5),
    ("2026-10-25T04:00:00Z", "Europe/Paris", 5),
    # Far from Paris, and from the time zone of the telephone.
    ("2026-03-12T23:30:00Z", "Indian/Reunion", 5),
    ("2026-03-13T01:30:00Z", "Indian/Reunion", 5),
    ("2026-03-13T03:30:00Z", "America/Cayenne", 5),
    ("2026-03-13T10:00:00Z", "Pacific/Noumea", 5),
    ("2026-03-12T18:00:00+14:00", "Pacific/Tahiti", 4),
)

NOTES = (
    "",
    "Groupe d'une dizaine de jeunes devant le hall 12, dialogue, départ vers 23 h 30.",
    "Ascenseur en panne depuis 3 jours, bâtiment B, 59000 Lille.",
    "Orientation vers la mission locale ; rendez-vous le 12/03/2026.",
    "Rappeler jean.dupont@example.org demain",
    "écrire à zoé@exemple.fr",
    "Son numéro : 06 12 34 56 78",
    "joindre au +33612345678",
    "joindre au 06.12.34.56.78 ou au 0320-00-00-00",
    "facture 0612345678901",
    "NIR 1 85 05 59 350 123 45",
    "2 91 12 2A 004 055",
    "Mme Durand se plaint du bruit",
    "mme Durand se plaint du bruit",
    "M. Élie attend",
    "M.Élie attend",
    "Monsieur  O'Brien et Mlle Anne-Lise",
    "Madame la gardienne a prévenu",
    "SMme Durand",
    "suivi en psychiatrie",
    "Dépression évoquée, HÉROÏNOMANE",
    "une personne dépressive et alcoolisée",
    "accès handicapé, rampe à réparer",
    "Un vihara, un éhandicap : des mots qui en contiennent d'autres.",
    "elle est diabétique, idées suicidaires",
    "VIH",
    "elle est enceinte, hospitalisée hier, sous traitement",
    "préenceinte et enceintes acoustiques",
    "Mme Durand, 06 12 34 56 78, suivie en psychiatrie",
)


def square(lon: float, lat: float, side: float) -> list[list[float]]:
    """The ring of a square by its south-west corner."""
    east, north = round(lon + side, 5), round(lat + side, 5)
    return [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]


# Two communes side by side, the first with a hole and an exclave; a third known by its centre
# alone, in a département whose perimeters are not known; a neighbourhood in each of the first and
# the fourth, whose outline is not held.
CONTOURS: dict[str, Any] = {
    "communes": [
        {
            "code": "59001",
            "rings": [
                [square(3.0, 50.0, 0.1), square(3.04, 50.04, 0.02)],
                [square(3.5, 50.0, 0.1)],
            ],
        },
        {"code": "59002", "rings": [[square(3.1, 50.0, 0.1)]]},
    ],
    "qpv": [
        {
            "code": "QN05901M",
            "name": "Le Moulin",
            "fictitious": False,
            "communes": ["59001"],
            "rings": [[square(3.01, 50.01, 0.01)]],
        },
        {
            "code": "QN05904M",
            "name": "La Gare",
            "fictitious": True,
            "communes": ["59004"],
            "rings": [[square(3.8, 50.0, 0.01)]],
        },
    ],
}
COMMUNES = [
    {"code": "59001", "name": "Un", "lon": 3.05, "lat": 50.05, "qpv_known": True},
    {"code": "59002", "name": "Deux", "lon": 3.15, "lat": 50.05, "qpv_known": True},
    {"code": "62003", "name": "Trois", "lon": 4.5, "lat": 50.5, "qpv_known": False},
    {"code": "59004", "name": "Quatre", "lon": 3.9, "lat": 50.05, "qpv_known": True},
]
POINTS = (
    (3.03, 50.03), (3.015, 50.015), (3.0099, 50.015), (3.15, 50.05), (3.1, 50.05), (3.1, 50.1),
    (3.05, 50.05), (3.0415, 50.05), (3.55, 50.05), (2.9985, 50.05), (2.997, 50.05), (3.805, 50.005),
    (3.92, 50.06), (4.5, 50.5), (4.55, 50.52), (4.7, 50.5), (5.0, 45.0), (0.0, 0.0), (181.0, 50.0),
)  # fmt: skip

ID = "8f14e45f-ceea-4677-a9d0-000000000001"
OTHER = "8f14e45f-ceea-4677-a9d0-000000000002"
ENTRY = {
    "id": ID,
    "dispositif": "$dispositif",
    "started_at": "2026-03-12T18:30:00+01:00",
    "duration": 20,
    "register": "presence",
    "place": {"kind": "street"},
    "people": 3,
}
ROUND = {
    "id": ID,
    "dispositif": "$dispositif",
    "mediators": ["$mediator"],
    "started_at": "2026-03-12T22:30:00+01:00",
    "ended_at": "2026-03-13T01:15:00+01:00",
    "stops": [
        {
            "label": "Gare",
            "kind": "street",
            "arrived_at": "2026-03-12T22:45:00+01:00",
            "left_at": "2026-03-13T00:10:00+01:00",
        }
    ],
}

# Each story is played on an empty server, its deliveries one after the other. `$dispositif` and
# `$mediator` stand for numbers of the structure.
STORIES: list[dict[str, Any]] = [
    {
        "name": "une activité et toutes les suites d'un envoi",
        "to": "entries",
        "deliveries": [
            (ENTRY, "created"),
            (ENTRY, "duplicate"),
            (ENTRY | {"base_version": 1, "duration": 45}, "updated"),
            (ENTRY, "duplicate"),
            (ENTRY | {"base_version": 1, "duration": 60}, "conflict"),
            (ENTRY | {"duration": 60}, "conflict"),
            (ENTRY | {"base_version": 2}, "updated"),
        ],
    },
    {
        "name": "dans n'importe quel ordre",
        "to": "entries",
        "deliveries": [
            (ENTRY | {"id": OTHER, "round": ID}, "created"),
            (ENTRY | {"base_version": 1}, "created"),
            (ENTRY | {"id": OTHER, "round": ID}, "duplicate"),
        ],
    },
    {
        "name": "ce qui ne peut pas être accepté",
        "to": "entries",
        "deliveries": [
            (ENTRY | {"register": "inconnu"}, "invalid"),
            (ENTRY | {"duration": 0}, "invalid"),
            (ENTRY | {"duration": 1441}, "invalid"),
            (ENTRY | {"started_at": "2026-03-12T18:30:00"}, "invalid"),
            (ENTRY | {"started_at": "2999-03-12T18:30:00Z"}, "invalid"),
            (ENTRY | {"dispositif": 0}, "invalid"),
            (ENTRY | {"people": 1, "publics": {"sex": {"female": 2}}}, "invalid"),
            (ENTRY | {"temporality": "deferred"}, "invalid"),
            (ENTRY | {"version": 1}, "invalid"),
            (ENTRY | {"id": "1"}, "invalid"),
            ({}, "invalid"),
            (ENTRY, "created"),
        ],
    },
    {
        "name": "un jour qu'un rapport scellé a clos",
        "to": "entries",
        "closed": ["2026-01-01", "2026-01-31"],
        "deliveries": [
            (ENTRY | {"started_at": "2026-01-31T23:00:00+01:00"}, "locked"),
            (ENTRY | {"started_at": "2026-02-01T02:00:00+01:00"}, "locked"),
            (ENTRY | {"started_at": "2026-02-01T06:00:00+01:00"}, "created"),
        ],
    },
    {
        "name": "une tournée et toutes les suites d'un envoi",
        "to": "rounds",
        "deliveries": [
            (ROUND | {"ended_at": None}, "created"),
            (ROUND | {"ended_at": None}, "duplicate"),
            (ROUND | {"base_version": 1}, "updated"),
            (ROUND | {"ended_at": None}, "duplicate"),
            (ROUND | {"base_version": 1, "stops": []}, "conflict"),
            (ROUND | {"base_version": 2, "stops": []}, "updated"),
        ],
    },
    {
        "name": "une tournée qui ne peut pas être acceptée",
        "to": "rounds",
        "deliveries": [
            (ROUND | {"ended_at": ROUND["started_at"]}, "invalid"),
            (ROUND | {"ended_at": "2026-03-13T22:30:01+01:00"}, "invalid"),
            (ROUND | {"ended_at": "2026-03-12T23:00:00+01:00"}, "invalid"),
            (ROUND | {"mediators": [0]}, "invalid"),
            (ROUND | {"planned": [{"label": "Gare", "kind": "lune"}]}, "invalid"),
            (ROUND | {"note": "x"}, "invalid"),
            (ROUND | {"ended_at": "2026-03-13T22:30:00+01:00"}, "created"),
        ],
    },
]
