"""Numbers in a cell: as Dutch text in a CSV, as a number in a workbook. Standard library only.

A dot is refused on purpose: 1.234 is one thousand to a Dutch reader and one and a bit to a computer.
"""

from __future__ import annotations

import math
import re

from buurtbeeld.ingest.parts import Cell

LARGEST = 1e12  # euros of the whole country stay below it
WITHHELD, NO_NUMBER, TOO_LARGE = "W_BRON_ONDERDRUKT", "E_GETAL", "E_BEREIK"
Read = float | str | None  # a number, the code of what is wrong with it, or None for an empty cell
_PLAIN = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_WITHHELD = re.compile(r"<\s?[0-9]{1,3}|\*|\.|x", re.IGNORECASE)
SENTINELS = (-99997.0, -99995.0)  # how CBS writes "secret" and "not there"


def read_number(cell: Cell) -> Read:
    """The number in a cell.

    Returns:
        None for an empty cell; "W_BRON_ONDERDRUKT" where the source says that it withholds the number;
        "E_GETAL" for what is no number; "E_BEREIK" for what no figure of ours can be.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _read_text(cell.strip())
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return NO_NUMBER
    return NO_NUMBER if isinstance(cell, float) and not math.isfinite(cell) else _in_range(cell)


def _read_text(text: str) -> Read:
    if not text:
        return None
    plain = text.replace("−", "-")
    if _PLAIN.fullmatch(plain):
        return TOO_LARGE if len(plain) > 40 else _in_range(float(plain.replace(",", ".")))
    return WITHHELD if _WITHHELD.fullmatch(plain) else NO_NUMBER


def _in_range(number: float) -> Read:
    if number in SENTINELS:
        return WITHHELD
    return float(number) if abs(number) <= LARGEST else TOO_LARGE


def decimals(cell: Cell) -> int:
    """How many decimals a number was written with; rounding of less than half the last one is no error."""
    text = repr(cell) if isinstance(cell, float) else str(cell)
    _, _, after = text.strip().replace(",", ".").partition(".")
    return len(after.rstrip("0")) if "e" not in text.lower() else 12


def hint(cell: Cell) -> str:
    """What to do about a cell that holds no number, in one Dutch sentence with a space behind it, or ""."""
    text = cell.strip() if isinstance(cell, str) else ""
    if text.startswith("#"):
        return "Excel geeft hier een fout."
    if text.startswith("="):
        return "Zet het getal neer, en niet de formule."
    if "." in text and any(sign.isdigit() for sign in text):
        return "Schrijf 1234,5: met een komma en zonder punt."
    return "Gebruik alleen cijfers en een komma, zoals 1234,5. Laat de cel leeg als er niets is."
