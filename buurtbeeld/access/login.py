"""Logging in: with a password of our own, or with what an organisation says; both end in a row of `session`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.access import accounts, attempts, invitations, passwords, sessions, totp
from buurtbeeld.access.accounts import Account
from buurtbeeld.access.identity import Identity
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.storage.schema_access import handover, invitation, session
from buurtbeeld.storage.schema_published import account

LOCAL, ORGANISATION = "lokaal", "organisatie"
HANDOVER_VALID = timedelta(seconds=60)
UNKNOWN = "onbekend"  # who tried, in the audit log, when there is no such account: never what was typed


@dataclass(frozen=True, repr=False)
class Typed:
    """What somebody typed, and from where.

    Attributes:
        code: of an app on a telephone; "" when it was not asked for yet.
        adres: address the request came from, "" when unknown.
        browser: what ties the answer to this browser, "" when there is nothing.
    """

    naam: str
    wachtwoord: str
    code: str = ""
    adres: str = ""
    browser: str = ""


def with_password(engine: sa.Engine, typed: Typed, *, now: datetime) -> str | None:
    """Try a name and a password, and the code of an app when the account has one.

    Returns:
        A code for `exchange`; None when name and password are right and the code of the app is still to come.

    Raises:
        BuurtbeeldError: E_INLOGGEN, something is wrong and nobody says what; E_INLOGGEN_WACHT, too soon.
        StorageError: the store does not answer.
    """
    under = attempts.keys(typed.naam, typed.adres)
    with engine.begin() as connection:
        attempts.check(connection, under, now)
    # Outside a transaction: to check a password takes a while, on purpose, and on SQLite one writes at a time.
    with engine.connect() as connection:
        found = accounts.by_naam(connection, typed.naam)
        stored = None if found is None else _secret(connection, found.id, account.c.password_hash)
    fits = passwords.fits(stored, typed.wachtwoord)
    with engine.begin() as connection:
        attempts.check(connection, under, now)  # somebody may have tried at the same time
        right = found is not None and found.actief and fits
        if right and found is not None and found.tweede_stap:
            if not typed.code:
                return None
            right = _uses_code(connection, found, typed.code, now)
        if right and found is not None:
            attempts.succeeded(connection, typed.naam)
            _keep_strong(connection, found, str(stored), typed.wachtwoord)
            return hand_over(connection, found, browser=typed.browser, second_factor=found.tweede_stap, now=now)
        attempts.failed(connection, under, now)
        wie = UNKNOWN if found is None else found.naam
        audit.record(connection, audit.Event.INLOGGEN_MISLUKT, wie=wie, uitkomst=audit.Uitkomst.MISLUKT)
    raise BuurtbeeldError(
        "De naam, het wachtwoord of de code klopt niet.",
        doe="Probeer het opnieuw. Lukt het niet, vraag dan een nieuwe uitnodiging.",
        code="E_INLOGGEN",
    )


def _keep_strong(connection: sa.Connection, found: Account, stored: str, password: str) -> None:
    """Hash a password anew when the parameters of now are stronger than those it was hashed with."""
    if passwords.is_outdated(stored):
        again = passwords.hashed_again(password)
        connection.execute(sa.update(account).where(account.c.id == found.id).values(password_hash=again))


def _uses_code(connection: sa.Connection, found: Account, typed: str, now: datetime) -> bool:
    key, last = connection.execute(
        sa.select(account.c.totp_key, account.c.totp_step).where(account.c.id == found.id)
    ).one()
    step = totp.step_of(key, typed, now, after=last)
    if step is None:
        return False
    unused = sa.or_(account.c.totp_step.is_(None), account.c.totp_step < step)
    change = sa.update(account).where(account.c.id == found.id, unused).values(totp_step=step)
    return bool(connection.execute(change).rowcount)


def _secret(connection: sa.Connection, number: int, column: sa.Column[str]) -> str | None:
    found: str | None = connection.scalar(sa.select(column).where(account.c.id == number))
    return found


def hand_over(connection: sa.Connection, found: Account, *, browser: str, second_factor: bool, now: datetime) -> str:
    """A code that becomes a session once, within a minute, in the same browser."""
    connection.execute(sa.delete(handover).where(handover.c.expires_at <= now))
    code = sessions.new_token()
    connection.execute(
        sa.insert(handover).values(
            id=sessions.digest(code),
            account_id=found.id,
            browser=sessions.digest(browser),
            second_factor=second_factor,
            expires_at=now + HANDOVER_VALID,
        )
    )
    return code


def exchange(engine: sa.Engine, code: str, *, browser: str, now: datetime) -> str | None:
    """Turn the code of `with_password` into a session.

    Returns:
        What the cookie must hold; None when the code is unknown, used, too old or of another browser.
    """
    with engine.begin() as connection:
        row = connection.execute(sa.select(handover).where(handover.c.id == sessions.digest(code))).one_or_none()
        if row is None or row.expires_at <= now or row.browser != sessions.digest(browser):
            return None
        connection.execute(sa.delete(handover).where(handover.c.id == row.id))
        token = sessions.new_token()
        _begin(connection, row.account_id, sessions.key_of(token), LOCAL, second_factor=row.second_factor, now=now)
        return token


def with_identity(
    engine: sa.Engine, identity: Identity, *, now: datetime, code: str = "", write_down: bool = True
) -> Account | None:
    """Begin the session of somebody who logged in at an organisation, the first time this login is seen.

    Args:
        code: of an invitation that somebody typed, "" for none.
        write_down: whether somebody without an account goes into the audit log; once is enough.

    Returns:
        The account; None for somebody without one. Then there is no session, and no right.

    Raises:
        BuurtbeeldError: E_UITNODIGING.
    """
    with engine.begin() as connection:
        found = accounts.by_identity(connection, identity.issuer, identity.subject)
        if found is None and code:
            found = invitations.accept_with_identity(connection, code, identity, now)
        elif found is None:
            found = invitations.find_by_address(connection, identity, now)
        if found is None or not found.actief:
            wie = UNKNOWN if found is None else found.naam
            if write_down:
                audit.record(connection, audit.Event.INLOGGEN_MISLUKT, wie=wie, uitkomst=audit.Uitkomst.GEWEIGERD)
            return None
        # The cookie of Streamlit lives for thirty days: an old login is no new session.
        fresh = -sessions.CLOCK_MAY_DIFFER < now - identity.issued_at <= sessions.ABSOLUTE
        if fresh and sessions.find(connection, identity.key) is None:
            begun = min(identity.issued_at, now)
            _begin(connection, found.id, identity.key, ORGANISATION, second_factor=identity.second_factor, now=now)
            connection.execute(sa.update(session).where(session.c.id == identity.key).values(started_at=begun))
        return found


def log_out(engine: sa.Engine, keys: tuple[str, ...], naam: str, *, now: datetime) -> None:
    """End these sessions: every tab that uses them is out at its next click."""
    with engine.begin() as connection:
        ended = [key for key in keys if sessions.end(connection, key, sessions.Ended.UITGELOGD, now)]
        if ended:
            audit.record(connection, audit.Event.UITGELOGD, wie=naam, sessie=ended[0])


def set_up_telephone(engine: sa.Engine, naam: str, key: str, typed: str, *, session_key: str, now: datetime) -> None:
    """Keep the key of an app, after a code has shown that it works; this session then counts as one with two steps.

    Raises:
        BuurtbeeldError: E_INLOGGEN, the code does not fit.
    """
    step = totp.step_of(key, typed, now, after=None)
    if step is None:
        raise BuurtbeeldError(
            "Deze code klopt niet.", doe="Kijk of de klok van uw telefoon goed staat.", code="E_INLOGGEN"
        )
    with engine.begin() as connection:
        unset = sa.update(account).where(account.c.naam == naam, account.c.totp_key.is_(None))
        if connection.execute(unset.values(totp_key=key, totp_step=step)).rowcount:
            local = sa.update(session).where(session.c.id == session_key, session.c.way == LOCAL)
            connection.execute(local.values(second_factor=True))
            audit.record(
                connection, audit.Event.INGELOGD, wie=naam, sessie=session_key, details={"tweede_stap": "ingericht"}
            )


def open_invitations(connection: sa.Connection, now: datetime) -> frozenset[int]:
    """Numbers of the accounts with an invitation that nobody used yet."""
    query = sa.select(invitation.c.account_id).where(invitation.c.used_at.is_(None), invitation.c.expires_at > now)
    return frozenset(connection.scalars(query))


def _begin(connection: sa.Connection, number: int, key: str, way: str, *, second_factor: bool, now: datetime) -> None:
    sessions.start(connection, number, key=key, way=way, second_factor=second_factor, now=now)
    connection.execute(sa.update(account).where(account.c.id == number).values(last_login_at=now))
    naam = connection.scalar(sa.select(account.c.naam).where(account.c.id == number))
    audit.record(connection, audit.Event.INGELOGD, wie=str(naam), sessie=key, details={"manier": way})
