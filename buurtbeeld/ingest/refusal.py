"""A file that is refused at once, because reading on is useless or not safe."""

from __future__ import annotations

from typing import Any, NoReturn

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Melding


class Refused(BuurtbeeldError):
    """Reading stops here.

    Attributes:
        melding: why.
    """

    def __init__(self, why: Melding) -> None:
        self.melding = why
        super().__init__(why.wat, doe=why.doe, code=why.code)


def refuse(code: str, *, rij: int | None = None, **words: Any) -> NoReturn:
    """Stop reading with this message.

    Raises:
        Refused: always.
    """
    raise Refused(melding(code, rij=rij, **words))
