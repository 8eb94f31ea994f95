"""From delivered rows to figures that may be shown: hidden below the threshold, else rounded.

One function per kind of indicator, as in `indicators`: a frame of rows of one indicator in, a frame of figures out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.privacy import primary, rounding

HIDDEN = "Afgeschermd: het gaat om te weinig mensen."
WITHHELD = "De bron geeft dit cijfer niet vrij."
PERSONS = "personen"
NPS_CLASSES = {**dict.fromkeys(map(str, range(7)), "criticaster"), "7": "passief", "8": "passief",
               **dict.fromkeys(("9", "10"), "promotor"), "criticaster": "criticaster", "passief": "passief",
               "promotor": "promotor"}  # fmt: skip
_PLACE = ["buurt", "periode"]

Frame = pd.DataFrame


def published(indicator: Indicator, rows: Frame, *, drempel: int) -> Frame:
    """Figures of one indicator as they may be shown.

    Args:
        rows: one line per delivered row; columns buurt, periode, uitsplitsing, teller, noemer, waarde, n (float,
            NaN = none), status ("ok", "voorlopig", "geheim_bron").
        drempel: smallest number of persons that is shown.

    Returns:
        One line per figure; columns buurt, periode, uitsplitsing, value, teller, noemer (rounded, NaN = not shown),
        status (STATUS_ID), reden ("" when there is a value). A hidden figure has no number at all.
    """
    made = KINDS[indicator.soort](indicator, rows.reset_index(drop=True), drempel)
    withheld = made["status"].eq(Status.GEHEIM_BRON).to_numpy()
    hidden = made["hidden"].to_numpy(dtype=bool) & ~withheld
    gone = hidden | withheld | ~np.isfinite(made["value"].to_numpy(dtype=float))
    out = made[[*_PLACE, "uitsplitsing"]].copy()
    for name in ("value", "teller", "noemer"):
        out[name] = np.where(gone, np.nan, made[name].to_numpy(dtype=float))
    status = made["status"].map(STATUS_ID).to_numpy(dtype=np.int64)
    absent = np.where(withheld, STATUS_ID[Status.GEHEIM_BRON], STATUS_ID[Status.AFGESCHERMD])
    out["status"] = np.where(gone, absent, status)
    out["reden"] = np.where(withheld, WITHHELD, np.where(gone, HIDDEN, ""))
    return out


def _counted(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A number. Of persons: hidden when few, else to five. Of anything else, as actions: as it is."""
    number = rows["teller"].where(rows["teller"].notna(), rows["waarde"]).to_numpy(dtype=float)
    persons = indicator.teller is not None and indicator.teller.eenheid == PERSONS
    shown = rounding.to_five(number) if persons else number
    hidden = primary.too_few(number, drempel) if persons else np.zeros(len(rows), dtype=bool)
    return rows.assign(value=shown, teller=shown, noemer=np.nan, hidden=hidden)


def _share(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A share or a rate, from the rounded counts."""
    teller, noemer = (rows[name].to_numpy(dtype=float) for name in ("teller", "noemer"))
    few = primary.too_few(teller, drempel) | primary.too_few(noemer, drempel)
    if indicator.soort == "verhouding":
        few |= primary.rest_too_small(teller, noemer, drempel)
    above, below = rounding.to_five(teller), rounding.to_five(noemer)
    return rows.assign(value=rounding.share(above, below, indicator.factor), teller=above, noemer=below, hidden=few)


def _mean(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A ratio of sums: exact to three significant figures; the sum itself is never shown."""
    teller, noemer, given = (rows[name].to_numpy(dtype=float) for name in ("teller", "noemer", "waarde"))
    exact = np.full(teller.shape, np.nan)
    np.divide(teller * indicator.factor, noemer, out=exact, where=noemer > 0)
    exact = np.where(np.isfinite(exact), exact, given)
    hidden = primary.unknown_or_few(noemer, drempel)
    return rows.assign(value=rounding.significant(exact), teller=np.nan, noemer=rounding.to_five(noemer), hidden=hidden)


def _scale(_: Indicator, rows: Frame, drempel: int) -> Frame:
    """A mean score with one decimal, of at least `drempel` respondents."""
    people = rows["n"].where(rows["n"].notna(), rows["noemer"]).to_numpy(dtype=float)
    hidden = primary.unknown_or_few(people, drempel)
    value = np.round(rows["waarde"].to_numpy(dtype=float), 1)
    return rows.assign(value=value, teller=np.nan, noemer=rounding.to_five(people), hidden=hidden)


def _nps(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """The score in whole points, and its three classes when each is large enough; never the eleven counts."""
    classes = rows["uitsplitsing"].map(NPS_CLASSES)
    direct = rows[rows["uitsplitsing"].eq("") & rows["status"].ne(Status.GEHEIM_BRON)]
    withheld = rows[rows["status"].eq(Status.GEHEIM_BRON)].drop_duplicates(_PLACE).assign(uitsplitsing="")
    counts = rows[classes.notna() & rows["teller"].notna()].assign(klasse=classes)
    counts = counts[~_places(counts).isin(_places(withheld))]  # of a score of which a part is withheld there is none
    made = [_nps_direct(direct, drempel)]
    if len(counts):
        made += _nps_counted(indicator, counts, drempel)
    found = pd.concat(made).drop_duplicates([*_PLACE, "uitsplitsing"])
    rest = withheld.merge(found[_PLACE], how="left", indicator=True)
    rest = rest[rest["_merge"].eq("left_only")].drop(columns="_merge")
    empty = rest.assign(value=np.nan, teller=np.nan, noemer=np.nan, hidden=False)
    return pd.concat([found, empty], ignore_index=True)


def _places(rows: Frame) -> pd.Index:
    return pd.MultiIndex.from_frame(rows[_PLACE])


def _nps_direct(rows: Frame, drempel: int) -> Frame:
    people = rows["noemer"].where(rows["noemer"].notna(), rows["n"]).to_numpy(dtype=float)
    hidden = primary.unknown_or_few(people, drempel)
    value = np.round(rows["waarde"].to_numpy(dtype=float))
    return rows.assign(value=value, teller=np.nan, noemer=rounding.to_five(people), hidden=hidden)


def _nps_counted(indicator: Indicator, rows: Frame, drempel: int) -> list[Frame]:
    wide = rows.pivot_table(index=_PLACE, columns="klasse", values="teller", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=["criticaster", "passief", "promotor"], fill_value=0.0)
    status = rows.groupby(_PLACE)["status"].first().reindex(wide.index).to_numpy()
    people = wide.sum(axis=1).to_numpy(dtype=float)
    score = np.full(len(wide), np.nan)
    np.divide(
        indicator.factor * (wide["promotor"] - wide["criticaster"]).to_numpy(dtype=float),
        people,
        out=score,
        where=people > 0,
    )
    base = wide.index.to_frame(index=False).assign(status=status)
    few = np.asarray((wide.to_numpy(dtype=float) < drempel).any(axis=1))
    total = base.assign(
        uitsplitsing="",
        value=np.round(score),
        teller=np.nan,
        noemer=rounding.to_five(people),
        hidden=primary.too_few(people, drempel),
    )
    parts = [
        base.assign(
            uitsplitsing=name,
            value=rounding.to_five(wide[name].to_numpy(dtype=float)),
            teller=rounding.to_five(wide[name].to_numpy(dtype=float)),
            noemer=np.nan,
            hidden=few,
        )
        for name in wide.columns
    ]
    return [total, *parts]


KINDS: Mapping[str, Callable[[Indicator, Frame, int], Frame]] = {
    "aantal": _counted,
    "kwalitatief": _counted,
    "verhouding": _share,
    "rate": _share,
    "gemiddelde": _mean,
    "schaal": _scale,
    "nps": _nps,
}
