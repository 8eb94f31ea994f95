"""The header of a delivered file: which column is what. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import cast

from buurtbeeld.ingest.parts import Cell, Sheet
from buurtbeeld.ingest.said import Said

REQUIRED = ("buurtcode", "periode", "indicator", "teller", "noemer", "waarde")
AMOUNTS = ("teller", "noemer", "waarde", "n", "som_kwadraten", "n_bronnen", "grootste_aandeel")
KEYS = ("buurtcode", "periode", "indicator", "uitsplitsing", "codejaar", "toelichting")
FIELDS = KEYS + AMOUNTS
TEMPLATE = (*REQUIRED, "toelichting", "uitsplitsing", "n", "som_kwadraten", "n_bronnen", "grootste_aandeel", "codejaar")


@dataclass(frozen=True)
class Columns:
    """Where everything stands. Both functions take a row and give None for a column that is not there.

    Attributes:
        keys: cells in the order of KEYS.
        amounts: cells in the order of AMOUNTS.
    """

    keys: Callable[[Sequence[Cell]], tuple[Cell, ...]]
    amounts: Callable[[Sequence[Cell]], tuple[Cell, ...]]


def read_header(sheet: Sheet, said: Said) -> Columns | None:
    """Find every column, and say what is wrong with the header.

    Returns:
        None when rows cannot be read: a column is missing or stands there twice.
    """
    names = [name.strip().lower() for name in sheet.header]
    places = {name: place for place, name in reversed([*enumerate(names)]) if name}
    missing = [name for name in REQUIRED if name not in places]
    double = {name for name in places if names.count(name) > 1 and name in FIELDS}
    for name in missing:
        said.add("E_KOLOM_ONTBREEKT", kolom=name, naam=name)
    for name in sorted(double):
        said.add("E_KOLOM_DUBBEL", rij=None, kolom=name, naam=name)
    if missing or double:
        return None
    _say_others(sheet, names, said)
    return Columns(_picker(places, KEYS), _picker(places, AMOUNTS))


def _say_others(sheet: Sheet, names: Sequence[str], said: Said) -> None:
    """Columns that are not ours, and ours in another spelling."""
    for place, name in enumerate(names):
        typed = sheet.header[place]
        if not name:
            if any(row[place] not in (None, "") for row in sheet.rows):
                said.add("E_KOLOM_ONBEKEND", kolom=f"kolom {place + 1}")
        elif name not in FIELDS:
            said.add("W_KOLOM_GENEGEERD", kolom=typed.strip()[:40])
        elif typed != name:
            said.add("W_GENORMALISEERD", kolom=name, gelezen=name)


def _picker(places: dict[str, int], names: Sequence[str]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    pick = itemgetter(*(places.get(name, -1) for name in names))
    return lambda row: cast("tuple[Cell, ...]", pick((*row, None)))
