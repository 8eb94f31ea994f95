"""What one row cannot know by itself: rows that say the same, mixed periods, levels and programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from buurtbeeld.ingest.keys import NPS_GROUPS, Moment, level_of
from buurtbeeld.ingest.parts import BuurtRule, DeliveredRow, IndicatorRule, Rules
from buurtbeeld.ingest.said import Said
from buurtbeeld.periods import PeriodeSoort

Key = tuple[str, str, str, str, str]


class Across:
    """Sees every row once; `finish` says what is wrong between them.

    Attributes:
        programma: of the rows so far, "" before the first.
    """

    def __init__(self, rules: Rules, said: Said) -> None:
        self.programma = rules.programma
        self._rules = rules
        self._said = said
        self._rows: dict[Key, DeliveredRow] = {}
        self._kinds: dict[str, PeriodeSoort] = {}
        self._mixed: set[str] = set()
        self._levels: set[str] = set()
        self._seen: set[str] = set()
        self._unknown: list[tuple[int, str, Mapping[str, str]]] = []

    def saw_buurt(self, line: int, buurt: BuurtRule) -> bool:
        """A row is about this buurt. False when it belongs to another programme than the rest."""
        self.programma = self.programma or buurt.programma
        if buurt.programma != self.programma:
            self._said.add("E_PROGRAMMA_GEMENGD", rij=line, kolom="buurtcode")
            return False
        if buurt.sleutel not in self._seen:
            self._seen.add(buurt.sleutel)
            self._levels.update(level_of(code) for code in buurt.codes)
        return True

    def saw_unknown(self, line: int, code: str, words: Mapping[str, str]) -> None:
        """A row is about an area that is no buurt of ours; what that is called depends on the other rows."""
        self._unknown.append((line, code, words))

    def saw_period(self, line: int, rule: IndicatorRule, moment: Moment) -> None:
        """A row is about this period. Twelve months in a row may stand beside another kind."""
        soort = moment.periode.soort
        if soort is PeriodeSoort.TWAALFMAANDS:
            return
        if self._kinds.setdefault(rule.code, soort) is not soort and rule.code not in self._mixed:
            self._mixed.add(rule.code)
            self._said.add("E_PERIODE_GEMENGD", rij=line, kolom="periode")

    def add(self, row: DeliveredRow) -> None:
        """A row is right by itself."""
        key = row.sleutel
        first = self._rows.setdefault(key, row)
        if first is row:
            return
        same = replace(first, rij=row.rij) == row
        self._said.add("W_DUBBELE_RIJ" if same else "E_DUBBEL_CONFLICT", rij=row.rij, eerste=first.rij)

    def finish(self) -> tuple[DeliveredRow, ...]:
        """Say what is left to say, and give every row once, in the order of the file."""
        self._say_unknown()
        self._say_answers()
        if not self._seen:
            self.programma = ""
        return tuple(self._rows.values())

    def _say_unknown(self) -> None:
        for line, code, words in self._unknown:
            mixed = self._levels and level_of(code) not in self._levels
            if mixed:
                self._said.add("E_NIVEAU_GEMENGD", rij=line, kolom="buurtcode", cel=code)
            else:
                self._said.add("E_BUURT_ONBEKEND", rij=line, kolom="buurtcode", cel=code, **words)

    def _say_answers(self) -> None:
        """Scores of the NPS: together few people, or counted both one by one and in groups."""
        answers: dict[Key, list[DeliveredRow]] = {}
        for row in self._rows.values():
            if row.uitsplitsing and self._rules.indicatoren[row.indicator].soort == "nps":
                answers.setdefault((*row.sleutel[:4], ""), []).append(row)
        for rows in answers.values():
            grouped = {row.uitsplitsing in NPS_GROUPS for row in rows}
            people = sum(row.teller or 0 for row in rows)
            if len(grouped) > 1:
                self._said.add("E_UITSPLITSING_GEMENGD", rij=rows[0].rij, kolom="uitsplitsing")
            elif 1 <= people < self._rules.drempel:
                self._said.add("W_KLEIN_AANTAL", rij=rows[0].rij, kolom="teller", drempel=self._rules.drempel)
