"""All published figures of a programma as one long table for research, with a codebook. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import status_word
from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import OutcomeFigure
from buurtbeeld.outcomes.research import Reeks, Research
from buurtbeeld.periods import date_in_nl
from buurtbeeld.privacy.files import Blad, Cell, Rij, Tabel, rounded

# Column -> what it holds. The first sheet has these columns, the codebook explains them in this order.
COLUMNS = {
    "plaats": "Sleutel van de buurt; partner:NAAM en programma gaan over alle buurten daarvan samen.",
    "plaatsnaam": "Naam van de buurt, de partner of het programma.",
    "niveau": "buurt, partner of programma.",
    "rol": "transitie: de buurt doet mee. vergelijking: de buurt doet niet mee. Leeg boven een buurt.",
    "start": "Eerste dag van de transitie in de buurt (jjjj-mm-dd). Leeg: niet bekend, of de buurt doet niet mee.",
    "indicator": "Code van het cijfer. Onder deze tabel staat wat elke code betekent.",
    "uitsplitsing": "Groep of score waar het over gaat. Leeg: iedereen.",
    "periode": "Code van de periode, bijvoorbeeld 2026-T3 (mei en juni) of 2026.",
    "van": "Eerste dag van de periode.",
    "tot_en_met": "Laatste dag van de periode.",
    "waarde": "Het cijfer, in de eenheid. Leeg: er is geen cijfer, zie reden. Leeg is nooit nul.",
    "eenheid": "Eenheid van de waarde en de grenzen.",
    "ondergrens_95": "Ondergrens van de marge van 95%.",
    "bovengrens_95": "Bovengrens van de marge van 95%.",
    "ondergrens_99_8": "Ondergrens van de marge van 99,8%.",
    "bovengrens_99_8": "Bovengrens van de marge van 99,8%.",
    "methode": "Hoe de marge is gemaakt.",
    "teller": "Teller. Aantallen mensen zijn afgerond op vijf. Leeg: die tonen we niet.",
    "noemer": "Noemer. Aantallen mensen zijn afgerond op vijf. Leeg: die tonen we niet.",
    "status": "definitief, voorlopig, geschat, of waarom er geen waarde is.",
    "reden": "Waarom er geen waarde is, als zin.",
    "gecorrigeerd": "ja: een eerdere publicatie had een andere waarde.",
    "oordeel": "Het woord van de app, per thema, bij het nieuwste volledige cijfer. Elders leeg.",
    "bron": "Wie het cijfer leverde.",
    "meting": "gemeten, afgeleid of schatting. Leeg: de bron zegt het niet.",
    "levering": "Nummer van de levering. Leeg: van meer leveringen, of door de app geteld.",
    "geleverd_op": "Dag waarop die levering binnenkwam.",
    "definitieversie": "Verandert zodra de definitie of de rekenwijze verandert.",
    "publicatie": "Nummer van de publicatie waar alles in dit bestand uit komt.",
    "verzonnen": "verzonnen: deze buurt bestaat niet.",
}
HEADER = tuple(COLUMNS)
FIGURES = frozenset(
    {"waarde", "ondergrens_95", "bovengrens_95", "ondergrens_99_8", "bovengrens_99_8", "teller", "noemer"}
)
CODES = ("code", "naam", "definitie", "soort", "eenheid", "toelichting", "definitieversie")


def table(found: Research, catalog: Catalog) -> Tabel:
    """One line per buurt, indicator, source, group and period; the codebook is a sheet of its own."""
    rows = tuple(row for one in found.reeksen for row in _rows(one, found, catalog.indicatoren[one.reeks.indicator]))
    return Tabel("Cijfers", HEADER, rows, FIGURES, _about(found), (_columns(), _codes(found, catalog)))


def codebook(found: Research, catalog: Catalog) -> Tabel:
    """The codebook as a file of its own, for who works with CSV: columns first, then indicators."""
    rows = [*_columns().rijen, *((code, f"{name}. {what}") for code, name, what, *_ in _codes(found, catalog).rijen)]
    return Tabel("Codeboek", ("naam", "betekenis"), tuple(Rij(row) for row in rows), over=_about(found))


def _rows(one: Reeks, found: Research, indicator: Indicator) -> Iterator[Rij]:
    reeks = one.reeks
    judged = reeks.beoordeeld
    said = "; ".join(f"{thema}: {word}" for thema, word in one.oordelen.items())
    for figure in reeks.figures:
        cells = (
            one.plaats, reeks.naam, reeks.niveau, one.rol, one.start.isoformat() if one.start else "",
            reeks.indicator, reeks.uitsplitsing, figure.periode.code, figure.periode.start.isoformat(),
            figure.periode.last_day.isoformat(), *_value(figure, one, indicator),
            status_word(figure.status) or "definitief", figure.reden, "ja" if figure.gecorrigeerd else "",
            said if figure is judged else "", reeks.bron_naam, reeks.meting, figure.levering or None,
            date_in_nl(figure.ontvangen).isoformat() if figure.ontvangen else "",
            found.versies[reeks.indicator], found.publicatie, "verzonnen" if found.verzonnen else "",
        )  # fmt: skip
        yield Rij(cells, verborgen=figure.status is Status.AFGESCHERMD)


def _value(figure: OutcomeFigure, one: Reeks, indicator: Indicator) -> tuple[Cell, ...]:
    """Value, unit, margins, method, teller and noemer; no number of a figure that is not shown."""
    counted = one.reeks.uitsplitsing and indicator.soort == "nps"
    unit = "antwoorden" if counted else words.eenheid(indicator, one.reeks.soort)
    if figure.value is None:
        return (None, unit, None, None, None, None, "", None, None)
    limits = (figure.lower, figure.upper, figure.lower_998, figure.upper_998)
    margins = (rounded(limit, indicator.decimalen) for limit in limits)
    own = rounded(figure.value, indicator.decimalen)
    return (own, unit, *margins, figure.methode, figure.teller, figure.noemer)


def _columns() -> Blad:
    return Blad("Codeboek", ("kolom", "betekenis"), tuple(COLUMNS.items()))


def _codes(found: Research, catalog: Catalog) -> Blad:
    rows = (
        (one.code, one.naam, one.definitie, one.soort, one.eenheid, one.toelichting, found.versies[one.code])
        for one in catalog.outcomes() if one.code in found.versies
    )  # fmt: skip
    return Blad("Cijfercodes", CODES, tuple(rows))


def _about(found: Research) -> tuple[tuple[str, str], ...]:
    made_up = [("Voorbeeldgegevens: verzonnen.", "Dit programma bestaat niet. De cijfers gaan over niemand.")]
    hidden = (
        f"Een cijfer over minder dan {found.drempel} mensen staat er niet in, en ook niet wat zo'n cijfer verraadt. "
        "Aantallen mensen zijn afgerond op vijf, en tellen daarom niet precies op."
    )
    agreed = (
        "Gebruik dit bestand alleen voor onderzoek naar dit programma. Zoek niet uit over wie een cijfer gaat, "
        "ook niet met andere gegevens erbij. Geef het bestand niet door."
    )
    return (
        *(made_up if found.verzonnen else ()),
        ("Programma", found.naam),
        ("Publicatie", str(found.publicatie)),
        ("Privacy", hidden),
        ("Wat u belooft", agreed),
        ("Oordeel", "Het oordeel is gemaakt met de precieze cijfers. Het is niet na te rekenen uit dit bestand."),
        ("Buurten naast elkaar", "Buurten verschillen. Dit bestand is geen ranglijst."),
    )
