"""The figures of an NPS: the score, and three classes when each is large enough."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Status
from buurtbeeld.outcomes import margins as outcome_margins
from buurtbeeld.outcomes.delivered_shape import KEPT, PLACE, Frame, Numbers, numbers, outwards, ratio, shaped
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
    classes = rows["uitsplitsing"].astype(object).map(NPS_CLASSES)
    counted = classes.notna().to_numpy()
    if not counted.any():
        return rows
    there = rows[PLACE].astype(object).assign(klasse=classes)[counted]
    complete = there.groupby(PLACE)["klasse"].nunique().eq(len(CLASSES))
    return rows[~counted | _places(rows.astype(dict.fromkeys(PLACE, object))).isin(complete[complete].index)]


def figures(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """The score in whole points, and its three classes when each is large enough; never the eleven counts.

    The number of answers is not shown where it would give a hidden class away, nor the score itself where that does.
    """
    rows = whole_answers(rows)
    rows = rows.astype({"buurt": object, "periode": object})  # pandas cannot match pairs of large categories
    classes = rows["uitsplitsing"].astype(object).map(NPS_CLASSES)
    direct = rows[rows["uitsplitsing"].eq("") & rows["status"].ne(Status.GEHEIM_BRON)]
    withheld = rows[rows["status"].eq(Status.GEHEIM_BRON)].drop_duplicates(PLACE).assign(uitsplitsing="")
    counts = rows[classes.notna() & rows["teller"].notna()].assign(klasse=classes)
    counts = counts[~_places(counts).isin(_places(withheld))]  # of a score of which a part is withheld there is none
    made = [_direct(direct, drempel)]
    if len(counts):
        made += _counted(indicator, counts, drempel)
    found = pd.concat([one for one in made if len(one)] or made).drop_duplicates([*PLACE, "uitsplitsing"])
    rest = withheld.merge(found[PLACE], how="left", indicator=True)
    rest = rest[rest["_merge"].eq("left_only")].drop(columns="_merge")
    if rest.empty:
        return found.reset_index(drop=True)
    nothing = np.full(len(rest), np.nan)
    empty = shaped(rest, outcome_margins.none(len(rest)), value=nothing, exact=nothing, gewicht=nothing, hidden=False)
    return pd.concat([one for one in (found, empty) if len(one)], ignore_index=True)


def _places(rows: Frame) -> pd.Index:
    return pd.MultiIndex.from_frame(rows[PLACE])


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
    wide = rows.pivot_table(index=PLACE, columns="klasse", values="teller", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=list(CLASSES), fill_value=0.0)
    kept = rows.groupby(PLACE)[["status", *KEPT]].first().reindex(wide.index).reset_index(drop=True)
    base = wide.index.to_frame(index=False).assign(**{str(name): kept[name].to_numpy() for name in kept})
    below, _, above = (wide[name].to_numpy(dtype=float) for name in wide.columns)
    people = wide.sum(axis=1).to_numpy(dtype=float)
    score = ratio(above - below, people, indicator.factor)
    few = np.asarray((wide.to_numpy(dtype=float) < drempel).any(axis=1))
    few_organisations = _few_organisations(rows, wide.index)
    noemer, told = _said(np.round(score), people, wide.to_numpy(dtype=float), drempel)
    # With a class that is hidden a margin would give away its number.
    margins = outcome_margins.only_where(~few, outcome_margins.nps(above, below, people))
    total = shaped(
        base.assign(uitsplitsing=""),
        outwards(margins, np.zeros(len(base), dtype=np.int64)),
        value=np.round(score),
        noemer=noemer,
        exact=score,
        gewicht=people,
        hidden=told | primary.too_few(people, drempel) | few_organisations,
    )
    few = few | few_organisations
    return [total, *(_class(base.assign(uitsplitsing=name), wide[name], few) for name in wide.columns)]


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


def _few_organisations(rows: Frame, places: pd.Index) -> npt.NDArray[np.bool_]:
    grouped = rows.groupby(PLACE)
    least, most = grouped["n_bronnen"].min().reindex(places), grouped["grootste_aandeel"].max().reindex(places)
    return primary.few_organisations(least.to_numpy(dtype=float), most.to_numpy(dtype=float))


def _class(base: Frame, count: pd.Series, few: npt.NDArray[np.bool_]) -> Frame:
    exact = count.to_numpy(dtype=float)
    shown, margins = rounding.to_five(exact), outcome_margins.none(len(base))
    return shaped(base, margins, value=shown, teller=shown, exact=exact, gewicht=exact, hidden=few)
