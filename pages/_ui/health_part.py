"""Part of Beheer: whether all is well with the app, and how it is set up."""

from __future__ import annotations

from buurtbeeld.roles import Action, User, may
from pages._ui import html, people, show


def section(user: User) -> None:
    """What asks for somebody, a table of signs, and the settings; nothing for who may not see them."""
    if not may(user, Action.INSTELLINGEN_INZIEN):
        return
    html.show("kopje", niveau=2, tekst="Gaat het goed met de app?", schatting=False, bij="")
    found = people.health(user)
    wrong = len(found.niet_goed)
    if not wrong:
        show.note("Ja.")
    else:
        show.note(f"{'Eén ding vraagt' if wrong == 1 else f'{wrong} dingen vragen'} aandacht.")
    html.show("gezondheid", tekens=found.tekens, instellingen=found.instellingen)
