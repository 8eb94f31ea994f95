"""A file that is offered on a page: counted, read in memory, and put in the audit log. Nothing of it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, Uitkomst, note, record
from buurtbeeld.deliveries.rules import Choice
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest import inspection
from buurtbeeld.ingest.parts import Inspection, Rules
from buurtbeeld.privacy.rates import check_rate
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated


def offer(
    engine: sa.Engine,
    user: User,
    data: bytes,
    name: str,
    rules: Callable[[], Rules],
    *,
    choice: Choice,
    per_uur: int,
    sessie: str = "",
) -> Inspection:
    """Read and check a file. The log gets its digest and what was said of it, never its name or contents.

    Args:
        rules: made when the file may be read.
        per_uur: how many files this account may offer in an hour.
        sessie: id of the session.

    Raises:
        PermissionDenied: this role does not deliver.
        BuurtbeeldError: E_TE_VEEL_LEVERINGEN.
        StorageError: it could not be written down; then it is not read either.
    """
    check_may(user, Action.PAGINA_AANLEVEREN)
    told: dict[str, Any] = {"wie": user.naam, "sessie": sessie, "programma": choice.programma}
    digest = hashlib.sha256(data).hexdigest()
    details: dict[str, str | int] = {"bron": choice.bron, "vorm": choice.formaat or "sjabloon", "bytes": len(data)}
    try:
        with translated(), engine.begin() as connection:
            record(connection, Event.LEVERING_AANGEBODEN, sha256=digest, details=details, **told)
            check_rate(connection, user, Event.LEVERING_AANGEBODEN, per_uur, sessie=sessie, written=True)
    except BuurtbeeldError as refused:
        too_often = details | {"reden": refused.code}
        note(engine, Event.LEVERING_AANGEBODEN, uitkomst=Uitkomst.GEWEIGERD, sha256=digest, details=too_often, **told)
        raise
    found = inspection.inspect(data, name, rules())
    if found.geweigerd:
        codes = sorted({one.code for one in found.meldingen if one.weigert})
        details |= {"codes": " ".join(codes), "meldingen": len(found.meldingen)}
        told["programma"] = found.programma or choice.programma
        note(engine, Event.LEVERING_GEWEIGERD, uitkomst=Uitkomst.GEWEIGERD, sha256=digest, details=details, **told)
    return found
