"""The catalogue of every indicator, with search."""

from __future__ import annotations

import unicodedata

import streamlit as st

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Status
from buurtbeeld.outcomes.wording import BADGES
from pages._ui import cached, html, services

RHYTHM = {
    "maand": "elke maand",
    "tweemaand": "elke twee maanden",
    "kwartaal": "elk kwartaal",
    "halfjaar": "elk half jaar",
    "jaar": "elk jaar",
    "start_en_eind": "aan het begin en aan het eind",
    "doorlopend": "doorlopend",
}
OUTCOMES = "Uitkomsten van het programma"


def search() -> None:
    """A search field and every indicator that fits it."""
    tekst = st.text_input(
        "Zoek een cijfer", key="zoekcijfer", type="search", placeholder="Bijvoorbeeld huisarts of inkomen",
        max_chars=60, width=420,
    )  # fmt: skip
    wanted = _plain(tekst or "")
    asked = (services.catalog().config_hash, wanted)
    html.place(cached.made("catalogus", asked, lambda: _catalogue(wanted)))


def _catalogue(wanted: str) -> str:
    catalog = services.catalog()
    chosen = [one for one in catalog.indicatoren.values() if _fits(one, wanted, catalog)]
    titles = [(blok.code, blok.titel) for blok in catalog.app.blokken]
    groups = [
        {"titel": titel, "cijfers": [_entry(one, catalog) for one in chosen if (one.blok or "") == code]}
        for code, titel in [*titles, ("", OUTCOMES)]
    ]
    telling = f"{len(chosen)} van {len(catalog.indicatoren)} cijfers"
    return html.render("catalogus", groepen=[group for group in groups if group["cijfers"]], telling=telling)


def _fits(indicator: Indicator, wanted: str, catalog: Catalog) -> bool:
    themas = " ".join(catalog.themas[code].naam for code in indicator.themas)
    words = f"{indicator.naam} {indicator.code} {indicator.definitie} {catalog.bronnen[indicator.bron].naam} {themas}"
    return all(word in _plain(words) for word in wanted.split())


def _entry(indicator: Indicator, catalog: Catalog) -> dict[str, object]:
    return {"naam": indicator.naam, "kort": indicator.eenheid, "velden": _fields(indicator, catalog)}


def _fields(indicator: Indicator, catalog: Catalog) -> list[tuple[str, str]]:
    bron = catalog.bronnen[indicator.bron]
    pairs = [
        ("Wat het is", indicator.definitie),
        ("Teller", _part(indicator.teller)),
        ("Noemer", _part(indicator.noemer)),
        ("Eenheid", indicator.eenheid),
        ("Richting", _directions(indicator, catalog)),
        ("Bron", f"{bron.naam}, {bron.houder}"),
        ("Hoe de bron dit maakt", _made(indicator.meting or ("schatting" if bron.status is Status.GESCHAT else ""))),
        ("Ook van", _also(indicator, catalog)),
        ("Licentie", bron.licentie),
        ("Hoe vaak, volgens het plan", _literal(indicator)),
        ("Hoe vaak, in deze app", _rhythm(indicator)),
        ("Let op", indicator.toelichting),
        ("Code", indicator.code),
    ]
    return [(name, text) for name, text in pairs if text]


def _part(deel: object) -> str:
    naam, eenheid = getattr(deel, "naam", ""), getattr(deel, "eenheid", "")
    return f"{naam} ({eenheid})" if eenheid and eenheid != naam else naam


def _directions(indicator: Indicator, catalog: Catalog) -> str:
    return " ".join(f"{catalog.themas[code].naam}: {indicator.richting_zin(code)}" for code in indicator.themas)


def _literal(indicator: Indicator) -> str:
    said = {row.frequentie: None for row in indicator.themas.values() if row.frequentie}
    return "; ".join(said)


def _rhythm(indicator: Indicator) -> str:
    if indicator.leverritme is None:
        return ""
    choice = " (voorlopig ritme)" if indicator.ritme_voorlopig else ""
    return f"{_term(indicator.leverritme, indicator.levertermijn_dagen)}{choice}"


def _term(ritme: str, dagen: int | None) -> str:
    return f"{RHYTHM[ritme]}{f', binnen {dagen} dagen' if dagen else ''}"


def _made(meting: str) -> str:
    """The badge of a source and what it means, "" when the source does not say."""
    badge = BADGES.get(meting)
    return f"{badge.naam[0].upper()}{badge.naam[1:]}. {badge.uitleg}" if badge else ""


def _also(indicator: Indicator, catalog: Catalog) -> str:
    """Other sources of the same figure, each with how it is made and how often."""
    return "; ".join(
        f"{catalog.bronnen[other.bron].naam}: {BADGES[other.meting].naam}, "
        f"{_term(other.leverritme, other.levertermijn_dagen)}"
        for other in indicator.ook_van
    )


def _plain(text: str) -> str:
    """Lower case without accents, so that "patienten" finds "patiënten"."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
