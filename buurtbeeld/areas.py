"""Codes and names of CBS areas, and when two editions speak of the same area."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from buurtbeeld.model import VERZONNEN

LAND, VERZONNEN_LAND = "NL00", "VBL00"
# Letters are real: since 2023 Amsterdam has codes like BU0363AF08.
CODE = re.compile(r"NL00|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}")
UNCHANGED = "1"  # CBS: code and border as the year before
_WIJK_NUMBER = re.compile(r"^wijk [0-9a-z]{2} ")


def clean_code(raw: str) -> str:
    """The code without padding, in capitals; the country is NL00, whatever the source calls it.

    Args:
        raw: as a source writes it, e.g. "GM0363    " or "NL01".
    """
    code = raw.strip().upper()
    return LAND if code == "NL01" else code


def is_code(code: str) -> bool:
    """Whether this is the code of a real land, gemeente, wijk or buurt, without padding."""
    return CODE.fullmatch(code) is not None


def is_verzonnen(code: str) -> bool:
    """Whether this is the code of an invented area."""
    return code.startswith(VERZONNEN)


def land_of(code: str) -> str:
    """Code of the whole an area lies in: the country, or all invented areas together."""
    return VERZONNEN_LAND if is_verzonnen(code) else LAND


def gemeente_of(code: str) -> str:
    """Code of the gemeente an area lies in (its own when it is one); "" for the country."""
    if code in {LAND, VERZONNEN_LAND}:
        return ""
    return f"VBG{code[3:5]}" if is_verzonnen(code) else f"GM{code[2:6]}"


def wijk_of(code: str) -> str:
    """Code of the wijk a buurt lies in; "" for any other area."""
    if code.startswith("VBB"):
        return f"VBW{code[3:7]}"
    return f"WK{code[2:8]}" if code.startswith("BU") else ""


def search_name(name: str) -> str:
    """The name as people type it in a search box: lower case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return " ".join(plain.lower().split())


def comparable_name(name: str) -> str:
    """The name without what editions spell differently: case, accents, punctuation, "Wijk 05 "."""
    words = re.sub(r"[^a-z0-9]+", " ", search_name(name)).strip()
    return _WIJK_NUMBER.sub("", words)


def same_area(older: tuple[str, str], newer: tuple[str, str], changes: Iterable[str]) -> bool:
    """Whether a line may be drawn from one edition to a later one.

    The same code is no proof: BU03440522 was Tolsteegsingel in 2017 and is Sterrenwijk since. So code,
    name and what CBS says about the borders must all agree. The country is always itself.

    Args:
        older, newer: (code, naam) in the two editions.
        changes: `indelingswijziging` of the area in every edition after the older one, up to and
            including the newer one; "" where the source does not say (as for a gemeente).
    """
    if older[0] == newer[0] == land_of(older[0]):
        return True
    same_name = comparable_name(older[1]) == comparable_name(newer[1])
    return older[0] == newer[0] and same_name and all(change in {"", UNCHANGED} for change in changes)
