"""Rows of some indicators of one source, read only when somebody needs them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from buurtbeeld.outcomes.panels import Frame
from buurtbeeld.outcomes.rows import Source, Year


@dataclass(frozen=True)
class SomeRows:
    """What is published of some indicators of a source.

    Attributes:
        source: as of `rows.sources`.
        indicatoren: which of them.
    """

    source: Source
    indicatoren: frozenset[str]

    @staticmethod
    def of(source: Source, indicatoren: Collection[str]) -> SomeRows | None:
        """Those of a source; None when it delivered none of them."""
        found = SomeRows(source, frozenset(indicatoren))
        return found if found.years else None

    @property
    def years(self) -> list[Year]:
        """Years in which one of them occurs, oldest first."""
        return [one for one in self.source.years if not self.indicatoren.isdisjoint(one.indicatoren)]

    @property
    def som(self) -> str:
        """Checksum: while it is the same, so are the rows. Other rows of the same years change it too."""
        return hashlib.sha256(repr([(one.jaar, one.som) for one in self.years]).encode()).hexdigest()

    def rows(self) -> Frame:
        """The rows themselves, as of `Source.rows`.

        Raises:
            StorageError: the vault cannot be read or written.
        """
        return self.source.rows(indicatoren=self.indicatoren)
