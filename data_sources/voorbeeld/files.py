"""Writes the files of the invented programme that are committed: its buurten for config/, its map for static/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from data_sources.voorbeeld import CODEJAAR, PROGRAMMA, geography, outlines
from data_sources.voorbeeld.geography import Place
from data_sources.voorbeeld.outcomes import INSURERS, MADE_OF_HOURS, TARIFF_YEAR

ROOT = Path(__file__).parents[2]
HEAD = f"""\
# yaml-language-server: $schema=../schema/programma.json
# Geschreven door `python -m data_sources.voorbeeld`; verander dit bestand niet met de hand.
# Alles hierin is verzonnen. In productie wordt dit programma niet geladen.
code: {PROGRAMMA}
naam: Voorbeeld (verzonnen)
codejaar: {CODEJAAR}
verzonnen: true
toelichting: >-
  Buurten die niet bestaan, met cijfers die over niemand gaan. Zo kunt u elke pagina proberen.
breuken:
  - bron: {INSURERS}
    indicatoren: [{", ".join(MADE_OF_HOURS)}]
    vanaf: {TARIFF_YEAR}-01-01
    zin: >-
      Vanaf {TARIFF_YEAR} is het tarief hoger. De uren zijn nog uit euro’s berekend met het oude tarief. Daarom
      lijken het er meer.
buurten:
"""
LATER = "De buurt begint hier later mee."
LEFT_OUT = {4: "eerstelijn", 9: "preventie", 15: "dichtbij"}  # which transitiebuurten leave out which thema
NO_START = (18,)  # transitiebuurt of which nobody wrote down when it began
COMPOSITE = "Deze buurt bestaat uit twee gebieden naast elkaar."


def committed(root: Path = ROOT) -> Mapping[Path, bytes]:
    """Path -> content of every file, as it must be in the repository."""
    drawn = outlines.shapes()
    static = root / "static" / "voorbeeld"
    return {
        root / "config" / "programmas" / f"{PROGRAMMA}.yaml": programme(outlines.points(drawn)).encode(),
        static / "gebieden.geojson": outlines.features(drawn),
        static / "index.json": outlines.boxes(drawn),
    }


def programme(points: Mapping[str, tuple[float, float]]) -> str:
    """The programme as YAML. `points`: area code -> (latitude, longitude)."""
    lines: list[str] = []
    for at, place in enumerate(geography.places()):
        lines += _buurt(place, points[place.gebieden[0]], LEFT_OUT.get(at, ""), None if at in NO_START else place.start)
    return HEAD + "\n".join(lines) + "\n"


def write() -> list[Path]:
    """Write every file; returns their paths."""
    found = committed()
    for path, content in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(found)


def _buurt(place: Place, punt: tuple[float, float], left_out: str, start: date | None) -> Iterator[str]:
    yield f"  - sleutel: {place.sleutel}"
    yield f"    naam: {place.naam}"
    yield f"    plaats: {place.gemeente}"
    yield f"    gemeente: {place.gemeente}"
    yield f"    gebieden: [{', '.join(place.gebieden)}]"
    yield f"    rol: {place.rol}"
    if start is not None:
        yield f"    start: {start.isoformat()}"
    if place.partner:
        yield f"    partner: {place.partner}"
    if len(place.gebieden) > 1:
        yield f"    opmerking: {COMPOSITE}"
    if left_out:
        yield f'    weggelaten: {{{left_out}: "{LATER}"}}'
    yield f"    punt: [{punt[0]}, {punt[1]}]"
