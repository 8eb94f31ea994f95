"""The machine and the versions a measurement was made with: a number without them says nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib import metadata
from pathlib import Path

import psutil

PACKAGES = ("streamlit", "pandas", "numpy", "SQLAlchemy", "cbsodata", "orjson", "geopandas", "pydeck", "altair")


def cpu() -> str:
    """Name of the processor as the system gives it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "onbekend"


def describe() -> str:
    """Markdown list of processor, cores, memory, system and versions."""
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.machine()}"
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            f"- processor: {cpu()}, {os.cpu_count()} kernen",
            f"- geheugen: {memory:.0f} GiB",
            f"- systeem: {system}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
            f"- pakketten: {versions}",
            f"- drukte bij het begin: {os.getloadavg()[0]:.1f} (gemiddeld aantal wachtende processen)",
        ]
    )
