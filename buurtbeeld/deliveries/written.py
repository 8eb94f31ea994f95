"""What the audit log says of a file: before it is kept or taken back, and again when that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, Uitkomst, note
from buurtbeeld.errors import BuurtbeeldError, StorageError
from buurtbeeld.ingest.parts import Inspection
from buurtbeeld.roles import User


def told_of(user: User, found: Inspection) -> dict[str, Any]:
    """What the audit log says of a file: whose, of which source and buurt, how many rows, its digest; no name of it."""
    buurten = {row.buurt for row in found.rows}
    return {
        "wie": user.naam,
        "programma": found.programma,
        "buurt": buurten.pop() if len(buurten) == 1 else "",
        "aantal": found.gelezen,
        "sha256": found.sha256,
        "details": {"bron": " ".join(sorted({row.bron for row in found.rows})), "meldingen": len(found.meldingen)},
    }


@contextmanager
def written_down(published: sa.Engine, event: Event, **fields: Any) -> Iterator[None]:
    """Put an event in the log before it is done in the vault: nothing is kept or taken back that is not written down.

    The two stores have no transaction together. A process that dies in between leaves a line too many, never one too
    few; what fails gets a second line that says so.
    """
    note(published, event, **fields)
    try:
        yield
    except BuurtbeeldError as error:
        fields["details"] = fields.get("details", {}) | {"reden": error.code}
        with suppress(StorageError):  # the error itself is what the user must read
            note(published, event, uitkomst=Uitkomst.MISLUKT, **fields)
        raise
