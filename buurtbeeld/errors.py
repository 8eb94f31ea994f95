"""Deliberate errors: what happened, where, and what to do, in Dutch, with a stable code."""

from __future__ import annotations


class BuurtbeeldError(Exception):
    """An error that a user may read: a stable code and one or more Dutch sentences.

    Attributes:
        code: stable code, e.g. "E_BRON_SCHEMA"; documented in docs/beheer.md.
        wat: what happened, one sentence.
        waar: where (host, table, column, file, row), or "".
        doe: what the reader can do, one sentence, or "".
    """

    code = "E_ONBEKEND"

    def __init__(self, wat: str, *, waar: str = "", doe: str = "", code: str | None = None) -> None:
        self.wat, self.waar, self.doe = wat, waar, doe
        self.code = code or type(self).code
        super().__init__(" ".join(part for part in (wat, waar, doe) if part))


class ConfigError(BuurtbeeldError):
    """A file in config/ is wrong: names file, key and repair. The app refuses to start."""

    code = "E_CONFIG"


class SourceError(BuurtbeeldError):
    """A source did not answer, or answered something we refuse. Nothing was stored."""

    code = "E_BRON"


class StorageError(BuurtbeeldError):
    """A store could not be opened, read or written."""

    code = "E_OPSLAG"


class PermissionDenied(BuurtbeeldError):
    """The role does not allow this; the sentence says who can help."""

    code = "E_NIET_BEVOEGD"


class NotFound(BuurtbeeldError):
    """The asked buurt, gebied or indicator does not exist in the current publication."""

    code = "E_NIET_GEVONDEN"
