"""`python -m benchmarks [laden pagina start kaart]`: measure, and write docs/metingen.md."""

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
TITLES = {
    "laden": "Een heel jaar CBS laden en publiceren",
    "pagina": "Ons buurtbeeld tekenen",
    "start": "Van lege map naar eerste cijfer",
    "kaart": "De kaart van alle buurten",
}
HEAD = """# Metingen

Gemeten op {date} met `make bench`. Het gaat om verhoudingen: op een andere machine zijn de getallen anders. Elke
waarde is de mediaan; de spreiding is de laagste en de hoogste.

{machine}
"""


def measure(name: str) -> tuple[str, list[Measured | Skipped]]:
    """Run one benchmark module; its docstring explains how it measures."""
    module = importlib.import_module(f"benchmarks.{name}")
    return (module.__doc__ or "").strip(), list(module.measure())


def main() -> int:
    """Measure what was asked and write the report; it says which parts were left out of this round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("namen", nargs="*", help="; ".join(f"{name}: {title}" for name, title in TITLES.items()))
    names = parser.parse_args().namen or list(TITLES)
    if unknown := set(names) - set(TITLES):
        parser.error(f"onbekend: {', '.join(sorted(unknown))}; kies uit {', '.join(TITLES)}")
    parts, kept = [HEAD.format(date=datetime.now(UTC).date().isoformat(), machine=machine.describe())], True
    for name in tqdm(names, desc="metingen", unit="meting"):
        how, results = measure(name)
        kept &= all(one.gehaald for one in results if isinstance(one, Measured))
        parts.append(f"## {TITLES[name]}\n\n{how}\n\n{table(results)}\n")
        tqdm.write(parts[-1])
    parts += [f"## {title}\n\nNiet gemeten in deze ronde.\n" for name, title in TITLES.items() if name not in names]
    (ROOT / "docs" / "metingen.md").write_text("\n".join(parts), encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
