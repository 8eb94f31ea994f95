"""What production refuses to start with. Each condition has its own sentence and code; all are named at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import ConfigError
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.schema_delivered import delivery_log
from buurtbeeld.storage.schema_published import account

SHORTEST_SECRET = 32
# What stands in examples, and what people type first.
KNOWN_SECRETS = frozenset(
    {"", "xxx", "changeme", "change-me", "change_me", "wijzig-dit", "geheim", "secret", "password", "wachtwoord",
     "buurtbeeld", "postgres", "admin", "test", "<random>", "thisismysupersecretkey"}
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Facts:
    """How this process is about to start.

    Attributes:
        cookie_secret: what signs the cookies; "" when Streamlit would make one up.
        secrets: name -> value of every other secret that is set.
        error_details: what a user would see of an unforeseen error.
        opened: names of the settings of Streamlit that must stay off, and are on.
        demonstration: names of demonstration accounts that could be used.
        invented: codes of the invented programmes that are there.
    """

    settings: Settings
    cookie_secret: str
    error_details: str
    secrets: Mapping[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    demonstration: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()


def problems(facts: Facts) -> list[ConfigError]:
    """Everything that production refuses; empty outside production, and when all is well."""
    if facts.settings.app_mode != "productie":
        return []
    found = (
        _demonstration(facts), _secrets(facts), _error_details(facts), _invented(facts), _https(facts), _opened(facts),
    )  # fmt: skip
    return [problem for problem in found if problem is not None]


def secrets_of(auth: Mapping[str, Any], settings: Settings) -> dict[str, str]:
    """The secrets that stand in a section [auth] and in the addresses of the stores, by name."""
    found = {"[auth] client_secret": str(auth["client_secret"])} if "client_secret" in auth else {}
    for name, section in auth.items():
        if isinstance(section, Mapping) and "client_secret" in section:
            found[f"[auth.{name}] client_secret"] = str(section["client_secret"])
    for name, address in (("DATABASE_URL", settings.database_url), ("VAULT_URL", settings.vault_url)):
        url = sa.make_url(address) if address else None  # the web process does not know the vault
        if url is not None and url.get_backend_name() != "sqlite" and url.host:
            found[name] = str(url.password or "")
    return found


def invented_programmes(everything: Catalog, published: sa.Engine) -> tuple[str, ...]:
    """Codes of the invented programmes of which this installation holds figures, or that it opens with.

    Args:
        everything: the catalogue with what is invented.
    """
    made = {code for code, one in everything.programmas.items() if one.verzonnen}
    found = {everything.app.programma} & made
    if migrate.is_current(published):
        with published.connect() as connection:
            query = sa.select(delivery_log.c.programma).where(delivery_log.c.programma.in_(sorted(made))).distinct()
            found |= set(connection.scalars(query))
    return tuple(sorted(found))


def demonstration_accounts(settings: Settings, published: sa.Engine) -> tuple[str, ...]:
    """Names of demonstration accounts that could be used: all when they are switched on, else those of the store."""
    if settings.toegang == "proef":
        return tuple(DEMONSTRATION_ACCOUNTS)
    if not migrate.is_current(published):
        return ()
    with published.connect() as connection:
        return tuple(connection.scalars(sa.select(account.c.naam).where(account.c.demonstration, account.c.active)))


def _demonstration(facts: Facts) -> ConfigError | None:
    if not facts.demonstration:
        return None
    return ConfigError(
        f"In productie mogen er geen proefaccounts zijn. Deze staan aan: {', '.join(facts.demonstration)}.",
        doe="Zet BUURTBEELD_TOEGANG op 'accounts' of laat hem weg.",
        code="E_PRODUCTIE_PROEF",
    )


def _secrets(facts: Facts) -> ConfigError | None:
    weak = [name for name, value in facts.secrets.items() if value.strip().casefold() in KNOWN_SECRETS]
    cookie = facts.cookie_secret.strip()
    if len(cookie) < SHORTEST_SECRET or cookie.casefold() in KNOWN_SECRETS or len(set(cookie)) < 8:
        weak.insert(0, "STREAMLIT_SERVER_COOKIE_SECRET of [auth] cookie_secret")
    if not weak:
        return None
    return ConfigError(
        f"In productie moet elk geheim gekozen zijn. Ontbreekt, te kort of uit een voorbeeld: {', '.join(weak)}.",
        doe=f"Kies een willekeurige tekst van minstens {SHORTEST_SECRET} tekens: openssl rand -hex 32.",
        code="E_PRODUCTIE_GEHEIM",
    )


def _error_details(facts: Facts) -> ConfigError | None:
    if facts.error_details == "none":
        return None
    return ConfigError(
        "In productie mag een gebruiker geen technische foutmelding zien.",
        waar=f"client.showErrorDetails is '{facts.error_details}'.",
        doe="Zet client.showErrorDetails op 'none'.",
        code="E_PRODUCTIE_FOUTEN",
    )


def _invented(facts: Facts) -> ConfigError | None:
    if not facts.invented:
        return None
    return ConfigError(
        f"In productie mag het verzonnen programma er niet zijn: {', '.join(facts.invented)}.",
        doe="Begin met een lege map BUURTBEELD_DATA of een lege database, en kies een echt programma.",
        code="E_PRODUCTIE_VOORBEELD",
    )


def _https(facts: Facts) -> ConfigError | None:
    if facts.settings.https == "proxy":
        return None
    return ConfigError(
        "In productie moet een proxy voor de app staan die https doet, en dat in elke vraag zegt (X-Forwarded-Proto).",
        doe="Stel de proxy in en zet BUURTBEELD_HTTPS op 'proxy'.",
        code="E_PRODUCTIE_HTTPS",
    )


def _opened(facts: Facts) -> ConfigError | None:
    if not facts.opened:
        return None
    return ConfigError(
        f"In productie moeten deze instellingen uit staan: {', '.join(facts.opened)}.",
        doe="Haal ze weg uit .streamlit/config.toml en uit de omgeving.",
        code="E_PRODUCTIE_INSTELLING",
    )
