"""Everything about the agreement of one programma, from delivered rows to what is stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np

from buurtbeeld.agreement import lines, sensitivity
from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import Agreement
from buurtbeeld.agreement.design import Older
from buurtbeeld.agreement.groups import Groups, groups_of
from buurtbeeld.agreement.measures import Source, chosen, others
from buurtbeeld.agreement.panel import Rows, complete_until
from buurtbeeld.agreement.readings import Side, number, readings, side
from buurtbeeld.agreement.values import Value
from buurtbeeld.agreement.watch import watched
from buurtbeeld.catalog import Catalog
from buurtbeeld.outcomes.figures import HOURS
from buurtbeeld.periods import add_months
from buurtbeeld.statistics.index_numbers import percent
from buurtbeeld.statistics.two_groups import smallest_visible

HORIZON = 36
MEASURED = {"afgeleid": "De uren zijn berekend uit euro’s en een tarief.", "gemeten": "De uren zijn gemeten."}


def agreement(rows: Rows, catalog: Catalog, programma: str, older: Older) -> Agreement:
    """The agreement as it is published.

    Args:
        rows: per source the rows of this programma that are published.
        older: inhabitants of 65 and older per buurt and year.
    """
    whole, source, groups = brief(rows, catalog, programma, older)
    return whole if source is None else _more(whole, rows, source, groups)


def brief(rows: Rows, catalog: Catalog, programma: str, older: Older) -> tuple[Agreement, Source | None, Groups]:
    """Every reading and what is watched, without what is told about them; and what they were made of."""
    groups = groups_of(catalog.programmas[programma])
    indicator = catalog.indicatoren[HOURS]
    source = chosen(rows, groups, older, indicator.bron) if groups.transitie else None
    meting = _meting(catalog, source)
    context = " ".join(filter(None, (_from(catalog, source), MEASURED.get(meting, ""), *groups.notes)))
    every = readings(source, groups, context)
    whole = Agreement(
        programma, source.panel.bron if source else "", meting, source.panel.soort.value if source else "",
        _until(source, groups), _end(groups), every, bewaking=watched(rows, catalog, groups),
        opmerkingen=groups.notes,
    )  # fmt: skip
    return whole, source, groups


def _more(whole: Agreement, rows: Rows, source: Source, groups: Groups) -> Agreement:
    """What is told beside the readings, as far as there is a number."""
    one = side(source, groups, "per_client", "niet_transitie")
    plain = replace(whole, lijn=lines.index_lines(source, groups), vooruit=sensitivity.ahead(one))
    if one.design is not None:
        notes = (*whole.opmerkingen, *one.design.notes)
        plain = replace(plain, opmerkingen=notes, per_partner=one.design.clusters is not None)
    if one.reason:
        return plain
    study = one.studied
    known = isinstance(number(one, "relatief", "laatste_12_maanden"), Value)
    return replace(
        plain,
        gevoeligheid=sensitivity.variants(source, groups, others(rows, source.older, source)),
        sinds_start=lines.since_start(study.after()),
        ontbinding=lines.decomposition(source, groups, study) if known else (),
        balans=lines.balance(source, study),
        kleinste=_smallest(one),
        vooraf=sensitivity.past(study),
        anders=sensitivity.others(study) if known else (),
    )


def _smallest(one: Side) -> float | None:
    found = one.effect("laatste_12_maanden")
    size = np.nan if found is None else smallest_visible(found.beside)
    return abs(round(percent(-size), 1)) if np.isfinite(size) else None


def _from(catalog: Catalog, source: Source | None) -> str:
    if source is None:
        return ""
    return f"Bron: {catalog.bronnen[source.panel.bron].naam}, {words.PER[source.panel.soort]}."


def _meting(catalog: Catalog, source: Source | None) -> str:
    if source is None:
        return ""
    indicator = catalog.indicatoren[HOURS]
    other = next((one.meting for one in indicator.ook_van if one.bron == source.panel.bron), None)
    return str(other or indicator.meting or "")


def _until(source: Source | None, groups: Groups) -> str:
    """Code of the last period that counts."""
    if source is None:
        return ""
    keys = [one.sleutel for one in (*groups.transitie, *groups.vergelijking)]
    until = complete_until(source.panel, keys)
    return source.panel.periods[until - 1].code if until else ""


def _end(groups: Groups) -> str:
    """Month in which most transitiebuurten have had 36 months, as yyyy-mm."""
    ends = Counter(_month(add_months(one.start.replace(day=1), HORIZON)) for one in groups.transitie if one.start)
    if not ends:
        return ""
    ordered = sorted(ends.elements())
    return ordered[len(ordered) // 2]


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02d}"
