"""The parts of Onze uitkomsten that somebody can use: header, download, and the pages without a matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import partial

import streamlit as st

from buurtbeeld.catalog import Catalog
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.model import Plek
from buurtbeeld.outcomes.answers import Outcomes
from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.periods import today
from buurtbeeld.privacy import outcome_exports
from buurtbeeld.privacy.files import Tabel
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action, User, may
from pages._ui import cached, html, leaving, marks, menu, outcome_parts, places, services, show

APP, SELF = "app", "vanzelf: de app telt dit"
MOST_NAMES = 3


def header(user: User, parts: outcome_parts.Parts) -> None:
    """Buurt, period, freshness, Uitleg and Download in one line."""
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            html.place(parts.kop)
        with st.container(horizontal=True, width="content", key="knoppen"):
            menu.link(menu.UITLEG, user, label="Uitleg")
            _download(parts.outcomes)


def without(user: User, sleutel: str, titel: str = "Onze uitkomsten") -> None:
    """The page `titel` of a plek that has no outcomes: an unknown one, or an area outside the programmes."""
    known = cached.plek(user, sleutel)
    if known is None:
        show.title("Deze buurt kennen we niet")
        show.melding("Kies hieronder of links een buurt.", icoon="location_off")
        places.suggestions(user, sleutel)
        return
    show.title(titel)
    show.sentence(f"Van {known.naam} zijn er geen uitkomsten. Alleen buurten van een programma leveren cijfers.")
    show.note("Links kiest u een buurt van een programma.")


def nothing_yet(user: User, outcomes: Outcomes) -> None:
    """The page of a buurt of which nothing came in: what comes when, and where to deliver it."""
    due = _due(outcomes)
    html.show("kopje", niveau=2, tekst="Wat komt wanneer?", schatting=False, bij="")
    html.show("uitkomstleeg", regels=due)
    if may(user, Action.LEVEREN, buurt=outcomes.plek.sleutel):
        show.sentence("Heeft u cijfers van deze buurt? Lever ze hier aan.")
        with st.container(key="hoofdknop"):
            menu.link(menu.AANLEVEREN, user)
    else:
        show.note("Heeft u cijfers van deze buurt? Vraag de kartrekker of de projectcoördinator hoe u ze aanlevert.")


def _due(outcomes: Outcomes) -> list[dict[str, str]]:
    """Per source and last day: how many figures, and who sees to it; soonest first."""
    catalog = services.catalog()
    groups: dict[tuple[date | None, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for item in (*outcomes.items, *outcomes.bewaking):
        groups[item.verwacht, catalog.indicatoren[item.indicator].bron][item.indicator] = item.actiehouders
    found = sorted(groups.items(), key=lambda group: (group[0][0] or date.max, group[0][1]))
    return [_coming(day, bron, some, catalog) for (day, bron), some in found]


def _coming(day: date | None, bron: str, some: Mapping[str, tuple[str, ...]], catalog: Catalog) -> dict[str, str]:
    names = [catalog.indicatoren[code].naam for code in some]
    shown = names if len(names) <= MOST_NAMES + 1 else [*names[:MOST_NAMES], f"nog {len(names) - MOST_NAMES} andere"]
    holders = dict.fromkeys(catalog.app.partijen.get(one, one) for some_of in some.values() for one in some_of)
    late = (today() - day).days if day is not None and bron != APP else 0
    when = date_text(day) if day is not None else "nog niet bekend"
    return {
        "bron": bron_naam(bron, catalog),
        "cijfers": listed(shown),
        "uiterlijk": SELF if bron == APP else when,
        "laat": f"{late} {'dag' if late == 1 else 'dagen'} te laat" if late > 0 else "",
        "wie": listed(list(holders)) or catalog.bronnen[bron].houder,
    }


def _download(outcomes: Outcomes) -> None:
    plek = outcomes.plek
    period = f"_{outcomes.periode.code}" if outcomes.periode else ""
    name = f"uitkomsten_{plek.sleutel}{period}{'_verzonnen' if plek.verzonnen else ''}"
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("Uitkomsten", partial(_asked, outcomes), name)


def _asked(outcomes: Outcomes, vorm: str) -> Uitvoer:
    """The file of this matrix: every line of it, whatever the filters hide."""
    sleutel = outcomes.plek.sleutel
    return Uitvoer(
        "uitkomsten", vorm, (Action.UITKOMSTEN_EXPORT,), partial(_table, outcomes),
        programma=marks.programma(sleutel), buurt=sleutel, object=sleutel,
        keuzes={"publicatie": outcomes.publicatie},
    )  # fmt: skip


def _table(outcomes: Outcomes) -> Tabel:
    return outcome_exports.table(outcomes, outcome_parts.lines_of(outcomes), _about(outcomes))


def _about(outcomes: Outcomes) -> list[tuple[str, str]]:
    plek: Plek = outcomes.plek
    return [
        *marks.lines(plek),
        ("Buurt", plek.naam),
        ("Nieuwste periode", outcomes.periode.naam if outcomes.periode else "nog geen cijfers"),
        ("Bijgewerkt t/m", date_text(outcomes.bijgewerkt) if outcomes.bijgewerkt else "nog geen cijfers"),
        ("Nieuw is geleverd na", date_text(outcomes.sinds)),
        ("Buurten om mee te vergelijken", number(outcomes.groep)),
        ("Publicatie", str(outcomes.publicatie)),
        ("Oordeel", "Gunstiger is gunstig voor dit doel, niet hoger. De kolom uitleg_oordeel zegt wat het betekent."),
        ("Lege waarde", "Het cijfer is er niet. De kolommen reden zeggen waarom. Leeg is nooit nul."),
        ("Aantallen mensen", "Afgerond op vijf. Onder de tien mensen staat er geen cijfer."),
    ]
