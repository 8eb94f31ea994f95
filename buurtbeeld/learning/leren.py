"""Leren van andere buurten as data: who looks like us, who goes another way, what they did. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date

from buurtbeeld import intervention_list
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.learning import gebeurtenissen, kiezen
from buurtbeeld.learning.antwoorden import Buur, Kenmerk, Leren
from buurtbeeld.learning.kenmerken import KENMERKEN
from buurtbeeld.learning.lijken import MOST, Gelijkenis, Lijken
from buurtbeeld.learning.rijen import Verandering
from buurtbeeld.learning.tegenover import Tegenover, tegenover
from buurtbeeld.learning.vragen import LearnQuestion
from buurtbeeld.outcomes import matrix as outcome_matrix
from buurtbeeld.outcomes import sheet as outcome_sheet
from buurtbeeld.outcomes.answers import Comparison
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.outcomes.parts import Interventie
from buurtbeeld.places import Look, programme_ref, resolve
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.statistics.matching import Strength
from buurtbeeld.storage import reading_learning

Key = tuple[str, str]  # indicator, bron


def of(look: Look, asked: LearnQuestion) -> Leren:
    """The whole page of one buurt.

    Raises:
        NotFound: unknown key, or no buurt of a programma.
        BuurtbeeldError: E_DOET_NIET_MEE: a buurt to compare with has nothing to learn here.
    """
    programma, buurt = outcome_matrix.programme_buurt(look, asked.sleutel)
    if buurt.rol != "transitie":
        raise BuurtbeeldError(
            f"{buurt.naam} doet niet mee aan het programma. Andere buurten worden ermee vergeleken.",
            doe="Kies links een buurt die meedoet.",
            code="E_DOET_NIET_MEE",
        )
    number = reading_learning.results_of(look.connection, look.snapshot.publicatie, programma.code)
    plek = resolve(look, asked.sleutel).plek
    if not number:
        return Leren(plek, look.snapshot.publicatie, klaar=False)
    return _Page(look, programma, buurt, asked, number).answer()


def alike(look: Look, sleutel: str, rol: str = "") -> tuple[Buur, ...]:
    """The five buurten that look most like one, of one rol or of both; for the command line.

    Raises:
        NotFound: as `of`.
        BuurtbeeldError: E_NOG_NIET_UITGEREKEND: the newest publication has no results yet.
    """
    programma, buurt = outcome_matrix.programme_buurt(look, sleutel)
    number = reading_learning.results_of(look.connection, look.snapshot.publicatie, programma.code)
    if not number:
        raise BuurtbeeldError(
            "De buurten van deze publicatie zijn nog niet naast elkaar gezet.",
            doe="Wacht even, of draai: python -m buurtbeeld publiceer",
            code="E_NOG_NIET_UITGEREKEND",
        )
    page = _Page(look, programma, buurt, LearnQuestion(sleutel, date.min), number)
    found = [one for one in page.near() if rol in {"", page.buurten[one.ander].rol}]
    return tuple(page.buur(one) for one in sorted(found, key=lambda one: (one.afstand, one.ander))[:MOST])


class _Page:
    """One buurt with the results of a publication at hand."""

    def __init__(self, look: Look, programma: Programma, buurt: Buurt, asked: LearnQuestion, number: int) -> None:
        self.look, self.programma, self.buurt, self.asked, self.number = look, programma, buurt, asked, number
        self.buurten = {one.sleutel: one for one in programma.buurten}
        self.nul = kiezen.stored_features(look, programma, number)

    def answer(self) -> Leren:
        near = self.near()
        joins = [one for one in near if self.buurten[one.ander].rol == "transitie"]
        rows = kiezen.rows(self.look.connection, self.number, [self.buurt.sleutel, *(one.ander for one in joins)])
        own = rows.get(self.buurt.sleutel, {})
        key = self._figure(own, rows, joins)
        asked = gebeurtenissen.contacts_of(self.look.connection, self.programma, self.buurt.sleutel)
        buren = tuple(self._neighbour(one, own, rows.get(one.ander, {}), key, asked) for one in joins)
        chosen = self._chosen(buren)
        mean, count = kiezen.mean(
            self.look.catalog.indicatoren.get(key[0]), [rows.get(one.ander, {}).get(key) for one in joins]
        )
        return Leren(
            plek=resolve(self.look, self.buurt.sleutel).plek, publicatie=self.look.snapshot.publicatie, klaar=True,
            indicator=key[0], bron=key[1], keuzes=kiezen.choices(own, self.look.catalog.indicatoren), buren=buren,
            anderen=tuple(self.buur(one) for one in near if self.buurten[one.ander].rol != "transitie"),
            gekozen=chosen, naast=self._beside(chosen, key), eigen=own.get(key),
            interventies=self._acties(self.buurt.sleutel), gemiddeld=mean, gemiddeld_van=count,
            telt=self._counts(near), zonder=self.zonder,
            vragen=gebeurtenissen.requests_of(self.look, self.programma, self.buurt.sleutel),
            voordrachten=gebeurtenissen.put_forward(self.look.connection, self.programma, self.buurt.sleutel),
            bekeken=sum(one.rol == "transitie" for one in self.programma.buurten) - 1,
            begonnen=any(one.start for one in self.programma.buurten),
            gedeeld=sum(
                bool(one.partner) and one.partner == self.buurt.partner and one.rol == "vergelijking"
                for one in self.programma.buurten
            ),
        )  # fmt: skip

    @property
    def zonder(self) -> tuple[str, ...]:
        """Features left out; one at least stays."""
        left = tuple(name for name in KENMERKEN if name in self.asked.zonder)
        return left if len(left) < len(KENMERKEN) else ()

    def near(self) -> list[Gelijkenis]:
        """The stored neighbours; worked out anew when features are left out."""
        if not self.zonder:
            rows = reading_learning.alike(self.look.connection, self.number, self.buurt.sleutel)
            return [
                Gelijkenis(row["buurt"], row["ander"], row["afstand"], Strength(row["sterkte"]), row["aandelen"])
                for row in rows if row["ander"] in self.buurten
            ]  # fmt: skip
        lijken = Lijken(self.programma, self.nul, self.zonder)
        return [one for rol in ("transitie", "vergelijking") for one in lijken.van(self.buurt.sleutel, rol=rol)]

    def buur(self, one: Gelijkenis) -> Buur:
        """A buurt that looks like this one, without what it changed."""
        other = self.buurten[one.ander]
        parts = sorted(one.aandelen.items(), key=lambda item: (-item[1], item[0]))
        return Buur(
            programme_ref(self.programma, other), other.rol, other.partner, other.start, other.eind,
            one.afstand, int(one.sterkte),
            tuple(self._kenmerk(name, other.sleutel, share) for name, share in parts),
        )  # fmt: skip

    def _kenmerk(self, name: str, other: str, share: float) -> Kenmerk:
        own, theirs = (self.nul.waarden.get((key, name)) for key in (self.buurt.sleutel, other))
        later = any(one is not None and self.nul.is_later(one[1]) for one in (own, theirs))
        return Kenmerk(name, own and own[0], theirs and theirs[0], share, later)

    def _neighbour(
        self, one: Gelijkenis, own: Mapping[Key, Verandering], rows: Mapping[Key, Verandering], key: Key,
        asked: Mapping[str, object],
    ) -> Buur:  # fmt: skip
        plain = self.buur(one)
        found = {at: contrast for at in own if (contrast := self._contrast(own, rows, at)) is not None}
        others = [found[at] for at in found if at != key and found[at].is_clear]
        changed = {field.name: getattr(plain, field.name) for field in fields(plain)} | {
            "tegenover": found.get(key),
            "anders": tuple(sorted(others, key=kiezen.strongest)),
            "interventies": self._acties(one.ander),
            "contact": asked.get(one.ander),
        }
        return Buur(**changed)

    def _contrast(
        self, own: Mapping[Key, Verandering], theirs: Mapping[Key, Verandering], key: Key
    ) -> Tegenover | None:
        if key not in own or key not in theirs:
            return None
        return tegenover(self.look.catalog.indicatoren[key[0]], own[key], theirs[key])

    def _figure(self, own: Mapping[Key, Verandering], rows: Mapping[str, Mapping[Key, Verandering]],
                joins: Sequence[Gelijkenis]) -> Key:  # fmt: skip
        """The figure asked for; else the effect on which a good comparison did most clearly better; else the first."""
        keys = kiezen.choices(own, self.look.catalog.indicatoren)
        asked = [key for key in keys if key[0] == self.asked.indicator and self.asked.bron in {"", key[1]}]
        if asked:
            return asked[0]
        best: list[tuple[float, Key]] = []
        for key in keys:
            for one in joins:
                found = self._contrast(own, rows.get(one.ander, {}), key)
                wanted = self.asked.ander in {"", one.ander}
                if found is not None and found.oordeel is Oordeel.GUNSTIGER and one.sterkte > 0 and wanted:
                    best.append((kiezen.strongest(found)[0], key))
        return min(best)[1] if best else next(iter(keys), ("", ""))

    def _chosen(self, buren: Sequence[Buur]) -> Buur | None:
        """The buurt asked for; else the good comparison that did most clearly better; else the nearest."""
        for one in buren:
            if one.plek.sleutel == self.asked.ander:
                return one
        better = [one for one in buren if one.sterkte > 0 and kiezen.is_better(one)]
        return min(better, key=lambda one: kiezen.strongest(one.tegenover)) if better else next(iter(buren), None)

    def _beside(self, chosen: Buur | None, key: Key) -> Comparison | None:
        if chosen is None or not key[0]:
            return None
        met = (chosen.plek.sleutel,)
        return outcome_sheet.compared(
            self.look, self.buurt.sleutel, key[0], "", met=met, bron=key[1], vandaag=self.asked.vandaag
        )

    def _acties(self, sleutel: str) -> tuple[Interventie, ...]:
        return intervention_list.of_buurt(self.look.connection, sleutel, vandaag=self.asked.vandaag)

    def _counts(self, near: Iterable[Gelijkenis]) -> tuple[str, ...]:
        shares: set[str] = {name for one in near for name, share in one.aandelen.items() if share}
        return tuple(name for name in KENMERKEN if name in shares and name not in self.zonder)
