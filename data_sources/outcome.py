"""What became of one edition that was asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What became of one edition.

    Attributes:
        new: an answer came in that we did not have yet.
        gebieden: areas in it, 0 when nothing new came in.
        code, zin: error code, and in Dutch what happened and what to do, when it failed; else "".
        waar: host, table or column, for who has to repair it.
    """

    bron: str
    jaar: int
    tabel: str = ""
    new: bool = False
    gebieden: int = 0
    code: str = ""
    zin: str = ""
    waar: str = ""

    @property
    def ok(self) -> bool:
        """Whether the source answered well, with or without news."""
        return not self.code
