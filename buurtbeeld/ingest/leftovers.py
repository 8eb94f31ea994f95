"""Kept files that no delivery names: what is left when storing a file failed, or its process was killed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld.ingest import deliveries
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery

HOUR = 3600.0


def forget(vault: sa.Engine, raw_dir: Path, names: Iterable[str]) -> int:
    """Remove the raw files with these names, relative to `raw_dir`, unless a delivery needs them.

    Returns:
        How many were removed.

    Raises:
        StorageError: the vault cannot be read, or a file cannot be removed.
    """
    wanted = sorted(names)
    if not wanted:
        return 0
    with translated(), vault.begin() as connection:
        deliveries.one_writer(connection)  # nobody keeps the same file again between looking and removing
        needed = set(connection.scalars(sa.select(delivery.c.raw_file)))
        alone = [raw_dir / name for name in wanted if name not in needed and (raw_dir / name).is_file()]
        for path in alone:
            path.unlink(missing_ok=True)
    return len(alone)


def sweep(vault: sa.Engine, raw_dir: Path, *, older_than: float = HOUR) -> int:
    """Remove every raw file that no delivery needs and that nobody can still be busy with.

    Args:
        older_than: seconds; a public answer is written before its delivery.

    Raises:
        StorageError: as `forget`.
    """
    border = time.time() - older_than
    with translated():
        old = [path for path in raw_dir.glob("*/*.zip") if path.stat().st_mtime < border]
        return forget(vault, raw_dir, (path.relative_to(raw_dir).as_posix() for path in old))
