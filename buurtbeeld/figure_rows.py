"""From a stored row to a Figure that says what it is, where it comes from, or why it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.indicator_parts import METHODS
from buurtbeeld.model import STATUS_BY_ID, Figure, Origin, Plek, Status
from buurtbeeld.places import Look
from buurtbeeld.sources import STARTSET, SourceSpec
from buurtbeeld.storage.reading import FigureRow, PartRow, Snapshot


@dataclass(frozen=True)
class FigureMaker:
    """Turns stored rows into figures. `ids`: indicator code -> id in the store."""

    snapshot: Snapshot
    bronnen: Mapping[str, SourceSpec]

    @staticmethod
    def of(look: Look) -> FigureMaker:
        """A maker for one look into the store."""
        return FigureMaker(look.snapshot, look.catalog.bronnen)

    @property
    def ids(self) -> Mapping[str, int]:
        """Indicator code -> id in the store."""
        return self.snapshot.ids

    def figure(self, row: FigureRow, part: PartRow, indicator: Indicator, code: str, naam: str) -> Figure:
        """One published figure with its origin."""
        methode, rule = METHODS[row.methode], indicator.samenstellen
        return Figure(
            indicator=indicator.code,
            gebied=code,
            gebied_naam=naam,
            jaar=part.jaar,
            value=row.value,
            status=STATUS_BY_ID[row.status],
            eenheid=indicator.eenheid,
            reden="" if row.reason_id is None else self.snapshot.reasons[row.reason_id],
            lower=row.lower,
            upper=row.upper,
            methode=methode,
            benadering=methode == "gewogen" and rule is not None and rule.benadering,
            lager=row.lager,
            vergeleken=row.vergeleken,
            origin=self.origin(part),
        )

    def origin(self, part: PartRow) -> Origin:
        """Where the figures of one part come from."""
        spec = self.bronnen[part.bron]
        return Origin(
            bron=part.bron,
            bron_naam=spec.naam,
            tabel=part.tabel,
            licentie=spec.licentie,
            url=spec.url.format(tabel=part.tabel),
            peiljaar=part.jaar,
            source_version=part.source_version,
            fetched_at=part.fetched_at,
            sha256=part.sha256,
            raw_file=part.raw_file,
            levering=part.levering,
            publicatie=self.snapshot.publicatie,
        )


def missing(indicator: Indicator, plek: Plek, parts: Sequence[PartRow], bronnen: Mapping[str, SourceSpec]) -> Figure:
    """A figure that no loaded table has for this plek, with the reason.

    Args:
        parts: loaded parts of the indicator's source that were looked in, newest first.
    """
    naam = bronnen[indicator.bron].naam
    if not parts:
        reden = f"Dit cijfer is nog niet geladen. Het komt uit: {naam}."
    elif parts[0].origin == STARTSET:
        reden = "Dit cijfer zit niet in de startset. Het komt erbij als de cijfers van CBS en RIVM zijn geladen."
    else:
        reden = f"{bronnen[parts[0].bron].houder} heeft dit cijfer over {parts[0].jaar} (nog) niet gepubliceerd."
    return Figure(
        indicator=indicator.code,
        gebied=plek.gebieden[0].code if not plek.samengesteld else f"{plek.programma}:{plek.sleutel}",
        gebied_naam=plek.naam,
        jaar=parts[0].jaar if parts else 0,
        value=None,
        status=Status.NIET_GELEVERD,
        eenheid=indicator.eenheid,
        reden=reden,
    )
