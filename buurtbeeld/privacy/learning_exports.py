"""Leren, Menukaart and Voortgang as tables to take away: what the page shows, whatever is chosen on it.

Everything comes from an answer that was masked already (`figures.read`); where there is no number the line says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text
from buurtbeeld.learning import woorden
from buurtbeeld.learning.antwoorden import Buur, Leren
from buurtbeeld.learning.kaarten import DOCUMENTEN
from buurtbeeld.learning.kenmerken import KENMERKEN
from buurtbeeld.learning.menukaart import Effect, Kaartstand, Menukaart
from buurtbeeld.learning.stand import Voortgang
from buurtbeeld.learning.tegenover import WIDEST_POINTS, Z95, Tegenover
from buurtbeeld.periods import Periode
from buurtbeeld.privacy.files import Cell, Rij, Tabel

HEADER = (
    "onderdeel", "buurt", "wat", "bron", "periode", "waarde", "eenheid", "ondergrens", "bovengrens", "bij_ons",
    "mensen", "oordeel", "toelichting", "publicatie",
)  # fmt: skip
FIGURES = frozenset({"waarde", "ondergrens", "bovengrens", "bij_ons", "mensen"})
MENU = (
    "thema", "plan", "doel", "doelgroep", "stappen", "inzet", "kosten", "kosten_bron", "effect_na_maanden", "bewijs",
    "bewijs_in_woorden", "bewijs_bron", "wie", "genoemd_in", "buurten_die_het_doen", "bereik", "bereik_in_buurten",
    "cijfer", "verschil", "eenheid", "ondergrens_95", "bovengrens_95", "buurten_met_cijfer", "bij_ons", "publicatie",
)  # fmt: skip
MENU_FIGURES = frozenset({"bereik", "verschil", "ondergrens_95", "bovengrens_95"})
EMPTY = ("Lege waarde", "Er is geen getal dat klopt, of we mogen het niet tonen. Leeg is nooit nul.")
ORDER = ("Volgorde", "Buurten staan op naam of op hoe sterk zij lijken, nooit op uitkomst.")
MARGINS = ("Marge", "Ondergrens en bovengrens zijn 95%, behalve bij een trechter: daar zijn ze 99,8%.")
About = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Line:
    """One line of HEADER, by name."""

    onderdeel: str
    buurt: str
    wat: str = ""
    bron: str = ""
    periode: str = ""
    waarde: float | None = None
    eenheid: str = ""
    marge: tuple[float | None, float | None] = field(default=(None, None))
    bij_ons: float | None = None
    mensen: float | None = None
    oordeel: str = ""
    toelichting: str = ""

    def cells(self) -> tuple[Cell, ...]:
        first = (self.onderdeel, self.buurt, self.wat, self.bron, self.periode, self.waarde, self.eenheid)
        return (*first, *self.marge, self.bij_ons, self.mensen, self.oordeel, self.toelichting)


def leren(found: Leren, catalog: Catalog, about: About = ()) -> Tabel:
    """Who looks like a buurt and why, where they went another way, and what they did.

    Args:
        about: (what, value) that only the caller knows.
    """
    lines = [line for buur in (*found.buren, *found.anderen) for line in _buur(buur, found, catalog)]
    return _table("Leren", lines, found.publicatie, (*about, ("Geen oorzaak", woorden.GEEN_OORZAAK)))


def voortgang(found: Voortgang, catalog: Catalog, about: About = ()) -> Tabel:
    """Every buurt that takes part by name, the funnel that is chosen, and who may be put forward."""
    lines = [*_standen(found, catalog), *_trechter(found, catalog), *_changed(found, catalog)]
    lines += _kandidaten(found, catalog)
    return _table("Voortgang", lines, found.publicatie, about)


def menukaart(found: Menukaart, catalog: Catalog, about: About = ()) -> Tabel:
    """Every plan, whatever the filter shows; a line per figure on which something came back."""
    rows = [row for one in found.kaarten for row in _plan(one, catalog)]
    return Tabel("Menukaart", MENU, tuple(Rij((*row, found.publicatie)) for row in rows), MENU_FIGURES, (*about, EMPTY))


def _table(blad: str, lines: Sequence[_Line], publicatie: int, about: About) -> Tabel:
    rows = tuple(Rij((*one.cells(), publicatie)) for one in lines)
    return Tabel(blad, HEADER, rows, FIGURES, (*about, ORDER, MARGINS, EMPTY))


def _buur(buur: Buur, found: Leren, catalog: Catalog) -> Iterator[_Line]:
    naam = buur.plek.naam
    start = f"begon op {date_text(buur.start)}" if buur.start else "doet niet mee"
    told = " ".join(filter(None, (start + ".", woorden.gestopt_zin(buur))))
    yield _Line("gelijkenis", naam, woorden.STERKTE[buur.sterkte], waarde=round(buur.afstand, 2), eenheid="afstand",
                toelichting=told)  # fmt: skip
    for one in buur.kenmerken:
        share = f"{round(100 * one.aandeel)}% van de afstand{'; van na de eerste start' if one.later else ''}"
        yield _Line("kenmerk", naam, KENMERKEN[one.indicator], waarde=one.ander, bij_ons=one.eigen, toelichting=share)
    for beside in (buur.tegenover, *buur.anders) if buur.tegenover else buur.anders:
        yield _tegenover(beside, naam, found.plek.naam, catalog)
    for actie in buur.interventies:
        until = f" t/m {date_text(actie.eind)}" if actie.eind else ""
        yield _Line("actie", naam, actie.titel, periode=f"{date_text(actie.start)}{until}", mensen=actie.bereik,
                    oordeel=actie.status, toelichting=catalog.themas[actie.thema].naam)  # fmt: skip


def _tegenover(one: Tegenover, theirs: str, own: str, catalog: Catalog) -> _Line:
    indicator = catalog.indicatoren[one.indicator]
    why = woorden.GRONDEN[one.grond].format(buurt=theirs if one.van_ander else own) if one.grond else ""
    numbers = (one.verschil, one.onder, one.boven) if not why else (None, None, None)
    middle, low, high = (_percent(value, indicator) for value in numbers)
    return _Line("verschil met ons", theirs, indicator.naam, catalog.bronnen[one.bron].naam, waarde=middle,
                 eenheid=_unit(indicator), marge=(low, high), oordeel=one.oordeel.value, toelichting=why)  # fmt: skip


def _standen(found: Voortgang, catalog: Catalog) -> Iterator[_Line]:
    for one in found.standen:
        naam = one.plek.naam
        ends = f" Gestopt op {date_text(one.eind)}." if one.eind else ""
        start = f"Begon op {date_text(one.start)}.{ends}" if one.start else "De eerste dag is niet bekend."
        ronde = f" Laatste ronde: {date_text(one.ronde)}." if one.ronde else " Nog geen ronde."
        yield _Line("buurt", naam, mensen=one.inwoners, toelichting=start + ronde)
        for word, count in one.oordelen:
            yield _Line("oordelen", naam, word.value, waarde=count, eenheid="cijfers")
        for thema, count in one.gestart.items():
            yield _Line("begonnen acties", naam, catalog.themas[thema].naam, waarde=count, eenheid="acties")
        for bron, periode, day in one.laat:
            yield _Line("te laat", naam, bron=catalog.bronnen[bron].naam, periode=Periode.parse(periode).naam,
                        toelichting=f"Sinds {date_text(day)}.")  # fmt: skip
        for zin in one.hulp:
            yield _Line("misschien hulp nodig", naam, toelichting=zin)


def _trechter(found: Voortgang, catalog: Catalog) -> Iterator[_Line]:
    if found.trechter is None:
        return
    indicator, bron = catalog.indicatoren[found.trechter.indicator], catalog.bronnen[found.trechter.bron].naam
    for plek, rol, punt in sorted(found.trechter.punten, key=lambda one: (one[1] != "transitie", one[0].naam)):
        beside = "" if rol == "transitie" else "Doet niet mee."
        yield _Line("trechter", plek.naam, indicator.naam, bron, Periode.parse(punt.periode).naam, punt.waarde,
                    indicator.eenheid, (punt.onder998, punt.boven998), mensen=punt.personen,
                    oordeel=woorden.PLAATSEN[punt.plaats], toelichting=beside)  # fmt: skip


def _changed(found: Voortgang, catalog: Catalog) -> Iterator[_Line]:
    names = {one.plek.sleutel: one.plek.naam for one in found.standen}
    for sleutel, row in found.rijen.items():
        indicator = catalog.indicatoren[row.indicator]
        bron, naam = catalog.bronnen[row.bron].naam, names.get(sleutel, sleutel)
        if row.verschil is None or row.fout is None:
            why = woorden.GRONDEN[row.grond].format(buurt=naam)
            yield _Line("veranderd sinds de start", naam, indicator.naam, bron, toelichting=why)
            continue
        middle, low, high = (_scaled(row.verschil + side * Z95 * row.fout, indicator) for side in (0, -1, 1))
        yield _Line("veranderd sinds de start", naam, indicator.naam, bron, Periode.parse(row.periode).naam, middle,
                    _unit(indicator), (low, high), mensen=row.personen,
                    toelichting=woorden.verwacht_zin(row, indicator, naam=naam))  # fmt: skip


def _kandidaten(found: Voortgang, catalog: Catalog) -> Iterator[_Line]:
    for one in found.kandidaten:
        indicator, row = catalog.indicatoren[one.rij.indicator], one.rij
        assert row.verschil is not None  # nominated
        assert row.fout is not None
        middle, low, high = (_scaled(row.verschil + side * Z95 * row.fout, indicator) for side in (0, -1, 1))
        brakes = " ".join(woorden.REMMEN[name] for name in one.remmen)
        yield _Line("voor het podium", one.plek.naam, indicator.naam, catalog.bronnen[row.bron].naam,
                    Periode.parse(row.voorgedragen).naam, middle, _unit(indicator), (low, high), mensen=row.personen,
                    oordeel="bevestigd op latere cijfers" if row.bevestigd else "nog niet bevestigd",
                    toelichting=brakes)  # fmt: skip


def _plan(one: Kaartstand, catalog: Catalog) -> Iterator[tuple[Cell, ...]]:
    kaart = one.kaart
    own = "" if one.bij_ons is None else f"{one.bij_ons.status}, sinds {date_text(one.bij_ons.start)}"
    head: tuple[Cell, ...] = (
        catalog.themas[kaart.thema].naam, kaart.naam, kaart.doel, kaart.doelgroep, " ".join(kaart.stappen), kaart.inzet,
        kaart.kosten, kaart.kosten_bron, one.maanden, kaart.bewijs.sterkte, kaart.bewijs.zin, kaart.bewijs.bron,
        kaart.wie, ", ".join(DOCUMENTEN[code] for code in kaart.genoemd_in),
        ", ".join(loopt.plek.naam for loopt in one.lopen), one.bereik, one.bereik_van if one.lopen else None,
    )  # fmt: skip
    for effect in one.effecten or (None,):
        yield (*head, *_effect(effect, catalog), own)


def _effect(one: Effect | None, catalog: Catalog) -> tuple[Cell, ...]:
    if one is None:
        return "", None, "", None, None, None
    indicator = catalog.indicatoren[one.indicator]
    middle, low, high = (_percent(value, indicator) for value in (one.verschil, one.onder, one.boven))
    return indicator.naam, middle, _unit(indicator), low, high, one.buurten


def _unit(indicator: Indicator) -> str:
    return "punten" if indicator.soort in WIDEST_POINTS else "%"


def _percent(value: float | None, indicator: Indicator) -> float | None:
    """A share as a percentage; points as they are."""
    if value is None:
        return None
    return round(value if indicator.soort in WIDEST_POINTS else 100 * value, 1) + 0.0


def _scaled(value: float, indicator: Indicator) -> float | None:
    """A number on the working scale as a percentage or in points."""
    return _percent(woorden.shown(value, indicator), indicator)
