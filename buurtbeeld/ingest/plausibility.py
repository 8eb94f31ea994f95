"""What is right by the rules and still odd. Every warning gives its evidence in one sentence; none refuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from statistics import quantiles

from buurtbeeld.dutch import number
from buurtbeeld.ingest.parts import DeliveredRow, IndicatorRule, Melding, Rules
from buurtbeeld.ingest.said import Said
from buurtbeeld.periods import Periode

Key = tuple[str, str, str, str, str]
Alike = tuple[str, str, str]  # period, indicator, breakdown
SLIPS = (10, 60, 100, 1000)  # a zero too many, minutes for hours, percents, thousands
NEAR = 0.15  # how near to such a number counts as one
JUMP = 2.0  # times as much, or as little
NPS_JUMP = 50  # points
FEW = 20  # below this a count doubles by chance
ENOUGH = 8  # buurten before their range says something, and before it says anything about one of them
FAR = 3.0  # times the distance between the quartiles
COPIED = 5  # equal figures before it is no coincidence
SIZED = frozenset({"verhouding", "rate", "gemiddelde", "schaal", "nps"})  # can be compared between buurten


def odd(
    rows: Sequence[DeliveredRow],
    earlier: Mapping[Key, DeliveredRow],
    rules: Rules,
    comparable: Mapping[Alike, Sequence[float]] | None = None,
) -> tuple[Melding, ...]:
    """Warnings about figures beside what was delivered before, other buurten, and the population.

    Args:
        rows: of the file, found right.
        earlier: what counts now, by `DeliveredRow.sleutel`.
        comparable: (period, indicator, breakdown) -> values of comparable buurten; None = all those in
            `earlier` and in the file itself.

    Returns:
        By row; empty when nothing is odd.
    """
    said = Said()
    known = {**earlier, **{row.sleutel: row for row in rows}}
    ranges = _Ranges(_values(known.values()) if comparable is None else comparable)
    for row in rows:
        rule = rules.indicatoren[row.indicator]
        _say_inhabitants(row, rule, rules, said)
        before = _before(row, earlier, known)
        if before is None or not _say_change(row, before, rule, said):
            _say_range(row, rule, ranges, said)
    _say_copies(rows, known, said)
    return said.meldingen()


def _before(
    row: DeliveredRow, earlier: Mapping[Key, DeliveredRow], known: Mapping[Key, DeliveredRow]
) -> DeliveredRow | None:
    """The same figure of the period before, or else what it was until now."""
    bron, buurt, periode, indicator, part = row.sleutel
    last = known.get((bron, buurt, _previous(periode), indicator, part))
    return last or earlier.get(row.sleutel)


@lru_cache(maxsize=1000)
def _previous(periode: str) -> str:
    return Periode.parse(periode).shifted(-1).code


@lru_cache(maxsize=1000)
def _name(periode: str) -> str:
    return Periode.parse(periode).naam


def _size(row: DeliveredRow) -> float | None:
    """The number that is compared: the value, or the count of one answer."""
    return row.teller if row.waarde is None else row.waarde


def _say_inhabitants(row: DeliveredRow, rule: IndicatorRule, rules: Rules, said: Said) -> None:
    buurt = rules.buurten[row.buurt]
    if buurt.inwoners is None:
        return
    slack = 1.1 if rule.noemer_inwoners else 1.0  # the figure of CBS may be two years old
    counts = zip(("teller", "noemer"), (row.teller, row.noemer), rule.telt_personen, (1.0, slack), strict=True)
    for kolom, count, persons, times in counts:
        if persons and count is not None and count > times * buurt.inwoners:
            words = {"buurt": buurt.naam, "inwoners": number(buurt.inwoners)}
            said.add("W_MEER_DAN_INWONERS", rij=row.rij, kolom=kolom, **words)
            return


def _say_change(row: DeliveredRow, before: DeliveredRow, rule: IndicatorRule, said: Said) -> bool:
    """Whether it is odd beside the previous one, after saying so."""
    now, then = _size(row), _size(before)
    if now is None or then is None or now == then:
        return False
    if now == 0 and rule.soort != "nps" and _is_many(before):
        code = "W_PLOTSELING_NUL"
    elif not _is_many(row) and not _is_many(before):
        return False
    elif _jumped(now, then, rule):
        where = f"in {_name(before.periode)}"
        if rule.soort != "nps" and _say_slip(row, rule, said, now=now, then=then, where=where):
            return True
        code = "W_SPRONG"
    else:
        return False
    words = {"cijfer": rule.naam, "eerst": _text(then, rule), "nu": _text(now, rule), "vorige": _name(before.periode)}
    said.add(code, rij=row.rij, kolom=_column(row), **words)
    return True


def _jumped(now: float, then: float, rule: IndicatorRule) -> bool:
    if rule.soort == "nps":
        return abs(now - then) >= NPS_JUMP
    return min(now, then) > 0 and max(now, then) / min(now, then) >= JUMP


def _say_slip(row: DeliveredRow, rule: IndicatorRule, said: Said, *, now: float, then: float, where: str) -> bool:
    """Whether it is ten, sixty, a hundred or a thousand times as much or as little, after saying so."""
    if min(now, then) <= 0:
        return False
    ratio = max(now, then) / min(now, then)
    times = next((one for one in SLIPS if abs(ratio / one - 1) <= NEAR), None)
    if times is None:
        return False
    hours = times == 60 and "uur" in rule.eenheid
    tip = "Staan er minuten in plaats van uren? " if hours else "Kijk of de eenheid klopt. "
    said.add(
        "W_EENHEID", rij=row.rij, kolom=_column(row), cijfer=rule.naam, keer=number(times), waar=where, tip=tip,
        richting="groot" if now > then else "klein", eerst=_text(then, rule), nu=_text(now, rule),
        eenheid=rule.eenheid,
    )  # fmt: skip
    return True


class _Ranges:
    """Where comparable buurten lie, worked out once per figure."""

    def __init__(self, values: Mapping[Alike, Sequence[float]]) -> None:
        self._values = values
        self._found: dict[Alike, tuple[float, float, float] | None] = {}

    def of(self, row: DeliveredRow) -> tuple[float, float, float] | None:
        """The quartiles, None when there are too few buurten."""
        key = (row.periode, row.indicator, row.uitsplitsing)
        if key not in self._found:
            values = self._values.get(key, ())
            low, middle, high = quantiles(values, n=4) if len(values) >= ENOUGH else (0.0, 0.0, 0.0)
            self._found[key] = (low, middle, high) if len(values) >= ENOUGH else None
        return self._found[key]


def _values(rows: Iterable[DeliveredRow]) -> dict[Alike, list[float]]:
    found: dict[Alike, list[float]] = defaultdict(list)
    for row in rows:
        if row.waarde is not None:
            found[row.periode, row.indicator, row.uitsplitsing].append(row.waarde)
    return found


def _say_range(row: DeliveredRow, rule: IndicatorRule, ranges: _Ranges, said: Said) -> None:
    """Far outside the other buurten. Only quartiles are named: they tell about no single buurt."""
    if row.waarde is None or rule.soort not in SIZED or not _is_many(row):
        return
    found = ranges.of(row)
    if found is None:
        return
    low, middle, high = found
    wide = max(high - low, 0.05 * abs(middle))
    if low - FAR * wide <= row.waarde <= high + FAR * wide:
        return
    if rule.soort != "nps" and _say_slip(
        row, rule, said, now=row.waarde, then=middle, where="in vergelijkbare buurten"
    ):
        return
    words = {"nu": _text(row.waarde, rule), "laag": _text(low, rule), "hoog": _text(high, rule)}
    said.add("W_BUITEN_BEREIK", rij=row.rij, kolom=_column(row), cijfer=rule.naam, **words)


def _say_copies(rows: Iterable[DeliveredRow], known: Mapping[Key, DeliveredRow], said: Said) -> None:
    """Every figure of a period is that of the period before. Small counts are often equal, and do not count."""
    pairs: dict[tuple[str, str, str], list[tuple[DeliveredRow, bool]]] = defaultdict(list)
    for row in rows:
        bron, buurt, periode, indicator, part = row.sleutel
        last = known.get((bron, buurt, _previous(periode), indicator, part))
        if last is not None and _is_many(row):
            same = (row.teller, row.noemer, row.waarde) == (last.teller, last.noemer, last.waarde)
            pairs[bron, periode, last.periode].append((row, same))
    for (_, periode, last_code), found in pairs.items():
        if len(found) >= COPIED and all(same for _, same in found):
            words = {"aantal": number(len(found)), "periode": _name(periode), "vorige": _name(last_code)}
            said.add("W_KOPIE_VORIGE", rij=found[0][0].rij, kolom="periode", **words)


def _is_many(row: DeliveredRow) -> bool:
    """Whether it rests on enough to say something; only a value, as of a list, is judged by its respondents."""
    count = row.teller if row.teller is not None and row.n is None else row.n
    return count is not None and abs(count) >= FEW


def _column(row: DeliveredRow) -> str:
    return "teller" if row.waarde is None or row.waarde == row.teller else "waarde"


def _text(value: float, rule: IndicatorRule) -> str:
    return number(value, rule.decimalen)
