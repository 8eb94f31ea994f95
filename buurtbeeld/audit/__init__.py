"""The audit log: who did what, when, on whose behalf, and how it ended. Never what a cell or a file held."""

from buurtbeeld.audit.checking import verify
from buurtbeeld.audit.log import Event, Uitkomst, note, record

__all__ = ["Event", "Uitkomst", "note", "record", "verify"]
