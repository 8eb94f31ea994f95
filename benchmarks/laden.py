"""Alle gebieden en alle kolommen van Kerncijfers wijken en buurten 2024 (18.310 gebieden), van de nagebouwde bron
op deze machine tot en met een publicatie. Ter vergelijking: `cbsodata` met een DataFrame, zonder bewaren,
controleren of publiceren. Het starten van Python telt niet mee.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median

TIMES = 3
TABEL = "85984NED"


def measure() -> Iterator[Measured | Skipped]:
    """Load, publish again, and load with cbsodata alone."""
    if not children.SHARED.is_dir():
        yield Skipped("een heel jaar laden", "de map ../shared/data met de echte rijen staat hier niet")
        return
    with children.standin() as host:
        yield from _loads(host)
        alone = [children.timed("cbsodata_alleen", host, TABEL, environment={}) for _ in range(TIMES)]
    yield median("cbsodata en een DataFrame, alleen", [one.seconden for one in alone], "s")
    yield median("geheugen daarvan, hoogste", [one.piek_mb for one in alone], "MB")


def _loads(host: str) -> Iterator[Measured]:
    loaded, again = [], []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder)
            environment = children.environment(data, host)
            children.timed("voorbereiden", environment=environment)
            loaded.append(children.timed("laden", environment=environment))
            elsewhere = environment | {"DATABASE_URL": f"sqlite:///{data / 'opnieuw.sqlite3'}"}
            children.timed("voorbereiden", environment=elsewhere)
            again.append(children.timed("opnieuw", environment=elsewhere))
    yield median("ophalen, controleren, bewaren en publiceren", [one.seconden for one in loaded], "s", grens=12)
    yield median("geheugen daarbij, hoogste", [one.piek_mb for one in loaded], "MB", grens=1000)
    yield median("opnieuw publiceren uit het bewaarde antwoord", [one.seconden for one in again], "s", grens=6)
    yield median("geheugen daarbij, hoogste", [one.piek_mb for one in again], "MB", grens=1000)
