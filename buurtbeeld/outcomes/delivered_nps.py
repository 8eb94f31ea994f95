"""The figures of an NPS: the score, and three classes when each is large enough."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Status
from buurtbeeld.outcomes import margins as outcome_margins
from buurtbeeld.outcomes.delivered_shape import PLACE, Frame, Numbers, numbers, outwards, ratio, shaped
from buurtbeeld.outcomes.panels import Cells, from_codes, placed, stacked
from buurtbeeld.privacy import nps_classes, primary, rounding

NPS_CLASSES = {**dict.fromkeys(map(str, range(7)), "criticaster"), "7": "passief", "8": "passief",
               **dict.fromkeys(("9", "10"), "promotor"), "criticaster": "criticaster", "passief": "passief",
               "promotor": "promotor"}  # fmt: skip
CLASSES = ("criticaster", "passief", "promotor")


def whole_answers(rows: Frame) -> Frame:
    """The rows without counts of which a class was not delivered: how many were in it is not known, and never zero.

    Args:
        rows: of one indicator, with the scores or the classes as `uitsplitsing`.
    """
    classes = _class_of(rows)
    counted = classes >= 0
    if not counted.any():
        return rows
    (at, keys), (when, codes) = (placed(rows[name]) for name in PLACE)
    place = at * len(codes) + when
    there = np.zeros((len(keys) * len(codes), len(CLASSES)), dtype=bool)
    there[place[counted], classes[counted]] = True
    kept = ~counted | np.asarray(there.all(axis=1))[place]
    return rows if kept.all() else rows[kept]


def figures(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """The score in whole points, and its three classes when each is large enough; never the eleven counts.

    The number of answers is not shown where it would give a hidden class away, nor the score itself where that does.
    """
    rows = whole_answers(rows)
    secret = rows["status"].eq(Status.GEHEIM_BRON).to_numpy()
    direct = rows[rows["uitsplitsing"].eq("").to_numpy() & ~secret]
    withheld = rows[secret].drop_duplicates(PLACE).assign(uitsplitsing="")
    counted = (_class_of(rows) >= 0) & rows["teller"].notna().to_numpy()
    if len(withheld):  # of a score of which a part is withheld there is none
        counted &= ~_places(rows).isin(_places(withheld))
    made = [_direct(direct, drempel)]
    if counted.any():
        made += _counted(indicator, rows[counted], drempel)
    found = stacked(made)
    if len(direct) and counted.any():
        found = found.drop_duplicates([*PLACE, "uitsplitsing"])
    rest = withheld[~_places(withheld).isin(_places(found))] if len(withheld) else withheld
    if rest.empty:
        return found.reset_index(drop=True)
    nothing = np.full(len(rest), np.nan)
    empty = shaped(rest, outcome_margins.none(len(rest)), value=nothing, exact=nothing, gewicht=nothing, hidden=False)
    return stacked([found, empty])


def _class_of(rows: Frame) -> npt.NDArray[np.int64]:
    """Number of the class of every row; -1 = of no class."""
    group, words = placed(rows["uitsplitsing"])
    known = [CLASSES.index(NPS_CLASSES[one]) if one in NPS_CLASSES else -1 for one in words]
    return np.array(known, dtype=np.int64)[group]


def _places(rows: Frame) -> pd.Index:
    return pd.MultiIndex.from_frame(rows[PLACE].astype(object))  # pandas cannot match pairs of large categories


def _direct(rows: Frame, drempel: int) -> Frame:
    people = rows["noemer"].where(rows["noemer"].notna(), rows["n"]).to_numpy(dtype=float)
    (exact,) = numbers(rows, "waarde")
    # Of the classes nothing is known but what follows from score and number: that is what may be left.
    least = nps_classes.least_classes(exact, people)
    noemer, told = _said(np.round(exact), people, np.where(np.isfinite(least), least, 0.0), drempel)
    return shaped(
        rows,
        outcome_margins.none(len(rows)),
        value=np.round(exact),
        noemer=noemer,
        exact=exact,
        gewicht=people,
        hidden=told
        | primary.unknown_or_few(people, drempel)
        | primary.few_organisations(*numbers(rows, "n_bronnen", "grootste_aandeel")),
    )


def _counted(indicator: Indicator, rows: Frame, drempel: int) -> list[Frame]:
    cells, classes = Cells.of(rows, PLACE), _class_of(rows)
    wide = np.zeros((len(cells.first), len(CLASSES)))
    np.add.at(wide, (cells.place, classes), rows["teller"].to_numpy(dtype=float))
    base = rows.iloc[cells.first]
    below, _, above = wide.T
    people = wide.sum(axis=1)
    score = ratio(above - below, people, indicator.factor)
    few = np.asarray((wide < drempel).any(axis=1))
    few_organisations = primary.few_organisations(
        cells.least(rows["n_bronnen"].to_numpy(dtype=float)), cells.most(rows["grootste_aandeel"].to_numpy(dtype=float))
    )
    noemer, told = _said(np.round(score), people, wide, drempel)
    # With a class that is hidden a margin would give away its number.
    margins = outcome_margins.only_where(~few, outcome_margins.nps(above, below, people))
    total = shaped(
        _named(base, ""),
        outwards(margins, np.zeros(len(base), dtype=np.int64)),
        value=np.round(score),
        noemer=noemer,
        exact=score,
        gewicht=people,
        hidden=told | primary.too_few(people, drempel) | few_organisations,
    )
    few = few | few_organisations
    return [total, *(_class(_named(base, name), count, few) for name, count in zip(CLASSES, wide.T, strict=True))]


def _said(score: Numbers, people: Numbers, classes: Numbers, drempel: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The number of answers as it is shown, NaN where it would say too much; and whether the score itself does.

    Args:
        classes: (k, 3) how many there are, or how few there can be, in each.
    """
    shown = rounding.to_five(people)
    known = np.isfinite(score) & np.isfinite(shown)
    said, alone = np.ones(len(score), dtype=np.bool_), np.ones(len(score), dtype=np.bool_)
    said[known] = nps_classes.safe_with_number(score[known], shown[known], classes[known], drempel)
    close = known & ~said
    alone[close] = nps_classes.safe_alone(score[close], classes[close], drempel)
    return np.where(said, shown, np.nan), ~alone


def _named(base: Frame, name: str) -> Frame:
    return base.assign(uitsplitsing=from_codes(np.zeros(len(base), dtype=np.int8), [name]))


def _class(base: Frame, exact: Numbers, few: npt.NDArray[np.bool_]) -> Frame:
    shown, margins = rounding.to_five(exact), outcome_margins.none(len(base))
    return shaped(base, margins, value=shown, teller=shown, exact=exact, gewicht=exact, hidden=few)
