"""Who acts, and in which capacity: the one thing policies look at."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from .enums import Role
from .models import Membership


@dataclass(frozen=True)
class Actor:
    """A person in the role they hold now, or a visitor (all fields None).

    Built once per request, from the session or from an access token. Policies receive it instead
    of the request, so the same rule holds for a page, the API, a task and a test.
    """

    user_id: int | None = None
    name: str = ""
    membership_id: int | None = None
    structure_id: int | None = None
    structure_name: str = ""
    role: Role | None = None
    region_code: str | None = None
    dispositif_ids: frozenset[int] = frozenset()
    roles_held: int = 1

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody has signed in (with or without a current role)."""
        return self.user_id is not None

    @property
    def member(self) -> int:
        """The membership acted under; 0, which no row has, for whoever holds no role."""
        return self.membership_id or 0

    @property
    def structure(self) -> int:
        """The structure acted in; 0, which no row has, for whoever holds no role."""
        return self.structure_id or 0

    def is_(self, *roles: Role) -> bool:
        """Whether the actor holds one of these roles now."""
        return self.role in roles


VISITOR = Actor()

# Roles that work inside an operating structure and read its records.
FIELD_ROLES = (Role.MEDIATOR, Role.COORDINATOR, Role.DIRECTOR)

# Roles that a director gives in the structure: those, and whoever watches over personal data,
# who reads nothing of the field.
STRUCTURE_ROLES = (*FIELD_ROLES, Role.DPO)


def current_memberships(user_id: int, on: date) -> QuerySet[Membership]:
    """The roles a person holds on a day, the structures coming along."""
    return (
        Membership.objects.filter(user_id=user_id, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(user__is_active=True)
        .select_related("structure", "user")
        .order_by("pk")
    )


def actor_of(membership: Membership) -> Actor:
    """The actor of one membership (one more query: the teams)."""
    return Actor(
        user_id=membership.user_id,
        name=membership.user.name,
        membership_id=membership.pk,
        structure_id=membership.structure_id,
        structure_name=str(membership.structure),
        role=Role(membership.role),
        region_code=membership.region_id,
        dispositif_ids=frozenset(
            membership.dispositifs.through.objects.filter(membership_id=membership.pk).values_list(
                "dispositif_id", flat=True
            )
        ),
    )
