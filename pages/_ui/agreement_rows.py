"""De afspraak in words and numbers, ready for a template. No markup here, and no look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement import wording
from buurtbeeld.agreement.answers import CONTRACT, Agreement, Reading, Variant, Wacht
from buurtbeeld.dutch import number
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.outcomes.wording import kort
from buurtbeeld.periods import Periode
from pages._ui.verdicts import MARKS, Mark

LEFT, RIGHT = -30.0, 10.0  # ends of the drawn scale, in percent
FIRST = (
    CONTRACT,
    ("per_client", "niet_alliantie", "relatief", "laatste_12_maanden"),
    ("per_client", "landelijk", "relatief", "laatste_12_maanden"),
    ("per_client", "eigen_start", "relatief", "laatste_12_maanden"),
    ("volume", "niet_transitie", "relatief", "laatste_12_maanden"),
    ("per_1000_65plus", "niet_transitie", "relatief", "laatste_12_maanden"),
    ("per_client", "niet_transitie", "relatief", "maand_36"),
    ("per_client", "niet_transitie", "relatief", "jaar_3"),
    ("per_client", "niet_transitie", "indexpunten", "laatste_12_maanden"),
)
GROEPEN = {"transitie": "Doet mee", "vergelijking": "Doet niet mee"}


@dataclass(frozen=True)
class Row:
    """One reading as a line with its margin drawn; `van`, `breed`, `punt` in percent of the width."""

    naam: str
    bij: str
    contract: bool
    getal: str
    marge: str
    reden: str
    van: float
    breed: float
    punt: float
    merk: Mark


@dataclass(frozen=True)
class Line:
    """A small line of a table."""

    naam: str
    getal: str
    marge: str
    zin: str


def readings(found: Agreement) -> tuple[list[Row], list[Row]]:
    """Readings that are shown at once, and the others."""
    by_key = {one.key: one for one in found.lezingen}
    contract, *first = [row(by_key[key]) for key in FIRST]
    even = [_even(one, by_key[CONTRACT]) for one in found.gevoeligheid if one.naam == words.EVEN]
    return [contract, *even, *first], [row(one) for one in found.lezingen if one.key not in FIRST]


def _even(one: Variant, contract: Reading) -> Row:
    """The contract with every buurt alike: a mean over buurten instead of over clients."""
    made = row(
        replace(contract, schatting_pct=one.schatting, onder95=one.onder, boven95=one.boven, toelichting=one.zin)
    )
    return replace(made, bij=f"{made.bij}, elke buurt telt even zwaar", contract=False)


def row(one: Reading) -> Row:
    """One reading."""
    reden = "" if one.schatting_pct is not None else wording.reden(one)
    van, tot, punt = (at(value) for value in (one.onder95, one.boven95, one.schatting_pct))
    unit = " punt" if one.maat == "indexpunten" else "%"
    naam = wording.DEFINITIE[one.definitie]
    more = [wording.NAAST[one.vergelijking]]
    more += [wording.MAAT[one.maat]] if one.maat != "relatief" else []
    more += [wording.VENSTER[one.venster]] if one.venster != "laatste_12_maanden" else []
    return Row(
        naam, ", ".join(more), one.key == CONTRACT,
        "" if one.schatting_pct is None else f"{words.signed(one.schatting_pct)}{unit}", wording.marge(one), reden,
        van, round(tot - van, 1), punt, word_of(one),
    )  # fmt: skip


def word_of(one: Reading) -> Mark:
    """Now: one of the six words. What lies ahead: the word for the course."""
    return MARKS[wording.verschil(one)] if one.venster == "laatste_12_maanden" else track(one.oordeel)


def track(word: str) -> Mark:
    """The word for month 36, with the shape of the verdict it is like."""
    return replace(MARKS[wording.TRACK[word]], woord=word)


def at(value: float | None) -> float:
    """Place on the drawn scale, in percent of its width; beyond its ends at the end."""
    if value is None:
        return 0.0
    return round(100 * (min(max(value, LEFT), RIGHT) - LEFT) / (RIGHT - LEFT), 1)


def variants(some: Iterable[Variant]) -> list[Line]:
    """Lines of other choices."""
    return [
        Line(
            one.naam.capitalize(),
            "" if one.schatting is None else words.change(one.schatting),
            wording.marge(one),
            one.zin,
        )
        for one in some
    ]


def cards(some: Sequence[Wacht]) -> list[dict[str, object]]:
    """Figures that are watched."""
    return [
        {"naam": one.naam, "merk": MARKS[Oordeel(one.oordeel)], "cijfer": _figure(one), "zin": one.zin}
        for one in some
        if one.soort == "bewaking"
    ]  # fmt: skip


def aims(some: Sequence[Wacht]) -> list[dict[str, str]]:
    """The other aims of the plan."""
    return [
        {
            "naam": one.naam, "doel": f"{number(one.doel[0], 0)} tot {number(one.doel[1], 0)}%".replace("-", "−"),
            "getal": "" if one.schatting is None else words.change(one.schatting), "marge": wording.marge(one),
            "woord": one.oordeel,
        }
        for one in some
        if one.doel is not None
    ]  # fmt: skip


def months(found: Agreement) -> list[dict[str, str]]:
    """The effect by months since the start."""
    return [
        {
            "maand": number(one.maand, 0), "getal": words.change(one.effect), "buurten": str(one.buurten),
            "marge": f"{words.signed(one.onder)} tot {words.signed(one.boven)}",
        }
        for one in found.sinds_start
    ]  # fmt: skip


def points(found: Agreement) -> list[dict[str, object]]:
    """The lines as a table, newest first."""
    made: list[dict[str, object]] = []
    for one in reversed(found.lijn):
        limits = f"{_one(one.onder)} tot {_one(one.boven)}" if one.onder is not None else "–"
        made.append({
            "periode": kort(Periode.parse(one.periode)), "voorlopig": one.voorlopig, "eigen": _one(one.transitie),
            "ander": _one(one.vergelijking), "marge": limits,
        })  # fmt: skip
    return made


def parts(found: Agreement) -> list[dict[str, str]]:
    """Clients times hours per client."""
    return [
        {
            "groep": GROEPEN[one.groep], "clienten": _change(one.clienten), "per": _change(one.uren_per_client),
            "uren": _change(one.uren),
        }
        for one in found.ontbinding
    ]  # fmt: skip


def balance(found: Agreement) -> list[dict[str, str]]:
    """Both groups at the start."""
    return [
        {"wat": one.wat.capitalize(), "eigen": _three(one.transitie), "ander": _three(one.vergelijking), "zin": one.zin}
        for one in found.balans
    ]


def _figure(one: Wacht) -> str:
    if one.schatting is None:
        return ""
    unit = "%" if one.eenheid == "%" else " punten"
    return f"{words.signed(one.schatting)}{unit} (marge {wording.marge(one)})"


def _change(value: float | None) -> str:
    return "–" if value is None else words.change(value)


def _one(value: float | None) -> str:
    return "–" if value is None else number(value, 1)


def _three(value: float | None) -> str:
    return "–" if value is None else number(value, 0 if abs(value) >= 100 else 1)
