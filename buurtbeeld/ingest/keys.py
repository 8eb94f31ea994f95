"""What a row is about: buurt, period, indicator and breakdown. Everything is looked up once per text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Generic, TypeVar

from buurtbeeld.code_forms import GEBIED
from buurtbeeld.ingest.parts import BuurtRule, Cell, IndicatorRule, Rules
from buurtbeeld.periods import Periode, PeriodeError, PeriodeSoort, add_months

Thing = TypeVar("Thing")
Thing_co = TypeVar("Thing_co", covariant=True)
AREA = re.compile(GEBIED)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})(-12M)?")
NPS_GROUPS = ("criticaster", "passief", "promotor")
EARLIEST = 2000
TIPS = 10  # looking for a likely code is slow, and nobody reads more of them


@dataclass(frozen=True)
class Found(Generic[Thing_co]):
    """What a cell means, or why it means nothing.

    Attributes:
        code: message, "" when it was found; words: for its sentence.
        gelezen: how we read it when that is not how it was typed, else "".
    """

    thing: Thing_co | None = None
    code: str = ""
    words: dict[str, str] = field(default_factory=dict)
    gelezen: str = ""


@dataclass(frozen=True)
class Moment:
    """A period and where it lies: `loopt` = it has begun and is not over."""

    periode: Periode
    code: str
    loopt: bool


def as_text(cell: Cell) -> str:
    """A cell as the text of a code, stripped; a whole number without a decimal part; a date is no code."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None or isinstance(cell, date) else str(cell).strip()


class Keys:
    """Looks codes up in the rules; one per file."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._today = date.fromisoformat(rules.vandaag)
        self._by_code: dict[str, list[BuurtRule]] = {}
        self._whole: dict[str, BuurtRule] = {}
        for buurt in rules.buurten.values():
            for code in buurt.codes:
                if len(buurt.codes) == 1:
                    self._by_code.setdefault(code, []).append(buurt)
                else:
                    self._whole[code] = buurt
        self._buurt_names = {one.naam.lower(): one.sleutel for one in rules.buurten.values()}
        self._buurt_names.update((sleutel, sleutel) for sleutel in rules.buurten)
        self._names = {one.naam.lower(): one.code for one in rules.indicatoren.values()}
        self._names.update((code, code) for code in rules.indicatoren)
        self._buurten: dict[tuple[Cell, Cell], Found[BuurtRule]] = {}
        self._moments: dict[Cell, Found[Moment]] = {}
        self._indicatoren: dict[Cell, Found[IndicatorRule]] = {}
        self._uitsplitsingen: dict[tuple[str, Cell], Found[str]] = {}
        self._tips = TIPS

    def buurt(self, cell: Cell, codejaar: Cell) -> Found[BuurtRule]:
        """The programme buurt a code means: its own code, or the CBS code of a buurt that has only one."""
        return _once(self._buurten, (cell, codejaar), lambda: self._find_buurt(as_text(cell), as_text(codejaar)))

    def moment(self, cell: Cell) -> Found[Moment]:
        """The period a code means."""
        return _once(self._moments, cell, lambda: self._find_moment(as_text(cell)))

    def indicator(self, cell: Cell) -> Found[IndicatorRule]:
        """The indicator a code means."""
        return _once(self._indicatoren, cell, lambda: self._find_indicator(as_text(cell)))

    def uitsplitsing(self, cell: Cell, rule: IndicatorRule) -> Found[str]:
        """The breakdown a code means for this indicator; "" = everybody."""
        return _once(self._uitsplitsingen, (rule.code, cell), lambda: _find_uitsplitsing(as_text(cell), rule))

    def _find_buurt(self, text: str, codejaar: str) -> Found[BuurtRule]:
        own = self._rules.buurten.get(text.lower())
        if own is not None:
            return Found(own, gelezen=own.sleutel if own.sleutel != text else "")
        code = text.upper()
        known = self._meant(self._by_code.get(code, []))
        if len(known) > 1:
            return Found(code="E_PROGRAMMA_KIEZEN")
        year = str(known[0].codejaar) if known else str(self._rules.codejaar)
        another_year = codejaar not in ("", year) and AREA.fullmatch(code) is not None
        if another_year or (not known and code in self._rules.verouderd):
            return Found(code="E_BUURT_VEROUDERD", words={"jaar": year})
        if not known:
            return Found(code="E_BUURT_ONBEKEND", words={"tip": self._buurt_tip(text)})
        return Found(known[0], gelezen=code if code != text else "")

    def _meant(self, buurten: list[BuurtRule]) -> list[BuurtRule]:
        """Of several programmes with the same area: the chosen one, else those the asker may deliver for."""
        chosen = [one for one in buurten if one.programma == self._rules.programma]
        return chosen or [one for one in buurten if one.bronnen] or buurten[:1]

    def _buurt_tip(self, text: str) -> str:
        whole = self._whole.get(text.upper())
        if whole is not None:
            return f"Deze CBS-code is maar een deel van {whole.naam}. Lever het geheel onder ‘{whole.sleutel}’. "
        if not text:
            return "De cel is leeg. "
        return self._likely(text, self._buurt_names)

    def _find_moment(self, text: str) -> Found[Moment]:
        upper = text.upper()
        month = _MONTH.fullmatch(upper)
        try:
            periode = Periode.parse(f"{month[1]}-M{month[2]}{month[3] or ''}" if month else upper)
        except (PeriodeError, ValueError):
            return Found(code="E_PERIODE")
        if periode.start.year < EARLIEST:
            return Found(code="E_PERIODE")
        if _begins(periode) > self._today:
            return Found(code="E_PERIODE_TOEKOMST")
        found = Moment(periode, periode.code, loopt=periode.eind > self._today)
        return Found(found, gelezen=upper if upper != text else "")

    def _find_indicator(self, text: str) -> Found[IndicatorRule]:
        lower = text.lower()
        rule = self._rules.indicatoren.get(lower)
        if rule is not None:
            return Found(rule, gelezen=lower if lower != text else "")
        reason = self._rules.niet_leverbaar.get(lower)
        return Found(code="E_INDICATOR_ONBEKEND", words={"tip": f"{reason} " if reason else self._indicator_tip(lower)})

    def _indicator_tip(self, lower: str) -> str:
        if not lower:
            return "De cel is leeg. "
        return self._likely(lower, self._names)

    def _likely(self, text: str, codes: Mapping[str, str]) -> str:
        """A question that names the code whose name or code looks like the text, or ""."""
        self._tips -= 1
        close = get_close_matches(text.lower()[:60], codes, n=1, cutoff=0.8) if self._tips >= 0 else []
        return f"Bedoelt u ‘{codes[close[0]]}’? " if close else ""


def file_code(periode: Periode) -> str:
    """The code of a period as a file writes it: a month is 2026-05."""
    return periode.code.replace("-M", "-")


def level_of(code: str) -> str:
    """First letter of the level of an area code: G, W or B; "" when it is no area."""
    if not AREA.fullmatch(code):
        return ""
    return code[2] if code.startswith("VB") else code[0]


def _begins(periode: Periode) -> date:
    """When it begins; of twelve months in a row the last two count, since all of them began long ago."""
    return add_months(periode.eind, -2) if periode.soort is PeriodeSoort.TWAALFMAANDS else periode.start


def _find_uitsplitsing(text: str, rule: IndicatorRule) -> Found[str]:
    lower = text.lower()
    if not lower or lower in rule.uitsplitsingen:
        return Found(lower, gelezen=lower if lower != text else "")
    known = ", ".join(rule.uitsplitsingen)
    tip = f"Kies uit: {known}." if known else "Laat de kolom uitsplitsing leeg: dit cijfer heeft er geen."
    return Found(code="E_UITSPLITSING_ONBEKEND", words={"tip": tip})


Key = TypeVar("Key")


def _once(seen: dict[Key, Found[Thing]], key: Key, find: Callable[[], Found[Thing]]) -> Found[Thing]:
    found = seen.get(key)
    if found is None:
        found = seen[key] = find()
    return found
