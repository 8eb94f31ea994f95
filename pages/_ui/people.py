"""Composition root of looking after users: from the page Beheer to the store. What may be done is checked there."""

from __future__ import annotations

from datetime import UTC, datetime

from buurtbeeld import worker
from buurtbeeld.access import accounts, granting, invitations, overview
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import NewAccount
from buurtbeeld.access.health import Overview
from buurtbeeld.access.health import overview as overview_of
from buurtbeeld.access.overview import Line
from buurtbeeld.errors import StorageError
from buurtbeeld.privacy import forget_request, forgetting, terms
from buurtbeeld.roles import Role, User
from pages._ui import desk, services


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
    forgetting.check_new(services.settings().data_dir, new.naam)
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


def health(user: User) -> Overview:
    """Whether all is well with the app, and how it is set up.

    Raises:
        BuurtbeeldError: PermissionDenied, or the store does not answer.
    """
    engine, chosen = services.reader().engine, services.settings()
    return overview_of(engine, user, services.catalog(), terms.shipped(), chosen, nu=_now())


def forget(user: User, naam: str) -> int:
    """Have the worker take the name of an account out of both stores; number of the job.

    Raises:
        BuurtbeeldError: PermissionDenied, NotFound or E_WERKER_WEG.
    """
    if desk.worker_is_gone():
        raise StorageError(
            "De werker staat uit. Alleen de werker kan namen wissen.", doe="Start de werker.", code="E_WERKER_WEG"
        )
    return forget_request.ask(services.reader().engine, user, naam)


def forgotten(number: int) -> tuple[bool, str]:
    """Whether that job has ended, and the sentence that says why it failed, "" when it did not."""
    job = worker.state_of(services.reader().engine, number)
    if job is None:
        return True, "De opdracht is weg. Kijk in de lijst of de naam er nog staat."
    return job.state in {worker.DONE, worker.FAILED}, job.message if job.state == worker.FAILED else ""


def _now() -> datetime:
    return datetime.now(UTC)
