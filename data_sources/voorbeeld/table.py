"""Figures as rows of our own template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from buurtbeeld.periods import Periode
from data_sources.voorbeeld.outcomes import Figures
from data_sources.voorbeeld.world import Table, World

HEADER = (
    "buurtcode;periode;indicator;teller;noemer;waarde;toelichting;uitsplitsing;n;som_kwadraten;n_bronnen;"
    "grootste_aandeel;codejaar"
)
SEVERAL = "huisartspraktijken"  # a source of several organisations
MOST_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One row; NaN = empty. `bronnen`, `aandeel`: how many organisations, and the share of the largest."""

    buurt: str
    periode: str
    indicator: str
    teller: float
    noemer: float
    uitsplitsing: str
    squares: float
    bronnen: int
    aandeel: float
    toelichting: str

    def times(self, factor: float) -> Row:
        """The same row with another teller."""
        return replace(self, teller=round(self.teller * factor, 1))

    def said(self, toelichting: str) -> Row:
        """The same row with another remark."""
        return replace(self, toelichting=toelichting)


Lines = list[Row]


def lines_of(world: World, figure: Figures, bron: str, remarks: Sequence[str]) -> Iterator[Row]:
    """Rows of one indicator, buurt by buurt; what is not there gives no row.

    Args:
        remarks: one per period, "" = none.
    """
    keys = [place.sleutel for place in world.places]
    codes = [code_of(period) for period in figure.periods]
    sources, largest = _sources(world, len(keys)) if bron == SEVERAL else ([0] * len(keys), [0.0] * len(keys))
    noemer, squares = _listed(figure.noemer, figure.teller), _listed(figure.squares, figure.teller)
    teller = figure.teller.tolist()
    for row, column in zip(*np.nonzero(np.isfinite(figure.teller)), strict=True):
        yield Row(
            keys[row], codes[column], figure.indicator, teller[row][column], noemer[row][column], figure.uitsplitsing,
            squares[row][column], sources[row], largest[row], remarks[column],
        )  # fmt: skip


def code_of(period: Periode) -> str:
    """A period as it is written in a file."""
    return period.code.replace("-M", "-")


def csv_bytes(rows: Sequence[Row]) -> bytes:
    """The rows as a file: semicolon, decimal comma, UTF-8."""
    return "\r\n".join([HEADER, *map(_line, rows), ""]).encode("utf-8")


def _line(row: Row) -> str:
    people = "" if isnan(row.squares) else _text(row.noemer)
    several = f"{row.bronnen};{_text(row.aandeel)}" if row.bronnen else ";"
    return (
        f"{row.buurt};{row.periode};{row.indicator};{_text(row.teller)};{_text(row.noemer)};;{row.toelichting};"
        f"{row.uitsplitsing};{people};{_text(row.squares)};{several};"
    )


def _text(number: float) -> str:
    if isnan(number):
        return ""
    whole = int(number)
    return str(whole) if whole == number else repr(round(number, 2)).replace(".", ",")


def _listed(table: Table | None, like: Table) -> list[list[float]]:
    filled: list[list[float]] = (np.full(like.shape, np.nan) if table is None else table).tolist()
    return filled


def _sources(world: World, count: int) -> tuple[list[int], list[float]]:
    """Per buurt how many practices there are, and the share of the largest."""
    rng = world.rng("praktijken")
    practices = rng.integers(1, MOST_SOURCES + 1, count)
    largest = np.where(practices == 1, 1.0, np.round((1 + rng.random(count)) / (practices + 1), 2))
    return practices.tolist(), np.clip(largest, 0.2, 1.0).tolist()
