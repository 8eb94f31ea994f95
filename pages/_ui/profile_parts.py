"""Ons buurtbeeld as markup: every part of the page that does not depend on a click, made once per publication."""

from __future__ import annotations

from dataclasses import dataclass

from buurtbeeld import wording
from buurtbeeld.answers import Profile
from buurtbeeld.charts.ages import AgeBar, age_bars
from buurtbeeld.dutch import date_text, number
from buurtbeeld.model import Niveau
from buurtbeeld.outcomes.answers import CareUse
from buurtbeeld.periods import today
from buurtbeeld.roles import User
from pages._ui import cached, care_rows, html, rows, services

ROUNDED = {Niveau.BUURT, Niveau.WIJK}  # CBS rounds counts of buurten and wijken to fives


@dataclass(frozen=True)
class Parts:
    """Markup of Ons buurtbeeld for one plek and year, from top to bottom.

    Attributes:
        zorg: what was delivered about care; None for who may not see it, and outside a programma.
    """

    profile: Profile
    zorg: CareUse | None
    kop: str
    antwoord: str
    rijen: str
    leeftijd: str
    alles: str


def parts(user: User, sleutel: str, jaar: int | None) -> Parts:
    """Markup of the page.

    Raises:
        NotFound: unknown plek, or no figures for that year.
    """
    start = cached.outcome_key(user) if cached.sees_outcomes(user, sleutel) else cached.key(user)
    asked = (*start, sleutel, jaar, today())
    return cached.made(
        "blad", asked, lambda: _parts(cached.profile(user, sleutel, jaar), cached.care_use(user, sleutel))
    )


def _parts(profile: Profile, zorg: CareUse | None) -> Parts:
    return Parts(
        profile=profile,
        zorg=zorg,
        kop=head(profile),
        antwoord=_antwoord(profile),
        rijen=_rijen(profile, zorg),
        leeftijd=_leeftijd(profile),
        alles=_alles(profile, zorg),
    )


def place_name(profile: Profile) -> str:
    """Name with its gemeente, e.g. "Sterrenwijk, gemeente Utrecht"."""
    plek = profile.plek
    if plek.niveau is Niveau.LAND:
        return plek.naam
    if plek.niveau is Niveau.GEMEENTE:
        return f"Gemeente {plek.naam}"
    return f"{plek.naam}, gemeente {plek.gemeente_naam}" if plek.gemeente_naam else plek.naam


def head(profile: Profile) -> str:
    """The line with place, year and freshness; a place without figures says so."""
    fresh = f"Bijgewerkt t/m {date_text(profile.bijgewerkt)}" if profile.bijgewerkt else ""
    cijfers = f"cijfers over {profile.jaar}" if profile.jaar else "nog geen cijfers"
    return html.render("kop", waar=place_name(profile), cijfers=cijfers, bijgewerkt=fresh)


def _antwoord(profile: Profile) -> str:
    zinnen = wording.intro(profile, services.catalog().indicatoren)
    return html.render("antwoord", zinnen=zinnen, opmerking=profile.plek.opmerking)


def _names(profile: Profile) -> dict[str, object]:
    """Which columns there are beside the own one, and what they are called."""
    both = profile.plek.niveau not in {Niveau.GEMEENTE, Niveau.LAND} and bool(profile.plek.gemeente_naam)
    beside = profile.plek.gemeente_naam if both else profile.plek.land_naam
    naast = "" if profile.plek.niveau is Niveau.LAND else beside
    return {
        "naam": profile.plek.naam,
        "gemeente": profile.plek.gemeente_naam,
        "beide": both,
        "naast": naast,
        "land": profile.plek.land_naam,
    }


def _rijen(profile: Profile, zorg: CareUse | None = None) -> str:
    names = _names(profile)
    soort = {Niveau.GEMEENTE: "gemeente", Niveau.LAND: "land"}.get(profile.plek.niveau, profile.plek.niveau.value)
    ours = "onze buurt" if profile.plek.programma else f"deze {soort}"
    beside = f"{names['gemeente']} en {names['land']}" if names["beide"] else names["naast"]
    return html.render(
        "rijen",
        vraag=f"Hoe is {ours}, naast {beside}?" if beside else f"Hoe is {names['land']}?",
        blokken=rows.blocks(profile, services.catalog()),
        zorg=None if zorg is None else care_rows.view(zorg, services.catalog()),
        vergeleken=rows.compared_note(profile),
        soort=wording.PLURAL[profile.plek.niveau],
        geladen=profile.land_geladen,
        **names,
    )


def _leeftijd(profile: Profile) -> str:
    bars = age_bars(profile)
    return html.render(
        "leeftijd",
        balken=[_bar(bar) for bar in bars],
        afgerond=profile.plek.niveau in ROUNDED,
        soort=profile.plek.niveau.value,
        kolommen=[bar.naam for bar in bars],
        tabel=_age_table(bars),
    )


def _bar(bar: AgeBar) -> dict[str, object]:
    pieces = [{"breed": round(one.share, 2), "tekst": f"{number(one.share, 0)}%"} for one in bar.shares]
    return {"naam": bar.naam, "eigen": bar.own, "delen": pieces}


def _age_table(bars: tuple[AgeBar, ...]) -> list[tuple[str, list[str]]]:
    labels = [one.label for bar in bars[:1] for one in bar.shares]
    return [
        (f"{label} jaar" if label[-1].isdigit() else f"{label}", [_people(bar, at) for bar in bars])
        for at, label in enumerate(labels)
    ]


def _people(bar: AgeBar, at: int) -> str:
    return number(bar.shares[at].count, 0) if bar.shares else "niet bekend"


def _alles(profile: Profile, zorg: CareUse | None = None) -> str:
    slot = f"Publicatie {profile.publicatie}."
    if profile.bijgewerkt:
        slot = f"Opgehaald op {date_text(profile.bijgewerkt)}. {slot}"
    catalog = services.catalog()
    return html.render(
        "alles",
        feiten=rows.facts(profile, catalog),
        zorg=None if zorg is None else care_rows.facts(zorg, catalog),
        bronnen=rows.sources_line(profile),
        slot=slot,
        **_names(profile),
    )
