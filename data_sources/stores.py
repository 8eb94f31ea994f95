"""Composition root: both stores and the catalogue, opened once; what is accepted becomes a publication."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from buurtbeeld import publication
from buurtbeeld.audit import retention
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.deliveries import carrying, rounds
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.ingest import deliveries
from buurtbeeld.learning import uitrekenen as learning
from buurtbeeld.periods import now
from buurtbeeld.privacy import forgetting
from buurtbeeld.privacy.terms import load_privacy
from buurtbeeld.publication import Report
from buurtbeeld.settings import Settings
from buurtbeeld.sources import PublicTable
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import publication as publication_table
from buurtbeeld.storage.schema_published import source_attempt
from data_sources import registry, startset
from data_sources.outcome import Outcome


@dataclass
class Stores:
    """Both stores and the catalogue, opened once."""

    settings: Settings
    vault: sa.Engine = field(init=False)
    published: sa.Engine = field(init=False)
    read: dict[int, list[PublicTable]] = field(init=False, default_factory=dict)  # by delivery, in this run
    _catalog: Catalog | None = field(init=False, default=None)

    def __enter__(self) -> Stores:
        self.vault, self.published = open_vault(self.settings), open_published(self.settings)
        return self

    def __exit__(self, *_: object) -> None:
        self.vault.dispose()
        self.published.dispose()

    @property
    def catalog(self) -> Catalog:
        """The catalogue, read when first needed."""
        self._catalog = self._catalog or load_catalog(
            self.settings.config_dir, self.settings.programmas_dir, verzonnen=self.settings.verzonnen
        )
        return self._catalog

    def accept_startset(self) -> None:
        """Take in the embedded default; the second time nothing changes."""
        for bron in startset.BRON_BY_TABLE.values():
            answer = startset.fetch(self.catalog.bronnen[bron])
            assert answer is not None  # nothing was said to be known
            deliveries.accept(self.vault, self.settings.raw_dir, answer, by=startset.ORIGIN)

    def desk(self) -> Desk:
        """What delivering a file needs."""
        proef = self.settings.toegang == "proef"
        return Desk(self.vault, self.published, self.settings.raw_dir, self.catalog, proef)

    def publish(self, *, by: str, report: Report) -> int:
        """Carry over what happened to delivered files, and publish what is accepted."""
        carrying.carry(self.vault, self.published)
        known = registry.readers(self.catalog.bronnen.values())
        work = publication.Work(self.vault, self.published, self.settings.raw_dir, self.catalog, known, self.read)
        number = publication.publish(work, by=by, code_version=self.settings.code_version, report=report)
        # After the publication and apart from it: what goes wrong here takes no figure away.
        learning.ensure(self.published, self.catalog, number, report=lambda _, text: report(1.0, text))
        return number

    def is_behind(self) -> bool:
        """Whether something happened in the vault since the newest publication looked at it; no when there is none."""
        with translated(), self.published.connect() as connection:
            seen = connection.scalar(sa.select(sa.func.max(publication_table.c.high_water_mark)))
        with translated(), self.vault.connect() as connection:
            return seen is not None and deliveries.newest_event(connection) > int(seen)

    def is_due(self) -> bool:
        """Whether a correction that waited for its round may be published now."""
        with translated(), self.published.connect() as connection:
            return rounds.is_due(connection, now())

    def keep_terms(self) -> None:
        """Remove what is kept too long, and forget again who was forgotten before a backup was put back."""
        forgetting.replay(self.published, self.vault, self.settings.data_dir, wie="werker")
        retention.clear(self.published, load_privacy(self.settings.config_dir).bewaren, wie="werker")

    def write_down(self, outcomes: Iterable[Outcome]) -> None:
        """Remember every attempt; failures last, since the last attempt of a source is what a page shows."""
        now = datetime.now(UTC)
        rows = [
            {"bron": one.bron, "tabel": one.tabel, "at": now, "ok": one.ok, "code": one.code, "zin": one.zin}
            for one in sorted(outcomes, key=lambda outcome: not outcome.ok)
        ]
        if rows:
            with translated(), self.published.begin() as connection:
                connection.execute(sa.insert(source_attempt), rows)
