"""`python -m benchmarks [namen]`: measure, and write docs/metingen.md."""

from __future__ import annotations

import argparse
import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from benchmarks import machine
from benchmarks.measured import Measured, Skipped, table

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "metingen.md"
TITLES = {
    "laden": "Een heel jaar CBS laden en publiceren",
    "pagina": "Ons buurtbeeld tekenen",
    "start": "Van lege map naar eerste cijfer",
    "kaart": "De kaart van alle buurten",
    "aanleveren": "Een bestand controleren",
    "voorbeeld": "Het verzonnen programma",
    "uitkomsten": "Uitkomsten van duizend buurten",
    "statistiek": "Klopt het oordeel",
    "waarheid": "Het verzonnen programma naast de waarheid",
    "afspraak": "De afspraak: klopt het getal, en het woord",
    "leren": "Leren van elkaar: wie valt op, en hoe snel",
    "toegang": "Wie mag wat",
    "bespreking": "De bespreking en het buurtverslag",
}
HEAD = """# Metingen

Gemeten met `make bench`; onder elke kop staat wanneer. Het gaat om verhoudingen: op een andere machine zijn de getallen
anders. Elke
waarde is de mediaan; de spreiding is de laagste en de hoogste.

{machine}
"""


def measure(name: str) -> tuple[str, list[Measured | Skipped]]:
    """Run one benchmark module; its docstring explains how it measures."""
    module = importlib.import_module(f"benchmarks.{name}")
    return (module.__doc__ or "").strip(), list(module.measure())


def _earlier() -> dict[str, str]:
    """Sections of the report as it stands, by name: a round of a part leaves the others as they were."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    found = {
        title: f"## {title}\n{rest}" for title, _, rest in (part.partition("\n") for part in text.split("## ")[1:])
    }
    return {name: found[title].rstrip("\n") + "\n" for name, title in TITLES.items() if title in found}


def main() -> int:
    """Measure what was asked and write the report; what was left out keeps its earlier result and date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("namen", nargs="*", help="; ".join(f"{name}: {title}" for name, title in TITLES.items()))
    names = parser.parse_args().namen or list(TITLES)
    if unknown := set(names) - set(TITLES):
        parser.error(f"onbekend: {', '.join(sorted(unknown))}; kies uit {', '.join(TITLES)}")
    measured, kept = _earlier(), True
    today = datetime.now(UTC).date().isoformat()
    for name in tqdm(names, desc="metingen", unit="meting"):
        how, results = measure(name)
        kept &= all(one.gehaald for one in results if isinstance(one, Measured))
        measured[name] = f"## {TITLES[name]}\n\n{how}\n\nGemeten op {today}.\n\n{table(results)}\n"
        tqdm.write(measured[name])
    absent = "Nog niet gemeten."
    parts = [measured.get(name, f"## {title}\n\n{absent}\n") for name, title in TITLES.items()]
    REPORT.write_text("\n".join([HEAD.format(machine=machine.describe()), *parts]), encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
