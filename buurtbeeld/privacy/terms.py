"""config/privacy.yaml: how long things are kept, how much somebody may do in an hour, and whom to ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, Field

from buurtbeeld.config_files import Problems, read_model
from buurtbeeld.indicator_parts import STRICT

SHIPPED = Path(__file__).parents[2] / "config"


class Bewaren(BaseModel):
    """How long things are kept.

    Attributes:
        logboek_maanden: events of the audit log.
        opdrachten_dagen: what was asked of the worker.
        backups_dagen: backups; the app does not make those, it says so to who asks to be forgotten.
    """

    model_config = STRICT
    logboek_maanden: int = Field(ge=12, le=120)
    opdrachten_dagen: int = Field(ge=1, le=365)
    backups_dagen: int = Field(ge=1, le=365)


class PerUur(BaseModel):
    """What one account may do in any sixty minutes: files that go out, and files that are offered."""

    model_config = STRICT
    downloads: int = Field(ge=1, le=10_000)
    leveringen: int = Field(ge=1, le=10_000)


class Contact(BaseModel):
    """Whom to ask, and how to reach them: one sentence each."""

    model_config = STRICT
    wie: str
    hoe: str


class Privacy(BaseModel):
    """Everything of config/privacy.yaml."""

    model_config = STRICT
    bewaren: Bewaren
    per_uur: PerUur
    contact: Contact


def load_privacy(config_dir: Path) -> Privacy:
    """Read config/privacy.yaml.

    Raises:
        ConfigError: the file is wrong; names key and repair.
    """
    problems = Problems()
    found = read_model(config_dir / "privacy.yaml", Privacy, problems, root=config_dir)
    problems.raise_if_any()
    assert found is not None
    return found


@cache
def shipped() -> Privacy:
    """The choices that come with the app, read once."""
    return load_privacy(SHIPPED)
