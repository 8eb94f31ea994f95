"""Putting a backup back: checked whole, brought up to date and cleaned beside the old, then switched in one go.

What was shown since the backup was made is remembered from the old vault where that can still be read, and whoever was
forgotten since is forgotten again. Nobody stays logged in: a session that was revoked since must not come back.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld.audit.checking import verify as verify_log
from buurtbeeld.audit.log import Event, record
from buurtbeeld.backup import archive, making, rights, switching
from buurtbeeld.backup.archive import Damaged
from buurtbeeld.backup.making import BY, Made
from buurtbeeld.backup.places import PUBLISHED, VAULT, Places, alone, places
from buurtbeeld.errors import StorageError
from buurtbeeld.outcomes import shown_before
from buurtbeeld.privacy import forgetting
from buurtbeeld.settings import Settings
from buurtbeeld.storage import derived, migrate
from buurtbeeld.storage.engine import SWITCHING, open_published, open_vault
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_access import handover, invitation, session
from buurtbeeld.storage.schema_published import job
from buurtbeeld.storage.schema_vault import delivery
from buurtbeeld.worker import BUSY, FAILED, WAITING

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Restored:
    """What came of it.

    Attributes:
        gemaakt: when the backup was made, ISO; sha256: of its file.
        vergeten: names that were forgotten again.
        vergetenlijst: whether the list of who was forgotten was there; without it nobody is forgotten again.
        getoond: things shown since, which the old vault still knew; None when that could not be read.
        bewaard: what was there before, as a backup; None when there was nothing.
    """

    gemaakt: str
    sha256: str
    vergeten: int
    vergetenlijst: bool
    getoond: int | None
    bewaard: Made | None


def check(source: Path) -> tuple[str, str]:
    """Look at a backup without touching anything. Returns its SHA-256 and when it was made.

    Raises:
        BuurtbeeldError: E_BACKUP.
    """
    digest, label = archive.verify(source)
    return digest, str(label.get("gemaakt", ""))


def restore(
    settings: Settings, source: Path, report: Report = lambda *_: None, *, keep_in: Path | None = None
) -> Restored:
    """Put a backup in the place of both stores, raw files and programmas; what was there is kept as a backup.

    Args:
        keep_in: folder for what was there; beside the backup unless it is given.

    Raises:
        BuurtbeeldError: E_BACKUP, damaged; E_HERSTEL_DRAAIT, the app runs; E_HERSTEL, an earlier restore is not
            finished, or a store is not SQLite; E_OPSLAG_NIEUWER, made by a newer program. Nothing was changed then.
        StorageError: the disk is full or does not answer. Nothing was changed, unless that is said.
    """
    if (settings.data_dir / SWITCHING).exists():
        raise StorageError(
            "Het vorige terugzetten is nog niet af.",
            doe="Draai eerst: python -m buurtbeeld herstel --afmaken, of --terugdraaien",
            code="E_HERSTEL",
        )
    found = places(settings)
    for store in (found.published, found.vault):
        alone(store)
    report(0.05, "De back-up wordt gecontroleerd…")
    digest, label = archive.verify(source)
    switching.clear(found)
    kept = None
    try:
        _unpack(source, found)
        report(0.4, "Wat er nu staat, wordt bewaard…")
        kept = making.keep(settings, keep_in or source.parent)
        report(0.5, "De opslag wordt bijgewerkt…")
        restored = _prepared(settings, found, digest, str(label.get("gemaakt", "")), kept)
        for place in found:
            rights.like(switching.staged(place), place, shut=place in {found.vault, found.raw})
    except BaseException:
        switching.clear(found)
        if kept is not None:
            kept.path.unlink(missing_ok=True)
        raise
    for store in (found.published, found.vault):
        alone(store)  # once more: it took a while
    report(0.95, "De back-up komt op zijn plaats…")
    switching.switch(settings, found)
    return restored


def _unpack(source: Path, found: Places) -> None:
    targets = {name: switching.staged(place) for name, place in found.named().items()}
    written = set(archive.unpack(source, targets))
    if not {PUBLISHED, VAULT} <= written:
        raise Damaged("In dit bestand zit geen opslag. Er is niets teruggezet.", doe="Neem een andere back-up.")


def _prepared(settings: Settings, found: Places, digest: str, made: str, kept: Made | None) -> Restored:
    """Check the unpacked stores and make them fit for use, where they wait."""
    staged = Places(*map(switching.staged, found))
    new = replace(
        settings, database_url=f"sqlite:///{staged.published}", vault_url=f"sqlite:///{staged.vault}", web_rol=""
    )
    with ExitStack() as stack:
        published, vault = open_published(new), open_vault(new)
        stack.callback(published.dispose)
        stack.callback(vault.dispose)
        for engine in (published, vault):
            _check_whole(engine)
        migrate.upgrade(new)
        _check_raw(vault, staged.raw)
        carried = _carry(settings, vault)
        names = forgetting.replay(published, vault, settings.data_dir, wie=BY)
        _close_doors(published)
        with translated(), published.begin() as connection:
            if kept is not None:
                record(connection, Event.BACKUP_GEMAAKT, wie=BY, sha256=kept.sha256)
            details: dict[str, str | int] = {"gemaakt": made, "getoond": -1 if carried is None else carried}
            details |= forgetting.list_details(settings.data_dir)
            record(connection, Event.TERUGGEZET, wie=BY, aantal=names, sha256=digest, details=details)
        with published.connect() as connection:
            if faults := verify_log(connection).fouten:
                raise Damaged(f"Het logboek in deze back-up klopt niet: {faults[0].zin} Er is niets teruggezet.")
    for store in (staged.published, staged.vault):
        alone(store)  # leaves one file, without what SQLite keeps beside it
        _flush(store)
    return Restored(made, digest, names, forgetting.has_list(settings.data_dir), carried, kept)


def _check_whole(engine: sa.Engine) -> None:
    try:
        with translated(), engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    except StorageError as error:
        said = error.code
    if said != "ok":
        raise Damaged("Een opslag in deze back-up is beschadigd. Er is niets teruggezet.")


def _check_raw(vault: sa.Engine, raw: Path) -> None:
    """Every delivery has its file."""
    with translated(), vault.connect() as connection:
        wanted = set(connection.scalars(sa.select(delivery.c.raw_file)))
    missing = sorted(name for name in wanted if name and not (raw / name).is_file())
    if missing:
        lacking = (
            f"ontbreekt het ruwe bestand {missing[0]}"
            if len(missing) == 1
            else f"ontbreken {len(missing)} ruwe bestanden, zoals {missing[0]}"
        )
        raise Damaged(f"In deze back-up {lacking}. Er is niets teruggezet.")


def _carry(settings: Settings, vault: sa.Engine) -> int | None:
    """Remember what the old vault knows that was shown; None when it cannot be read."""
    if not places(settings).vault.exists():
        return None
    old = open_vault(settings)
    try:
        if not migrate.is_current(old, "vault"):
            return None
        return derived.carry(old, vault, shown_before.SOORT)
    except StorageError:
        return None
    finally:
        old.dispose()


def _close_doors(published: sa.Engine) -> None:
    """Nobody is logged in or invited, and nothing waits for the worker."""
    with translated(), published.begin() as connection:
        for table in (session, handover, invitation):
            connection.execute(sa.delete(table))
        busy = sa.update(job).where(job.c.state.in_([WAITING, BUSY]))
        connection.execute(busy.values(state=FAILED, message="Gestopt: er is een back-up teruggezet."))


def _flush(path: Path) -> None:
    with translated():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
