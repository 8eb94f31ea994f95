"""Sentences about published figures, in plain Dutch (B1). Pure: a Profile goes in, sentences come out.

A sentence never says goed or slecht about people or a place, and never names a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buurtbeeld.answers import Profile, Row
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import HARD_SPACE, difference_text, figure_text, number, one_in, value_text
from buurtbeeld.model import Figure, Niveau, Status

SMALL_BUURT = 1500  # inhabitants; the median buurt of the country has about 900, of a city about 1500
DENSITY = {1: "dicht bebouwd", 2: "dicht bebouwd", 4: "ruim bebouwd", 5: "landelijk"}
PLURAL = {
    Niveau.BUURT: "buurten",
    Niveau.WIJK: "wijken",
    Niveau.GEMEENTE: "gemeenten",
    Niveau.LAND: "landen",
}


@dataclass(frozen=True)
class Span:
    """A piece of a sentence; `sterk` = the figure the sentence is about, shown bold."""

    tekst: str
    sterk: bool = False


Zin = tuple[Span, ...]


@dataclass(frozen=True)
class Signal:
    """A figure that lies far from comparable areas, with its sentence.

    Attributes:
        hoger: whether it lies above (True) or below (False) the middle half.
        bij: small line under the sentence.
    """

    indicator: str
    zin: Zin
    hoger: bool
    bij: str


def plain(zin: Zin) -> str:
    """The sentence as text, without emphasis."""
    return "".join(span.tekst for span in zin)


def _zin(marked: str) -> Zin:
    """Make a Zin of text in which **...** is bold. Only for texts of our own and published figures."""
    pieces = marked.split("**")
    return tuple(Span(piece, sterk=index % 2 == 1) for index, piece in enumerate(pieces) if piece)


def intro(profile: Profile, indicatoren: Mapping[str, Indicator]) -> tuple[Zin, ...]:
    """The first paragraph of Ons buurtbeeld: who lives here, how they live, how healthy they feel.

    Args:
        profile: figures of one plek.
        indicatoren: the catalogue, for units and decimals.

    Returns:
        One to six sentences. What is not known is said as such, or left to the table.
    """
    told = _people(profile, indicatoren) + _homes(profile) + _health(profile, indicatoren)
    return tuple(_zin(sentence) for sentence in told)


def _people(profile: Profile, indicatoren: Mapping[str, Indicator]) -> list[str]:
    people = _own(profile, "aantal_inwoners")
    naam = _safe(profile.plek.naam)
    if people is None or people.value is None:
        return [f"Van {naam} is het aantal inwoners niet bekend."]
    about = "ongeveer " if profile.plek.niveau in {Niveau.BUURT, Niveau.WIJK} else ""
    counted = f"{about}**{number(people.value, 0)}{HARD_SPACE}inwoners**"
    homes = _own(profile, "aantal_huishoudens")
    if homes is not None and homes.value is not None:
        counted += f" in {figure_text(homes, indicatoren['aantal_huishoudens'])} huishoudens"
    character = _character(profile, people.value)
    return [f"{naam} is {character}: {counted}." if character else f"{naam} heeft {counted}."]


def _character(profile: Profile, people: float) -> str:
    """For example "klein en dicht bebouwd"; "" when nothing stands out."""
    small = "klein" if profile.plek.niveau is Niveau.BUURT and people < SMALL_BUURT else ""
    stedelijkheid = _own(profile, "stedelijkheid")
    dense = DENSITY.get(int(stedelijkheid.value or 0), "") if stedelijkheid else ""
    return " en ".join(word for word in (small, dense) if word)


def _homes(profile: Profile) -> list[str]:
    row = profile.rows.get("percentage_koopwoningen")
    if row is None or row.own.value is None:
        return []
    told = [f"{_share_of(row.own.value, 'woningen')} is een koopwoning."]
    beside, where = _beside(row, profile)
    if beside is not None and beside.value is not None:
        told.append(f"In {where} is dat {one_in(beside.value) or f'{number(beside.value)}%'}.")
    return told


def _share_of(percent: float, what: str) -> str:
    """The start of a sentence: "Ongeveer **1 op de 9** woningen", "Bijna **de helft** van de woningen"."""
    about, _, share = one_in(percent).partition(" ")
    if not share:
        return f"**{number(percent)}%** van de {what}"
    link = " van de " if share == "de helft" else " "
    return f"{about.capitalize()} **{share}**{link}{what}"


def _health(profile: Profile, indicatoren: Mapping[str, Indicator]) -> list[str]:
    code = "goede_ervaren_gezondheid"
    row = profile.rows.get(code)
    if row is None or code not in indicatoren:
        return []
    if row.own.value is not None:
        told = [f"Ongeveer **{_whole(row.own)}** voelt zich gezond."]
        return [*told, "Dat is een schatting."] if row.own.status is Status.GESCHAT else told
    beside, where = _beside(row, profile)
    if beside is None or beside.value is None:
        return []
    known = f"In {where} voelt ongeveer **{_whole(beside)}** zich gezond."
    return [known, f"Voor deze {profile.plek.niveau.value} is dat niet bekend."]


def signals(
    profile: Profile,
    indicatoren: Mapping[str, Indicator],
    most: int = 3,
) -> tuple[Signal, ...]:
    """At most `most` figures that lie farthest outside the middle half of comparable areas.

    One fixed rule for every place: the distance to the middle half, in widths of that middle half. The
    first of each block goes before a second of any block, so that homes do not push out the rest.

    Args:
        most: how many at most.
    """
    ordered = [indicatoren[code] for _, code in sorted(_distances(profile, indicatoren), reverse=True)]
    first_of_block = {indicator.blok: indicator for indicator in reversed(ordered)}
    ordered.sort(key=lambda indicator: first_of_block[indicator.blok] is not indicator)
    return tuple(_signal(profile, indicator) for indicator in ordered[:most])


def compared(profile: Profile, indicatoren: Mapping[str, Indicator]) -> int:
    """How many figures the rule of `signals` looked at."""
    return sum(_comparable(row, indicatoren[code]) for code, row in profile.rows.items() if code in indicatoren)


def follows_size(indicator: Indicator) -> bool:
    """Whether the figure is a count that grows with the area, so that a buurt cannot be put beside a gemeente."""
    return indicator.samenstellen is not None and indicator.samenstellen.wijze == "som"


def rank(figure: Figure, niveau: Niveau) -> str:
    """Place among comparable areas, e.g. "hoger dan 312 van 410 vergelijkbare buurten".

    Returns:
        "" when the figure has no value; a sentence that says when it will be known otherwise.
    """
    if figure.value is None:
        return ""
    if figure.lager is None or not figure.vergeleken:
        return "bekend na het laden van alle gebieden"
    areas = f"{number(figure.vergeleken, 0)} vergelijkbare {PLURAL[niveau]}"
    return f"hoger dan {number(figure.lager, 0)} van {areas}"


def trend_sentence(own: Figure, first: Figure, indicator: Indicator) -> str:
    """What the trend shows, from its first to its last year; it never says why."""
    if own.value is None or first.value is None:
        return ""
    then, now = figure_text(first, indicator), figure_text(own, indicator)
    if then == now:
        return f"{indicator.naam}: in {first.jaar} en in {own.jaar} {now}."
    return f"{indicator.naam}: van {then} in {first.jaar} naar {now} in {own.jaar}."


def _signal(profile: Profile, indicator: Indicator) -> Signal:
    row = profile.rows[indicator.code]
    spread = row.spread
    assert spread is not None  # only rows with a spread have a distance
    low, high = (value_text(value, indicator) for value in (spread.p25, spread.p75))
    higher = (row.own.value or 0.0) > spread.p75
    areas = PLURAL[profile.plek.niveau]
    zin = _zin(
        f"{indicator.naam}: **{figure_text(row.own, indicator)}**. "
        f"Bij de helft van vergelijkbare {areas} ligt dit tussen {low} en {high}."
    )
    side = "hoger" if higher else "lager"
    beside, where = _beside(row, profile)
    words = f"{side} dan de middelste helft"
    if beside is not None and beside.value is not None:
        words += f" · naast {where}: {difference_text(row.own.value, beside.value, indicator)}"
    return Signal(indicator.code, zin, higher, words)


def _distances(profile: Profile, indicatoren: Mapping[str, Indicator]) -> list[tuple[float, str]]:
    found = []
    for code, row in profile.rows.items():
        spread, value = row.spread, row.own.value
        if code not in indicatoren or not _comparable(row, indicatoren[code]) or spread is None or value is None:
            continue
        outside = max(value - spread.p75, spread.p25 - value)
        if outside > 0:
            found.append((outside / (spread.p75 - spread.p25), code))
    return found


def _comparable(row: Row, indicator: Indicator) -> bool:
    """Counts of people and homes follow the size of an area, so they say nothing about its people."""
    spread = row.spread
    wide = spread is not None and spread.p75 > spread.p25
    return wide and indicator.kop and not follows_size(indicator) and row.own.value is not None


def _beside(row: Row, profile: Profile) -> tuple[Figure | None, str]:
    """The figure to put beside the own one, and the name of its area."""
    if row.gemeente is not None:
        return row.gemeente, f"heel {_safe(profile.plek.gemeente_naam)}"
    return row.land, f"heel {profile.plek.land_naam}"


def _own(profile: Profile, code: str) -> Figure | None:
    row = profile.rows.get(code)
    return None if row is None else row.own


def _whole(figure: Figure) -> str:
    return f"{number(figure.value or 0.0, 0)}%"


def _safe(naam: str) -> str:
    """A name cannot switch on emphasis."""
    return naam.replace("**", "")
