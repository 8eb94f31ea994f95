"""Composition root of the web process: settings, catalogue and the published store. Never the vault.

What has to be written (the first start, refreshing a source) is done by another process.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import streamlit as st

from buurtbeeld import worker
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.deliveries.rounds import PUBLISH
from buurtbeeld.errors import StorageError
from buurtbeeld.figures import Reader
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_delivered import delivery_log
from buurtbeeld.storage.schema_published import publication

ROOT = Path(__file__).parents[2]
OUTLINE = ROOT / "data_sources" / "startset" / "omtrek_nederland.geojson"
MAPS = ROOT / "static" / "gebieden"
INVENTED_MAP = ROOT / "static" / "voorbeeld" / "index.json"
APART = "apart"  # BUURTBEELD_WERKER: the worker is a service of its own, never started by a page
INVENT = "voorbeeld_maken"
WORKER_AFTER = 8.0  # seconds: the first page comes first
PDOK = "https://service.pdok.nl"
Report = Callable[[float, str], None]
_log = logging.getLogger(__name__)


# Workers of this process, also when Streamlit forgets its resources: Python warns of one that is dropped while it runs.
_STARTED: list[subprocess.Popen[bytes]] = []


@dataclass
class _Process:
    """What one web process opens once and shares between its sessions."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    reader: Reader | None = None
    worker: subprocess.Popen[bytes] | None = None
    complete: bool = False


@st.cache_resource(show_spinner=False)
def _process() -> _Process:
    return _Process()


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Settings from the environment, read once; without the vault.

    Raises:
        ConfigError: E_KLUIS_IN_WEB: somebody gave this process the address of the vault.
    """
    return Settings.for_pages()


@st.cache_resource(show_spinner=False)
def catalog() -> Catalog:
    """The catalogue, read once.

    Raises:
        ConfigError: a file in config/ is wrong; names file, key and repair.
    """
    return load_catalog(settings().config_dir, settings().programmas_dir, verzonnen=settings().verzonnen)


def reader(report: Report | None = None) -> Reader:
    """The published store, open. The very first start builds it, in a process of its own.

    Args:
        report: hears share (0..1) and a Dutch sentence while the store is built.

    Raises:
        StorageError: the store could not be built or opened.
    """
    process = _process()
    if process.reader is None:
        with process.lock:
            if process.reader is None:
                process.reader = _open(report)
                later = threading.Timer(WORKER_AFTER, start_worker)
                later.daemon = True
                later.start()
                # Streamlit collects garbage after each run. What the imports made never dies, so it need not be
                # looked at again: this halves a re-run.
                gc.collect()
                gc.freeze()
    return process.reader


def _open(report: Report | None) -> Reader:
    engine = open_published(settings())
    if not _is_filled(engine):
        if settings().werker == APART:  # the vault is not ours to make
            raise StorageError(
                "De opslag is er nog niet, of is van een oudere versie.",
                doe="Start de werker: python -m buurtbeeld begin, en daarna python -m buurtbeeld werker.",
            )
        _begin(report)
    return Reader(engine, catalog())


def preparing() -> tuple[float, str] | None:
    """How far the invented programme is, as share and Dutch sentence; None when it is there, or is not to be made."""
    process = _process()
    if process.complete or not any(one.verzonnen for one in catalog().programmas.values()):
        return None
    engine = reader().engine
    job = worker.latest(engine, INVENT)
    if job is None and not _has_invented(engine):
        worker.ask(engine, INVENT, {}, "app")
        return 0.0, "De voorbeeldbuurten worden gemaakt…"
    if job is not None and job.state in {worker.WAITING, worker.BUSY}:
        return job.progress, job.message or "De voorbeeldbuurten worden gemaakt…"
    process.complete = True
    return None


def _has_invented(engine: sa.Engine) -> bool:
    made = [code for code, one in catalog().programmas.items() if one.verzonnen]
    with engine.connect() as connection:
        first = sa.select(delivery_log.c.levering).where(delivery_log.c.programma.in_(made)).limit(1)
        return connection.scalar(first) is not None


def _is_filled(engine: sa.Engine) -> bool:
    """Whether the store is of this version and its newest publication was made with this catalogue."""
    if not migrate.is_current(engine):
        return False
    newest = sa.select(publication.c.config_hash).order_by(publication.c.id.desc()).limit(1)
    with engine.connect() as connection:
        return connection.execute(newest).scalar() == catalog().config_hash


def _begin(report: Report | None) -> None:
    command = [sys.executable, "-m", "buurtbeeld", "begin", "--zonder-voorbeeld"]
    with subprocess.Popen(  # noqa: S603 - a constant command
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        for line in child.stdout or ():
            share, _, text = line.strip().partition(" ")
            if report is not None and share.replace(".", "", 1).isdigit():
                report(min(float(share), 1.0), text)
        _, errors = child.communicate()
    if child.returncode:
        _log.error("begin failed: %s", errors)
        raise StorageError(
            "De cijfers konden niet worden klaargezet.",
            waar=errors.strip().splitlines()[-1] if errors.strip() else "",
            doe="Lees in docs/beheer.md wat u kunt doen.",
        )


def refresh(user: User) -> None:
    """Ask the worker to refresh every source, and start a worker when none runs.

    Raises:
        PermissionDenied: this role may not refresh sources.
    """
    check_may(user, Action.BRON_VERVERSEN)
    engine = reader().engine
    worker.ask(engine, "ververs", {}, user.naam)
    start_worker()


def publish_round(user: User, nummer: int) -> None:
    """Ask the worker to publish what a closed round releases; for every round a job of its own."""
    worker.ask(reader().engine, PUBLISH, {"ronde": nummer}, user.naam)
    start_worker()


def start_worker() -> None:
    """Start a worker beside this process, unless it is a service of its own; it stops when we do."""
    process = _process()
    if settings().werker == APART:
        return
    with process.lock:
        if process.worker is None or process.worker.poll() is not None:
            command = [sys.executable, "-m", "buurtbeeld", "werker", "--met-ouder", str(os.getpid())]
            process.worker = subprocess.Popen(  # noqa: S603 - constant, but for our own number
                command, cwd=ROOT, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
            )
            _STARTED.append(process.worker)


def refreshing() -> tuple[str, float, str]:
    """State, share and sentence of the newest refresh; ("", 0, "") when there was none."""
    job = worker.latest(reader().engine, "ververs")
    return ("", 0.0, "") if job is None else (str(job.state), job.progress, job.message)


def outline() -> dict[str, Any]:
    """GeoJSON of the outline of the Netherlands."""
    found: dict[str, Any] = json.loads(OUTLINE.read_text(encoding="utf-8"))
    return found


def map_index(jaar: int) -> dict[str, Any]:
    """Boxes of the areas whose borders are loaded for a year; empty when none are."""
    path = MAPS / str(jaar) / "index.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def invented_boxes() -> dict[str, Any]:
    """Boxes of the invented areas, whose borders come along with the app."""
    found: dict[str, Any] = json.loads(INVENTED_MAP.read_text(encoding="utf-8"))
    return found


def map_years() -> tuple[int, ...]:
    """Years for which borders are loaded, newest first."""
    return tuple(sorted((int(path.parent.name) for path in MAPS.glob("*/index.json")), reverse=True))


def country_map_years() -> tuple[int, ...]:
    """Years for which the borders of every buurt of the country are loaded, newest first."""
    return tuple(jaar for jaar in map_years() if (MAPS / str(jaar) / "buurt.geojson").is_file())


def tile_server() -> str:
    """Base address of the PDOK background map, only used after the user asks for it."""
    return os.environ.get("PDOK_BASE_URL", PDOK).rstrip("/")
