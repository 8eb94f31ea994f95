"""What somebody signs: the plan and its budget as lines, their checksum, and how two of them differ in words.

How far something is (begun, paid) is no part of it: carrying a plan out asks for no new signatures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from buurtbeeld.dutch import listed
from buurtbeeld.plan.parts import BEGONNEN, VERVALLEN, Plan, Themaplan
from buurtbeeld.writing.store import Tekst

# Name of a field -> how a change of it is told.
TOLD: Mapping[str, str] = {
    "tekst": "wat u gaat doen", "waarom": "waarom", "wie": "wie het doet", "wanneer": "wanneer",
    "kosten": "wat het kost", "betaler": "wie betaalt", "kaart": "het plan van de menukaart",
}  # fmt: skip


@dataclass(frozen=True)
class Regel:
    """One line: a thema with the choice that was made, or a part of it.

    Attributes:
        sleutel: code of the thema, or key of the part.
        thema: of a part its thema; "" of a thema.
        tekst: name of the thema, or what is going to be done.
        niet: a thema that was left out, or a part that does not go on.
        begonnen: it was begun; then its day is the day it began, and no promise.
    """

    sleutel: str
    thema: str
    tekst: str
    waarom: str = ""
    wie: str = ""
    wanneer: str = ""
    kaart: str = ""
    kosten: str = ""
    betaler: str = ""
    niet: bool = False
    begonnen: bool = False

    @property
    def is_onderdeel(self) -> bool:
        """Whether it is a part, not a thema."""
        return bool(self.thema)


def of_plan(plan: Plan) -> tuple[Regel, ...]:
    """The lines of a plan, thema by thema."""
    return tuple(line for thema in plan.themas for line in _of_thema(thema))


def _of_thema(thema: Themaplan) -> Iterator[Regel]:
    argued = thema.waarom.velden.get("waarom", "") if thema.waarom is not None else ""
    yield Regel(thema.code, "", thema.naam, argued or thema.afwijking, niet=not thema.gekozen)
    yield from (_of_part(one) for one in thema.onderdelen)


def _of_part(one: Tekst) -> Regel:
    fields = {name: one.velden.get(name, "") for name in ("waarom", "wie", "wanneer", "kaart", "kosten", "betaler")}
    stand = one.velden.get("stand", "")
    return Regel(
        one.sleutel, one.onderwerp, one.velden["wat"], **fields, niet=stand == VERVALLEN, begonnen=stand == BEGONNEN
    )


def to_json(lines: Sequence[Regel]) -> list[dict[str, Any]]:
    """As they are stored."""
    return [asdict(one) for one in lines]


def of_json(kept: Sequence[Mapping[str, Any]]) -> tuple[Regel, ...]:
    """What was stored."""
    return tuple(Regel(**one) for one in kept)


def digest(lines: Sequence[Regel]) -> str:
    """Checksum of what is signed."""
    return hashlib.sha256(json.dumps(to_json(lines), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changes(was: Sequence[Regel], now: Sequence[Regel]) -> tuple[str, ...]:
    """What is otherwise now, a sentence per line; empty when the same may stay signed."""
    before, after = {one.sleutel: one for one in was}, {one.sleutel: one for one in now}
    gone = [f"Weg: {one.tekst}." for key, one in before.items() if key not in after]
    found = (_change(before.get(key), one) for key, one in after.items())
    return (*filter(None, found), *gone)


def _change(was: Regel | None, now: Regel) -> str:
    if was is None:
        return f"Nieuw: {now.tekst}."
    told = [words for name, words in TOLD.items() if getattr(was, name) != getattr(now, name)]
    if now.begonnen and TOLD["wanneer"] in told:
        told.remove(TOLD["wanneer"])
    if was.niet != now.niet:
        off = "gaat niet door" if now.is_onderdeel else "doet niet meer mee"
        other = f" Anders is ook: {listed(told)}." if told and not now.niet else ""
        return f"{now.tekst}: {off if now.niet else 'gaat toch door'}.{other}"
    return f"Anders bij {now.tekst}: {listed(told)}." if told else ""
