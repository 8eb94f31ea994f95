"""The numbers of one row: teller, noemer and waarde, by the soort of the indicator. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from buurtbeeld.ingest.headers import AMOUNTS
from buurtbeeld.ingest.numbers import LARGEST, NO_NUMBER, WITHHELD, Read, decimals, hint, read_number
from buurtbeeld.ingest.parts import Cell, IndicatorRule
from buurtbeeld.ingest.said import Said

WHOLE_ALWAYS = ("n", "n_bronnen")
_TELLER, _NOEMER, _WAARDE, *_, _SHARE = range(len(AMOUNTS))
LIMITS = (*(inf for _ in AMOUNTS[:_SHARE]), 1.0)
_SCALE = "Schrijf een deel van 1, zoals 0,85 voor 85 procent."
_LARGE = "Kijk of er geen punt of nul te veel staat."
_NPS = "Een NPS ligt tussen −100 en 100."


class Amounts(NamedTuple):
    """The numbers of a row, in the order of AMOUNTS; as in DeliveredRow. `withheld`: the source keeps them back."""

    teller: float | None
    noemer: float | None
    waarde: float | None
    n: float | None
    som_kwadraten: float | None
    n_bronnen: float | None
    grootste_aandeel: float | None
    withheld: bool = False


class Wrong(Exception):
    """What is wrong with the numbers of a row, found where they meet."""

    def __init__(self, code: str, kolom: str, **words: str) -> None:
        self.code, self.kolom, self.words = code, kolom, words
        super().__init__(code)


class AmountReader:
    """Reads the numbers of every row of one file."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._numbers: dict[Cell, Read] = {}
        self._whole: dict[str, tuple[bool, ...]] = {}

    def numbers(self, cells: Sequence[Cell]) -> list[Read]:
        """What stands in the cells, in the order of AMOUNTS."""
        if bool in map(type, cells):  # True is no 1 here, and it would be in a dict
            return [read_number(cell) for cell in cells]
        try:
            return [self._numbers[cell] for cell in cells]
        except KeyError:
            self._numbers.update((cell, read_number(cell)) for cell in cells)
            return [self._numbers[cell] for cell in cells]

    def read(
        self, line: int, rule: IndicatorRule, uitsplitsing: str, cells: Sequence[Cell], numbers: Sequence[Read]
    ) -> Amounts | None:
        """The numbers of a row, or None after saying what is wrong with them."""
        if str in map(type, numbers):
            plain, withheld, right = self.readable(line, cells, numbers)
        else:
            plain, withheld, right = Amounts._make([*numbers, False]), "", True
        if not right or not self._each_is_possible(line, rule, uitsplitsing, cells, plain):
            return None
        if withheld:
            self._said.add(WITHHELD, rij=line, kolom=withheld)
            return plain._replace(teller=None, waarde=None, n=None, som_kwadraten=None, withheld=True)
        kind = _one_answer if uitsplitsing and rule.soort == "nps" else KINDS[rule.soort]
        try:
            made = kind(rule, plain, cells[_WAARDE])
        except Wrong as wrong:
            cell = cells[AMOUNTS.index(wrong.kolom)]
            self._said.add(wrong.code, rij=line, kolom=wrong.kolom, cel=cell, **wrong.words)
            return None
        if not rule.noemer and plain.noemer is not None:
            self._said.add("W_NOEMER_NIET_NODIG", rij=line, kolom="noemer")
        return made

    def readable(self, line: int, cells: Sequence[Cell], numbers: Sequence[Read]) -> tuple[Amounts, str, bool]:
        """Numbers only; the column that the source withholds, or ""; and whether the rest can be read."""
        plain: list[float | None] = []
        withheld, right = "", True
        for place, number in enumerate(numbers):
            if not isinstance(number, str):
                plain.append(number)
                continue
            plain.append(None)
            if number == WITHHELD:
                withheld = withheld or (AMOUNTS[place] if place <= _WAARDE else "")
                continue
            right = False
            tip = hint(cells[place]) if number == NO_NUMBER else _LARGE
            self._said.add(number, rij=line, kolom=AMOUNTS[place], cel=cells[place], tip=tip)
        return Amounts._make([*plain, False]), withheld, right

    def _each_is_possible(
        self, line: int, rule: IndicatorRule, uitsplitsing: str, cells: Sequence[Cell], plain: Amounts
    ) -> bool:
        """Whether every number by itself can be what its column says."""
        right = True
        whole = self._whole.get(rule.code) or self._whole.setdefault(rule.code, _which_are_whole(rule))
        for place, (number, must, limit) in enumerate(zip(plain, whole, LIMITS, strict=False)):
            if number is None:
                continue
            is_part = must and number % 1
            if 0 <= number <= limit and not is_part:
                continue
            code, tip = NO_NUMBER, "Hier hoort een heel getal."
            if number < 0 and rule.soort == "nps" and not uitsplitsing and place in (_TELLER, _WAARDE):
                if not is_part:
                    continue
            elif number < 0:
                code = "E_NEGATIEF"
            elif number > limit:
                code, tip = "E_BEREIK", _SCALE
            right = False
            self._said.add(code, rij=line, kolom=AMOUNTS[place], cel=cells[place], tip=tip)
        return right


def _which_are_whole(rule: IndicatorRule) -> tuple[bool, ...]:
    """For each of AMOUNTS whether it is counted, so that half a one is a mistake."""
    value = rule.soort in ("aantal", "kwalitatief") and rule.heel[0]
    return (*rule.heel, value, *(name in WHOLE_ALWAYS for name in AMOUNTS[_WAARDE + 1 :]))


def _of_whole(rule: IndicatorRule, plain: Amounts, waarde: Cell) -> Amounts:
    """Verhouding, rate, gemiddelde: a teller of a noemer."""
    teller, noemer = plain.teller, _at_least_one(rule, plain.noemer)
    if teller is None:
        raise Wrong("E_TELLER_LEEG", "teller")
    if rule.soort == "verhouding" and teller > noemer:
        raise Wrong("E_TELLER_GROTER_DAN_NOEMER", "teller")
    value = _possible(teller / noemer * rule.factor)
    _check(waarde, plain.waarde, value)
    return Amounts(teller, noemer, value, plain.n, plain.som_kwadraten, plain.n_bronnen, plain.grootste_aandeel)


def _of_answers(rule: IndicatorRule, plain: Amounts, waarde: Cell) -> Amounts:
    """Schaal and nps of everybody who answered: noemer and n are the same people."""
    teller, noemer, value, n, squares = plain[:5]
    if None not in (noemer, n) and noemer != n:
        raise Wrong("E_WAARDE_KLOPT_NIET", "n", tip="Kolom n en de noemer zijn hier hetzelfde. ")
    people = _at_least_one(rule, n if noemer is None else noemer)
    if teller is None and value is None:
        raise Wrong("E_WAARDE_LEEG", "waarde")
    made = value if teller is None else _possible(teller / people * rule.factor)
    assert made is not None  # one of the two is there
    _check(waarde, value, made)
    if rule.soort == "nps" and abs(made) > 100:
        raise Wrong("E_BEREIK", "waarde" if teller is None else "teller", tip=_NPS)
    if squares is not None and squares < people * made**2 * (1 - 1e-3) - people:
        raise Wrong("E_BEREIK", "som_kwadraten", tip="Tel de kwadraten van alle scores op.")
    return plain._replace(noemer=people, waarde=made, n=people)


def _one_answer(_rule: IndicatorRule, plain: Amounts, waarde: Cell) -> Amounts:
    """How many people gave one score, or one group of scores, of the NPS."""
    teller, noemer, value = plain[:3]
    if teller is None:
        raise Wrong("E_TELLER_LEEG", "teller")
    if noemer is not None and teller > noemer:
        raise Wrong("E_TELLER_GROTER_DAN_NOEMER", "teller")
    if noemer and value is not None:
        _check(waarde, value, teller / noemer * 100)
    return plain._replace(waarde=None, som_kwadraten=None)


def _counted(_rule: IndicatorRule, plain: Amounts, waarde: Cell) -> Amounts:
    """Aantal, kwalitatief: a number by itself, in teller or in waarde."""
    teller, _, value = plain[:3]
    number = value if teller is None else teller
    if number is None:
        raise Wrong("E_TELLER_LEEG", "teller")
    _check(waarde, value, number)
    return plain._replace(teller=number, noemer=None, waarde=number)


def _at_least_one(rule: IndicatorRule, noemer: float | None) -> float:
    if noemer is None:
        raise Wrong("E_NOEMER_LEEG", "noemer", noemer=rule.noemer)
    if noemer == 0:
        raise Wrong("E_NOEMER_NUL", "noemer")
    return noemer


def _possible(value: float) -> float:
    """The value itself; a noemer of almost nothing makes it larger than any figure of ours."""
    if abs(value) > LARGEST:
        raise Wrong("E_BEREIK", "noemer", tip=_LARGE)
    return value


def _check(cell: Cell, given: float | None, made: float) -> None:
    """A value that was delivered may differ from ours by half of its last decimal."""
    if given is None:
        return
    off, exact = abs(given - made), 1e-9 * abs(made)
    if off <= exact or off <= 0.5000001 * 10.0 ** -decimals(cell) + exact:  # counting decimals is slow
        return
    tip = "De waarde lijkt 100 keer zo klein of zo groot. " if _slipped(given, made) else ""
    raise Wrong("E_WAARDE_KLOPT_NIET", "waarde", tip=tip)


def _slipped(given: float, made: float) -> bool:
    return any(abs(given * times - made) <= 0.01 * abs(made) for times in (100, 0.01)) and made != 0


KINDS: Mapping[str, Callable[[IndicatorRule, Amounts, Cell], Amounts]] = {
    "verhouding": _of_whole,
    "rate": _of_whole,
    "gemiddelde": _of_whole,
    "nps": _of_answers,
    "schaal": _of_answers,
    "aantal": _counted,
    "kwalitatief": _counted,
}
