"""Checks every row of a delivered file against the rules, and says everything that is wrong at once.

Standard library only: the process that reads a file imports this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from buurtbeeld.ingest.across import Across
from buurtbeeld.ingest.amounts import AmountReader, Amounts
from buurtbeeld.ingest.headers import AMOUNTS, Columns, read_header
from buurtbeeld.ingest.keys import AREA, Found, Keys, Moment, Thing, as_text
from buurtbeeld.ingest.parts import BuurtRule, Cell, DeliveredRow, IndicatorRule, Melding, Rules, Sheet
from buurtbeeld.ingest.said import Said
from buurtbeeld.ingest.shapes import to_long
from buurtbeeld.ingest.wire import row_of
from buurtbeeld.periods import PeriodeSoort

REMARK = 200  # characters
EMPTY = [None] * 5
TOO_MANY = 1.5  # times the number of inhabitants: no longer a surprise but a mistake
SLACK = 100  # a new street can make a small buurt grow fast
_FORMULA = re.compile("\\s*[-=+@\uff1d\uff0b\uff0d\uff20]")  # full-width signs work as a formula too


def check(sheet: Sheet, rules: Rules) -> tuple[tuple[DeliveredRow, ...], tuple[Melding, ...], str]:
    """Check the sheet of a delivered file.

    A row without teller, noemer, waarde, n and som_kwadraten is not delivered yet, and is passed over.

    Returns:
        The rows that were found right (every row, when no message refuses), every message by row, and
        the programme they belong to, "" when there are no rows.
    """
    said = Said()
    if rules.formaat is None:
        return _checked(sheet, rules, said)
    long, names = to_long(sheet, rules.formaat, said)
    rows, meldingen, programma = _checked(long, rules, said) if long is not None else ((), said.meldingen(), "")
    return rows, tuple(replace(one, kolom=names.get(one.kolom, one.kolom)) for one in meldingen), programma


def _checked(sheet: Sheet, rules: Rules, said: Said) -> tuple[tuple[DeliveredRow, ...], tuple[Melding, ...], str]:
    columns = read_header(sheet, said)
    if columns is None:
        return (), said.meldingen(), ""
    one = _File(rules, columns, said)
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        one.row(line, cells)
    rows = one.across.finish()
    if not one.filled and not said.refuses:
        said.add("E_GEEN_RIJEN")
    return rows, said.meldingen(), one.across.programma


class _File:
    """One file while its rows are read. What was found right once is not looked up again."""

    def __init__(self, rules: Rules, columns: Columns, said: Said) -> None:
        self.filled = 0
        self.across = Across(rules, said)
        self._rules = rules
        self._columns = columns
        self._said = said
        self._keys = Keys(rules)
        self._amounts = AmountReader(said)
        self._buurten: dict[tuple[Cell, Cell], BuurtRule] = {}
        self._moments: dict[Cell, Moment] = {}
        self._figures: dict[tuple[Cell, Cell], tuple[IndicatorRule, str]] = {}
        self._sources: dict[tuple[tuple[str, ...], str, PeriodeSoort], str] = {}

    def row(self, line: int, cells: Sequence[Cell]) -> None:
        """Check one row, and keep it when it is right."""
        amount_cells = self._columns.amounts(cells)
        numbers = self._amounts.numbers(amount_cells)
        if numbers[:5] == EMPTY:
            return
        self.filled += 1
        code, period, name, part, year, remark = self._columns.keys(cells)
        buurt = self._buurten.get((code, year)) or self._buurt(line, code, year)
        moment = self._moments.get(period) or self._moment(line, period)
        rule, uitsplitsing = self._figures.get((name, part)) or self._figure(line, name, part)
        toelichting = self._remark(line, remark) if remark else ""
        if rule is None or uitsplitsing is None:
            self._amounts.readable(line, amount_cells, numbers)
            return
        amounts = self._amounts.read(line, rule, uitsplitsing, amount_cells, numbers)
        if buurt is None or moment is None:
            return
        bron = self._bron(line, buurt, rule, moment)
        if amounts is None or not bron or self._crowded(line, buurt, rule, amounts):
            return
        self._warn(line, rule, moment, uitsplitsing, amounts)
        teller, noemer, waarde, n, squares, sources, share, withheld = amounts
        status = "geheim_bron" if withheld else "voorlopig" if moment.loopt else "ok"
        self.across.add(
            row_of((
                line, buurt.sleutel, moment.code, rule.code, bron, uitsplitsing, teller, noemer, waarde, _whole(n),
                squares, _whole(sources), share, status, toelichting,
            ))
        )  # fmt: skip

    def _thing(self, line: int, kolom: str, cell: Cell, found: Found[Thing]) -> tuple[Thing | None, bool]:
        """What a cell means and whether there was nothing to say about it."""
        if found.code:
            self._said.add(found.code, rij=line, kolom=kolom, cel=cell, **found.words)
        elif found.gelezen:
            self._said.add("W_GENORMALISEERD", rij=line, kolom=kolom, gelezen=found.gelezen)
        return found.thing, not found.code and not found.gelezen

    def _buurt(self, line: int, code: Cell, year: Cell) -> BuurtRule | None:
        found = self._keys.buurt(code, year)
        area = as_text(code).upper()
        if found.code == "E_BUURT_ONBEKEND" and AREA.fullmatch(area):
            self.across.saw_unknown(line, area, found.words)
            return None
        buurt, clean = self._thing(line, "buurtcode", code, found)
        if buurt is not None and self.across.saw_buurt(line, buurt) and clean:
            self._buurten[code, year] = buurt
        return buurt

    def _moment(self, line: int, period: Cell) -> Moment | None:
        moment, clean = self._thing(line, "periode", period, self._keys.moment(period))
        if moment is not None and clean:
            self._moments[period] = moment
        return moment

    def _figure(self, line: int, name: Cell, part: Cell) -> tuple[IndicatorRule | None, str | None]:
        rule, clean = self._thing(line, "indicator", name, self._keys.indicator(name))
        if rule is None:
            return None, None
        uitsplitsing, plain = self._thing(line, "uitsplitsing", part, self._keys.uitsplitsing(part, rule))
        if uitsplitsing is not None and clean and plain:
            self._figures[name, part] = rule, uitsplitsing
        return rule, uitsplitsing

    def _bron(self, line: int, buurt: BuurtRule, rule: IndicatorRule, moment: Moment) -> str:
        """The source this row belongs to, "" after saying that the asker may not deliver it."""
        key = (buurt.bronnen, rule.code, moment.periode.soort)
        if key not in self._sources:
            self.across.saw_period(line, rule, moment)
            may = [bron for bron in rule.bronnen if bron in buurt.bronnen and self._rules.bron in ("", bron)]
            fits = [bron for bron in may if _fits_rhythm(rule, bron, moment.periode.soort)]
            self._sources[key] = [*fits, *may, ""][0]
        if not self._sources[key]:
            self._said.add("E_NIET_BEVOEGD", rij=line, kolom="indicator" if buurt.bronnen else "buurtcode")
        return self._sources[key]

    def _remark(self, line: int, cell: Cell) -> str:
        text = str(cell).strip()
        if len(text) > REMARK:
            self._said.add("E_TOELICHTING_TE_LANG", rij=line, kolom="toelichting")
        if not _FORMULA.match(text):
            return text
        self._said.add("W_FORMULE_GENEUTRALISEERD", rij=line, kolom="toelichting")
        return f"'{text}"

    def _crowded(self, line: int, buurt: BuurtRule, rule: IndicatorRule, amounts: Amounts) -> bool:
        """Whether many more persons are counted than live there, after saying so."""
        if buurt.inwoners is None:
            return False
        most = max(TOO_MANY * buurt.inwoners, buurt.inwoners + SLACK)
        for place, counts in enumerate(rule.telt_personen):
            if counts and (amounts[place] or 0) > most:
                tip = "Dit zijn veel meer personen dan er in de buurt wonen."
                self._said.add("E_BEREIK", rij=line, kolom=AMOUNTS[place], cel=amounts[place], tip=tip)
                return True
        return False

    def _warn(self, line: int, rule: IndicatorRule, moment: Moment, uitsplitsing: str, amounts: Amounts) -> None:
        if moment.loopt:
            self._said.add("W_PERIODE_LOOPT", rij=line, kolom="periode")
        if moment.periode.soort not in rule.periodes:
            kinds = {"ritme": rule.periodes[0], "soort": moment.periode.soort.value}
            self._said.add("W_PERIODE_ONGEWOON", rij=line, kolom="periode", **kinds)
        if rule.soort == "nps" and uitsplitsing:
            return  # a single score of few people is no small number: together they may be many
        for place, counts in enumerate(rule.telt_personen):
            if counts and 1 <= (amounts[place] or 0) < self._rules.drempel:
                self._said.add("W_KLEIN_AANTAL", rij=line, kolom=AMOUNTS[place], drempel=self._rules.drempel)
                return


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _fits_rhythm(rule: IndicatorRule, bron: str, soort: PeriodeSoort) -> bool:
    """Whether a source delivers this kind of period; a rolling year comes from who delivers more than once a year."""
    ritme = dict(zip(rule.bronnen, rule.ritmes, strict=False)).get(bron, "")
    return ritme != PeriodeSoort.JAAR if soort is PeriodeSoort.TWAALFMAANDS else ritme == soort
