"""What publishing and reading delivered figures agree on: keys of levels, margins, windows. Light to import."""

from __future__ import annotations

from datetime import date

from buurtbeeld.periods import Periode, PeriodeSoort

HIDDEN = "Afgeschermd: het gaat om te weinig mensen."
PROGRAMMA = "programma:"  # key of the whole programma, where the key of a buurt stands
PARTNER = "partner:"
GROEP = "groep:vergelijking"  # the buurten to compare with, together
SMALL_GROUP = 200  # people below which a percentage is published whole: as privacy.rounding has it
FEWEST = 10  # buurten behind a figure of the group
BEFORE, AFTER = 12, 6  # periods of the nulmeting, and of what is put beside it
YEARLY = (PeriodeSoort.JAAR, PeriodeSoort.TWAALFMAANDS)
# How a margin was made; a stored figure holds the index.
METHODS = (
    "",
    "Wilson",
    "Byar",
    "Byar, overdispersie meegenomen",
    "t-verdeling",
    "geschat uit spreiding tussen perioden",
    "Agresti-Min",
)  # fmt: skip


def is_before(periode: Periode, start: date, *, once: bool) -> bool:
    """Whether a period counts as before the start of a buurt.

    Args:
        once: a questionnaire at the start and at the end: also the period in which the buurt starts.
    """
    return periode.start <= start if once else periode.eind <= start


def partner_key(partner: str) -> str:
    """The key under which figures of a partner are published."""
    return f"{PARTNER}{partner}"


def is_level(sleutel: str) -> bool:
    """Whether a key is one of a level above the buurten; no key of a buurt has a colon."""
    return ":" in sleutel
