"""Ways to another place: search, the programme buurten, and what lies around or inside a plek."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import streamlit as st

from buurtbeeld.answers import PlekRef, Profile
from buurtbeeld.model import Niveau
from buurtbeeld.programma_schema import Programma
from buurtbeeld.roles import User
from pages._ui import cached, html, menu, services

FEW = 12  # more parts than this go behind one fold


def programme_buurten(user: User) -> None:
    """The transitiebuurten of every programma by name and place, in three columns each."""
    programmes = services.catalog().transitiebuurten()
    for at, (programma, buurten) in enumerate(programmes):
        if len(programmes) > 1:
            html.show("kopje", niveau=3, tekst=programma.naam, schatting=False, bij=_about(programma, at))
        lines = [(buurt.sleutel, buurt.naam, "" if buurt.plaats == buurt.naam else buurt.plaats) for buurt in buurten]
        with st.container(key=f"plekken-{programma.code}"):
            for column, part in zip(st.columns(3, gap="medium"), _thirds(lines), strict=True):
                with column:
                    for sleutel, naam, plaats in part:
                        _open(user, sleutel, f"{naam}, {plaats}" if plaats else naam)


def _about(programma: Programma, at: int) -> str:
    if programma.verzonnen:
        return "Deze buurten bestaan niet. Zo kunt u alles proberen. De vergelijkingsbuurten vindt u met zoeken."
    return "" if at == 0 else programma.toelichting


def search(user: User) -> None:
    """Search for any buurt, wijk or gemeente that is loaded."""
    tekst = st.text_input(
        "Zoek een buurt, wijk of gemeente", key="zoek", type="search", placeholder="Bijvoorbeeld Emmen of BU03440522",
        max_chars=60, width=420,
    )  # fmt: skip
    if not tekst or len(tekst.strip()) < 2:
        return
    hits = cached.found(user, tekst)
    with st.container(key="gevonden"):
        _links(user, hits)
    if not hits:
        html.show("gebieden", tekst="Niets gevonden. Let op de spelling. Zijn alle gebieden van het land geladen?")


def around(user: User, profile: Profile) -> None:
    """Links to what the plek lies in, and to its parts."""
    found = cached.neighbours(user, profile.plek.sleutel)
    order = list(Niveau)
    above = [ref for ref in found if order.index(ref.niveau) < order.index(profile.plek.niveau)]
    parts = [ref for ref in found if ref not in above]
    with st.container(key="rond"):
        if above:
            html.show("gebieden", tekst="Hierin ligt deze plek:")
            _links(user, above)
        if parts:
            html.show("gebieden", tekst=f"Hieruit bestaat deze plek ({len(parts)}):")
            _links(user, parts[:FEW])
        if len(parts) > FEW:
            with st.expander("Toon alle delen"):
                _links(user, parts[FEW:])


def suggestions(user: User, sleutel: str) -> None:
    """For a key that does not exist: what looks like it, and the programme buurten."""
    hits = _alike(user, sleutel.replace("-", " ")[:40])
    if hits:
        html.show("kopje", niveau=2, tekst="Bedoelt u een van deze?", schatting=False, bij="")
        with st.container(key="gevonden"):
            _links(user, hits[:6])
    html.show("kopje", niveau=2, tekst="De buurten van het programma", schatting=False, bij="")
    programme_buurten(user)


def _alike(user: User, tekst: str) -> list[PlekRef]:
    """What is called so, else what starts the same, programme buurten with a slip of the pen first."""
    buurten = {
        buurt.naam.casefold(): PlekRef(buurt.sleutel, buurt.naam, Niveau.BUURT, buurt.plaats)
        for _, buurt in services.catalog().buurten()
    }
    close = [buurten[naam] for naam in difflib.get_close_matches(tekst.casefold(), buurten, n=3, cutoff=0.7)]
    found = cached.found(user, tekst) or cached.found(user, tekst[:5])
    return close + [ref for ref in found if ref.sleutel not in {one.sleutel for one in close}]


def _links(user: User, refs: Iterable[PlekRef]) -> None:
    for ref in refs:
        plain = ref.niveau is Niveau.LAND or not ref.omschrijving
        _open(user, ref.sleutel, ref.naam if plain else f"{ref.naam}, {ref.omschrijving}")


def _open(user: User, sleutel: str, label: str) -> None:
    menu.link(menu.BUURTBEELD, user, label=menu.plain(label), sleutel=sleutel, icon="")


def _thirds(lines: list[tuple[str, str, str]]) -> list[list[tuple[str, str, str]]]:
    size = -(-len(lines) // 3)
    return [lines[start : start + size] for start in (0, size, 2 * size)]
