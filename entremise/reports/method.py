"""How a bilan was counted, in the words a funder may check."""

from entremise.core.typography import french, long_date

from .document import Cover, Order
from .wording import SECRET

_LIMITED = (
    "Une ligne limitée à certaines communes sert d’elle-même les interventions qui y sont situées, "
    "et aucune autre. L’équipe peut cependant la désigner pour une intervention menée ailleurs, ou "
    "dont le lieu n’est pas situé ; celle-ci compte alors aussi."
)


def method_of(order: Order, cover: Cover) -> tuple[str, ...]:
    """The paragraphs of the method, as they hold for this bilan."""
    paragraphs = [
        "Ce bilan compte les interventions que les médiateurs du dispositif "
        f"« {cover.dispositif} » ont consignées du {long_date(order.starts_on)} au "
        f"{long_date(order.ends_on)}, et que le financeur, {cover.funder}, soutient : celles qui "
        "servent au moins une de ses lignes de financement, dans leur période et leur périmètre. "
        "Les interventions annulées ne comptent pas.",
        "Une intervention peut servir plusieurs financeurs. Elle figure alors en entier dans le "
        "bilan de chacun, et ne compte qu’une fois dans les totaux de la structure : les bilans de "
        "plusieurs financeurs ne s’additionnent pas.",
        "La journée de service fait foi : une intervention à une heure du matin appartient à la "
        "soirée de la veille.",
        "Les personnes rencontrées sont comptées, jamais nommées. Leur sexe, leur âge et leur "
        "qualité sont notés quand ils sont connus ; la part inconnue est montrée.",
        f"Petits nombres. Un nombre de 1 à {order.small_count - 1} n’est pas publié : il pourrait "
        "désigner quelqu’un. D’autres nombres sont retirés quand une soustraction permettrait de "
        f"le retrouver. À leur place figure le mot « {SECRET} » ; un zéro, qui ne désigne "
        "personne, est montré.",
        _comparison(order, cover),
    ]
    if any(line.communes for line in cover.lines):
        paragraphs.insert(1, _LIMITED)
    if cover.fictitious_qpvs:
        paragraphs.append(
            "Les périmètres de quartiers prioritaires de ce bilan sont fictifs : ils ont été "
            "dessinés pour la démonstration."
        )
    return tuple(french(text) for text in paragraphs)


def _comparison(order: Order, cover: Cover) -> str:
    if cover.previous_period:
        days = cover.previous_period
        return f"Les comparaisons portent sur les mêmes jours, un an plus tôt ({days})."
    return (
        f"Il n’y a pas de comparaison avec {order.year - 1} : les lignes de ce financeur ne "
        "couvraient pas alors toute la même période, ou rien n’y avait été consigné."
    )
