"""From delivered rows to figures that may be shown: hidden below the threshold, else rounded, with their margin.

One function per kind of indicator, as in `indicators`: a frame of rows of one indicator in, a frame of figures out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes import delivered_nps
from buurtbeeld.outcomes import margins as outcome_margins
from buurtbeeld.outcomes.delivered_shape import KEPT, PLACE, Frame, Numbers, complete, numbers, outwards, ratio, shaped
from buurtbeeld.outcomes.keys import HIDDEN, METHODS
from buurtbeeld.outcomes.panels import by_word, from_codes
from buurtbeeld.outcomes.periods import period
from buurtbeeld.privacy import primary, rounding

__all__ = ["HIDDEN", "KINDS", "METHODS", "WITHHELD", "published"]
WITHHELD = "De bron geeft dit cijfer niet vrij."
PERSONS, PRACTICES, DAYS = "personen", "praktijken", "dagen"
PEOPLE = (PERSONS, "deelnames")  # every deelname is somebody
FEWEST_TOLD = 5  # stories: of fewer one knows who told them
SUMS = ("uren", "euro", DAYS, "punten")  # what is measured, not counted: the sum is never shown
DAYS_PER_MONTH = 365.25 / 12
_LIMITS = ["lower", "upper", "lower_998", "upper_998"]
_SAFE = ["value", "teller", "noemer", *_LIMITS]


def published(indicator: Indicator, rows: Frame, *, drempel: int) -> Frame:
    """Figures of one indicator as they may be shown.

    Args:
        rows: one line per delivered row; columns buurt, periode, uitsplitsing, teller, noemer, waarde, n,
            som_kwadraten, n_bronnen, grootste_aandeel, phi (float, NaN = none), status ("ok", "voorlopig",
            "geheim_bron"), levering, gecorrigeerd.
        drempel: smallest number of persons that is shown.

    Returns:
        One line per figure; columns buurt, periode, uitsplitsing, value, teller, noemer (rounded, NaN = not shown),
        lower, upper, lower_998, upper_998 (NaN = no margin), methode (index of METHODS), status (STATUS_ID), reden
        ("" when there is a value), levering, gecorrigeerd; and for computing only, never to be stored: exact (the
        value before rounding) and gewicht (persons it rests on), NaN where the figure is hidden, and open (bool: the
        period is provisional, also where the figure is hidden). A hidden figure has no number at all.
    """
    made = KINDS[indicator.soort](indicator, complete(rows), drempel)
    withheld = made["status"].eq(Status.GEHEIM_BRON).to_numpy()
    hidden = made["hidden"].to_numpy(dtype=bool) & ~withheld
    hidden |= _holds_a_hidden_part(made, hidden) & ~withheld
    gone = hidden | withheld | ~np.isfinite(made["value"].to_numpy(dtype=float))
    out: dict[str, Any] = {name: made[name].array for name in (*PLACE, "uitsplitsing", *KEPT)}
    for name in (*_SAFE, "exact", "gewicht"):
        out[name] = np.where(gone, np.nan, made[name].to_numpy(dtype=float))
    out["methode"] = np.where(gone, 0, made["methode"].to_numpy(dtype=np.int64))
    out["open"] = made["status"].eq(Status.VOORLOPIG).to_numpy()
    status = by_word(made["status"], STATUS_ID)
    absent = np.where(withheld, STATUS_ID[Status.GEHEIM_BRON], STATUS_ID[Status.AFGESCHERMD])
    out["status"] = np.where(gone, absent, status)
    out["reden"] = from_codes(np.where(withheld, 2, np.where(gone, 1, 0)), ["", HIDDEN, WITHHELD])
    return pd.DataFrame(out, index=made.index, copy=False)


def _holds_a_hidden_part(made: Frame, hidden: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Longer periods that overlap a hidden one of the same figure: less what is shown they would give it away."""
    known = {str(code): period(str(code)) for code in made["periode"].unique()}
    out = np.zeros(len(made), dtype=bool)
    if len({one.soort for one in known.values()}) < 2 or not hidden.any():
        return out
    keys = list(zip(made["buurt"], made["uitsplitsing"], made["periode"].astype(str), strict=True))
    gone = {key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden}
    inside = {
        code: [other for other, part in known.items() if part.soort.months < one.soort.months and part.overlaps(one)]
        for code, one in known.items()
    }
    for at, (buurt, uitsplitsing, code) in enumerate(keys):
        out[at] = any((buurt, uitsplitsing, other) in gone for other in inside[code])
    return out


def with_spread(indicator: Indicator, figures: Frame, phi: Numbers) -> Frame:
    """Figures of a rate or a mean with margins that hold how much such figures scatter.

    Args:
        figures: as of `published`.
        phi: dispersion per figure; NaN = unknown.
    """
    value, teller, noemer = numbers(figures, "exact", "teller", "noemer")
    if indicator.soort == "rate" and not is_sum(indicator):
        if indicator.noemer is not None and indicator.noemer.eenheid == DAYS:
            return figures
        margins = outwards(outcome_margins.rate(teller, noemer, indicator.factor, phi), _decimals(noemer))
    else:
        known = outcome_margins.Margins(*(figures[name].to_numpy() for name in (*_LIMITS, "methode")))
        between = outwards(outcome_margins.mean(value, noemer, phi), rounding.decimals_of(value))
        margins = outcome_margins.first_known(known, between)
    return figures.assign(**margins.columns())


def _decimals(noemer: Numbers) -> npt.NDArray[np.int64]:
    """Decimals of a share or rate: none of a small group."""
    return np.where(noemer < rounding.SMALL_GROUP, 0, 1)


def is_sum(indicator: Indicator) -> bool:
    """Whether the teller is measured instead of counted, as hours."""
    return indicator.teller is not None and indicator.teller.eenheid in SUMS


def _counted(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A number. Of persons: hidden when few, else to five. Of practices: from three. Of deeds: as it is.

    A count is complete, so it has no margin. Of stories, from five.
    """
    number = rows["teller"].where(rows["teller"].notna(), rows["waarde"]).to_numpy(dtype=float)
    unit = "" if indicator.teller is None else indicator.teller.eenheid
    shown = rounding.to_five(number) if unit in PEOPLE else number
    least = {PRACTICES: primary.ORGANISATIONS} | dict.fromkeys(PEOPLE, drempel)
    hidden = primary.too_few(number, least.get(unit, FEWEST_TOLD if indicator.soort == "kwalitatief" else 0))
    if unit in PEOPLE:
        hidden |= _few_organisations(rows)
    margins = outcome_margins.none(len(rows))
    return shaped(rows, margins, value=shown, teller=shown, exact=number, gewicht=number, hidden=hidden)


def _share(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A share or a rate, and its margin, from the rounded counts."""
    teller, noemer, phi = numbers(rows, "teller", "noemer", "phi")
    if indicator.noemer is not None and indicator.noemer.eenheid == DAYS:
        return _of_days(indicator, rows, drempel)
    if is_sum(indicator):
        return _mean(indicator, rows, drempel)
    above, below = rounding.to_five(teller), rounding.to_five(noemer)
    made = (outcome_margins.share(above, below, indicator.factor) if indicator.soort == "verhouding"
            else outcome_margins.rate(above, below, indicator.factor, phi))  # fmt: skip
    return shaped(
        rows,
        outwards(made, _decimals(below)),
        value=rounding.share(above, below, indicator.factor),
        teller=above,
        noemer=below,
        exact=ratio(teller, noemer, indicator.factor),
        gewicht=noemer,
        hidden=too_few(indicator, rows, drempel),
    )


def too_few(indicator: Indicator, rows: Frame, drempel: int) -> npt.NDArray[np.bool_]:
    """Which rows of a share, a rate or a mean rest on too few people or organisations to be shown.

    Args:
        rows: as of `published`, with every column there.
    """
    teller, noemer, n = numbers(rows, "teller", "noemer", "n")
    few = _few_organisations(rows)
    if indicator.soort == "gemiddelde" or is_sum(indicator):
        least = _least(rows, drempel)
        return few | ~(noemer >= least) | (np.isfinite(n) & (n < least))
    if indicator.soort == "verhouding":
        few |= primary.rest_too_small(teller, noemer, drempel)
    return few | primary.too_few(teller, drempel) | primary.too_few(noemer, drempel)


def _of_days(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A share of days, as absence: not of independent persons, so without a margin; the days say how many persons."""
    teller, noemer = numbers(rows, "teller", "noemer")
    months = by_word(rows["periode"], {code: period(code).soort.months for code in rows["periode"].unique()})
    persons = noemer / (DAYS_PER_MONTH * months)
    exact = ratio(teller, noemer, indicator.factor)
    hidden = ~(persons >= _least(rows, drempel)) | _few_organisations(rows)
    margins = outcome_margins.none(len(rows))
    return shaped(rows, margins, value=np.round(exact, 1), exact=exact, gewicht=persons, hidden=hidden)


def _mean(indicator: Indicator, rows: Frame, drempel: int) -> Frame:
    """A ratio of sums: exact to three significant figures; the sum itself is never shown."""
    teller, noemer, given, n, squares, phi = numbers(rows, "teller", "noemer", "waarde", "n", "som_kwadraten", "phi")
    exact = ratio(teller, noemer, indicator.factor)
    exact = np.where(np.isfinite(exact), exact, given)
    margins = outcome_margins.first_known(
        outcome_margins.sampled(exact, n, squares), outcome_margins.mean(exact, rounding.to_five(noemer), phi)
    )
    return shaped(
        rows,
        outwards(margins, rounding.decimals_of(exact)),
        value=rounding.significant(exact),
        noemer=rounding.to_five(noemer),
        exact=exact,
        gewicht=noemer,
        hidden=too_few(indicator, rows, drempel),
    )


def _scale(_: Indicator, rows: Frame, drempel: int) -> Frame:
    """A mean score with one decimal, of at least `drempel` respondents."""
    exact, squares = numbers(rows, "waarde", "som_kwadraten")
    people = rows["n"].where(rows["n"].notna(), rows["noemer"]).to_numpy(dtype=float)
    return shaped(
        rows,
        outwards(outcome_margins.sampled(exact, people, squares), np.ones(len(rows), dtype=np.int64)),
        value=np.round(exact, 1),
        noemer=rounding.to_five(people),
        exact=exact,
        gewicht=people,
        hidden=primary.unknown_or_few(people, drempel) | _few_organisations(rows),
    )


def _least(rows: Frame, drempel: int) -> Numbers:
    """Fewest persons behind a mean: twice the threshold unless the file says that nobody dominates it."""
    known = np.isfinite(rows["grootste_aandeel"].to_numpy(dtype=float))
    return np.where(known, float(drempel), 2.0 * drempel)


def _few_organisations(rows: Frame) -> npt.NDArray[np.bool_]:
    return primary.few_organisations(*numbers(rows, "n_bronnen", "grootste_aandeel"))


KINDS: Mapping[str, Callable[[Indicator, Frame, int], Frame]] = {
    "aantal": _counted,
    "kwalitatief": _counted,
    "verhouding": _share,
    "rate": _share,
    "gemiddelde": _mean,
    "schaal": _scale,
    "nps": delivered_nps.figures,
}
