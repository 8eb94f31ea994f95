"""The invented programme with secrets in it: small cells with primes, corrections, papers about the smallest buurt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from buurtbeeld.agreement import store as agreement
from buurtbeeld.deliveries import rounds
from buurtbeeld.experiences import quotes
from buurtbeeld.figures import Reader
from buurtbeeld.periods import now
from buurtbeeld.plan import writing
from buurtbeeld.report import drafting
from buurtbeeld.review import meetings, notes
from buurtbeeld.review.parts import AFSPRAAK, LES, STEM
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Grant, Role, account
from data_sources import refresh
from pages._ui import agreement_page, meeting_head
from tests.attack import known, marks
from tests.outcomes.village import Village

PROGRAMMA = "voorbeeld"
SCORES = tuple(str(score) for score in range(11))
FEW = 3  # what a hidden cell counts; in the other world a few more
SHOWN_INDICATOR, SHOWN_SOURCE, SHOWN_PERIOD = "ha_consulten_per_1000", "huisartspraktijken", "2021-K2"
TURNOVER, TURNOVER_SOURCE = "verloop_wijkverpleging", "alliantiepartners"
NUDGES = (1, 4, -1)  # what a figure that is delivered again changes


@dataclass(frozen=True)
class Where:
    """The buurten that matter.

    Attributes:
        small: the smallest transitiebuurt: most of its cells are secret, and it is the own buurt of the roles that have
            one.
        large, other: two more, of other partners.
        keys: every transitiebuurt.
    """

    small: str
    large: str
    other: str
    keys: tuple[str, ...]

    @property
    def crawled(self):
        return (self.small, self.large, self.other)


def places(catalog, truth):
    """Which buurten to look at, by the patients they have; other arguments give the same answer."""
    rows = truth[(PROGRAMMA, SHOWN_SOURCE)]
    sizes = rows.groupby("buurt", observed=True)["noemer"].median()
    moving = [one for one in catalog.programmas[PROGRAMMA].buurten if one.rol == "transitie"]
    ordered = sorted((one for one in moving if one.sleutel in sizes.index), key=lambda one: sizes[one.sleutel])
    small, large = ordered[0], ordered[-1]
    other = next(one for one in ordered[len(ordered) // 2 :] if one.partner not in {small.partner, large.partner})
    return Where(small.sleutel, large.sleutel, other.sleutel, tuple(one.sleutel for one in moving))


def roles(catalog, where):
    """Every role of the matrix as an account whose own buurt is the smallest one: name -> User."""
    partner = next(one.partner for one in catalog.programmas[PROGRAMMA].buurten if one.sleutel == where.small)
    theirs = frozenset(one.sleutel for one in catalog.programmas[PROGRAMMA].buurten
                       if partner and one.partner == partner)  # fmt: skip
    own = dict.fromkeys((Role.NETWERKLID, Role.HUISARTS, Role.KARTREKKER), frozenset({where.small}))
    own[Role.COORDINATOR] = theirs
    made = {name: replace(user, buurten=own.get(user.rol, user.buurten))
            for name, user in DEMONSTRATION_ACCOUNTS.items() if name != Role.BURGERVERTEGENWOORDIGER}  # fmt: skip
    return made | {Role.BURGERVERTEGENWOORDIGER.value: _resident(made[Role.NETWERKLID.value])}


def _resident(member):
    given = [Grant(rol, member.programmas, member.buurten, None)
             for rol in (Role.NETWERKLID, Role.BURGERVERTEGENWOORDIGER)]  # fmt: skip
    return replace(member, naam=Role.BURGERVERTEGENWOORDIGER.value, toekenningen=tuple(given))


def is_alone(indicator):
    """Whether its figures are of one buurt and period only, and of persons: nothing else hangs on a secret cell."""
    parts = [one.eenheid for one in (indicator.teller, indicator.noemer) if one is not None]
    up = indicator.bundel or indicator.toon_vanaf in ("partner", "programma")
    return not up and any(one in known.PEOPLE for one in parts)


def secrets(catalog, truth, where, variant=0):
    """Rows to deliver, by source, and the primes in them.

    The newest figures of the smallest buurt, and of every buurt that is looked at a year before all others. Of one
    figure that is shown the exact counts are secret too.

    Args:
        variant: 0, or 1 for another world: the same cells hold other small numbers and other primes.
    """
    mine, few = marks.primes(800)[variant::2], float(FEW + 3 * variant)
    pools = {False: iter(mine[:200]), True: iter(mine[200:])}  # a whole counts more than a part of it
    found, used = {}, set()

    def prime(*, whole=True):
        number = next(pools[whole])
        used.add(number)
        return float(number)

    for (programma, bron), rows in truth.items():
        for code, some in rows.groupby("indicator", observed=True, sort=True):
            indicator = catalog.indicatoren[str(code)]
            if programma != PROGRAMMA or not is_alone(indicator):
                continue
            codes = sorted(str(one) for one in some["periode"].unique())
            before = re.sub(r"^\d{4}", "2021", codes[0])
            parts = sorted(str(one) for one in some["uitsplitsing"].unique() if str(one) not in SCORES)
            keys = [(where.small, _newest(some, where.small)), *((one, before) for one in where.crawled)]
            for buurt, periode in keys:
                for part in ("",) if indicator.soort == "nps" else parts:
                    if periode:
                        found.setdefault(bron, []).extend(_rows(indicator, (buurt, periode, code, part), few, prime))
    if not variant:
        found[SHOWN_SOURCE].append((where.large, SHOWN_PERIOD, SHOWN_INDICATOR, "", prime(), prime()))
    return found, frozenset(used)


def _newest(rows, buurt):
    mine = rows[rows["buurt"].eq(buurt)]
    return max((str(one) for one in mine["periode"].unique()), default="")


def _rows(indicator, place, few, prime):
    """The rows of one figure with few people in it, in the columns of `Village.deliver`."""
    *where, part = place
    match indicator.soort:
        case "nps":
            counts = {"0": 1.0, "7": few - 2, "10": 2.0}  # fewer than ten answers in either world
            return [(*where, score, counts.get(score, 0.0)) for score in SCORES]
        case "schaal":
            return [(*place, None, few, {"waarde": 6.5, "n": few, "status": "ok"})]
        case "aantal":
            return [(*place, few)]
        case "gemiddelde":
            return [(*place, prime(whole=not part), few)]
    return [(*place, few, prime(whole=not part))]


def nudged(catalog, truth, where):
    """Corrections of figures that are shown: one, four more and one less than before, of every counted indicator."""
    found = {}
    for (programma, bron), rows in truth.items():
        mine = rows[rows["buurt"].isin([where.large, where.other]) & rows["uitsplitsing"].eq("")]
        for code, some in mine.groupby("indicator", observed=True, sort=True):
            indicator = catalog.indicatoren[str(code)]
            if programma != PROGRAMMA or indicator.soort not in ("verhouding", "rate", "aantal"):
                continue
            roomy = some[some["teller"].gt(4) & some["noemer"].fillna(1e9).gt(some["teller"] + 4)]
            for by, row in zip(NUDGES, roomy.sort_values(["periode", "buurt"]).tail(3).itertuples(), strict=False):
                below = () if np.isnan(row.noemer) else (float(row.noemer),)
                found.setdefault(bron, []).append(
                    (str(row.buurt), str(row.periode), str(code), "", float(row.teller + by), *below)
                )
    return found


def one_sided(catalog, truth, where):
    """Staff that left over the newest twelve months: nearly all in one buurt of a partner. Its network can subtract."""
    rows = truth[(PROGRAMMA, TURNOVER_SOURCE)]
    rows = rows[rows["indicator"].eq(TURNOVER)]
    codes = sorted(str(one) for one in rows["periode"].unique())[-4:]
    partner = next(one.partner for one in catalog.programmas[PROGRAMMA].buurten if one.sleutel == where.other)
    theirs = [one.sleutel for one in catalog.programmas[PROGRAMMA].buurten if one.partner == partner]
    some = rows[rows["buurt"].isin(theirs) & rows["periode"].isin(codes)]
    return {TURNOVER_SOURCE: [
        (str(row.buurt), str(row.periode), TURNOVER, "", 4.0 if row.buurt == where.other else 0.0, float(row.noemer))
        for row in some.itertuples()
    ]}  # fmt: skip


class Scene:
    """Both stores of one data folder, and what is done in it before anybody looks."""

    def __init__(self, settings, vault, published, catalog):
        self.settings, self.vault, self.published, self.catalog = settings, vault, published, catalog
        self.village = Village(settings, vault, published, catalog)
        self.where = places(catalog, self.truth())
        self.roles = roles(catalog, self.where)

    @property
    def reader(self):
        return Reader(self.published, self.catalog)

    def truth(self):
        """(programma, source) -> the exact rows that are published now."""
        return known.delivered(self.vault, self.published, self.catalog)

    def deliver(self, rows):
        """Deliver rows by source and close the rounds of the buurten in them, so that corrections count at once."""
        for bron, some in rows.items():
            self.village.deliver(some, bron=bron, programma=PROGRAMMA, at=now() - timedelta(minutes=30))
        for buurt in sorted({row[0] for some in rows.values() for row in some}):
            user = replace(account("kartrekker"), buurten=frozenset({buurt}))
            rounds.close(self.published, self.catalog, user, buurt, op=now())
        return refresh.publish(self.settings, by="test")

    def addresses(self):
        """Pages that no link leads to: every meeting of the smallest buurt, and the agreement that was kept."""
        buurt = self.where.small
        for one in meetings.meetings(self.reader, self.roles["kartrekker"], buurt):
            yield "bespreking", (("buurt", buurt), (meeting_head.WHICH, str(one.id)))
        yield "afspraak", (("buurt", buurt), (agreement_page.KOPIE, "1"))

    def write_papers(self):
        """A meeting that ended and one that goes on, a plan, a quote, a released buurtverslag and a kept agreement."""
        reader, buurt = self.reader, self.where.small
        trekker, lid = self.roles["kartrekker"], self.roles["netwerklid"]
        meetings.start(reader, trekker, buurt)
        (one,) = meetings.meetings(reader, trekker, buurt)[:1]
        kept = meetings.seen(reader, lid, one)
        subject = next((signal.indicator for signal in kept.signalen), SHOWN_INDICATOR)
        voice = {"wie": "bewoner", "herkent": "ja", "tekst": "Wij helpen elkaar."}
        notes.add(reader, lid, one, STEM, voice, onderwerp=subject)
        notes.add(reader, lid, one, LES, {"tekst": "Zij bellen mensen terug."})
        notes.add(reader, lid, one, AFSPRAAK, {"wat": "Koffie in de Linde", "wie": "Anna", "wanneer": "3 maart 2027"})
        meetings.end(reader, trekker, one)
        meetings.start(reader, trekker, buurt)
        meetings.go_to(reader, trekker, meetings.meetings(reader, trekker, buurt)[0], 2)  # where the charts are
        thema = next(iter(self.catalog.themas))
        writing.add(reader, trekker, buurt, thema, {"wat": "Wandelgroep", "wie": "Anna", "wanneer": "3 maart 2027"})
        quotes.judge(reader, trekker, quotes.add(reader, lid, buurt, "Er is meer gezelligheid.", "bewoner"), goed=True)
        resident = self.roles[Role.BURGERVERTEGENWOORDIGER.value]
        drafting.draw_up(reader, trekker, buurt)
        for step in (drafting.agree, drafting.release):
            step(reader, resident, drafting.newest(reader, lid, buurt), naam="Els")
        last = drafting.newest(reader, lid, buurt)
        drafting.draw_up(reader, trekker, buurt, na=(last.nummer, last.versie))
        agreement.freeze(self.published, self.catalog, self.roles["transitieteam"], PROGRAMMA, "mijlpaal van nu")
