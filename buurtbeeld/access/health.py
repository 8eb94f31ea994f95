"""How the app is set up and whether all is well, for who looks after it. Nothing is changed here.

A threshold that somebody could lower with a click would be no threshold; a term that changes unseen is no promise. So
what is set is changed in config/, by who looks after the server, and every figure that depends on it is made again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.access.matrix import Action
from buurtbeeld.access.sessions import ABSOLUTE, IDLE
from buurtbeeld.audit.log import Event
from buurtbeeld.catalog import Catalog
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.periods import time_in_nl
from buurtbeeld.privacy.terms import Privacy
from buurtbeeld.roles import User, check_may
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate, reading
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_published import job, publication, worker_sign

APP, PRIVACY, ROLLEN, FIXED = "config/app.yaml", "config/privacy.yaml", "config/rollen.yaml", "ligt vast"
ENVIRONMENT = "omgeving van de server"
BACKUP_EVERY, WAITS_LONG, FAILED_IN = timedelta(days=2), timedelta(minutes=10), timedelta(days=7)
LEAST_FREE = 1_000_000_000  # bytes


@dataclass(frozen=True)
class Setting:
    """Something that is set: what, how, and where it is changed."""

    wat: str
    waarde: str
    waar: str


@dataclass(frozen=True)
class Sign:
    """Whether something is well, in a sentence."""

    wat: str
    zin: str
    goed: bool


@dataclass(frozen=True)
class Overview:
    """Everything of it, in the order of the page."""

    instellingen: tuple[Setting, ...]
    tekens: tuple[Sign, ...]

    @property
    def niet_goed(self) -> tuple[Sign, ...]:
        """What asks for somebody."""
        return tuple(one for one in self.tekens if not one.goed)


def overview(
    engine: sa.Engine, user: User, catalog: Catalog, privacy: Privacy, settings: Settings, *, nu: datetime
) -> Overview:
    """How this installation is set up, and whether all is well.

    Raises:
        PermissionDenied: this user does not look after the app.
        StorageError: the store does not answer.
    """
    check_may(user, Action.INSTELLINGEN_INZIEN, rollen=catalog.rollen)
    current = migrate.is_current(engine)
    with translated(), engine.connect() as connection:
        signs = (
            _worker(connection, nu),
            _queue(connection, nu),
            _publication(connection, catalog, settings),
            _sources(connection, catalog),
            _backup(connection, nu, sqlite=engine.dialect.name == "sqlite"),
            _tables(current=current),
            _disk(settings),
        )
    return Overview(tuple(_settings(catalog, privacy, settings)), signs)


def _settings(catalog: Catalog, privacy: Privacy, settings: Settings) -> Iterator[Setting]:
    kept, most = privacy.bewaren, privacy.per_uur
    names = [catalog.rollen.rollen[rol].naam for rol in catalog.rollen.tweede_stap.rollen]
    yield Setting("Kleinste groep in een cijfer", f"{catalog.app.drempel} mensen", f"{APP}; nooit lager dan 10")
    yield Setting("Logboek bewaren", f"{kept.logboek_maanden} maanden", f"{PRIVACY}; minstens 12")
    yield Setting("Opdrachten aan de werker bewaren", f"{kept.opdrachten_dagen} dagen", PRIVACY)
    yield Setting("Back-ups bewaren", f"hooguit {kept.backups_dagen} dagen", f"{PRIVACY}; weggooien doet u zelf")
    yield Setting("Downloads per account", f"{most.downloads} per uur", PRIVACY)
    yield Setting("Bestanden aanbieden per account", f"{most.leveringen} per uur", PRIVACY)
    yield Setting("Uitloggen na niets doen", f"{int(IDLE.total_seconds() // 60)} minuten", FIXED)
    yield Setting("Uitloggen na inloggen", f"{int(ABSOLUTE.total_seconds() // 3600)} uur", FIXED)
    yield Setting("Tweede stap bij inloggen", listed(names), ROLLEN)
    yield Setting("Wie mag wat", "zie de pagina Privacy", ROLLEN)
    yield Setting("Inloggen", "proefaccounts" if settings.toegang == "proef" else "eigen accounts", ENVIRONMENT)
    yield Setting("Gebruik", settings.app_mode, ENVIRONMENT)
    yield Setting("Versie van het programma", settings.code_version, FIXED)


def _worker(connection: sa.Connection, nu: datetime) -> Sign:
    idle = connection.scalar(sa.select(worker_sign.c.seen_at))
    busy = connection.scalar(sa.select(sa.func.max(job.c.seen_at)).where(job.c.state == worker.BUSY))
    seen = max((one for one in (idle, busy) if one is not None), default=None)
    if seen is None:
        return Sign("Werker", "Er was nog nooit een werker. Zonder werker kan niemand iets bewaren.", goed=False)
    there = abs(nu - seen) <= worker.GONE_AFTER
    return Sign("Werker", f"{'Is er' if there else 'Is er niet'}. Laatste teken: {_moment(seen)}.", goed=there)


def _queue(connection: sa.Connection, nu: datetime) -> Sign:
    waiting = job.c.state.in_([worker.WAITING, worker.BUSY])
    query = sa.select(sa.func.count(), sa.func.min(job.c.asked_at)).where(waiting)
    count, oldest = connection.execute(query).one()
    lately = sa.and_(job.c.state == worker.FAILED, job.c.ended_at > nu - FAILED_IN)
    failed = int(connection.scalar(sa.select(sa.func.count()).select_from(job).where(lately)) or 0)
    waits = "Er wacht 1 opdracht," if count == 1 else f"Er wachten {count} opdrachten, de oudste"
    told = "Er wacht niets." if not count else f"{waits} sinds {_moment(oldest)}."
    told += f" In de laatste {FAILED_IN.days} dagen mislukten er {failed}." if failed else ""
    return Sign("Opdrachten", told, goed=not count or nu - oldest <= WAITS_LONG)


def _publication(connection: sa.Connection, catalog: Catalog, settings: Settings) -> Sign:
    newest = sa.select(publication).order_by(publication.c.id.desc()).limit(1)
    found = connection.execute(newest).one_or_none()
    if found is None:
        return Sign("Publicatie", "Er is nog niets gepubliceerd.", goed=False)
    same = found.config_hash == catalog.config_hash
    behind = "" if same else " De instellingen zijn daarna veranderd: draai 'python -m buurtbeeld publiceer'."
    made = "" if found.code_version == settings.code_version else f", met versie {found.code_version}"
    return Sign("Publicatie", f"Nummer {found.id}, van {_moment(found.made_at)}{made}.{behind}", goed=same)


def _sources(connection: sa.Connection, catalog: Catalog) -> Sign:
    failing = reading.failures(connection)
    names = sorted(catalog.bronnen[code].naam for code in failing if code in catalog.bronnen)
    told = f"Ophalen lukte de laatste keer niet bij {listed(names)}." if names else "De laatste keer ophalen ging goed."
    return Sign("Openbare bronnen", f"{told} Hoe oud elk cijfer is, staat op Start.", goed=not names)


def _backup(connection: sa.Connection, nu: datetime, *, sqlite: bool) -> Sign:
    made = audit_event.c.gebeurtenis == Event.BACKUP_GEMAAKT.value
    last = connection.scalar(sa.select(sa.func.max(audit_event.c.op)).where(made))
    if last is None:
        told = "De app weet van geen back-up." if sqlite else "Met pg_dump; daar weet de app niet van."
        return Sign("Back-up", f"{told} Zie docs/beheer.md.", goed=not sqlite)
    days = (nu - last).days
    age = "minder dan een dag oud" if not days else f"{days} {'dag' if days == 1 else 'dagen'} oud"
    return Sign("Back-up", f"De laatste is {age}: {_moment(last)}.", goed=nu - last <= BACKUP_EVERY)


def _tables(*, current: bool) -> Sign:
    head = migrate.SHAPES["published"].head
    told = f"Bijgewerkt tot en met stap {head}." if current else f"Niet bijgewerkt: stap {head} ontbreekt."
    return Sign("Tabellen", told, goed=current)


def _disk(settings: Settings) -> Sign:
    with translated():
        free = shutil.disk_usage(settings.data_dir).free
    return Sign("Schijf", f"Er is {number(free / 1e9, 1)} GB vrij.", goed=free >= LEAST_FREE)


def _moment(moment: datetime) -> str:
    return f"{date_text(moment)}, {time_in_nl(moment):%H:%M} uur"
