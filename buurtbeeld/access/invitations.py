"""Letting somebody in for the first time, or again after a lost password: a code that works once, for a week.

There is no mail server: whoever invites copies the address and brings it himself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.access import accounts, granting, passwords, sessions
from buurtbeeld.access.accounts import Account, Given
from buurtbeeld.access.granting import NewAccount
from buurtbeeld.access.identity import Identity
from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.roles import User
from buurtbeeld.storage.schema_access import invitation
from buurtbeeld.storage.schema_published import account

VALID = timedelta(days=7)


def invite(
    connection: sa.Connection, user: User, new: NewAccount, one: Given, *, catalog: Catalog, now: datetime
) -> str:
    """Make an account with one role, and a code to get in with.

    Returns:
        The code; it is stored nowhere.

    Raises:
        PermissionDenied: this user may not give that role.
        BuurtbeeldError: E_ACCOUNT or E_TOEKENNING.
    """
    granting.check_given(one, catalog)
    if not granting.may_grant(user, one, catalog):
        raise PermissionDenied(
            "U mag niemand uitnodigen met deze rol of voor deze buurt.", doe="Kies een rol en buurt uit de lijst."
        )
    number = granting.make(connection, user, new)
    granting.give(connection, user, new.naam, one, catalog=catalog, now=now)
    return _code(connection, user, number, now)


def renew(connection: sa.Connection, user: User, naam: str, *, catalog: Catalog, now: datetime) -> str:
    """A new code for an account that is there; earlier ones no longer work. The old password works until it is used.

    Raises:
        PermissionDenied: this user does not look after all that the account may.
        NotFound: no such account.
    """
    found = accounts.by_naam(connection, naam)
    if found is None:
        raise NotFound(f"Er is geen account '{naam}'.", doe="Kijk in de lijst welke er zijn.")
    # Of an account without roles there is nothing that may not be given: whoever looks after it decides.
    if not (
        granting.manages(user, found, catalog)
        and all(granting.may_grant(user, one, catalog) for one in found.toekenningen)
    ):
        raise PermissionDenied(
            f"U mag {found.weergave} geen nieuwe uitnodiging geven.", doe="Vraag het het transitieteam of de beheerder."
        )
    code = _code(connection, user, found.id, now)
    audit.record(
        connection, audit.Event.ACCOUNT_GEMAAKT, wie=user.naam, namens=found.naam, details={"uitnodiging": "nieuw"}
    )
    return code


def look(connection: sa.Connection, code: str, now: datetime) -> Account:
    """The account that a code is for.

    Raises:
        BuurtbeeldError: E_UITNODIGING, the code is unknown, used or too old, or the account was stopped.
    """
    row = connection.execute(sa.select(invitation).where(invitation.c.id == sessions.digest(code))).one_or_none()
    found = accounts.by_id(connection, row.account_id) if row is not None else None
    if row is None or row.used_at is not None or row.expires_at <= now or found is None or not found.actief:
        raise BuurtbeeldError(
            "Deze uitnodiging werkt niet: zij is gebruikt, verlopen of ingetrokken.",
            doe="Vraag een nieuwe aan wie u uitnodigde.",
            code="E_UITNODIGING",
        )
    return found


def accept_with_password(connection: sa.Connection, code: str, password: str, now: datetime) -> Account:
    """Choose a password. Whoever is still in with the account is out; a telephone has to be set up anew.

    Raises:
        BuurtbeeldError: E_UITNODIGING or E_WACHTWOORD.
    """
    found = look(connection, code, now)
    stored = passwords.hashed(password, naam=found.naam)
    change = sa.update(account).where(account.c.id == found.id)
    connection.execute(change.values(password_hash=stored, totp_key=None, totp_step=None))
    _used(connection, found, code, now)
    return found


def accept_with_identity(connection: sa.Connection, code: str, identity: Identity, now: datetime) -> Account:
    """Tie an account to somebody at an organisation.

    Raises:
        BuurtbeeldError: E_UITNODIGING, also when that somebody has another account already.
    """
    found = look(connection, code, now)
    _tie(connection, found, identity)
    _used(connection, found, code, now)
    return found


def find_by_address(connection: sa.Connection, identity: Identity, now: datetime) -> Account | None:
    """Tie an invited account to somebody whose organisation verified the address that was invited.

    Returns:
        The account; None when the address was not verified, or there is no open invitation for it.
    """
    if not identity.email:
        return None
    query = (
        sa.select(account.c.id, invitation.c.id.label("code"))
        .join(invitation, invitation.c.account_id == account.c.id)
        .where(
            account.c.email == identity.email,
            account.c.subject.is_(None),
            account.c.password_hash.is_(None),
            account.c.active,
            invitation.c.used_at.is_(None),
            invitation.c.expires_at > now,
        )
    )
    rows = connection.execute(query).all()
    found = accounts.by_id(connection, rows[0].id) if len({row.id for row in rows}) == 1 else None
    if found is not None:
        _tie(connection, found, identity)
        change = sa.update(invitation).where(invitation.c.account_id == found.id, invitation.c.used_at.is_(None))
        connection.execute(change.values(used_at=now))
    return found


def _tie(connection: sa.Connection, found: Account, identity: Identity) -> None:
    other = accounts.by_identity(connection, identity.issuer, identity.subject)
    if other is not None and other.id != found.id:
        raise BuurtbeeldError(
            "U heeft al een ander account bij buurtbeeld.",
            doe="Vraag wie u uitnodigde om de rol aan dat account te geven.",
            code="E_UITNODIGING",
        )
    change = sa.update(account).where(account.c.id == found.id)
    connection.execute(change.values(issuer=identity.issuer, subject=identity.subject))


def _code(connection: sa.Connection, user: User, number: int, now: datetime) -> str:
    connection.execute(sa.delete(invitation).where(invitation.c.account_id == number, invitation.c.used_at.is_(None)))
    code = sessions.new_token()
    connection.execute(
        sa.insert(invitation).values(
            id=sessions.digest(code), account_id=number, made_at=now, made_by=user.naam, expires_at=now + VALID
        )
    )
    return code


def _used(connection: sa.Connection, found: Account, code: str, now: datetime) -> None:
    change = sa.update(invitation).where(invitation.c.id == sessions.digest(code), invitation.c.used_at.is_(None))
    if not connection.execute(change.values(used_at=now)).rowcount:  # somebody was first
        look(connection, code, now)
    sessions.end_all(connection, found.id, sessions.Ended.INGETROKKEN, now)
    audit.record(
        connection, audit.Event.ACCOUNT_GEMAAKT, wie=found.naam, namens=found.naam, details={"uitnodiging": "gebruikt"}
    )
