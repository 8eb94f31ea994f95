"""The same empty village as for outcomes, on SQLite."""

from tests.outcomes.conftest import empty_stores, village

__all__ = ["empty_stores", "village"]
