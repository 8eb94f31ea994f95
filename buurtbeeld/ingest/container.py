"""What can be seen from the outside of a file: its size, its name, and by its bytes what kind it is.

The name only ever gives a warning about the kind: what stands in the file decides.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Melding
from buurtbeeld.ingest.refusal import refuse

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 150
ENDINGS = {"csv": "csv", "txt": "csv", "xlsx": "xlsx", "ods": "ods"}
# Cc control, Cf format (bidi, zero width), Cs half a pair, Zl and Zp line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[\w(][\w ()+,.&'=@#%!-]*")
ZIP, EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Starts of files that people send by mistake, or on purpose: documents, pages, programs, archives, objects of Python.
_OTHER = re.compile(
    rb"%PDF|\{\\rtf|<[!?a-zA-Z]|[{\[]\s*[\"{\[]|\xd0\xcf\x11\xe0|MZ[^\w;,]|\x7fELF|\x1f\x8b|PAR1|SQLite format|GIF8"
    rb"|\x89PNG|\xff\xd8\xff|7z\xbc\xaf|Rar!|PK[\x01-\x08]|BZh[1-9]|\xfd7zXZ|ARROW1|\x80[\x02-\x05]"
    rb"|c(?:os|posix|nt|builtins|__builtin__|subprocess)\n|\([dl]p?\d*\n"
)
_CONTROL = bytes(one for one in range(32) if one not in b"\t\n\r\x0b\x0c")


class Kind(StrEnum):
    """Kind of file, told by its bytes."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


def check_size(data: bytes) -> None:
    """Refuse what is empty or too large.

    Raises:
        Refused: E_LEEG or E_TE_GROOT.
    """
    if len(data) > MAX_BYTES:
        refuse("E_TE_GROOT")
    if not data.strip(b" \t\r\n\x0b\x0c"):
        refuse("E_LEEG")


def check_name(name: str) -> tuple[Melding, ...]:
    """Refuse a name that could lead somewhere else; warn for one that is only odd.

    Raises:
        Refused: E_BESTANDSNAAM, for parts of a path and for characters that cannot be seen.
    """
    if any(unicodedata.category(one) in _UNSEEN for one in name) or {"/", "\\", "\0"} & set(name):
        refuse("E_BESTANDSNAAM")
    if name in (".", "..") or re.match(r"[A-Za-z]:", name):
        refuse("E_BESTANDSNAAM")
    return () if _is_plain(name) else (melding("W_BESTANDSNAAM"),)


def check_ending(name: str, kind: Kind) -> tuple[Melding, ...]:
    """Warn when the name says another kind than the bytes do, or none that we know."""
    return () if ENDINGS.get(name.rpartition(".")[2].lower()) == kind else (melding("W_BESTANDSNAAM"),)


def safe_name(name: str) -> str:
    """The name as it can be shown: no path, nothing that cannot be seen, at most 150 characters."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(one for one in last if unicodedata.category(one) not in _UNSEEN)[:MAX_NAME]


def is_zip(data: bytes) -> bool:
    """Whether the bytes are a zip, so a workbook or something posing as one."""
    return data.startswith((ZIP, EMPTY_ZIP))


def check_text(data: bytes) -> None:
    """Refuse bytes that are no text at all; an unreadable encoding is found later.

    Raises:
        Refused: E_BESTANDSTYPE.
    """
    start = data[:4096]
    if _OTHER.match(start.removeprefix(BOMS[0]).lstrip()):
        refuse("E_BESTANDSTYPE")
    without = start.replace(b"\0", b"")  # text in two bytes per letter is full of zeros
    if not start.startswith(BOMS) and len(without) - len(without.translate(None, _CONTROL)) > len(without) / 20:
        refuse("E_BESTANDSTYPE")


def _is_plain(name: str) -> bool:
    """An ordinary name: short, no odd characters, no second ending of a program."""
    stem = name.rpartition(".")[0]
    return (
        len(name) <= MAX_NAME
        and _PLAIN_NAME.fullmatch(name) is not None
        and name == name.strip()
        and not name.endswith(".")
        and not _RESERVED.fullmatch(name)
        and re.search(r"\.(exe|bat|cmd|js|vbs|scr|com|ps1|sh|py|php|html?|csv|xlsx?|ods|pdf)$", stem, re.I) is None
    )
