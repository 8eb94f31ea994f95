"""Een geleverd bestand van 50.000 rijen en een van 200 rijen, als werkmap en als CSV: van bytes tot oordeel, met het
proces dat leest erbij. Ter vergelijking: `openpyxl` met een lus over de rijen, zonder één controle. Het starten van
Python van de vrager telt niet mee.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from benchmarks.children import ROOT, Step
from benchmarks.measured import Measured, Skipped, median
from buurtbeeld.ingest.inspection import inspect
from buurtbeeld.ingest.parts import BuurtRule, IndicatorRule, Rules

TIMES = 3
MANY, FEW = 50_000, 200
HEADER = (
    "buurtcode", "periode", "indicator", "teller", "noemer", "waarde", "toelichting", "uitsplitsing", "n", "n_bronnen",
)  # fmt: skip
BRON, PARTS = "verzekeraars", tuple(f"groep_{number}" for number in range(10))
BUURTEN, PERIODES = 200, [f"{year}-T{number}" for year in (2021, 2022, 2023, 2024, 2025) for number in range(1, 6)]


def measure() -> Iterator[Measured | Skipped]:
    """Time and memory of the verdict for both sizes and kinds, and of openpyxl beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for ending, make in (("xlsx", _workbook), ("csv", _csv)):
            for count, limit in ((MANY, 2.5), (FEW, 0.7)):
                file = Path(folder) / f"{count}.{ending}"
                file.write_bytes(make(count))
                yield from _measured(f"oordeel over {count} rijen ({ending})", "oordeel", file, limit)
        yield from _measured(f"openpyxl en een lus, {MANY} rijen", "openpyxl", Path(folder) / f"{MANY}.xlsx", None)


def _measured(wat: str, step: str, file: Path, limit: float | None) -> Iterator[Measured]:
    done = [_step(step, file) for _ in range(TIMES)]
    yield median(wat, [one.seconden for one in done], "s", grens=limit)
    memory = 500 if limit is not None else None
    yield median(f"geheugen: {wat}", [one.piek_mb for one in done], "MB", grens=memory)


def _step(step: str, file: Path) -> Step:
    command = [sys.executable, "-m", "benchmarks.aanleveren", step, str(file)]
    printed = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.PIPE).stdout
    return Step(**json.loads(printed))


def rules() -> Rules:
    """Rules that find every row of the files right."""
    indicator = IndicatorRule(
        code="zorggebruik", naam="Zorggebruik", soort="verhouding", factor=100, eenheid="%", decimalen=1,
        bronnen=(BRON,), teller="cliënten", noemer="inwoners", noemer_inwoners=True, telt_personen=(True, True),
        uitsplitsingen=PARTS, periodes=("tweemaand",), ritmes=("tweemaand",),
    )  # fmt: skip
    buurten = {
        f"buurt-{number}": BuurtRule(
            f"buurt-{number}", f"Buurt {number}", "programma", (f"BU{number:08}",), 2024, 12_000, (BRON,)
        )
        for number in range(BUURTEN)
    }
    return Rules("2026-11-24", "programma", 2024, 10, {indicator.code: indicator}, buurten)


def _rows(count: int) -> Iterator[tuple[str | int | float, ...]]:
    for number in range(count):
        buurt, rest = number % BUURTEN, number // BUURTEN
        part, periode = PARTS[rest % len(PARTS)], PERIODES[rest // len(PARTS)]
        teller = 50 + number % 350
        remark = f"geteld op dag {number % 7}, regel {number}"
        yield f"BU{buurt:08}", periode, "zorggebruik", teller, 500, teller / 5, remark, part, 500, 3


def _workbook(count: int) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Gegevens")
        for line, row in enumerate((HEADER, *_rows(count))):
            sheet.write_row(line, 0, row)
    return target.getvalue()


def _csv(count: int) -> bytes:
    lines = [";".join(str(cell).replace(".", ",") for cell in row) for row in (HEADER, *_rows(count))]
    return "\n".join(lines).encode()


def _verdict(file: Path) -> None:
    found = inspect(file.read_bytes(), file.name, rules())
    assert (found.oordeel, len(found.rows)) == ("aanvaard", found.gelezen)


def _openpyxl(file: Path) -> None:
    book = importlib.import_module("openpyxl").load_workbook(file, read_only=True, data_only=True)
    rows = book["Gegevens"].iter_rows(values_only=True)
    header = next(rows)
    kept = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(kept) == MANY


def _main(step: str, file: Path) -> None:
    steps: dict[str, Callable[[Path], None]] = {"oordeel": _verdict, "openpyxl": _openpyxl}
    start = time.perf_counter()
    steps[step](file)
    seconds = time.perf_counter() - start
    peaks = [resource.getrusage(whose).ru_maxrss / 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    sys.stdout.write(json.dumps({"seconden": seconds, "piek_mb": max(peaks)}))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
