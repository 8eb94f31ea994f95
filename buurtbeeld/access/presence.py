"""Who is looking: asked of the database on every run of a page, never of a cookie, a claim or an earlier run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from buurtbeeld.access import accounts, login, sessions
from buurtbeeld.access.identity import Identity
from buurtbeeld.access.matrix import Role
from buurtbeeld.access.sessions import Ended, Watch
from buurtbeeld.catalog import Catalog
from buurtbeeld.roles import User
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_access import session
from buurtbeeld.storage.schema_published import account, role_grant

VISITOR = User(Role.BEZOEKER.value, Role.BEZOEKER)


class State(StrEnum):
    """How somebody stands before us."""

    BEZOEKER = "bezoeker"
    INGELOGD = "ingelogd"
    ZONDER_ROL = "zonder_rol"  # an account, and nothing that was given to it
    ONBEKEND = "onbekend"  # logged in at an organisation, and no account here
    GESTOPT = "gestopt"
    OVER = "over"  # the session is over


@dataclass(frozen=True)
class Presence:
    """Somebody before a page.

    Attributes:
        weergave: how this person is called on screen, "" for somebody without an account.
        sessie: key of the session, "" without one.
        einde: why the session is over, when it is.
        tweede_stap_mist: roles were left out, because this login had no second step.
        lokaal: logged in with a password of our own.
    """

    user: User
    state: State
    weergave: str = ""
    sessie: str = ""
    einde: Ended | None = None
    tweede_stap_mist: bool = False
    lokaal: bool = False


# One question to the database at every click; made once, for to compile it takes longer than to answer it.
_EVERYTHING = (
    sa.select(session, account, role_grant)
    .join_from(session, account, session.c.account_id == account.c.id)
    .outerjoin(role_grant, role_grant.c.account_id == account.c.id)
    .where(session.c.id == sa.bindparam("key"))
)
NOBODY = Presence(VISITOR, State.BEZOEKER)


def of_token(token: str) -> str:
    """Key of the session that a cookie of ours names; "" of a text that we cannot have given out."""
    return sessions.key_of(token)


def who(
    engine: sa.Engine,
    catalog: Catalog,
    *,
    token: str,
    identity: Identity | None,
    now: datetime,
    watch: Watch,
    touch: bool = True,
) -> Presence:
    """Who is looking.

    Args:
        token: what our own cookie holds, "" for none.
        identity: what an organisation said, None for nothing.
        watch: what this process saw of sessions.
        touch: this is a click; without one a session does not stay alive.

    Returns:
        A visitor unless a session holds; of two sessions the first that does.

    Raises:
        StorageError: the store does not answer. Then nobody is anybody.
    """
    found = NOBODY
    for key in _keys(token, identity):
        one = _of(engine, catalog, key, now=now, watch=watch, touch=touch)
        if one is not None and one.einde is None:
            return one
        found = one or found
    if identity is None or found is not NOBODY:
        return found
    known = login.with_identity(engine, identity, now=now, write_down=watch.first_time(identity.key))
    if known is None:
        return Presence(VISITOR, State.ONBEKEND, weergave=identity.naam)
    return _of(engine, catalog, identity.key, now=now, watch=watch, touch=touch) or Presence(
        VISITOR, State.OVER, weergave=known.weergave, einde=Ended.VERLOPEN
    )


def _keys(token: str, identity: Identity | None) -> Iterable[str]:
    if key := of_token(token):
        yield key
    if identity is not None:
        yield identity.key


def _of(engine: sa.Engine, catalog: Catalog, key: str, *, now: datetime, watch: Watch, touch: bool) -> Presence | None:
    """Who a session is of; None when there is no such session."""
    with translated(), engine.connect() as connection:
        rows = connection.execute(_EVERYTHING, {"key": key}).all()
    if not rows:
        return None
    row, found = rows[0], accounts.from_rows(rows)
    why = sessions.over(row, now, watch)
    if why is None and not found.actief:
        return Presence(VISITOR, State.GESTOPT, weergave=found.weergave, sessie=key, einde=Ended.ACCOUNT)
    if why is not None:
        if row._mapping[session.c.ended_at] is None:
            with translated(), engine.begin() as connection:
                sessions.end(connection, key, why, now)
        return Presence(VISITOR, State.OVER, weergave=found.weergave, sessie=key, einde=why)
    if touch:
        with translated():
            sessions.touch(engine, row, now)
    user, missing = accounts.resolve(
        found, catalog, catalog.rollen, second_factor=bool(row._mapping[session.c.second_factor])
    )
    state = State.INGELOGD if found.toekenningen else State.ZONDER_ROL
    return Presence(
        user, state, found.weergave, key, tweede_stap_mist=missing, lokaal=row._mapping[session.c.way] == login.LOCAL
    )
