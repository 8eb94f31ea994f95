"""How fresh each open source is, and what went wrong since."""

from __future__ import annotations

from buurtbeeld.answers import SourceState
from buurtbeeld.places import Look
from buurtbeeld.sources import STARTSET
from buurtbeeld.storage import reading


def of(look: Look) -> tuple[SourceState, ...]:
    """Every open source of figures in the catalogue, loaded or not; borders say their year on the map itself."""
    failing = reading.failures(look.connection)
    states = []
    for code, spec in look.catalog.bronnen.items():
        if spec.soort != "open":
            continue
        parts = look.snapshot.parts.get(code, ())
        zin, since = failing.get(code, ("", None))
        states.append(
            SourceState(
                bron=code,
                bron_naam=spec.naam,
                edities=tuple(part.jaar for part in parts),
                gebieden=parts[0].areas if parts else 0,
                fetched_at=parts[0].fetched_at if parts else None,
                startset=bool(parts) and parts[0].origin == STARTSET,
                laatste_fout=zin,
                fout_sinds=since,
            )
        )
    return tuple(states)
