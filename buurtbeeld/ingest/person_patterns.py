"""What a value that is about a person looks like. Nothing here keeps or returns the value itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from buurtbeeld.ingest.parts import Cell

_SEP = r"[\s.\-\u2011\u2013]{0,2}"
_BSN = re.compile(rf"(?:(?<![A-Za-z0-9])|(?<=bsn)|(?<=BSN))\d(?:{_SEP}\d){{7,8}}(?!\d)")
_ONLY_BSN = re.compile(rf"\s*\d(?:{_SEP}\d){{7,8}}\s*")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = rf"(?<!\d)(?:{_DAY}[-./ ]{_MONTH}[-./ ]{_YEAR}|{_YEAR}[-./]{_MONTH}[-./]{_DAY})(?!\d)"
_FULL_DATE = re.compile(_DATE)
_FOUR = re.compile(r"\d{4}")
_COMPACT = r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
_COMPACT_DATE, _ANY_DATE = re.compile(_COMPACT), re.compile(rf"{_DATE}|{_COMPACT}")
_STREET = r"(?:straat|laan|weg|plein|kade|gracht|singel|hof|dreef|pad|steeg|dijk|plantsoen)"
_PC6 = r"[1-9]\d{3} ?(?!SA|SD|SS|KW|HJ|TM)[A-Z]{2}"  # the last three follow a year: 2026 KW 1
_PARTICLES = r"(?:(?:van|de|der|den|ten?|ter|el|al|ben) ){0,3}"
_SIR = r"(?:[Mm]evr(?:ouw)?|[Mm]w|[Dd]hr|[Dd]e heer|[Mm]eneer|[Mm]ijnheer)"
_BETWEEN = r"[\s.\-/()]"
_IN_TEXT = {
    "e-mailadressen": re.compile(r"[\w.+%-]@[\w-]+\.\w"),
    "telefoonnummers": re.compile(
        rf"(?<![\w.,])(?:\+31|0031|0){_BETWEEN}{{0,3}}(?:0\))?\s?[1-9](?:{_BETWEEN}{{0,2}}\d){{8}}(?!\d)"
    ),
    "rekeningnummers": re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{4} ?(?:\d ?){9}\d\b"),
    "adressen": re.compile(rf"\b{_PC6}\b[\s,;:-]{{0,3}}(?:(?:huis)?nr\.? ?)?\d|\w{_STREET} \d+[\s,;]+{_PC6}\b"),
    "namen": re.compile(rf"\b{_SIR}\b\.? +(?:[A-Z]\. ?)*{_PARTICLES}[A-Z][a-zé]+"),
    "geboortedata": re.compile(rf"\b[Gg]eb(?:oren|oortedatum|datum)?\b\D{{0,12}}(?:{_DATE})"),
    "cliëntnummers": re.compile(
        r"\b(?:pati[eë]nt|cli[eë]nt|dossier|polis|verzekerden)-?\s?(?:nr|nummer|id)\b\W{0,3}\w{0,3}\d{3,}",
        re.IGNORECASE,
    ),
}
_FIRST_NAMES = (
    "Jan|Piet|Peter|Pieter|Kees|Cees|Henk|Hendrik|Gerrit|Johan|Willem|Wim|Dirk|Hans|Jeroen|Bas|Tim|Tom|Daan|Sem|Lucas|"
    "Mark|Marco|Martijn|Erik|Frank|Rob|Ron|Ruud|Paul|Thomas|Mohamed|Mohammed|Ahmed|Ali|Mehmet|Hassan|Anna|Maria|Johanna|"
    "Anja|Anneke|Annie|Els|Elisabeth|Fatima|Greet|Ingrid|Janneke|Karin|Linda|Lisa|Marieke|Marloes|Miriam|Monique|Petra|"
    "Sandra|Sanne|Saskia|Sophie|Emma|Eva|Truus|Wilma|Yvonne|Ayse|Aisha|Khadija|Bert|Ben|Arie|Bram|Lars|Nina|Femke"
)
_COLUMN = {
    "namen": re.compile(
        rf"(?:[A-Z]\. ?){{1,5}}{_PARTICLES}[A-Z]\w+.*"
        rf"|[A-Z][\w'-]+, ?(?:[A-Z]\.? ?){{1,5}}{_PARTICLES}"
        rf"|(?:{_FIRST_NAMES}) {_PARTICLES}[A-Z]\w+.*"
    ),
    "adressen": re.compile(rf"{_PC6}|[1-9]\d{{3}}(?!kg|km|cm|mm|ml)[a-z]{{2}}|[\w .'-]*{_STREET} \d+ ?\w?"),
}
# What every pattern above needs one of. Each by itself: a search for one thing is many times as fast as for a choice.
_NEEDED = (
    re.compile(r"\d(?:[\s.\-/()\u2011\u2013]{0,2}\d){7}"),
    re.compile(r"[1-9]\d{3} ?[A-Z]{2}\b"),
    re.compile(r"[-./ ](?:19|20)\d\d"),
    re.compile(r"[A-Z][A-Z]\d\d ?[A-Z]{4}"),
)
_WORDS = ("@", "+31", "0031", "mevr", "mw", "dhr", "heer", "meneer", "mijnheer", "geb", "patient", "patiënt", "client",
          "cliënt", "dossier", "polis", "verzekerden")  # fmt: skip
_WORD = {word: re.compile(re.escape(word), re.IGNORECASE) for word in _WORDS}
_EDGE = "\0"
FEW = 3


def is_bsn(digits: str) -> bool:
    """Whether 8 or 9 digits keep to the test of eleven; only zeros never do."""
    numbers = [int(one) for one in digits.zfill(9)]
    if len(numbers) != 9 or not any(numbers):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True)) % 11 == 0


def bare_number(cell: Cell) -> str:
    """The 8 or 9 digits of a cell that holds nothing else and is no date, "" otherwise."""
    digits = ""
    if isinstance(cell, str):
        if len(cell) >= 8 and _ONLY_BSN.fullmatch(cell) and not _FULL_DATE.fullmatch(cell.strip()):
            digits = _digits(cell)
    elif isinstance(cell, int | float):
        digits = str(int(cell)) if 1e7 <= cell < 1e9 and cell == int(cell) else ""
    return "" if _COMPACT_DATE.fullmatch(digits) else digits


def suspects(texts: Iterable[str]) -> set[str]:
    """The few texts that need a closer look. All are searched as one, which is many times as fast."""
    odd = {text for text in texts if _EDGE in text}
    joined = _EDGE.join(text for text in texts if text not in odd)
    low = joined.lower()
    patterns = [*_NEEDED, *(pattern for word, pattern in _WORD.items() if word in low)]
    places = (found.start() for pattern in patterns for found in pattern.finditer(joined))
    around = {(joined.rfind(_EDGE, 0, place) + 1, joined.find(_EDGE, place)) for place in places}
    return odd | {joined[start : end if end >= 0 else None] for start, end in around}


def holds_bsn(text: str) -> bool:
    """Whether a BSN stands somewhere in a text; a date is none."""
    return any(is_bsn(_digits(found)) for found in _BSN.findall(_ANY_DATE.sub(" ", text)))


def kinds_in(text: str, this_year: int) -> list[str]:
    """Kinds of personal data in a text, BSN not counted."""
    kinds = [kind for kind, pattern in _IN_TEXT.items() if pattern.search(text)]
    if "geboortedata" not in kinds and any(year < this_year - 18 for year in _years(text)):
        kinds.append("geboortedata")
    return kinds


def kind_in(text: str, this_year: int) -> str:
    """The first kind of personal data in a text, "" when there is none."""
    return "burgerservicenummers" if holds_bsn(text) else next(iter(kinds_in(text, this_year)), "")


def looks_like(cell: Cell) -> str:
    """Kind of personal data a short cell is, "" when none; only many in one column mean something."""
    if isinstance(cell, str):
        return next((kind for kind, pattern in _COLUMN.items() if pattern.fullmatch(cell.strip())), "")
    return ""


def birth_year(cell: Cell) -> int | None:
    """Year of a cell that is a full date, else None."""
    if isinstance(cell, date):
        return cell.year
    text = str(int(cell)) if isinstance(cell, float) and 1e7 <= cell < 1e8 else str(cell or "").strip()
    if 8 <= len(text) <= 10 and _FULL_DATE.fullmatch(text):
        return _years(text)[0]
    return int(text[:4]) if _COMPACT_DATE.fullmatch(text) else None


def is_mobile(digits: str) -> bool:
    """A mobile number that lost its first zero in a spreadsheet."""
    return len(digits) == 9 and digits[0] == "6"


def _years(text: str) -> list[int]:
    """Years of every full date in a text."""
    return [int(year) for found in _FULL_DATE.findall(text) for year in _FOUR.findall(found)]


def _digits(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isdecimal())
