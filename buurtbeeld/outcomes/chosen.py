"""Which delivered row of a figure is published, whether it was corrected, and what waits. Vectorised.

The same rule at every moment: what counted at the cut-off of the buurt (see `round_term`), and of a figure that did not
count then the first row that was accepted after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.ingest.counting import KEY, NUMBERS, Event

Frame = pd.DataFrame
Array = np.ndarray
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EVER, NEVER = np.iinfo(np.int64).max, np.iinfo(np.int64).min  # cut-offs after and before everything
AT_ONCE = 200_000  # figures looked back on at once: bounds the memory when everything was delivered twice


@dataclass(frozen=True)
class Chosen:
    """What is published of one source.

    Attributes:
        rows: the published row of every figure, in the columns of counting.ROW; and gecorrigeerd: an earlier
            publication had other numbers.
        waiting: per buurt with something that waits for its round: buurt, aantal (of buurt, indicator and period
            together) and sinds (moment of the first).
    """

    rows: Frame
    waiting: Sequence[tuple[str, int, datetime]]


def choose(rows: Frame, events: Sequence[Event], closings: Closings) -> Chosen:
    """Choose the rows that are published now.

    Args:
        rows: every row of every delivery of one source, in the columns of counting.ROW, numbers as float.
        events: what happened to those deliveries.
        closings: the closed rounds, and the moment it is.
    """
    rows = rows.reset_index(drop=True)
    mine = _History(rows, _frame(events), closings)
    standing = _standing(mine.delivery, mine.cutoff, mine.events)
    shown = _best(mine.key, standing)
    counts = _best(mine.key, _standing(mine.delivery, np.full(len(rows), EVER), mine.events))
    corrected = np.zeros(len(shown), dtype=bool)
    for some in _several(mine, shown):
        corrected[_had_another(mine, shown, some)] = True
    there = np.flatnonzero(shown >= 0)
    published = rows.iloc[shown[there]].assign(gecorrigeerd=corrected[there])
    late = np.flatnonzero((shown != counts) & ~_same(mine, shown, counts))
    return Chosen(published.reset_index(drop=True), _waiting(mine, late, shown, standing) if len(late) else [])


class _History:
    """Rows as arrays. A figure is a number from 0 up; moments are microseconds since 1970."""

    def __init__(self, rows: Frame, events: Frame, closings: Closings) -> None:
        self.rows, self.events, self.closings = rows, events, closings
        self.key = _numbered(rows, KEY)
        self.delivery = rows["delivery_id"].to_numpy(dtype=np.int64)
        self.buurt, names = pd.factorize(rows["buurt"])
        self.names = [str(name) for name in names]
        cutoffs = [_micros(closings.cutoff(name)) for name in self.names]
        self.cutoff = np.array(cutoffs, dtype=np.int64)[self.buurt]

    @cached_property
    def values(self) -> Array:
        """What every row says; only needed when something was delivered again."""
        status = pd.factorize(self.rows["status"])[0].astype(float)
        return np.column_stack([self.rows[list(NUMBERS)].to_numpy(dtype=float), status])

    def of(self, figures: Array) -> Array:
        """Places of every row of some figures."""
        wanted = np.zeros(self.key.max(initial=-1) + 1, dtype=bool)
        wanted[figures] = True
        return np.flatnonzero(wanted[self.key])

    def happened(self, places: Array) -> Frame:
        """Every event of the deliveries of some rows: place, key, buurt, event_id, accepted, at."""
        asked = pd.DataFrame(
            {
                "place": places,
                "key": self.key[places],
                "buurt": self.buurt[places],
                "delivery_id": self.delivery[places],
            }
        )
        return asked.merge(self.events, on="delivery_id")


def _frame(events: Sequence[Event]) -> Frame:
    made = pd.DataFrame(events, columns=["delivery_id", "event_id", "accepted", "at"])
    made["at"] = np.array([_micros(moment) for moment in made["at"]], dtype=np.int64)
    return made.astype({"accepted": bool, "event_id": np.int64, "delivery_id": np.int64})


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _numbered(rows: Frame, names: Sequence[str]) -> Array:
    """The combinations of some columns, as numbers from 0 up."""
    code = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        part, known = pd.factorize(rows[name])
        code = code * max(len(known), 1) + part
    found: Array = pd.factorize(code)[0]
    return found


def _standing(delivery: Array, cutoff: Array, events: Frame) -> Array:
    """How a row stands at a moment: the highest of a figure is published.

    Returns:
        The number of the event by which its delivery counted at `cutoff`; else less than zero: minus the number of the
        event by which it was accepted first after that; else 0, for a row that never counted again.
    """
    when, moments = pd.factorize(cutoff)
    pair, distinct = pd.factorize(delivery * (len(moments) + 1) + when)
    asked = pd.DataFrame({"delivery_id": distinct // (len(moments) + 1), "pair": np.arange(len(distinct))})
    asked["cutoff"] = moments[distinct % (len(moments) + 1)] if len(distinct) else np.array([], dtype=np.int64)
    seen = asked.merge(events, on="delivery_id").sort_values("event_id", kind="stable")
    before = seen["at"].to_numpy() <= seen["cutoff"].to_numpy()
    found = np.zeros(len(distinct), dtype=np.int64)
    later = seen[~before & seen["accepted"].to_numpy()].drop_duplicates("pair", keep="first")
    found[later["pair"]] = -later["event_id"].to_numpy()
    last = seen[before].drop_duplicates("pair", keep="last")
    last = last[last["accepted"]]
    found[last["pair"]] = last["event_id"].to_numpy()
    stands: Array = found[pair]
    return stands


def _best(key: Array, standing: Array) -> Array:
    """Per figure the place of its row that stands highest; -1 when none stands."""
    found = np.full(key.max(initial=-1) + 1, -1, dtype=np.int64)
    there = np.flatnonzero(standing != 0)
    order = there[np.argsort(standing[there], kind="stable")]
    found[key[order]] = order  # of the same figure the last one stays
    return found


def _same(mine: _History, one: Array, other: Array) -> Array:
    """Whether two rows say the same; a row (-1) that is not there is not the same as one that is."""
    same: Array = one == other
    both = ~same & (one >= 0) & (other >= 0)
    if not both.any():
        return same
    first, second = mine.values[one[both]], mine.values[other[both]]
    same[both] = ((first == second) | (np.isnan(first) & np.isnan(second))).all(axis=1)
    return same


def _several(mine: _History, shown: Array) -> Iterator[Array]:
    """Figures of which some row says something else than the one that is published, in portions."""
    often = np.flatnonzero(np.bincount(mine.key, minlength=len(shown))[mine.key] > 1)
    other = often[~_same(mine, often, shown[mine.key[often]])]
    figures = np.unique(mine.key[other])
    figures = figures[shown[figures] >= 0]
    for start in range(0, len(figures), AT_ONCE):
        yield figures[start : start + AT_ONCE]


def _had_another(mine: _History, shown: Array, figures: Array) -> Array:
    """Those of some figures that were ever published with other numbers than now.

    A figure can only have changed at a cut-off after something happened to it, so it is enough to look at those.
    """
    places = mine.of(figures)
    asked = pd.concat(
        [_cutoffs(mine, mine.happened(places)), pd.DataFrame({"key": figures, "cutoff": NEVER})], ignore_index=True
    ).drop_duplicates(ignore_index=True)
    asked["question"] = np.arange(len(asked))
    rows = asked.merge(pd.DataFrame({"key": mine.key[places], "place": places}), on="key")
    place = rows["place"].to_numpy()
    best = _best(rows["question"].to_numpy(), _standing(mine.delivery[place], rows["cutoff"].to_numpy(), mine.events))
    best = best[best >= 0]
    key, was = rows["key"].to_numpy()[best], place[best]
    changed: Array = np.unique(key[~_same(mine, was, shown[key])])
    return changed


def _cutoffs(mine: _History, happened: Frame) -> Frame:
    """Per figure and event the first cut-off at which it was published: key, cutoff."""
    moments = happened[["buurt", "at"]].drop_duplicates()
    found = [
        mine.closings.published_at(mine.names[buurt], EPOCH + int(at) * MICROSECOND)
        for buurt, at in moments.itertuples(index=False)
    ]
    moments["cutoff"] = [NEVER if moment is None else _micros(moment) for moment in found]
    return happened.merge(moments, on=["buurt", "at"])[["key", "cutoff"]].drop_duplicates()


def _waiting(mine: _History, figures: Array, shown: Array, standing: Array) -> list[tuple[str, int, datetime]]:
    """Per buurt how much waits, and since when."""
    places = mine.of(figures)
    happened = mine.happened(places)
    place, key = happened["place"].to_numpy(), happened["key"].to_numpy()
    shown_by = np.maximum(-standing[shown[key]], 0)  # of a first figure the event that published it does not wait
    later = (happened["at"].to_numpy() > mine.cutoff[place]) & (happened["event_id"].to_numpy() > shown_by)
    since = happened[later].groupby("buurt")["at"].min()
    about = mine.rows.iloc[places][["buurt", "indicator", "periode"]].drop_duplicates()
    count = about["buurt"].value_counts()
    return [
        (mine.names[buurt], int(count[mine.names[buurt]]), EPOCH + int(at) * MICROSECOND) for buurt, at in since.items()
    ]
