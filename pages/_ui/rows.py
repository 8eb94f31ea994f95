"""Figures of a profile as words, ready for a template. No markup here, and no look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from buurtbeeld import wording
from buurtbeeld.answers import Profile, Row
from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts.spine import Spine, spine
from buurtbeeld.dutch import date_text, difference_text, figure_text, number, one_in, status_word
from buurtbeeld.model import Figure, Status

CARE = "zorggebruik"  # the block in which open and delivered figures stand together
AFTER = {"even ver": "als", "gelijk": "aan"}  # what follows a difference that is none


@dataclass(frozen=True)
class RowView:
    """One spine row in words.

    Attributes:
        waarde: "" when there is no own value; then `reden` says why, or `delen` holds it per area.
        verschil: difference with the gemeente (or the country for a gemeente), "" when unknown or meaningless.
        dan: the word between the difference and what it is compared with.
        label: that it is open data and of which year, where delivered figures stand beside it; else "".
        klasse: the value is a class in words, so there is no scale to draw.
        plaats: rank sentence, "" while the country is not loaded.
    """

    naam: str
    bij: str
    waarde: str
    spine: Spine | None
    verschil: str
    dan: str
    klasse: bool
    gemeente: str
    land: str
    plaats: str
    schatting: bool
    benadering: bool
    status: str
    reden: str
    delen: tuple[tuple[str, str], ...]
    label: str = ""


@dataclass(frozen=True)
class BlockView:
    """One block of Ons buurtbeeld: the rows shown first and those behind "Toon alle cijfers".

    Attributes:
        nergens: names of figures that are not there for the gemeente and the country either: their source
            has not been read. Thirty striped rows would say no more than this one list.
    """

    code: str
    titel: str
    eerst: tuple[RowView, ...]
    rest: tuple[RowView, ...]
    nergens: tuple[str, ...]


@dataclass(frozen=True)
class FactView:
    """One line of the full table: the figure with everything needed to cite it.

    Attributes:
        plaats: place among comparable areas, or why there is no figure.
    """

    naam: str
    eigen: str
    gemeente: str
    land: str
    eenheid: str
    jaar: int
    plaats: str
    midden: str
    bron: str
    opgehaald: str


def blocks(profile: Profile, catalog: Catalog) -> tuple[BlockView, ...]:
    """The blocks of Ons buurtbeeld, in catalogue order; empty ones are left out."""
    found = (_block(profile, catalog, blok.code, blok.titel) for blok in catalog.app.blokken)
    return tuple(block for block in found if block.eerst or block.rest or block.nergens)


def _block(profile: Profile, catalog: Catalog, code: str, titel: str) -> BlockView:
    chosen = [one for one in catalog.baseline() if one.blok == code and one.code in profile.rows]
    nowhere = [one for one in chosen if _is_nowhere(profile.rows[one.code])]
    views = [(one.kop, row_view(profile, profile.rows[one.code], one)) for one in chosen if one not in nowhere]
    return BlockView(
        code=code,
        titel=titel,
        eerst=tuple(view for kop, view in views if kop),
        rest=tuple(view for kop, view in views if not kop),
        nergens=tuple(one.naam for one in nowhere),
    )


def _is_nowhere(row: Row) -> bool:
    shown = (row.own, *row.parts, row.gemeente, row.land)
    return all(figure is None or figure.value is None for figure in shown)


def row_view(profile: Profile, row: Row, indicator: Indicator) -> RowView:
    """One row in words."""
    beside = None if wording.follows_size(indicator) else row.gemeente or row.land
    verschil = difference_text(row.own.value, beside.value, indicator) if beside is not None else ""
    return RowView(
        naam=indicator.naam,
        bij=_small_line(profile, row, indicator),
        waarde=_text(row.own, indicator),
        spine=spine(_drawable(row, indicator)),
        verschil=verschil,
        dan=AFTER.get(verschil, "dan"),
        klasse=indicator.weergave == "klasse",
        gemeente=_text(row.gemeente, indicator) or _why(row.gemeente),
        land=_text(row.land, indicator) or _why(row.land),
        plaats=wording.rank(row.own, profile.plek.niveau) if row.own.vergeleken else "",
        schatting=Status.GESCHAT in {row.own.status, *(part.status for part in row.parts)},
        benadering=row.own.benadering,
        status=status_word(row.own.status),
        reden=row.own.reden,
        delen=_parts(row, indicator),
        label=f"open data, {row.own.jaar}" if indicator.blok == CARE else "",
    )


def _drawable(row: Row, indicator: Indicator) -> Row:
    """The row as it is drawn: a count stands among comparable areas only, not beside a gemeente or the country."""
    return replace(row, gemeente=None, land=None) if wording.follows_size(indicator) else row


def _parts(row: Row, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Name and value per area; empty when none has a value: then the reason of the whole says it."""
    if all(part.value is None for part in row.parts):
        return ()
    return tuple((part.gebied_naam, _text(part, indicator) or _why(part)) for part in row.parts)


def facts(profile: Profile, catalog: Catalog) -> tuple[FactView, ...]:
    """Every figure of the page with its unit, year, source and freshness."""
    shown = (one for one in catalog.baseline() if one.code in profile.rows)
    return tuple(_fact(profile, profile.rows[one.code], one, catalog) for one in shown)


def sources_line(profile: Profile) -> tuple[str, ...]:
    """Sources of the page, each once: name, table, licence, years and when they were fetched."""
    years: dict[tuple[str, str, str], set[int]] = {}
    for figure in _figures(profile):
        if figure.origin is not None:
            key = (figure.origin.bron_naam, figure.origin.tabel, figure.origin.licentie)
            years.setdefault(key, set()).add(figure.jaar)
    return tuple(f"{naam} ({tabel}), {_years(found)}, {licentie}" for (naam, tabel, licentie), found in years.items())


def compared_note(profile: Profile) -> str:
    """How many areas the middle half rests on, for the note under the rows; "" when nothing is compared."""
    spreads = [row.spread for row in profile.rows.values() if row.spread is not None]
    if not spreads:
        return ""
    most = max(spreads, key=lambda spread: spread.n)
    areas = wording.PLURAL[most.niveau]
    alike = "" if most.stedelijkheid == "alle" else ", even stedelijk als deze"
    return f"{number(most.n, 0)} {areas} in heel {profile.plek.land_naam} met 200 inwoners of meer{alike}"


def _fact(profile: Profile, row: Row, indicator: Indicator, catalog: Catalog) -> FactView:
    origin, spread = row.own.origin, row.spread
    middle = ""
    if spread is not None:
        low, high = (number(value, indicator.decimalen) for value in (spread.p25, spread.p75))
        middle = f"{low} tot {high}"
    return FactView(
        naam=indicator.naam,
        eigen=_text(row.own, indicator) or _why(row.own),
        gemeente=_text(row.gemeente, indicator) or _why(row.gemeente),
        land=_text(row.land, indicator) or _why(row.land),
        eenheid=indicator.eenheid,
        jaar=row.own.jaar,
        plaats=wording.rank(row.own, profile.plek.niveau) or row.own.reden,
        midden=middle,
        bron=f"{catalog.bronnen[origin.bron].houder} {origin.tabel}" if origin else "",
        opgehaald=date_text(origin.fetched_at) if origin else "",
    )


def _small_line(profile: Profile, row: Row, indicator: Indicator) -> str:
    said = [indicator.bijschrift] if indicator.bijschrift else []
    if not said and indicator.weergave == "procent" and row.own.value is not None:
        said.append(one_in(row.own.value))
    if row.own.status is Status.VOORLOPIG:
        said.append("voorlopig")
    if row.own.jaar != profile.jaar and indicator.blok != CARE:
        said.append(f"over {row.own.jaar}")
    return ", ".join(said)


def _text(figure: Figure | None, indicator: Indicator) -> str:
    return "" if figure is None or figure.value is None else figure_text(figure, indicator)


def _why(figure: Figure | None) -> str:
    return "" if figure is None else status_word(figure.status)


def _figures(profile: Profile) -> Iterable[Figure]:
    for row in profile.rows.values():
        yield from (figure for figure in (row.own, *row.parts, row.gemeente, row.land) if figure is not None)


def _years(found: set[int]) -> str:
    first, last = min(found), max(found)
    return str(first) if first == last else f"{first} en {last}" if len(found) == 2 else f"{first} tot en met {last}"
