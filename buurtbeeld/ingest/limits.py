"""Hard limits of the process that reads a file, so that no file can take the machine with it."""

from __future__ import annotations

import sys

ADDRESS_SPACE = 1024**3
OWN_MEMORY = 420 * 1024**2  # what it really fills; the promise is 500 MB, libraries included
CPU_SECONDS = 4

if sys.platform != "win32":
    import resource


def keep_within_limits() -> None:
    """From here on: no more memory or processor time than a good file needs, no core, no files, no processes.

    On Windows only the parent's clock guards.
    """
    if sys.platform == "win32":
        return
    for limit, value in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_DATA, OWN_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _lower(limit, value)


def _lower(limit: int, value: int) -> None:
    """Never above what already holds: that is not allowed."""
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))
