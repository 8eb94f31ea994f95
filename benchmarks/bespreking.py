"""Elke stap van een bespreking opnieuw tekenen, op de server en zonder browser (AppTest), in het verzonnen programma:
rekentijd, dus los van wat de machine verder doet. Daarnaast dertig mensen die tegelijk een opmerking opschrijven en
aanpassen in één bespreking; elk woord staat er daarna. En een buurtverslag van zes bladzijden met acht grafieken als
PDF: het eerste van een proces, en daarna met een andere regel erin.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import cast

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from scripts.app_server import NO_SOURCES

STEPS = ("wat is nieuw", "wat valt op", "herkennen we dit", "wat leren we", "wat spreken we af")


def measure() -> Iterator[Measured | Skipped]:
    """Screens, writing and a paper."""
    with tempfile.TemporaryDirectory() as folder:
        environment = NO_SOURCES | {"BUURTBEELD_DATA": folder}
        children.timed("startset", environment=environment)
        children.timed("voorbeeld", environment=environment)
        found = children.run("bespreking", environment=environment)
    for name, values in zip(STEPS, cast("Sequence[Sequence[float]]", found["stappen"]), strict=True):
        yield median(f"stap opnieuw: {name}", values, "ms", grens=60)
    yield Measured("schrijven, per persoon, dertig tegelijk", cast("float", found["schrijven"]), "ms")
    first, *others = cast("Sequence[float]", found["papier"])
    yield Measured("buurtverslag van zes bladzijden, het eerste", first, "ms", grens=1000)
    yield median("buurtverslag van zes bladzijden, daarna", others, "ms", grens=1000)
