"""What may stand in an actie of a buurt: every problem of a form at once, in Dutch, each with its own code.

The plan calls it an interventie; the reader sees "actie".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.content import UNSEEN
from buurtbeeld.ingest.person_patterns import kind_in, looks_like
from buurtbeeld.periods import MONTHS
from buurtbeeld.programma_schema import Buurt

MOST_LETTERS = 80
MOST_MONTHS = 60  # before an effect may be expected
MOST_PERSONS = 1_000_000
FIRST_START = date(2015, 1, 1)
YEARS_AHEAD = 5
EXAMPLE = "Schrijf bijvoorbeeld 3 maart 2026."
_DAY = re.compile(r"(?:(?P<day>\d{1,2})[-/. ]+)?(?P<month>\d{1,2}|[a-z]{3,9})\.?[-/. ]+(?P<year>\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Invoer:
    """What somebody fills in.

    Attributes:
        start: first day; may lie ahead.
        maanden: after the start, before an effect may be expected.
        eind: last day; None while it goes on.
        bereik: persons it reaches, as counted; None when nobody knows.
        onleesbaar: fields of which what was filled in is no date.
    """

    thema: str
    titel: str
    start: date | None
    maanden: int | None
    eind: date | None = None
    bereik: int | None = None
    onleesbaar: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fout:
    """One problem: which field, a stable code, what is wrong and what to do."""

    code: str
    veld: str
    wat: str
    doe: str

    @property
    def zin(self) -> str:
        """Both sentences."""
        return f"{self.wat} {self.doe}".strip()


class Onjuist(BuurtbeeldError):
    """A form with one or more problems; nothing was stored.

    Attributes:
        fouten: every problem, in the order of the form.
    """

    code = "E_ACTIE"

    def __init__(self, fouten: tuple[Fout, ...]) -> None:
        self.fouten = fouten
        super().__init__(" ".join(one.zin for one in fouten), code=fouten[0].code)


def day_in(text: str) -> date | None:
    """The day somebody wrote: "3 maart 2026", "3 mrt 2026", "3-3-2026", "2026-03-03"; "maart 2026" is its first day.

    Returns:
        None when it is no day.
    """
    plain = text.strip().lower()
    with suppress(ValueError):
        if _ISO.fullmatch(plain):
            return date.fromisoformat(plain)
        found = _DAY.fullmatch(plain)
        if found and (found["day"] or not found["month"].isdecimal()):
            return date(int(found["year"]), _month(found["month"]), int(found["day"] or 1))
    return None


def _month(word: str) -> int:
    """Number of a month; ValueError when it is none."""
    if word.isdecimal():
        return int(word)
    known = [
        number for number, name in enumerate(MONTHS, start=1) if name.startswith("maart" if word == "mrt" else word)
    ]
    if len(known) != 1:
        raise ValueError("no month")
    return known[0]


def checked(given: Invoer, buurt: Buurt, *, drempel: int, vandaag: date) -> Invoer:
    """The input as it may be stored: tidy, and without a small number.

    Args:
        drempel: smallest number of persons that is kept; fewer becomes None, which also means unknown.

    Raises:
        Onjuist: names every problem; never repeats what stands in the title.
    """
    tidy = replace(given, titel=_tidy(given.titel))
    fouten = tuple(one for check in CHECKS for one in check(tidy, buurt, vandaag))
    if fouten:
        raise Onjuist(fouten)
    return replace(tidy, bereik=_safe(tidy.bereik, drempel))


def _tidy(titel: str) -> str:
    """Signs that nobody sees are left out, so that they hide nothing; one space between words."""
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFC", titel)).split())


def _safe(bereik: int | None, drempel: int) -> int | None:
    """Persons to the nearest five; fewer than the threshold are not kept."""
    return None if bereik is None or bereik < drempel else (bereik + 2) // 5 * 5


def _thema(given: Invoer, buurt: Buurt, _: date) -> Iterator[Fout]:
    if buurt.rol != "transitie":
        yield Fout("E_ACTIE_BUURT", "thema", "Met deze buurt vergelijken we alleen.", "Kies een buurt die meedoet.")
    elif given.thema not in buurt.themas:
        yield Fout("E_ACTIE_THEMA", "thema", "Uw buurt doet niet mee aan dit thema.", "Kies een thema uit de lijst.")


def _titel(given: Invoer, _: Buurt, vandaag: date) -> Iterator[Fout]:
    if not given.titel:
        yield Fout("E_ACTIE_TITEL", "titel", "Er staat geen naam.", "Schrijf in een paar woorden wat u begint.")
    elif len(given.titel) > MOST_LETTERS:
        yield Fout("E_ACTIE_TITEL", "titel", f"De naam is langer dan {MOST_LETTERS} tekens.", "Maak hem korter.")
    elif kind := kind_in(given.titel, vandaag.year) or _name(given.titel):
        yield Fout("E_ACTIE_PERSOON", "titel", f"In de naam staat iets dat lijkt op {kind}.", "Haal dat weg.")


def _name(titel: str) -> str:
    """An address may be where people meet; a name of somebody may not stand there."""
    return "namen" if looks_like(titel) == "namen" else ""


def _start(given: Invoer, _: Buurt, vandaag: date) -> Iterator[Fout]:
    latest = date(vandaag.year + YEARS_AHEAD, 12, 31)
    if "start" in given.onleesbaar:
        yield Fout("E_ACTIE_START", "start", "De eerste dag is niet te lezen.", EXAMPLE)
    elif given.start is None:
        yield Fout("E_ACTIE_START", "start", "De eerste dag ontbreekt.", EXAMPLE)
    elif not FIRST_START <= given.start <= latest:
        between = f"{date_text(FIRST_START)} en {date_text(latest)}"
        yield Fout("E_ACTIE_START", "start", "Deze eerste dag kan niet.", f"Kies een dag tussen {between}.")


def _eind(given: Invoer, _: Buurt, vandaag: date) -> Iterator[Fout]:
    latest = date(vandaag.year + 2 * YEARS_AHEAD, 12, 31)
    if "eind" in given.onleesbaar:
        yield Fout("E_ACTIE_EIND", "eind", "De laatste dag is niet te lezen.", EXAMPLE)
    if given.eind is None:
        return
    if given.start is not None and given.eind < given.start:
        yield Fout("E_ACTIE_EIND", "eind", "De laatste dag ligt voor de eerste dag.", "Kies een latere dag.")
    elif given.eind > latest:
        yield Fout("E_ACTIE_EIND", "eind", "Deze laatste dag kan niet.", f"Kies een dag voor {date_text(latest)}.")


def _maanden(given: Invoer, _: Buurt, __: date) -> Iterator[Fout]:
    if given.maanden is None or not 0 <= given.maanden <= MOST_MONTHS:
        wat = "Het aantal maanden tot het effect kan niet."
        yield Fout("E_ACTIE_TERMIJN", "maanden", wat, f"Kies 0 tot en met {MOST_MONTHS}.")


def _bereik(given: Invoer, _: Buurt, __: date) -> Iterator[Fout]:
    if given.bereik is not None and not 0 <= given.bereik <= MOST_PERSONS:
        wat = "Dit aantal mensen kan niet."
        yield Fout("E_ACTIE_BEREIK", "bereik", wat, "Vul het aantal in, of laat het leeg.")


Check = Callable[[Invoer, Buurt, date], Iterator[Fout]]
CHECKS: tuple[Check, ...] = (_thema, _titel, _start, _eind, _maanden, _bereik)
