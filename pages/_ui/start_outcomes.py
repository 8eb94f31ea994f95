"""On Start, for a buurt with outcomes: what stands out since its start, and how many figures say something else."""

from __future__ import annotations

from buurtbeeld.dutch import date_text
from buurtbeeld.model import Plek
from buurtbeeld.outcomes import wording as outcome_wording
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import today
from buurtbeeld.review.glance import Blik, glance
from buurtbeeld.roles import User
from pages._ui import cached, html, outcome_parts, services
from pages._ui.outcome_views import address
from pages._ui.verdicts import MARKS

TITLES = {1: "{} in één zin", 2: "{} in twee zinnen", 3: "{} in drie zinnen"}
ALSO = {Oordeel.GUNSTIGER: "ook gunstiger", Oordeel.ONGUNSTIGER: "ook ongunstiger"}


def markup(user: User, plek: Plek) -> tuple[str, str] | None:
    """The line with place and freshness, and what stands out; None for who may not see it, and without figures."""
    if not cached.sees_outcomes(user, plek.sleutel) or outcome_parts.is_compared(plek.sleutel):
        return None
    asked = (*cached.outcome_key(user), plek.sleutel, today())
    return cached.made("in één oogopslag", asked, lambda: _made(user, plek))


def _made(user: User, plek: Plek) -> tuple[str, str] | None:
    found = glance(services.reader(), user, plek.sleutel, today())
    if found is None:
        return None
    signals = [
        {"merk": MARKS[one.oordeel], "zin": one.zin, "richting": one.richting.removesuffix("."), "naast": one.naast,
         "adres": address(plek.sleutel, one.indicator, one.thema)}
        for one in found.opvallend
    ]  # fmt: skip
    title = TITLES.get(len(signals), "{} sinds de start").format(plek.naam)
    shown = html.render(
        "startsignalen", titel=title, bij=_rule(found), signalen=signals, rest=_rest(found),
        niets=outcome_wording.kop(found.outcomes, services.catalog()), alles=f"uitkomsten?buurt={plek.sleutel}",
    )  # fmt: skip
    return outcome_parts.head(found.outcomes), shown


def _rule(found: Blik) -> str:
    many = f"Uit {found.bekeken} cijfers kiest een vaste regel er hooguit drie."
    if not found.nieuw:
        return many
    fresh = "1 cijfer is" if found.nieuw == 1 else f"{found.nieuw} cijfers zijn"
    return f"{many} {fresh} nieuw sinds {date_text(found.outcomes.sinds)}."


def _rest(found: Blik) -> list[dict[str, object]]:
    return [
        {"merk": MARKS[Oordeel(word)] if word else None,
         "zin": f"{count} {'cijfer' if count == 1 else 'cijfers'}: "
                f"{ALSO.get(Oordeel(word), word) if word else 'zonder oordeel'}"}
        for word, count in found.rest
    ]  # fmt: skip
