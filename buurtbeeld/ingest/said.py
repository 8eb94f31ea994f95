"""Collects the messages about one file. A message that thousands of rows have is said once, with where it starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Cell, Melding

REFUSED, WARNED = 50, 10  # messages of one code that stand by themselves
NAMED = 10  # rows named in the message that stands for the rest
# What may be repeated: our kinds of code, a short number, an error of Excel. A word may be somebody's name, eight
# digits a BSN or a telephone number, and three groups of digits a date of birth.
_CODE = re.compile(r"(BU|WK|GM|NL|VB)[0-9A-Z]{2,8}|[a-z]+(_[a-z0-9]+)+|#[A-Z/0]{2,8}[!?]?|TRUE|FALSE", re.IGNORECASE)
_NUMBER = re.compile(r"[-+<−]?\s?[0-9][-0-9A-Fa-fHKMTXx.,_ +%€]{0,18}")
_DATE = re.compile(r"[0-9]+[-/. ][0-9]+[-/. ][0-9]+")


def shown(cell: Cell) -> str:
    """What stands in a cell when it cannot be about a person, else ""."""
    text = str(cell).strip() if isinstance(cell, str | int | float) else ""
    if len(text) > 20 or (sum(sign.isdigit() for sign in text) >= 8 and not _CODE.fullmatch(text)):
        return ""
    is_safe = _CODE.fullmatch(text) or _NUMBER.fullmatch(text)
    return text if is_safe and not _DATE.search(text) else ""


@dataclass
class Said:
    """Messages in the order they were found; `meldingen` gives them by row."""

    _all: list[Melding] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _more: dict[str, tuple[Melding, list[int]]] = field(default_factory=dict)

    def add(self, code: str, *, rij: int | None = None, kolom: str = "", cel: Cell = None, **words: Any) -> None:
        """Note one message; `cel` is shown only when it cannot be about a person.

        Raises:
            KeyError: the code is not in the table, or a word is missing.
        """
        self._seen[code] += 1
        if self._seen[code] <= (REFUSED if code[0] == "E" else WARNED):
            self._all.append(melding(code, rij=rij, kolom=kolom, cel=shown(cel), **words))
        elif code not in self._more:
            self._more[code] = melding(code, rij=rij, kolom=kolom, **words), [rij or 0]
        elif len(self._more[code][1]) < NAMED:
            self._more[code][1].append(rij or 0)

    @property
    def refuses(self) -> bool:
        """Whether one message so far refuses the file."""
        return any(one.weigert for one in self._all)

    def meldingen(self) -> tuple[Melding, ...]:
        """Every message, those of the whole file first and then by row."""
        return tuple(sorted([*self._all, *self._rest()], key=lambda one: one.rij or 0))

    def _rest(self) -> Iterable[Melding]:
        for code, (first, rows) in self._more.items():
            many = self._seen[code] - (REFUSED if code[0] == "E" else WARNED)
            if many > 1:
                which = f"{'Die rijen zijn' if many == len(rows) else 'De eerste zijn'} {listed(rows)}."
                yield replace(first, wat=f"{first.wat} Deze melding geldt voor nog {many} rijen of cellen. {which}")
            else:
                yield first


def listed(rows: Iterable[int]) -> str:
    """Row numbers as Dutch writes a list: "3, 4 en 8"."""
    texts = [str(row) for row in dict.fromkeys(rows)]
    return " en ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))
