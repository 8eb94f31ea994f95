"""Who may do what. The matrix stands in config/rollen.yaml; a page and a function only ask.

`check_may` refuses with a sentence that says who can help; `may` is its boolean shadow, for buttons. A new action goes
into `buurtbeeld.access.matrix`, with its row in config/rollen.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from buurtbeeld.access.matrix import SHIPPED, Action, Bronrecht, Omvang, Role, Rollen, load_rollen, shipped
from buurtbeeld.errors import NotFound, PermissionDenied

__all__ = [
    "DEMONSTRATION_ACCOUNTS", "DEMONSTRATION_ROLES", "SHIPPED", "Action", "Grant", "Omvang", "Role", "Rollen", "User",
    "account", "check_may", "extents", "load_rollen", "may", "scope", "sources_for",
]  # fmt: skip


@dataclass(frozen=True)
class Grant:
    """One role somebody was given, and for what.

    Attributes:
        rol: the role.
        programmas: codes of the programmas it counts in; empty for a role outside them.
        buurten: keys of the buurten it is given for: the own ones.
        bereik: keys of all buurten of these programmas; None = not limited, of a demonstration account.
        bronnen: sources that are assigned with it, and then only those; empty = what the role always delivers.
    """

    rol: Role
    programmas: frozenset[str] = frozenset()
    buurten: frozenset[str] = frozenset()
    bereik: frozenset[str] | None = frozenset()
    bronnen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class User:
    """Somebody who asks.

    Attributes:
        naam: account name.
        rol: what this person is; of several roles the one shown. Never decide with it: ask `may`.
        programmas: codes of the programmas this person takes part in; empty for somebody outside them.
        buurten: keys of the buurten this person is assigned to.
        bronnen: sources that are assigned to this person; empty = what the role always delivers.
        demonstratie: a demonstration account, which production refuses.
        toekenningen: every role this person was given; without any, the one that the fields above describe.
    """

    naam: str
    rol: Role
    programmas: frozenset[str] = frozenset()
    buurten: frozenset[str] = frozenset()
    bronnen: frozenset[str] = frozenset()
    demonstratie: bool = False
    toekenningen: tuple[Grant, ...] = ()

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What decides; never empty."""
        if self.toekenningen:
            return self.toekenningen
        bereik = None if self.demonstratie else self.buurten
        return (Grant(self.rol, self.programmas, self.buurten, bereik, self.bronnen),)


def may(
    user: User,
    action: Action,
    *,
    buurt: str | None = None,
    programma: str | None = None,
    rollen: Rollen | None = None,
) -> bool:
    """Whether `user` may do this, for a buurt or a programma when it is about one.

    Args:
        user: who asks.
        action: what is asked.
        buurt: key of the buurt it is about.
        programma: code of the programma it is about.
        rollen: the matrix, ours unless given.
    """
    row = (rollen or shipped()).acties[action].rollen
    return any(_covers(grant, row.get(grant.rol), buurt, programma) for grant in user.grants)


def _covers(grant: Grant, omvang: Omvang | None, buurt: str | None, programma: str | None) -> bool:
    if omvang == "alle":
        return True
    if omvang is None or (programma is not None and programma not in grant.programmas):
        return False
    if omvang == "eigen":
        return buurt in grant.buurten
    if omvang == "zelf":
        return buurt is None
    if buurt is not None and grant.bereik is not None:
        return buurt in grant.bereik
    return bool(grant.programmas)


def extents(user: User, action: Action, *, rollen: Rollen | None = None) -> tuple[tuple[Omvang, Grant], ...]:
    """How far each of a user's roles reaches for an action; empty = not at all."""
    row = (rollen or shipped()).acties[action].rollen
    return tuple((row[grant.rol], grant) for grant in user.grants if grant.rol in row)


def scope(user: User) -> str:
    """What decides which figures a user may see, as a text: the same for two users exactly when it is the same."""
    return "|".join(sorted({_scope(grant) for grant in user.grants}))


def _scope(grant: Grant) -> str:
    bereik = "*" if grant.bereik is None else ",".join(sorted(grant.bereik))
    return f"{grant.rol}/{','.join(sorted(grant.programmas))}/{','.join(sorted(grant.buurten))}/{bereik}"


def check_may(
    user: User,
    action: Action,
    *,
    buurt: str | None = None,
    programma: str | None = None,
    rollen: Rollen | None = None,
) -> None:
    """Refuse when `user` may not do this.

    Raises:
        PermissionDenied: says what is refused and who can help.
    """
    if may(user, action, buurt=buurt, programma=programma, rollen=rollen):
        return
    recht = (rollen or shipped()).acties[action]
    elsewhere = buurt is not None and any(grant.rol in recht.rollen for grant in user.grants)
    where = " voor deze buurt" if elsewhere else ""
    raise PermissionDenied(f"U mag dit{where} niet: {recht.wat}.", doe=recht.hulp)


def sources_for(user: User, buurt: str, programma: str, *, rollen: Rollen | None = None) -> tuple[str, ...]:
    """Sources this user may deliver figures of for a buurt of a programma; empty = none."""
    matrix = rollen or shipped()
    row, found = matrix.acties[Action.LEVEREN].rollen, dict[str, None]()
    for grant in user.grants:
        if programma in grant.programmas and _covers(grant, row.get(grant.rol), buurt, programma):
            mine = matrix.leveren.get(grant.rol, Bronrecht())
            assigned = (bron for bron in (*mine.altijd, *mine.toegewezen) if bron in grant.bronnen)
            found |= dict.fromkeys(assigned if grant.bronnen else mine.altijd)
    return tuple(found)


def _demonstration(rol: Role) -> User:
    own = frozenset({"sterrenwijk", "lindekwartier"})
    buurten = {Role.NETWERKLID: own, Role.HUISARTS: own, Role.KARTREKKER: own}
    buurten[Role.COORDINATOR] = frozenset({"oude-dorp", "westwijk", "lindekwartier", "kralenbuurt"})
    programmas = frozenset() if rol is Role.BEZOEKER else frozenset({"ecosysteem", "voorbeeld"})
    assigned = {Role.NETWERKLID: {"gemeente"}, Role.LEVERANCIER: {"educared", "kennisplatform"}}
    bronnen = frozenset(assigned.get(rol, set()))
    return User(rol.value, rol, programmas, buurten.get(rol, frozenset()), bronnen, demonstratie=True)


def _resident() -> User:
    """Whoever releases the buurtverslag has another role as well: a member of the network."""
    member, rol = _demonstration(Role.NETWERKLID), Role.BURGERVERTEGENWOORDIGER
    given = tuple(Grant(one, member.programmas, member.buurten, None, member.bronnen) for one in (member.rol, rol))
    return replace(member, naam=rol.value, rol=rol, toekenningen=given)


# The roles that somebody can have alone.
DEMONSTRATION_ROLES = tuple(rol for rol in Role if rol is not Role.BURGERVERTEGENWOORDIGER)
DEMONSTRATION_ACCOUNTS: Mapping[str, User] = {
    user.naam: user for user in (*map(_demonstration, DEMONSTRATION_ROLES), _resident())
}


def account(naam: str) -> User:
    """The demonstration account with this name.

    Raises:
        NotFound: there is none; the sentence says which there are.
    """
    if naam not in DEMONSTRATION_ACCOUNTS:
        raise NotFound(f"Er is geen proefaccount '{naam}'.", doe=f"Kies uit: {', '.join(DEMONSTRATION_ACCOUNTS)}.")
    return DEMONSTRATION_ACCOUNTS[naam]
