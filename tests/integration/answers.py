"""Raw answers and settings for tests of the two stores; no pytest here, so that a child process can use it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from buurtbeeld.settings import Settings
from buurtbeeld.sources import RawAnswer

FETCHED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def answer(content: bytes = b"[]", **overrides: object) -> RawAnswer:
    """An answer of CBS with one page of data."""
    fields: dict[str, object] = {
        "bron": "cbs_kerncijfers",
        "tabel": "85984NED",
        "jaar": 2024,
        "source_version": "2026-02-28T02:00:00",
        "origin": "https://opendata.cbs.nl",
        "fetched_at": FETCHED,
        "documents": {"TableInfos.json": b"{}", "TypedDataSet.0.json": content},
    }
    return RawAnswer(**(fields | overrides))  # type: ignore[arg-type]


def noise(size: int) -> bytes:
    """Bytes that cannot be compressed, the same every time."""
    return random.Random(7).randbytes(size)


def settings_in(folder: Path, url: str = "") -> Settings:
    """Settings with both stores in one folder, or both in the database of `url`."""
    urls = {"DATABASE_URL": url, "VAULT_URL": url} if url else {}
    return Settings.from_environment({"BUURTBEELD_DATA": str(folder)} | urls)
