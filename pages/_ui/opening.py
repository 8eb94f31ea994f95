"""Composition root of the web server: what production refuses, and what every answer carries.


A page cannot set a cookie that JavaScript may not read; the server can. So a page that found a password right gets a
code, and the browser brings that code here.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit import config

from buurtbeeld.access import production, sessions
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import BuurtbeeldError, ConfigError
from buurtbeeld.storage import closed
from buurtbeeld.storage.engine import open_published
from pages._ui import door, services

MUST_BE_OFF = ("server.enableAgentApi", "server.trustedUserHeaders", "global.developmentMode")
HEALTH = "/_stcore/health"
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"SAMEORIGIN",
}
STRICT = {b"strict-transport-security": b"max-age=31536000"}
TWELVE_HOURS = int(sessions.ABSOLUTE.total_seconds())
Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def check() -> None:
    """Stop the process, with a sentence and a code for every reason, when production may not start like this.

    Else shut the vault, before the first page runs.

    Raises:
        SystemExit: with code 2.
    """
    try:
        found: list[BuurtbeeldError] = list(refused())
    except BuurtbeeldError as error:
        found = [error]
    if not found:
        closed.shut(services.settings().shut)
        return
    for problem in found:
        print(f"{problem.code}: {problem}", file=sys.stderr, flush=True)
    raise SystemExit(2)


@st.cache_resource(show_spinner=False)
def refused() -> tuple[ConfigError, ...]:
    """Why production may not run like this; empty on a laptop."""
    settings = services.settings()
    if settings.app_mode != "productie":
        return ()
    auth = door.auth_section()
    engine = open_published(settings)
    try:
        everything = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=True)
        facts = production.Facts(
            settings=settings,
            cookie_secret=str(auth.get("cookie_secret") or _chosen("server.cookieSecret")),
            error_details=str(config.get_option("client.showErrorDetails")),
            secrets=production.secrets_of(auth, settings),
            opened=tuple(name for name in MUST_BE_OFF if config.get_option(name)),
            demonstration=production.demonstration_accounts(settings, engine),
            invented=production.invented_programmes(everything, engine),
        )
    finally:
        engine.dispose()
    return tuple(production.problems(facts))


def _chosen(option: str) -> str:
    """Value of an option of Streamlit, "" when nobody chose it: a cookie secret that it made up is none."""
    return str(config.get_option(option) or "") if config.is_manually_set(option) else ""


def routes() -> list[Route]:
    """The two addresses of our own."""
    base = "/".join(["", *filter(None, str(config.get_option("server.baseUrlPath") or "").split("/"))])
    return [Route(f"{base}/toegang/sessie", _begin), Route(f"{base}/toegang/uit", _end)]


def middleware() -> list[Middleware]:
    """What goes around every answer."""
    return [Middleware(Guarded)]


async def _begin(request: Request) -> Response:
    """Take the code of a page, give the cookie of a session, and go to the first page."""
    code, browser = request.query_params.get("code", ""), door.browser_of(request.cookies.get(door.XSRF, ""))
    # A browser without a token of its own is no particular browser: somebody else's code would fit it.
    token = await run_in_threadpool(door.exchange, code, browser) if code and browser else None
    answer = RedirectResponse("../" if token else "../inloggen?opnieuw=1", status_code=303)
    if token:
        answer.set_cookie(
            door.COOKIE, token, max_age=TWELVE_HOURS, httponly=True, samesite="lax", path="/", secure=_is_secure()
        )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _end(_: Request) -> Response:
    """Take the cookie away; the session itself was ended by the page."""
    answer = RedirectResponse("../", status_code=303, headers={"Cache-Control": "no-store"})
    answer.delete_cookie(door.COOKIE, path="/", httponly=True, samesite="lax", secure=_is_secure())
    return answer


def _is_secure() -> bool:
    return services.settings().https == "proxy"


class Guarded:
    """Headers on every answer; behind a proxy also: https or nothing, and cookies that say so.

    Streamlit itself sets its cookie without Secure and for thirty days.
    """

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        secure = _is_secure()
        if secure and scope["path"] != HEALTH and not _came_by_https(scope):
            await _refuse(scope, send)
            return

        async def marked(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _headers(message.get("headers", ()), secure=secure)
            await send(message)

        await self._app(scope, receive, marked)


def _came_by_https(scope: Scope) -> bool:
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
    return bool(said) and said[-1].split(b",")[-1].strip().lower() == b"https"


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    text = "E_PRODUCTIE_HTTPS: Deze vraag kwam niet langs de proxy met https. Gebruik het adres met https://."
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _headers(given: Any, *, secure: bool) -> list[tuple[bytes, bytes]]:
    ours = HEADERS | (STRICT if secure else {})
    kept = [(name, value) for name, value in given if name.lower() not in ours]
    if secure:
        kept = [(name, _secured(value) if name.lower() == b"set-cookie" else value) for name, value in kept]
    return [*kept, *ours.items()]


def _secured(cookie: bytes) -> bytes:
    """The same cookie, for https only and for no longer than a session lasts."""
    parts = [part.strip() for part in cookie.split(b";")]
    for place, part in enumerate(parts):
        name, _, value = part.partition(b"=")
        if name.lower() == b"max-age" and value.isdigit() and int(value) > TWELVE_HOURS:
            parts[place] = b"Max-Age=" + str(TWELVE_HOURS).encode()
    if not any(part.lower() == b"secure" for part in parts):
        parts.append(b"Secure")
    return b"; ".join(parts)
