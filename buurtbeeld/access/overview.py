"""Who has what, for whoever may look after it: the list on the page Beheer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld.access import accounts, granting, login, sessions
from buurtbeeld.access.accounts import Account, Given
from buurtbeeld.access.matrix import Action, Role
from buurtbeeld.audit.words import is_gone
from buurtbeeld.catalog import Catalog
from buurtbeeld.outcomes.keys import PARTNER, partner_key
from buurtbeeld.roles import User, check_may


@dataclass(frozen=True)
class Line:
    """One account, as somebody who looks after it sees it.

    Attributes:
        rollen: each role in words, with what it was given for.
        af_te_nemen: those of them that the one who looks may take.
        sessies: how many are going on.
        uitgenodigd: an invitation waits to be used.
        te_stoppen: whether the one who looks may stop it, or let it in again.
    """

    account: Account
    rollen: tuple[tuple[Given, str], ...]
    af_te_nemen: tuple[Given, ...]
    sessies: int
    uitgenodigd: bool
    te_stoppen: bool


def lines(connection: sa.Connection, user: User, catalog: Catalog, now: datetime) -> tuple[Line, ...]:
    """Accounts this user looks after, by name.

    Raises:
        PermissionDenied: this user looks after nobody.
    """
    check_may(user, Action.PAGINA_BEHEER, rollen=catalog.rollen)
    going, waiting = sessions.going_on(connection, now), login.open_invitations(connection, now)
    return tuple(
        _line(user, one, catalog, going.get(one.id, 0), invited=one.id in waiting)
        for one in accounts.everybody(connection)
        if granting.manages(user, one, catalog) and not is_gone(one.naam)
    )


def _line(user: User, one: Account, catalog: Catalog, going: int, *, invited: bool) -> Line:
    removable = tuple(given for given in one.toekenningen if granting.may_grant(user, given, catalog))
    return Line(
        account=one,
        rollen=tuple((given, words(given, catalog)) for given in one.toekenningen),
        af_te_nemen=removable,
        sessies=going,
        uitgenodigd=invited,
        te_stoppen=removable == one.toekenningen,
    )


def words(one: Given, catalog: Catalog) -> str:
    """A role in words: "kartrekker, Sterrenwijk"."""
    parts = [catalog.rollen.rollen[one.rol].naam, place_words(one, catalog)]
    if one.bron:
        parts.append(catalog.bronnen[one.bron].naam if one.bron in catalog.bronnen else one.bron)
    return ", ".join(part for part in parts if part)


def place_words(one: Given, catalog: Catalog) -> str:
    """What a role was given for: a buurt, the buurten of a partner, a programma; "" for a role outside them."""
    if one.buurt.startswith(PARTNER):
        return f"buurten van {one.buurt.removeprefix(PARTNER)}"
    if one.buurt:
        known = catalog.buurt(one.buurt)
        return known[1].naam if known else one.buurt
    programma = catalog.programmas.get(one.programma)
    return programma.naam if programma else one.programma


def places(user: User, rol: Role, catalog: Catalog) -> tuple[tuple[Given, str], ...]:
    """What this user may give a role for, with its name on screen.

    Buurten for a role that belongs to one, partners too for a coordinator, else the programma.
    """
    return tuple(
        (one, place_words(one, catalog) or "de hele app")
        for one in _imaginable(rol, catalog)
        if granting.may_grant(user, one, catalog)
    )


def _imaginable(rol: Role, catalog: Catalog) -> list[Given]:
    if rol in granting.OUTSIDE:
        return [Given(rol)]
    if rol not in granting.PER_BUURT:
        return [Given(rol, code) for code in catalog.programmas]
    found = []
    for code, programma in catalog.programmas.items():
        joined = [one for one in programma.buurten if one.rol == "transitie"]
        if rol is Role.COORDINATOR:
            partners = sorted({one.partner for one in joined if one.partner})
            found += [Given(rol, code, partner_key(partner)) for partner in partners]
        found += [Given(rol, code, one.sleutel) for one in sorted(joined, key=lambda one: one.naam.casefold())]
    return found
