"""Every message about a delivered file: one stable code, one Dutch sentence, one thing to do.

Standard library only: the process that reads a file imports this.
"""

from __future__ import annotations

from collections.abc import Mapping

from buurtbeeld.ingest.parts import Melding

# code -> what is wrong, what to do. {words} are filled in by the check; never with a value that may be about a person.
MELDINGEN: Mapping[str, tuple[str, str]] = {
    "E_LEEG": ("Dit bestand is leeg.", "Vul het sjabloon in en lever het opnieuw aan."),
}


def melding(code: str, *, rij: int | None = None, kolom: str = "", cel: str = "", **words: object) -> Melding:
    """The message with this code, its sentence filled in with `words`.

    Raises:
        KeyError: the code is not in the table, or a word is missing.
    """
    wat, doe = MELDINGEN[code]
    return Melding(code, wat.format(**words), doe.format(**words), rij, kolom, cel)
