"""Voortgang alle buurten as data: where it goes well, where help is needed, who may come on the podium. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from buurtbeeld import intervention_list
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.learning import gebeurtenissen, hulp, veel_reeksen
from buurtbeeld.learning.regels import FEWEST_PERSONS, richting
from buurtbeeld.learning.rijen import Trechterpunt, Verandering, row_of
from buurtbeeld.learning.stand import Kandidaat, Stand, Trechter, Voortgang
from buurtbeeld.learning.vragen import ProgressQuestion
from buurtbeeld.outcomes import similar
from buurtbeeld.outcomes.keys import YEARLY
from buurtbeeld.outcomes.oordeel import Beoordeling, Oordeel, beoordeel, geteld
from buurtbeeld.outcomes.parts import Interventie
from buurtbeeld.outcomes.periods import period
from buurtbeeld.places import Look, programme_ref
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading_learning

STABLE = 20  # buurten, below which nobody knows how much they usually differ
# What holds a candidate back, in the order in which it is told.
REMMEN = ("niet_bevestigd", "kwaliteit", "klein", "geen_toestemming", "afgewezen")
Rows = Mapping[tuple[str, str], Verandering]


def of(look: Look, asked: ProgressQuestion) -> Voortgang:
    """The whole page of one programma; every transitiebuurt by name."""
    return _Page(look, look.catalog.programmas[asked.programma], asked).answer()


class _Page:
    """One programma with the results of a publication at hand."""

    def __init__(self, look: Look, programma: Programma, asked: ProgressQuestion) -> None:
        self.look, self.programma, self.asked = look, programma, asked
        self.number = reading_learning.results_of(look.connection, look.snapshot.publicatie, programma.code)
        joins = [one for one in programma.buurten if one.rol == "transitie"]
        self.joins = sorted(joins, key=lambda one: one.naam.casefold())
        self.rows: dict[str, dict[tuple[str, str], Verandering]] = {}
        for row in reading_learning.changes_of(look.connection, self.number) if self.number else ():
            one = row_of(row)
            self.rows.setdefault(one.buurt, {})[one.indicator, one.bron] = one
        self.acties = {
            one.sleutel: intervention_list.of_buurt(look.connection, one.sleutel, vandaag=asked.vandaag)
            for one in self.joins
        }

    def answer(self) -> Voortgang:
        keys = self._funnels()
        wanted = [key for key in keys if key[0] == self.asked.indicator and self.asked.bron in {"", key[1]}]
        chosen = next(iter(wanted or keys), None)
        rounds = hulp.rounds(self.look.connection, self.programma.code)
        late = hulp.late(self.look, self.joins, self.asked.vandaag)
        return Voortgang(
            programma=self.programma.code, publicatie=self.look.snapshot.publicatie, klaar=bool(self.number),
            standen=tuple(self._stand(one, rounds.get(one.sleutel), late.get(one.sleutel, ())) for one in self.joins),
            keuzes=keys, trechter=None if chosen is None else self._funnel(chosen),
            rijen={} if chosen is None else {
                one.sleutel: self.rows[one.sleutel][chosen] for one in self.joins
                if chosen in self.rows.get(one.sleutel, {})
            },
            kandidaten=self._candidates(),
            vragen=gebeurtenissen.requests_of(self.look, self.programma),
            reeksen=() if chosen is None else veel_reeksen.of(self.look, self.programma, self.joins, *chosen),
        )  # fmt: skip

    def _funnels(self) -> tuple[tuple[str, str], ...]:
        """Figures with a funnel: those with a direction first, hours before the rest."""
        every = self.look.catalog.indicatoren
        found = reading_learning.funnels_of(self.look.connection, self.number) if self.number else []
        return tuple(sorted(found, key=lambda key: (not richting(every[key[0]]), "per_client" not in key[0], key)))

    def _funnel(self, key: tuple[str, str]) -> Trechter:
        buurten = {one.sleutel: one for one in self.programma.buurten}
        rows = reading_learning.funnel_of(self.look.connection, self.number, *key)
        names = Trechterpunt.__dataclass_fields__
        points = tuple(
            (programme_ref(self.programma, buurten[row["buurt"]]), buurten[row["buurt"]].rol,
             Trechterpunt(**{name: row[name] for name in names}))
            for row in rows if row["buurt"] in buurten
        )  # fmt: skip
        return Trechter(*key, points, stabiel=len(points) >= STABLE)

    def _stand(self, one: Buurt, closed: datetime | None, late: tuple[tuple[str, str, date], ...]) -> Stand:
        acties = self.acties[one.sleutel]
        verdicts = tuple(self.judged(one.sleutel))
        started = {
            thema: sum(actie.thema == thema and actie.status != "gepland" for actie in acties) for thema in one.themas
        }
        return Stand(
            programme_ref(self.programma, one), one.start, one.eind, similar.inhabitants(self.look, one),
            geteld(found for _, found in verdicts), started, sum(actie.status == "gepland" for actie in acties),
            closed, late, hulp.reasons(one, verdicts, acties, hulp.Feiten(closed, len(late)), self.asked.vandaag),
        )  # fmt: skip

    def judged(self, sleutel: str) -> Iterable[tuple[Indicator, Beoordeling]]:
        """Every judged figure of a buurt once per source, in the first thema that gives it a direction."""
        for (code, _), row in sorted(self.rows.get(sleutel, {}).items()):
            indicator = self.look.catalog.indicatoren[code]
            found = verdict(indicator, row, self.acties[sleutel])
            if found is not None:
                yield indicator, found

    def _candidates(self) -> tuple[Kandidaat, ...]:
        """Nominated by rule, by name; each with what holds it back."""
        decided = gebeurtenissen.decisions_of(self.look.connection, self.programma)
        found = []
        for one in self.joins:
            for row in _nominated(self.rows.get(one.sleutel, {})):
                said = decided.get((one.sleutel, row.indicator), {})
                found.append(
                    Kandidaat(
                        programme_ref(self.programma, one), row, self._brakes(one.sleutel, row, said.get("soort", "")),
                        said.get("soort", ""), said.get("tekst", ""),
                    )
                )  # fmt: skip
        return tuple(found)

    def _brakes(self, sleutel: str, row: Verandering, decided: str) -> tuple[str, ...]:
        brakes = {
            "niet_bevestigd": not row.bevestigd,
            "kwaliteit": self._is_worse(sleutel, row.indicator),
            "klein": row.personen is None or row.personen < FEWEST_PERSONS,
            "geen_toestemming": decided != gebeurtenissen.AGREED,
            "afgewezen": decided == gebeurtenissen.REJECTED,
        }
        return tuple(name for name in REMMEN if brakes[name])

    def _is_worse(self, sleutel: str, but: str) -> bool:
        """Whether anything else became clearly worse meanwhile: quality, other care, what is watched."""
        return any(
            found.oordeel is Oordeel.ONGUNSTIGER and indicator.code != but for indicator, found in self.judged(sleutel)
        )


def verdict(indicator: Indicator, row: Verandering, acties: Iterable[Interventie]) -> Beoordeling | None:
    """The verdict of the newest complete figure, from what is stored with it; None when it was never delivered."""
    if not row.signaal_periode:
        return None
    themas = [thema for thema, one in indicator.themas.items() if one.laag != "adoptie"]
    thema = next((one for one in themas if indicator.themas[one].richting != "geen"), next(iter(themas), ""))
    periode = period(row.signaal_periode)
    last = periode.last_day
    return beoordeel(
        row.signaal,
        indicator.themas[thema].richting if thema else "geen",
        voor=row.signaal_voor,
        na=row.signaal_na,
        groep=row.groep,
        jaarlijks=periode.soort in YEARLY or indicator.leverritme == "start_en_eind",
        verwacht=[one.effect_vanaf for one in acties if one.thema == thema and one.status != "gepland"],
        tot_en_met=last,
    )


def _nominated(rows: Rows) -> list[Verandering]:
    """Figures that are nominated; of two sources of one figure the one that is confirmed, else the newest."""
    found: dict[str, Verandering] = {}
    for row in sorted(rows.values(), key=lambda row: (row.bevestigd, row.periode)):
        if row.voorgedragen and not (row.beslist and not row.bevestigd):
            found[row.indicator] = row
    return [found[code] for code in sorted(found)]
