"""One measured thing, with the limit it must keep, and the table of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One measurement.

    Attributes:
        wat: what was measured, Dutch.
        waarde: median, in `eenheid`.
        eenheid: unit, e.g. "s", "ms", "MB".
        grens: most it may be; None when there is no promise about it.
        keer: how often it was measured.
        van, tot: lowest and highest.
        noot: what a reader must know, Dutch.
        minstens: least it may be; None when there is no promise about that.
    """

    wat: str
    waarde: float
    eenheid: str
    grens: float | None = None
    keer: int = 1
    van: float | None = None
    tot: float | None = None
    noot: str = ""
    minstens: float | None = None

    @property
    def gehaald(self) -> bool:
        """Whether the promise was kept; True when there is none."""
        return (self.grens is None or self.waarde <= self.grens) and (
            self.minstens is None or self.waarde >= self.minstens
        )


@dataclass(frozen=True)
class Skipped:
    """A measurement that could not be done here, and why (Dutch)."""

    wat: str
    reden: str


def median(wat: str, values: Sequence[float], eenheid: str, *, grens: float | None = None, noot: str = "") -> Measured:
    """Sum up repeated measurements."""
    return Measured(wat, statistics.median(values), eenheid, grens, len(values), min(values), max(values), noot)


def table(results: Iterable[Measured | Skipped]) -> str:
    """Markdown table, one line per measurement."""
    lines = ["| wat | gemeten | spreiding | grens | gehaald |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*lines, *(_line(one) for one in results)])


def _line(one: Measured | Skipped) -> str:
    if isinstance(one, Skipped):
        return f"| {one.wat} | niet gemeten: {one.reden} | | | |"
    spread = f"{_number(one.van)}–{_number(one.tot)} ({one.keer}×)" if one.van is not None and one.keer > 1 else ""
    limit = _limit(one)
    kept = "" if not limit else "ja" if one.gehaald else "**nee**"
    note = f"; {one.noot}" if one.noot else ""
    return f"| {one.wat}{note} | {_number(one.waarde)} {one.eenheid} | {spread} | {limit} | {kept} |"


def _limit(one: Measured) -> str:
    if one.minstens is not None:
        most = f"–{_number(one.grens)}" if one.grens is not None else ""
        return (
            f"{_number(one.minstens)}{most} {one.eenheid}"
            if most
            else f"ten minste {_number(one.minstens)} {one.eenheid}"
        )
    return "" if one.grens is None else f"{_number(one.grens)} {one.eenheid}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{decimals}f}".replace(".", ",")
