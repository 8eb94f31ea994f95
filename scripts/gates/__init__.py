"""Rules that no linter knows, read from the files themselves. `make check` runs them; they change nothing.

A gate takes the files of the project and returns Dutch sentences, one per problem, each with its place.
tests/unit/test_repository.py plants a problem for every gate and wants to see it found.
"""

from __future__ import annotations

from collections.abc import Callable

from scripts.gates.doors import downloads, tables, vault
from scripts.gates.fresh import configuration, fresh, stale_schemas
from scripts.gates.labels import labels
from scripts.gates.leaks import history, machine, secrets
from scripts.gates.reading import Files, project_files
from scripts.gates.safety import caching, dangerous, html, sql, zeros

GATES: tuple[Callable[[Files], list[str]], ...] = (
    html, labels, dangerous, sql, caching, zeros, downloads, tables, vault, secrets, history, machine, fresh,
    configuration,
)  # fmt: skip
__all__ = [
    "GATES", "Files", "caching", "configuration", "dangerous", "downloads", "fresh", "history", "html", "labels",
    "machine", "project_files", "secrets", "sql", "stale_schemas", "tables", "vault", "zeros",
]  # fmt: skip
