"""Het verzonnen programma maken, controleren, bewaren en publiceren, in een opslag met alleen de startset: wat de
werker bij de allereerste start doet. Het starten van Python telt niet mee.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from scripts.app_server import NO_SOURCES

TIMES = 3


def measure() -> Iterator[Measured | Skipped]:
    """From nothing invented to published."""
    made = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            environment = NO_SOURCES | {"BUURTBEELD_DATA": folder}
            children.timed("startset", environment=environment)
            made.append(children.timed("voorbeeld", environment=environment))
    yield median("maken en publiceren", [one.seconden for one in made], "s", grens=20)
    yield median("geheugen daarbij, hoogste", [one.piek_mb for one in made], "MB")
