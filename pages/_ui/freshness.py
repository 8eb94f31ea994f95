"""How fresh the figures are: strips for sources that failed, a table, and the button to refresh."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.answers import SourceState
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.roles import Action, User, may
from pages._ui import cached, html, services, show

BUSY = {"wacht", "bezig"}


def strips(user: User) -> None:
    """One message about the sources that failed since their last success; nothing when all is well."""
    failed = [source for source in cached.sources(user) if source.laatste_fout]
    if not failed:
        return
    told: dict[str, list[str]] = {}
    for source in failed:
        told.setdefault(_failed(source), []).append(source.bron_naam)
    text = " ".join(f"{listed(names)}: {sentence}" for sentence, names in told.items())
    fetched = [source.fetched_at for source in failed if source.fetched_at is not None]
    kept = f" U ziet de cijfers van {date_text(max(fetched))}." if fetched else ""
    show.melding(f"{text}{kept}", kop="Niet alle cijfers konden worden ververst.", icoon="cloud_off")


def table(user: User) -> None:
    """Every open source: years, areas, when it was fetched."""
    html.show("vers", bronnen=[_line(source) for source in cached.sources(user)])


def refresh_button(user: User) -> None:
    """Refresh, for roles that may; otherwise nothing."""
    if not may(user, Action.BRON_VERVERSEN):
        return
    state, _, message = services.refreshing()
    if state in BUSY:
        _progress()
        return
    if state == "mislukt" and not any(source.laatste_fout for source in cached.sources(user)):
        show.melding(message, icoon="cloud_off")
    if st.button("Cijfers verversen", icon=":material/refresh:", help=None):
        services.refresh(user)
        st.rerun()


@st.fragment(run_every=2)
def _progress() -> None:
    with show.guard():
        state, share, message = services.refreshing()
        if state not in BUSY:
            st.rerun(scope="app")
        st.progress(share, text=message or "De cijfers worden opgehaald.")


def _failed(source: SourceState) -> str:
    """What happened and since when; the name of the source is left to the caller."""
    _, named, what = source.laatste_fout.partition(": ")
    since = f" Sinds {date_text(source.fout_sinds)}." if source.fout_sinds else ""
    return f"{what if named else source.laatste_fout}{since}"


def _years(edities: tuple[int, ...]) -> str:
    if not edities:
        return "–"
    if len(edities) == 1:
        return str(edities[0])
    return f"{min(edities)} tot en met {max(edities)}, {len(edities)} keer"


def _line(source: SourceState) -> dict[str, object]:
    if source.fetched_at is None:
        stand = "nog niet ingelezen"
    elif source.laatste_fout:
        stand = "laatste poging mislukte"
    else:
        stand = "meegeleverd met de app" if source.startset else "opgehaald bij de bron"
    return {
        "naam": source.bron_naam,
        "jaren": _years(source.edities),
        "gebieden": number(source.gebieden, 0) if source.gebieden else "–",
        "opgehaald": date_text(source.fetched_at) if source.fetched_at else "–",
        "stand": stand,
        "dringend": bool(source.laatste_fout),
    }
