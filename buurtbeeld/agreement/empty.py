"""The agreement of a programma that delivered nothing yet: every reading with the reason why it has no number.

A page asks this, so it loads nothing that computes.
"""

from __future__ import annotations

from itertools import product

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import DEFINITIES, MATEN, VENSTERS, VERGELIJKINGEN, Agreement, Reading
from buurtbeeld.agreement.groups import NONE_STARTED, groups_of
from buurtbeeld.programma_schema import Programma


def nothing(programma: Programma) -> Agreement:
    """What can be said without any hours."""
    groups = groups_of(programma)
    reason = words.NO_HOURS if groups.transitie else NONE_STARTED
    how = words.methode(weighted=True)
    readings = tuple(
        Reading(*key, None, None, None, how, 0, 0, 0, words.TE_WEINIG, f"{reason} {words.told(*key)}")
        for key in product(DEFINITIES, VERGELIJKINGEN, MATEN, VENSTERS)
    )
    return Agreement(programma.code, "", "", "", "", "", readings, opmerkingen=groups.notes)
