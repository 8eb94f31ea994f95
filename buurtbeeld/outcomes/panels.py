"""Rows with text as categories, and figures as matrices: what makes a million of them quick to work with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.outcomes.periods import period, year

Frame = pd.DataFrame
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
TEXTS = ("buurt", "periode", "indicator", "uitsplitsing", "status")


def category(cells: Sequence[object]) -> pd.Categorical[Any]:
    """Text as a category, its words in order."""
    codes, words = pd.factorize(np.array(cells, dtype=object), sort=True)
    return from_codes(codes, words.tolist())


def from_codes(codes: npt.NDArray[Any], words: Sequence[str]) -> pd.Categorical[Any]:
    """The word with each number."""
    return pd.Categorical.from_codes(codes, dtype=_dtype(tuple(words)), validate=False)


@lru_cache(maxsize=500)
def _dtype(words: tuple[str, ...]) -> pd.CategoricalDtype:
    """The same words come back in column after column; pandas looks at each of them anew for every dtype it makes."""
    return pd.CategoricalDtype(pd.Index(list(words), dtype=object))  # its own text is slow to look up one by one


def stacked(frames: Sequence[Frame]) -> Frame:
    """Frames of the same columns below each other, with text as categories."""
    some = [one for one in frames if len(one)] or list(frames[:1])
    if len(some) == 1:
        return some[0].reset_index(drop=True)
    texts = [
        name
        for name, dtype in some[0].dtypes.items()
        if name in (*TEXTS, "reden") and not pd.api.types.is_numeric_dtype(dtype)
    ]
    made = {
        name: _below(one[name] for one in some)
        if name in texts
        else np.concatenate([one[name].to_numpy() for one in some])
        for name in some[0].columns
    }
    return pd.DataFrame(made, copy=False)


def _below(columns: Iterable[pd.Series]) -> pd.Categorical[Any]:
    """Columns of text below each other."""
    number: dict[str, int] = {}
    found = []
    for codes, words in map(_coded, columns):
        new = np.array([number.setdefault(str(word), len(number)) for word in words], dtype=np.int64)
        found.append(new[codes])
    return from_codes(np.concatenate(found), list(number))


def _coded(column: pd.Series) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Number of the word in every cell, and the words: of a category also those that do not occur."""
    cells = column.array
    if isinstance(cells, pd.Categorical):
        return cells.codes, cells.categories.to_numpy(dtype=object)
    codes, words = pd.factorize(column.to_numpy(dtype=object))
    return codes, np.asarray(words, dtype=object)


def placed(column: pd.Series) -> tuple[Places, list[str]]:
    """Number of the word in every cell, and the words that occur, in order of the alphabet."""
    codes, every = _coded(column)
    there = np.flatnonzero(np.bincount(codes, minlength=len(every)))
    words = every[there].tolist()
    order = sorted(range(len(words)), key=words.__getitem__)
    number = np.zeros(len(every), dtype=np.int64)
    number[there[order]] = np.arange(len(order))
    return number[codes], [words[at] for at in order]


def by_word(column: pd.Series, values: Mapping[Any, Any]) -> npt.NDArray[Any]:
    """The value of the word in every cell; every word that occurs has one."""
    at, words = placed(column)
    return np.array([values[word] for word in words])[at]


@dataclass(frozen=True)
class Cells:
    """Rows that are about the same thing.

    Attributes:
        place: (rows,) number of that thing, in order of its words.
        first: (things,) its first row.
    """

    place: Places
    first: Places

    @staticmethod
    def of(rows: Frame, names: Sequence[str]) -> Cells:
        """Rows with the same words in some columns of text."""
        cell = np.zeros(len(rows), dtype=np.int64)
        for name in names:
            at, words = placed(rows[name])
            cell = cell * len(words) + at
        _, first, place = np.unique(cell, return_index=True, return_inverse=True)
        return Cells(place, first)

    def most(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """(things,) largest of a column of numbers; NaN does not count."""
        return self._of(np.fmax, column)

    def least(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """(things,) smallest of a column of numbers; NaN does not count."""
        return self._of(np.fmin, column)

    def _of(self, how: np.ufunc, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        order = np.argsort(self.place, kind="stable")
        starts = np.searchsorted(self.place[order], np.arange(len(self.first)))
        found: npt.NDArray[Any] = how.reduceat(column[order], starts)
        return found


def _cells(rows: Frame) -> tuple[Places, list[str], Places, list[str]]:
    """Row and column of every pair of a buurt and a period in a panel, with its keys and its codes, oldest first."""
    at, keys = placed(rows["buurt"])
    when, codes = placed(rows["periode"])
    order = sorted(range(len(codes)), key=lambda number: period(codes[number]).start)
    back = np.argsort(np.array(order, dtype=np.int64))
    return at, keys, back[when], [codes[number] for number in order]


@dataclass(frozen=True)
class Panel:
    """Two numbers per buurt and period.

    Attributes:
        keys: n keys of buurten and levels, in order of the alphabet.
        codes: T codes of periods, oldest first.
        first, second: (n, T); NaN = none.
    """

    keys: list[str]
    codes: list[str]
    first: Numbers
    second: Numbers

    @staticmethod
    def of(rows: Frame, first: Numbers, second: Numbers) -> Panel:
        """From rows with buurt and periode, at most one of each pair."""
        at, keys, when, codes = _cells(rows)
        wide = [np.full((len(keys), len(codes)), np.nan) for _ in range(2)]
        for table, values in zip(wide, (first, second), strict=True):
            table[at, when] = values
        return Panel(keys, codes, *wide)

    def of_years(self, rows: Frame) -> dict[int, Panel]:
        """Per year the part of this panel that its rows alone would give."""
        at, keys, when, codes = _cells(rows)
        there = np.zeros((len(keys), len(codes)), dtype=bool)
        there[at, when] = True
        jaren = np.array([year(code) for code in codes])
        found = {}
        for jaar in sorted(set(jaren.tolist())):
            columns = np.flatnonzero(jaren == jaar)
            lines = np.flatnonzero(there[:, columns].any(axis=1))
            cells = np.ix_(lines, columns)
            found[jaar] = Panel(
                [keys[one] for one in lines], [codes[one] for one in columns], self.first[cells], self.second[cells]
            )
        return found

    @staticmethod
    def joined(panels: Iterable[Panel]) -> Panel:
        """Panels of different periods beside each other."""
        every = list(panels)
        if len(every) == 1:
            return every[0]
        if all(one.keys == every[0].keys for one in every):
            return _side_by_side(every)
        keys = sorted({key for one in every for key in one.keys})
        codes = sorted({code for one in every for code in one.codes}, key=lambda code: period(code).start)
        row, column = ({word: at for at, word in enumerate(words)} for words in (keys, codes))
        wide = [np.full((len(keys), len(codes)), np.nan) for _ in range(2)]
        for one in every:
            place = np.ix_([row[key] for key in one.keys], [column[code] for code in one.codes])
            for table, values in zip(wide, (one.first, one.second), strict=True):
                table[place] = values
        return Panel(keys, codes, *wide)


def _side_by_side(panels: Sequence[Panel]) -> Panel:
    """Panels of the same buurten and other periods."""
    codes = [code for one in panels for code in one.codes]
    order = sorted(range(len(codes)), key=lambda number: period(codes[number]).start)
    first, second = (
        np.ascontiguousarray(np.concatenate([getattr(one, name) for one in panels], axis=1)[:, order])
        for name in ("first", "second")
    )
    return Panel(panels[0].keys, [codes[number] for number in order], first, second)
