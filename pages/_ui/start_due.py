"""On Start, for who delivers: what is late or can be delivered now."""

from __future__ import annotations

from buurtbeeld.deliveries.calendar import Stand
from buurtbeeld.model import Plek
from buurtbeeld.roles import Action, User, may
from pages._ui import cached, deliver_tables, html, menu, services, show

MOST = 4
ASKED = frozenset({Stand.TE_LAAT, Stand.DEELS, Stand.NU})


def section(user: User, plek: Plek) -> None:
    """The part; nothing for who delivers nothing about this buurt, or has nothing to deliver now."""
    if services.catalog().buurt(plek.sleutel) is None or not may(user, Action.PAGINA_AANLEVEREN):
        return
    with show.guard():
        found = [one for one in cached.calendar(user, (plek.sleutel,)) if one.stand in ASKED]
        if not found:
            return
        html.show("kopje", niveau=2, tekst="Nog aan te leveren", schatting=False, bij="")
        deliver_tables.short(found[:MOST], len(found) - MOST)
        menu.link(menu.AANLEVEREN, user, label="Naar gegevens aanleveren")
