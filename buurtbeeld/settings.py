"""What the environment says: where the data lives, which stores are used, and in which mode."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

from buurtbeeld.errors import ConfigError

ROOT = Path(__file__).resolve().parents[1]
VAULT_FILE = "kluis.sqlite3"
AppMode = Literal["laptop", "productie"]


@dataclass(frozen=True)
class Settings:
    """Settings of this process; read once, at the start.

    Attributes:
        data_dir: folder for everything that is not in the repository; made when it is not there.
        database_url, vault_url: addresses of the two stores; may hold a password, so never shown.
        config_dir: the folder config/ of this checkout.
        app_mode: "laptop" (one user, demonstration accounts) or "productie".
        code_version: version of the program, stored with each publication.
        werker: "mee" (the web process starts a worker beside it) or "apart" (a service of its own).
        toegang: "proef" (demonstration accounts and the role switcher) or "accounts" (people log in).
        https: "proxy" (every request comes through a proxy that says that it was https) or "geen".
        web_rol: role of the web process on PostgreSQL, which gets its rights when tables are made; "" = none.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    vault_url: str = field(repr=False)
    config_dir: Path = ROOT / "config"
    app_mode: AppMode = "laptop"
    code_version: str = "onbekend"
    werker: str = "mee"
    toegang: str = "proef"
    https: str = "geen"
    web_rol: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read BUURTBEELD_*, DATABASE_URL, VAULT_URL and APP_MODE; an empty one counts as not set.

        Raises:
            ConfigError: a choice that does not exist.
        """
        data_dir = Path(environment.get("BUURTBEELD_DATA") or ROOT / "data").expanduser().resolve()
        app_mode = environment.get("APP_MODE") or "laptop"
        if app_mode not in ("laptop", "productie"):
            raise ConfigError(
                f"APP_MODE is '{app_mode}', maar dat bestaat niet.",
                doe="Kies 'laptop' of 'productie', of laat hem weg.",
            )
        return cls(
            data_dir=data_dir,
            database_url=_url(environment.get("DATABASE_URL"), data_dir / "buurtbeeld.sqlite3"),
            vault_url=_url(environment.get("VAULT_URL"), data_dir / VAULT_FILE),
            app_mode=cast(AppMode, app_mode),
            code_version=_code_version(),
            werker=_chosen("BUURTBEELD_WERKER", environment.get("BUURTBEELD_WERKER"), ("mee", "apart")),
            toegang=_chosen(
                "BUURTBEELD_TOEGANG",
                environment.get("BUURTBEELD_TOEGANG"),
                ("accounts", "proef") if app_mode == "productie" else ("proef", "accounts"),
            ),
            web_rol=environment.get("BUURTBEELD_WEBROL") or "",
            https=_chosen("BUURTBEELD_HTTPS", environment.get("BUURTBEELD_HTTPS"), ("geen", "proxy")),
        )

    @classmethod
    def for_pages(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings of the web process, which does not know where the vault is.

        Raises:
            ConfigError: E_KLUIS_IN_WEB when the environment tells it anyway; or as `from_environment`.
        """
        if environment.get("VAULT_URL"):
            raise ConfigError(
                "De webserver heeft het adres van de kluis (VAULT_URL). Dat mag alleen de werker kennen.",
                doe="Start met 'make run', of geef VAULT_URL alleen aan 'python -m buurtbeeld werker'.",
                code="E_KLUIS_IN_WEB",
            )
        return replace(cls.from_environment(environment), vault_url="", web_rol="")

    @property
    def shut(self) -> tuple[Path, ...]:
        """What the web process may not open: the file of the vault and the folder of raw answers."""
        return (self.data_dir / VAULT_FILE, self.raw_dir)

    @property
    def verzonnen(self) -> bool:
        """Whether invented programmes are shown: never in production."""
        return self.app_mode != "productie"

    @property
    def raw_dir(self) -> Path:
        """Folder with the kept raw answers of sources."""
        return self.data_dir / "ruw"

    @property
    def inbox_dir(self) -> Path:
        """Folder where delivered files wait for the worker; empty when nobody is delivering."""
        return self.data_dir / "postvak"

    @property
    def programmas_dir(self) -> Path:
        """Folder with programmas that were added without touching the repository."""
        return self.data_dir / "programmas"

    @property
    def kaart_dir(self) -> Path:
        """Folder that the app serves as is: public borders only."""
        return ROOT / "static" / "gebieden"


def _chosen(name: str, given: str | None, options: tuple[str, str]) -> str:
    """What was chosen; the first when nothing was."""
    if not given:
        return options[0]
    if given not in options:
        raise ConfigError(
            f"{name} is '{given}', maar dat bestaat niet.",
            doe=f"Kies '{options[0]}' of '{options[1]}', of laat hem weg.",
        )
    return given


def _url(given: str | None, default: Path) -> str:
    if not given:
        return f"sqlite:///{default}"
    for short in ("postgres://", "postgresql://"):
        if given.startswith(short):  # what hosting parties hand out; SQLAlchemy wants the driver named
            return f"postgresql+psycopg://{given.removeprefix(short)}"
    return given


def _code_version() -> str:
    """Version in pyproject.toml: the app always runs from its checkout."""
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except (OSError, tomllib.TOMLDecodeError, KeyError):
        return "onbekend"
    return str(project.get("version", "onbekend"))
