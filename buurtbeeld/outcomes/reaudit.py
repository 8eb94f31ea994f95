"""The whole audit once more: everything that was ever shown of figures that hang together, against the exact rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.outcomes import disclosure, shown_before
from buurtbeeld.outcomes import rows as outcome_rows
from buurtbeeld.outcomes.disclosure_kin import families
from buurtbeeld.outcomes.disclosure_near import Beside
from buurtbeeld.outcomes.rows import Source
from buurtbeeld.privacy.secondary import Violation

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Reaudited:
    """What was found of one indicator from one source.

    Attributes:
        getoond: rows of knowledge that were ever published.
        beschermd: sums of too few people that were looked at.
        herleidbaar: those that follow from what was published, and for whom.
    """

    bron: str
    indicator: str
    getoond: int
    beschermd: int
    herleidbaar: tuple[Violation, ...]


def reaudit(vault: sa.Engine, catalog: Catalog, closings: Closings, *, report: Report) -> Iterator[Reaudited]:
    """Audit every source again, over all its periods and publications.

    Args:
        report: hears a share (0..1) and a Dutch sentence before each indicator.

    Raises:
        StorageError: the vault cannot be read.
        ContradictionError: what was shown is not true of the rows.
    """
    sources = list(outcome_rows.sources(vault, catalog, closings))
    for number, source in enumerate(sources):
        before = shown_before.load(vault, source.block, [one.jaar for one in source.years])
        for at, code in enumerate(sorted(before.said)):
            share = (number + at / len(before.said)) / len(sources)
            report(share, f"{catalog.bronnen[source.block[1]].naam}: {catalog.indicatoren[code].naam}")
            yield _again(source, catalog, code, before)


def _again(source: Source, catalog: Catalog, code: str, before: shown_before.Before) -> Reaudited:
    said = before.of(code)
    delivered = {one for year in source.years for one in year.indicatoren}
    kin = families(catalog.indicatoren[one] for one in delivered)[code]
    beside = [Beside(one, source.rows(indicatoren=[one.code]), before.of(one.code)) for one in kin]
    places = disclosure.places_of(catalog, source.block[0])
    rows = source.rows(indicatoren=[code])
    protected, found = disclosure.follows(
        catalog.indicatoren[code], rows, places, drempel=catalog.app.drempel, said=said, beside=beside
    )
    return Reaudited(source.block[1], code, len(said.rows), protected, tuple(found))
