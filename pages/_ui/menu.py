"""The menu: which pages there are, for whom, and the sidebar that shows them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from buurtbeeld.roles import Action, User, may
from pages._ui import account_parts, html, pickers, session


@dataclass(frozen=True)
class Entry:
    """One page: file, name in the menu, icon, and what one must be allowed to do to see it.

    Attributes:
        onder: file of the page it is reached from; it has no line of its own in the menu.
    """

    file: str
    naam: str
    icoon: str
    action: Action
    onder: str = ""

    @property
    def path(self) -> str:
        """Path as Streamlit wants it."""
        return f"pages/{self.file}.py"


START = Entry("start", "Start", ":material/home:", Action.PAGINA_START)
BESPREKING = Entry("bespreking", "Onze bespreking", ":material/groups:", Action.PAGINA_BESPREKING)
BUURTBEELD = Entry("ons_buurtbeeld", "Ons buurtbeeld", ":material/holiday_village:", Action.PAGINA_BUURTBEELD)
PLAN = Entry("plan", "Onze agenda en ons plan", ":material/edit_document:", Action.PAGINA_PLAN)
UITKOMSTEN = Entry("uitkomsten", "Onze uitkomsten", ":material/grid_view:", Action.PAGINA_UITKOMSTEN)
AFSPRAAK = Entry("afspraak", "De afspraak", ":material/handshake:", Action.PAGINA_AFSPRAAK)
CIJFERBLAD = Entry("cijferblad", "Cijferblad", ":material/query_stats:", Action.PAGINA_CIJFERBLAD, onder="uitkomsten")
LEREN = Entry("leren", "Leren van andere buurten", ":material/compare_arrows:", Action.PAGINA_LEREN)
MENUKAART = Entry("menukaart", "Menukaart", ":material/menu_book:", Action.PAGINA_MENUKAART)
VOORTGANG = Entry("voortgang", "Voortgang alle buurten", ":material/monitoring:", Action.PAGINA_VOORTGANG)
BUURTVERSLAG = Entry("buurtverslag", "Buurtverslag", ":material/article:", Action.PAGINA_BUURTVERSLAG)
ERVARINGEN = Entry("ervaringen", "Ervaringen", ":material/forum:", Action.PAGINA_ERVARINGEN)
AANLEVEREN = Entry("aanleveren", "Gegevens aanleveren", ":material/upload_file:", Action.PAGINA_AANLEVEREN)
UITLEG = Entry("uitleg", "Uitleg en verantwoording", ":material/help:", Action.PAGINA_UITLEG)
PRIVACY = Entry("privacy", "Privacy", ":material/shield_person:", Action.PAGINA_PRIVACY)
LOGBOEK = Entry("logboek", "Logboek", ":material/history:", Action.PAGINA_LOGBOEK)
BEHEER = Entry("beheer", "Beheer", ":material/manage_accounts:", Action.PAGINA_BEHEER)
INLOGGEN = Entry("inloggen", "Inloggen", ":material/login:", Action.PAGINA_INLOGGEN)
PAGES = (
    START, BESPREKING, BUURTBEELD, PLAN, UITKOMSTEN, CIJFERBLAD, BUURTVERSLAG, LEREN, VOORTGANG,
    MENUKAART, ERVARINGEN, AFSPRAAK, AANLEVEREN, UITLEG, PRIVACY, LOGBOEK, BEHEER, INLOGGEN,
)  # fmt: skip
# What is one click away, by what somebody does: follows every buurt, works in one, or does neither; at most seven each.
FOLLOWS = (START, VOORTGANG, AFSPRAAK, LEREN, MENUKAART, AANLEVEREN, BEHEER)
NETWORK = (START, BESPREKING, BUURTBEELD, PLAN, UITKOMSTEN, LEREN, BUURTVERSLAG)
OTHERS = (START, BUURTBEELD, AFSPRAAK, AANLEVEREN, BUURTVERSLAG, BEHEER)
HERE = "hier_onder"  # session state: the page under which the open one stands


def navigation() -> st.Page:
    """Register every page with Streamlit; always, also when something is wrong.

    Until st.navigation has run once, Streamlit serves every file in pages/ without running app.py. A page refuses by
    itself: whoever follows a link that was mailed reads why, and can log in, rather than land on Start.
    """
    pages = [st.Page(entry.path, title=entry.naam, default=entry is START) for entry in PAGES]
    chosen = st.navigation(pages, position="hidden")
    st.session_state[HERE] = next((entry.onder for entry in PAGES if entry.naam == chosen.title), "")
    session.menu_shown()
    return chosen


def lines(user: User) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """What this user sees in the menu: the pages of the daily work, and those below "Meer"."""
    first = FOLLOWS if may(user, VOORTGANG.action) else NETWORK if may(user, PLAN.action) else OTHERS
    allowed = [entry for entry in PAGES if not entry.onder and may(user, entry.action)]
    return tuple(one for one in first if one in allowed), tuple(one for one in allowed if one not in first)


def sidebar() -> None:
    """Uw buurt, the pages of this role, and the role switcher."""
    found = session.presence()
    user = found.user
    with st.sidebar:
        pickers.plek(user)
        first, more = lines(user)
        for entry in first:
            _line(entry, user)
        html.show("menukop", tekst="Meer")
        for entry in more:
            link(entry, user, label="Uw account" if entry is INLOGGEN and found.sessie else "")
        if found.sessie and found.einde is None:
            account_parts.sidebar(found)
        pickers.role()


def _line(entry: Entry, user: User) -> None:
    """A line of the menu; the page under which the open one stands is marked as the open one is."""
    with st.container(key="hier" if st.session_state.get(HERE) == entry.file else None):
        link(entry, user)


def link(entry: Entry, user: User, *, label: str = "", sleutel: str = "", icon: str | None = None) -> None:
    """A link to a page that keeps the plek, without loading the app again."""
    chosen = sleutel or pickers.chosen_key(user)
    st.page_link(
        entry.path, label=label or entry.naam, icon=entry.icoon if icon is None else icon or None,
        query_params={pickers.BUURT: chosen},
    )  # fmt: skip


def plain(text: str) -> str:
    """Text that Streamlit shows as it is: labels read markdown, and a name may contain its signs."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!~>|$:<" else sign for sign in text)
