"""Start as markup: the header line and the buurt in three sentences."""

from __future__ import annotations

from buurtbeeld import wording
from buurtbeeld.answers import Profile
from buurtbeeld.roles import User
from pages._ui import cached, html, services


def three(user: User, profile: Profile) -> str:
    """Title and at most three sentences, chosen by one fixed rule."""
    asked = (*cached.key(user), profile.plek.sleutel, profile.jaar)
    return cached.made("drie zinnen", asked, lambda: _three(profile))


def _three(profile: Profile) -> str:
    indicatoren = services.catalog().indicatoren
    found = wording.signals(profile, indicatoren)
    many = wording.compared(profile, indicatoren)
    rule = f"Uit {many} cijfers kiest een vaste regel de cijfers die het meest afwijken van vergelijkbare gebieden."
    count = {1: "één zin", 2: "twee zinnen", 3: "drie zinnen"}.get(len(found))
    titel = f"{profile.plek.naam} in {count}" if count else profile.plek.naam
    title = html.render("titel", titel=titel, bij=rule if found else "")
    return title + html.render("signalen", signalen=found, vergeleken=many)
