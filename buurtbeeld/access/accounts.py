"""Accounts and what they were given, as they stand in the published store now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.access.matrix import Role, Rollen
from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import NotFound
from buurtbeeld.outcomes.keys import PARTNER, partner_key
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Grant, User
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import account, role_grant

ORDER = (  # which of several roles is the one shown
    Role.KARTREKKER, Role.COORDINATOR, Role.TRANSITIETEAM, Role.HUISARTS, Role.NETWERKLID, Role.VERZEKERAAR,
    Role.ONDERZOEKER, Role.LEVERANCIER, Role.BURGERVERTEGENWOORDIGER, Role.BEHEERDER, Role.BEZOEKER,
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """One role as it was given.

    Attributes:
        programma: code; "" for a role outside the programmas.
        buurt: key of a buurt, "partner:…" for all buurten of a partner, "" for none in particular.
        bron: a source that comes with it, "" for none in particular.
        door: account that gave it, "" when unknown.
    """

    rol: Role
    programma: str = ""
    buurt: str = ""
    bron: str = ""
    door: str = ""


@dataclass(frozen=True)
class Account:
    """Somebody who may log in; holds nothing that opens anything.

    Attributes:
        weergave: how this person is called on screen.
        ingericht: whether there is a way to log in: a password, or an organisation.
    """

    id: int
    naam: str
    weergave: str
    email: str
    actief: bool
    ingericht: bool
    tweede_stap: bool
    laatst: datetime | None
    toekenningen: tuple[Given, ...] = ()


def by_id(connection: sa.Connection, number: int) -> Account | None:
    """The account with this number; None when there is none."""
    return _one(connection, account.c.id == number)


def by_naam(connection: sa.Connection, naam: str) -> Account | None:
    """The account with this name; None when there is none."""
    return _one(connection, account.c.naam == naam.strip().casefold())


def by_identity(connection: sa.Connection, issuer: str, subject: str) -> Account | None:
    """The account of somebody at an organisation: issuer and subject, never an e-mail address."""
    return _one(connection, sa.and_(account.c.issuer == issuer, account.c.subject == subject))


def from_rows(rows: Sequence[sa.Row[Any]]) -> Account:
    """The account of rows that join it with what was given to it; at least one row."""
    return _account(rows[0], [_given(row) for row in rows if row._mapping[role_grant.c.rol] is not None])


def everybody(connection: sa.Connection) -> tuple[Account, ...]:
    """Every account by name, those that were stopped too."""
    rows = connection.execute(sa.select(account).where(~account.c.demonstration).order_by(account.c.naam)).all()
    given: dict[int, list[Given]] = {}
    for row in connection.execute(sa.select(role_grant)):
        given.setdefault(row.account_id, []).append(_given(row))
    return tuple(_account(row, given.get(row.id, ())) for row in rows)


def resolve(found: Account, catalog: Catalog, rollen: Rollen, *, second_factor: bool) -> tuple[User, bool]:
    """Somebody who asks, with the buurten that the catalogue knows now.

    Args:
        second_factor: whether this login had a second step; what asks for one is left out without it.

    Returns:
        The user, and whether anything was left out.
    """
    held = [one for one in found.toekenningen if second_factor or not asks_second_step(one, rollen)]
    grants = tuple(_grant(one, catalog) for one in held)
    missing = len(held) < len(found.toekenningen)
    if not grants:
        return User(found.naam, Role.BEZOEKER), missing
    user = User(
        naam=found.naam,
        rol=min((grant.rol for grant in grants), key=ORDER.index),
        programmas=frozenset().union(*(grant.programmas for grant in grants)),
        buurten=frozenset().union(*(grant.buurten for grant in grants)),
        bronnen=frozenset().union(*(grant.bronnen for grant in grants)),
        toekenningen=grants,
    )
    return user, missing


def asks_second_step(one: Given, rollen: Rollen) -> bool:
    """Whether a role that was given asks for a login with a second step."""
    return bool(one.bron) or one.rol in rollen.tweede_stap.rollen


def named(published: sa.Engine, catalog: Catalog, naam: str, *, proef: bool = True) -> User:
    """Who asked for something earlier, by name: what the worker and the command line work with.

    Whether there was a second step was looked at when it was asked for.

    Args:
        proef: whether the demonstration accounts are on.

    Raises:
        NotFound: there is no such account, or it was stopped.
        StorageError: the store does not answer.
    """
    with translated(), published.connect() as connection:
        found = by_naam(connection, naam)
    if found is None and proef and naam in DEMONSTRATION_ACCOUNTS:
        return demonstration(naam, catalog)
    if found is None or not found.actief:
        help_ = f"Kies een ander, of een proefaccount: {', '.join(DEMONSTRATION_ACCOUNTS)}." if proef else ""
        raise NotFound(f"Er is geen account '{naam}'.", doe=help_ or "Kijk welke er zijn: account lijst.")
    return resolve(found, catalog, catalog.rollen, second_factor=True)[0]


def demonstration(naam: str, catalog: Catalog) -> User:
    """A demonstration account; it takes part in every programma that is loaded, also one that came as a file."""
    user = DEMONSTRATION_ACCOUNTS[naam]
    known = user.programmas | frozenset(catalog.programmas) if user.programmas else user.programmas
    return replace(
        user, programmas=known, toekenningen=tuple(replace(one, programmas=known) for one in user.toekenningen)
    )


def buurten_of(buurt: str, programma: str, catalog: Catalog) -> frozenset[str]:
    """Keys of the buurten that a grant names; empty for none in particular, or when they are no more."""
    known = catalog.programmas.get(programma)
    if known is None or not buurt:
        return frozenset()
    if buurt.startswith(PARTNER):
        return frozenset(one.sleutel for one in known.buurten if one.partner and partner_key(one.partner) == buurt)
    return frozenset(one.sleutel for one in known.buurten if one.sleutel == buurt)


def _grant(one: Given, catalog: Catalog) -> Grant:
    known = catalog.programmas.get(one.programma)
    return Grant(
        rol=one.rol,
        programmas=frozenset() if known is None else frozenset({one.programma}),
        buurten=buurten_of(one.buurt, one.programma, catalog),
        bereik=frozenset() if known is None else frozenset(buurt.sleutel for buurt in known.buurten),
        bronnen=frozenset({one.bron} if one.bron else ()),
    )


def _one(connection: sa.Connection, where: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(account).where(where, ~account.c.demonstration)).one_or_none()
    if row is None:
        return None
    rows = connection.execute(sa.select(role_grant).where(role_grant.c.account_id == row.id)).all()
    return _account(row, [_given(one) for one in rows])


def _account(row: sa.Row[Any], given: Iterable[Given]) -> Account:
    of, table = row._mapping, account.c  # by column: in a join more than one is called `id`
    return Account(
        id=of[table.id],
        naam=of[table.naam],
        weergave=of[table.volledige_naam] or of[table.naam],
        email=of[table.email] or "",
        actief=bool(of[table.active]),
        ingericht=of[table.password_hash] is not None or of[table.subject] is not None,
        tweede_stap=of[table.totp_key] is not None,
        laatst=of[table.last_login_at],
        toekenningen=tuple(sorted(given, key=lambda one: (ORDER.index(one.rol), one.programma, one.buurt, one.bron))),
    )


def _given(row: sa.Row[Any]) -> Given:
    return Given(Role(row.rol), row.programma, row.buurt, row.bron, row.given_by or "")
