"""Composition root of logging in: from a browser to an account and back. Nothing here decides what somebody may do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from buurtbeeld import audit
from buurtbeeld.access import invitations, login, presence, sessions, totp
from buurtbeeld.access.identity import Identity, from_claims
from buurtbeeld.access.presence import Presence
from buurtbeeld.errors import PermissionDenied, StorageError
from buurtbeeld.roles import Role, User
from pages._ui import services

COOKIE = "buurtbeeld_sessie"
XSRF = "_streamlit_xsrf"  # Streamlit gives every browser one; it ties a code to the browser that typed the password
_REFUSALS = "geweigerd"  # session state: what was written down already
_log = logging.getLogger(__name__)


@dataclass
class _Clock:
    """Now, and what this process saw of sessions. Tests put another one in its place."""

    watch: sessions.Watch

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)


@st.cache_resource(show_spinner=False)
def clock() -> _Clock:
    """The clock of this process."""
    return _Clock(sessions.Watch())


def demonstration() -> bool:
    """Whether the demonstration accounts are on: one may choose who to be."""
    return services.settings().toegang == "proef"


def who(*, touch: bool = True) -> Presence:
    """Who is looking, asked of the database now; `touch`: this is a click, which keeps the session alive."""
    now = clock()
    return presence.who(
        services.reader().engine,
        services.catalog(),
        token=_cookie(COOKIE),
        identity=identity(),
        now=now.now(),
        watch=now.watch,
        touch=touch,
    )


def identity() -> Identity | None:
    """What an organisation said when this tab opened; None when nobody logged in at one."""
    claims: Mapping[str, Any] = st.user.to_dict() if hasattr(st.user, "to_dict") else {}
    if not claims.get("is_logged_in"):
        return None
    return from_claims(claims, acr=services.catalog().rollen.tweede_stap.acr)


def organisations() -> tuple[tuple[str, str], ...]:
    """Organisations one may log in at: code for `st.login` ("" for the only one) and name on the button."""
    section = auth_section()
    named = tuple(
        (code, str(one.get("naam") or code.capitalize())) for code, one in section.items() if isinstance(one, Mapping)
        and "client_id" in one
    )  # fmt: skip
    if named:
        return named
    return (("", str(section.get("naam") or "uw organisatie")),) if "client_id" in section else ()


def try_password(naam: str, wachtwoord: str, code: str) -> str | None:
    """Address that turns a right password into a session; None when the code of the app is still to come.

    Raises:
        BuurtbeeldError: E_INLOGGEN or E_INLOGGEN_WACHT.
    """
    typed = login.Typed(naam, wachtwoord, code, _address(), browser_of(_cookie(XSRF)))
    found = login.with_password(services.reader().engine, typed, now=clock().now())
    return None if found is None else f"toegang/sessie?code={found}"


def exchange(code: str, browser: str) -> str | None:
    """What the cookie of a new session holds; None when the code does not work. Called by the server, not by a page."""
    return login.exchange(services.reader().engine, code, browser=browser, now=clock().now())


def log_out(found: Presence) -> bool:
    """End the session of this browser, in every tab. Returns whether the organisation has to hear of it too."""
    known = identity()
    keys = [key for key in (found.sessie, presence.of_token(_cookie(COOKIE))) if key]
    keys += [known.key] if known is not None else []
    login.log_out(services.reader().engine, tuple(dict.fromkeys(keys)), found.user.naam, now=clock().now())
    return known is not None


def invited(code: str) -> tuple[str, str]:
    """Name on screen and name to log in with, of the account an invitation is for.

    Raises:
        BuurtbeeldError: E_UITNODIGING.
    """
    with services.reader().engine.connect() as connection:
        found = invitations.look(connection, code, clock().now())
    return found.weergave, found.naam


def choose_password(code: str, password: str) -> str:
    """Keep the password of an invited account. Returns its name.

    Raises:
        BuurtbeeldError: E_UITNODIGING or E_WACHTWOORD.
    """
    with services.reader().engine.begin() as connection:
        return invitations.accept_with_password(connection, code, password, clock().now()).naam


def accept(code: str) -> None:
    """Tie an invited account to whoever is logged in at an organisation now.

    Raises:
        BuurtbeeldError: E_UITNODIGING.
    """
    known = identity()
    if known is not None:
        login.with_identity(services.reader().engine, known, now=clock().now(), code=code)


def new_telephone(naam: str) -> tuple[str, str]:
    """Key of a new app on a telephone, and the address that such an app opens."""
    key = totp.new_key()
    return key, totp.address(key, naam)


def set_up_telephone(found: Presence, key: str, code: str) -> None:
    """Keep that key once a code fits.

    Raises:
        BuurtbeeldError: E_INLOGGEN, the code does not fit.
    """
    login.set_up_telephone(
        services.reader().engine, found.user.naam, key, code, session_key=found.sessie, now=clock().now()
    )


def address() -> str:
    """Address of this app as the browser knows it, without a page: the start of a link to give to somebody."""
    parts = urlsplit(st.context.url or "")
    base = "/".join(["", *filter(None, str(st.get_option("server.baseUrlPath") or "").split("/"))])
    return f"{parts.scheme}://{parts.netloc}{base}" if parts.netloc else base


def refused(user: User, denied: PermissionDenied, where: str) -> None:
    """Write a refusal down, once a minute for each: a page that is refused runs again at every click."""
    now = clock().now()
    known: dict[str, datetime] = st.session_state.setdefault(_REFUSALS, {})
    key = f"{user.naam} {where} {denied.wat}"
    if key in known and (now - known[key]).total_seconds() < 60:
        return
    known[key] = now
    try:
        engine, how = services.reader().engine, audit.Uitkomst.GEWEIGERD
        audit.note(engine, audit.Event.GEWEIGERD, wie=user.naam, uitkomst=how, object=where)
    except StorageError:  # it is refused all the same
        _log.warning("a refusal could not be written down")


def auth_section() -> Mapping[str, Any]:
    """The section [auth] of the secrets; empty when there is none."""
    try:
        return dict(st.secrets.get("auth", {}))
    except FileNotFoundError:  # StreamlitSecretNotFoundError: there is no file with secrets
        return {}


def check_in(user: User, sessie: str) -> None:
    """Refuse a click that no page ran for, such as a download, once the session of that page is over.

    Args:
        sessie: key of the session as the page knew it.

    Raises:
        PermissionDenied: this person logged out since, in whatever tab, or was logged out.
    """
    if demonstration() or user.rol is Role.BEZOEKER:
        return
    now = clock()
    with services.reader().engine.connect() as connection:
        row = sessions.find(connection, sessie)
    if row is None or sessions.over(row, now.now(), now.watch) is not None:
        raise PermissionDenied("U bent uitgelogd.", doe="Log opnieuw in om verder te gaan.")


def browser_of(cookie: str) -> str:
    """What stays the same in the XSRF cookie of one browser: its token, which every answer masks anew."""
    parts = cookie.strip('"').split("|")
    try:
        mask, masked = (bytes.fromhex(part) for part in parts[1:3])
        return bytes(one ^ mask[place % len(mask)] for place, one in enumerate(masked)).hex() or cookie
    except (ValueError, ZeroDivisionError):
        return cookie


def _cookie(name: str) -> str:
    return str(st.context.cookies.get(name, ""))


def _address() -> str:
    """Where a request comes from; behind our proxy that is what the proxy says, else nobody could be told apart."""
    if services.settings().https == "proxy":
        forwarded = str(st.context.headers.get("X-Forwarded-For", ""))
        return forwarded.rsplit(",", 1)[-1].strip()
    return st.context.ip_address or ""
