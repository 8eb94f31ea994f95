"""Composition root of looking after users: from the page Beheer to the store. What may be done is checked there."""

from __future__ import annotations

from datetime import UTC, datetime

from buurtbeeld.access import accounts, granting, invitations, overview
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import NewAccount
from buurtbeeld.access.overview import Line
from buurtbeeld.roles import Role, User
from pages._ui import services


def lines(user: User) -> tuple[Line, ...]:
    """Accounts this user looks after.

    Raises:
        PermissionDenied: nobody's.
    """
    with services.reader().engine.connect() as connection:
        return overview.lines(connection, user, services.catalog(), _now())


def roles(user: User) -> tuple[tuple[Role, str], ...]:
    """Roles this user may give, with their name on screen."""
    catalog = services.catalog()
    return tuple((rol, catalog.rollen.rollen[rol].naam) for rol in granting.grantable(user, catalog))


def places(user: User, rol: Role) -> tuple[tuple[Given, str], ...]:
    """What this user may give a role for."""
    return overview.places(user, rol, services.catalog())


def sources(rol: Role) -> tuple[tuple[str, str], ...]:
    """Sources that can be assigned with a role: code and name."""
    catalog = services.catalog()
    rights = catalog.rollen.leveren.get(rol)
    return () if rights is None else tuple((code, catalog.bronnen[code].naam) for code in rights.toegewezen)


def words_of(user: User) -> list[str]:
    """What somebody was given, a line each."""
    with services.reader().engine.connect() as connection:
        found = accounts.by_naam(connection, user.naam)
    return [overview.words(one, services.catalog()) for one in found.toekenningen] if found else []


def invite(user: User, new: NewAccount, one: Given) -> str:
    """The code for somebody new.

    Raises:
        BuurtbeeldError: PermissionDenied, E_ACCOUNT or E_TOEKENNING.
    """
    with services.reader().engine.begin() as connection:
        return invitations.invite(connection, user, new, one, catalog=services.catalog(), now=_now())


def renew(user: User, naam: str) -> str:
    """A new code for somebody who is there.

    Raises:
        BuurtbeeldError: PermissionDenied or NotFound.
    """
    with services.reader().engine.begin() as connection:
        return invitations.renew(connection, user, naam, catalog=services.catalog(), now=_now())


def give(user: User, naam: str, one: Given) -> None:
    """Give a role.

    Raises:
        BuurtbeeldError: PermissionDenied, NotFound or E_TOEKENNING.
    """
    with services.reader().engine.begin() as connection:
        granting.give(connection, user, naam, one, catalog=services.catalog(), now=_now())


def take(user: User, naam: str, one: Given) -> None:
    """Take a role.

    Raises:
        BuurtbeeldError: PermissionDenied or NotFound.
    """
    with services.reader().engine.begin() as connection:
        granting.take(connection, user, naam, one, catalog=services.catalog())


def stop(user: User, naam: str) -> None:
    """Stop an account.

    Raises:
        BuurtbeeldError: PermissionDenied or NotFound.
    """
    with services.reader().engine.begin() as connection:
        granting.stop(connection, user, naam, catalog=services.catalog(), now=_now())


def start_again(user: User, naam: str) -> None:
    """Let a stopped account in again.

    Raises:
        BuurtbeeldError: PermissionDenied or NotFound.
    """
    with services.reader().engine.begin() as connection:
        granting.start_again(connection, user, naam, catalog=services.catalog())


def revoke(user: User, naam: str) -> int:
    """End every session of an account; how many there were.

    Raises:
        BuurtbeeldError: PermissionDenied or NotFound.
    """
    with services.reader().engine.begin() as connection:
        return granting.revoke_sessions(connection, user, naam, catalog=services.catalog(), now=_now())


def _now() -> datetime:
    return datetime.now(UTC)
