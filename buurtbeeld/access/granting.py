"""Making accounts and giving and taking roles: what may be decided by whom, checked and written down here.

Each of these is a transaction of the caller, with its line in the audit log as the last statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.access import accounts, sessions
from buurtbeeld.access.accounts import Account, Given
from buurtbeeld.access.matrix import Action, Role, Rollen
from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Grant, User, check_may, extents
from buurtbeeld.storage.schema_published import account, role_grant

COMMAND_LINE = User("opdrachtregel", Role.BEHEERDER)
OUTSIDE = frozenset({Role.BEHEERDER})  # roles that belong to no programma
PER_BUURT = frozenset({Role.NETWERKLID, Role.HUISARTS, Role.KARTREKKER, Role.COORDINATOR, Role.BURGERVERTEGENWOORDIGER})
_NAAM = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
_RESERVED = frozenset({*DEMONSTRATION_ACCOUNTS, "app", "werker", "opdrachtregel", "onbekend"})


@dataclass(frozen=True)
class NewAccount:
    """What somebody fills in to let another in: name to log in with, name on screen, and an address or ""."""

    naam: str
    weergave: str = ""
    email: str = ""


def grantable(user: User, catalog: Catalog) -> tuple[Role, ...]:
    """Roles that this user may give to somebody, in the order of the table."""
    rollen = catalog.rollen
    able = {
        role
        for _, grant in extents(user, Action.GEBRUIKERS_BEHEREN, rollen=rollen)
        for role in rollen.toewijzen.get(grant.rol, ())
    }
    return tuple(role for role in Role if role in able)


def may_grant(user: User, one: Given, catalog: Catalog) -> bool:
    """Whether this user may give or take this role, for what it is given for."""
    return any(
        one.rol in catalog.rollen.toewijzen.get(grant.rol, ()) and _reaches(reach, grant, one, catalog)
        for reach, grant in extents(user, Action.GEBRUIKERS_BEHEREN, rollen=catalog.rollen)
    )


def _reaches(reach: str, grant: Grant, one: Given, catalog: Catalog) -> bool:
    if reach == "alle":
        return True
    if one.programma not in grant.programmas:
        return False
    about = accounts.buurten_of(one.buurt, one.programma, catalog)
    return reach == "programma" or (bool(about) and about <= grant.buurten)


def manages(user: User, found: Account, catalog: Catalog) -> bool:
    """Whether this user looks after an account: may take at least one of its roles, or all when it has none."""
    if any(may_grant(user, one, catalog) for one in found.toekenningen):
        return True
    reaches = {reach for reach, _ in extents(user, Action.GEBRUIKERS_BEHEREN, rollen=catalog.rollen)}
    return not found.toekenningen and bool(reaches & {"alle", "programma"})


def check_given(one: Given, catalog: Catalog) -> None:
    """Refuse a role that makes no sense.

    Raises:
        BuurtbeeldError: E_TOEKENNING, with what is missing or unknown.
    """
    problem = ""
    if one.rol is Role.BEZOEKER:
        problem = "Bezoeker is iedereen; die rol geeft u niet."
    elif one.rol in OUTSIDE and (one.programma or one.buurt or one.bron):
        problem = "Een beheerder hoort bij geen programma en geen buurt."
    elif one.rol not in OUTSIDE and one.programma not in catalog.programmas:
        problem = f"Het programma '{one.programma}' bestaat niet."
    elif one.rol in PER_BUURT and not accounts.buurten_of(one.buurt, one.programma, catalog):
        problem = f"De buurt of partner '{one.buurt}' hoort niet bij dit programma."
    elif one.buurt and one.rol not in PER_BUURT:
        problem = "Deze rol geldt voor het hele programma, niet voor een buurt."
    elif one.bron and not _delivers(one, catalog.rollen):
        problem = f"Deze rol levert de bron '{one.bron}' niet."
    if problem:
        raise BuurtbeeldError(problem, doe="Kies een rol, een programma en een buurt die bestaan.", code="E_TOEKENNING")


def _delivers(one: Given, rollen: Rollen) -> bool:
    rights = rollen.leveren.get(one.rol)
    return rights is not None and one.bron in (*rights.altijd, *rights.toegewezen)


def make(connection: sa.Connection, user: User, new: NewAccount) -> int:
    """Make an account without any role; nobody can log in to it yet.

    Returns:
        Its number.

    Raises:
        PermissionDenied: this user lets nobody in.
        BuurtbeeldError: E_ACCOUNT, the name is taken or no name of an account.
    """
    check_may(user, Action.PAGINA_BEHEER)
    naam = new.naam.strip().casefold()
    if not _NAAM.fullmatch(naam) or naam in _RESERVED:
        raise BuurtbeeldError(
            f"'{naam[:64]}' kan geen accountnaam zijn.",
            doe="Gebruik kleine letters, cijfers en . _ @ + -, minstens twee tekens.",
            code="E_ACCOUNT",
        )
    if accounts.by_naam(connection, naam) is not None:
        raise BuurtbeeldError(f"Er is al een account '{naam}'.", doe="Kies een andere naam.", code="E_ACCOUNT")
    values = {
        "naam": naam,
        "volledige_naam": " ".join(new.weergave.split())[:80] or None,
        "email": new.email.strip().casefold() or None,
        "demonstration": False,
        "active": True,
    }
    number = connection.execute(sa.insert(account).values(**values)).inserted_primary_key
    assert number is not None
    audit.record(connection, audit.Event.ACCOUNT_GEMAAKT, wie=user.naam, namens=naam)
    return int(number[0])


def give(connection: sa.Connection, user: User, naam: str, one: Given, *, catalog: Catalog, now: datetime) -> None:
    """Give a role; giving what somebody has already changes nothing.

    Raises:
        PermissionDenied: this user may not give it.
        NotFound: no such account.
        BuurtbeeldError: E_TOEKENNING.
    """
    check_given(one, catalog)
    _check(user, one, catalog)
    found = _account(connection, naam)
    if any(_same(one, other) for other in found.toekenningen):
        return
    row = {"account_id": found.id, "rol": one.rol.value, "programma": one.programma, "buurt": one.buurt}
    connection.execute(
        sa.insert(role_grant).values(**row, bron=one.bron, given_by=user.naam, given_at=now),
    )
    _written_down(connection, user, found, one, "gegeven")


def take(connection: sa.Connection, user: User, naam: str, one: Given, *, catalog: Catalog) -> None:
    """Take a role; what somebody does not have cannot be taken.

    Raises:
        PermissionDenied: this user may not take it.
        NotFound: no such account, or it does not have this role.
    """
    _check(user, one, catalog)
    found = _account(connection, naam)
    row = (found.id, one.rol.value, one.programma, one.buurt, one.bron)
    columns = (role_grant.c.account_id, role_grant.c.rol, role_grant.c.programma, role_grant.c.buurt, role_grant.c.bron)
    gone = connection.execute(sa.delete(role_grant).where(*(a == b for a, b in zip(columns, row, strict=True))))
    if not gone.rowcount:
        raise NotFound(f"{found.weergave} heeft deze rol niet.", doe="Kijk in de lijst wie wat mag.")
    _written_down(connection, user, found, one, "afgenomen")


def stop(connection: sa.Connection, user: User, naam: str, *, catalog: Catalog, now: datetime) -> None:
    """Stop an account: nobody can log in with it, and whoever is in is out at the next click.

    Raises:
        PermissionDenied: it has a role that this user may not take.
        NotFound: no such account.
    """
    found = _account(connection, naam)
    _check_all(user, found, catalog)
    connection.execute(sa.update(account).where(account.c.id == found.id).values(active=False))
    sessions.end_all(connection, found.id, sessions.Ended.ACCOUNT, now)
    audit.record(connection, audit.Event.ACCOUNT_GESTOPT, wie=user.naam, namens=found.naam)


def start_again(connection: sa.Connection, user: User, naam: str, *, catalog: Catalog) -> None:
    """Let a stopped account in again.

    Raises:
        PermissionDenied: it has a role that this user may not give.
        NotFound: no such account.
    """
    found = _account(connection, naam)
    _check_all(user, found, catalog)
    connection.execute(sa.update(account).where(account.c.id == found.id).values(active=True))
    audit.record(connection, audit.Event.ACCOUNT_GEMAAKT, wie=user.naam, namens=found.naam, details={"weer": "actief"})


def revoke_sessions(connection: sa.Connection, user: User, naam: str, *, catalog: Catalog, now: datetime) -> int:
    """End every session of an account; one's own may always be ended. Returns how many there were.

    Raises:
        PermissionDenied: it has a role that this user may not take.
        NotFound: no such account.
    """
    found = _account(connection, naam)
    if found.naam != user.naam:
        _check_all(user, found, catalog)
    ended = sessions.end_all(connection, found.id, sessions.Ended.INGETROKKEN, now)
    audit.record(connection, audit.Event.UITGELOGD, wie=user.naam, namens=found.naam, aantal=ended)
    return ended


def _account(connection: sa.Connection, naam: str) -> Account:
    found = accounts.by_naam(connection, naam)
    if found is None:
        raise NotFound(f"Er is geen account '{naam}'.", doe="Kijk in de lijst welke er zijn.")
    return found


def _check(user: User, one: Given, catalog: Catalog) -> None:
    if not may_grant(user, one, catalog):
        raise _denied(catalog)


def _check_all(user: User, found: Account, catalog: Catalog) -> None:
    if not manages(user, found, catalog) or not all(may_grant(user, one, catalog) for one in found.toekenningen):
        raise _denied(catalog)


def _denied(catalog: Catalog) -> PermissionDenied:
    recht = catalog.rollen.acties[Action.GEBRUIKERS_BEHEREN]
    return PermissionDenied(f"U mag dit niet: {recht.wat} voor deze rol of buurt.", doe=recht.hulp)


def _same(one: Given, other: Given) -> bool:
    return (one.rol, one.programma, one.buurt, one.bron) == (other.rol, other.programma, other.buurt, other.bron)


def _written_down(connection: sa.Connection, user: User, found: Account, one: Given, what: str) -> None:
    """A role that somebody gives himself is marked: who runs the system has no role in what it is about."""
    details = {"rol": one.rol.value, "wat": what, "bron": one.bron}
    if user.naam == found.naam:
        details["zelf"] = "ja"
    audit.record(
        connection, audit.Event.ROL_GEWIJZIGD, wie=user.naam, namens=found.naam, programma=one.programma,
        buurt=one.buurt, details=details,
    )  # fmt: skip
