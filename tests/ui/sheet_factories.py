"""Answers about outcomes without a store, in every state a Cijferblad can be in. All of it is invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from buurtbeeld.answers import PlekRef
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.model import Gebied, Niveau, Plek, Status
from buurtbeeld.outcomes.answers import (
    Beside,
    Breuk,
    Comparison,
    Doellijn,
    GroupFigure,
    Interventie,
    Item,
    Nulmeting,
    OutcomeFigure,
    OutcomeSeries,
    Sheet,
)
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, NIET_GELEVERD, Beoordeling, Grond, Oordeel, Signaal
from buurtbeeld.periods import Periode, PeriodeSoort
from tests.ui.factories import ROOT

RECEIVED = datetime(2026, 10, 31, 9, tzinfo=UTC)
UREN, NPS, INITIATIEVEN, VERHALEN = (
    "uren_wijkverpleging_per_client", "nps_burgers", "initiatieven", "ervaringen_professionals",
)  # fmt: skip
SECRET = 7.31  # what a hidden figure would have been; it must be nowhere
OWN = (23.8, 22.9, 23.6, 23.1, 23.7, 23.3, 23.0, 23.4, 22.6, None, 22.1, 21.7, 21.5, 21.2, 20.8, 20.5, 20.3)
GROUP = (23.2, 22.9, 23.3, 22.9, 23.2, 23.0, 22.9, 23.1, 22.8, 22.7, 22.8, 22.6, 22.7, 22.5, 22.6, 22.4, 22.4)
BETTER = Beoordeling(Oordeel.GUNSTIGER, voor=7, na=7, groep=31)
_catalog: list[Catalog] = []


def catalog() -> Catalog:
    """The catalogue that ships with the app, invented programme included."""
    if not _catalog:
        _catalog.append(load_catalog(ROOT / "config", verzonnen=True))
    return _catalog[0]


def plek(naam: str = "Lindekwartier", sleutel: str = "lindekwartier") -> Plek:
    """An invented buurt."""
    gebied = Gebied("VBB010101", 2024, naam, Niveau.BUURT, "VBG01", "Voorbeeldstad")
    return Plek(sleutel, naam, "voorbeeld", Niveau.BUURT, (gebied,), start=date(2025, 3, 1))


def figure(
    value: float | None,
    periode: Periode,
    indicator: str = UREN,
    status: Status = Status.OK,
    wide: float = 0.9,
    **more: object,
) -> OutcomeFigure:
    """One published figure; without a value it is not delivered unless another status is given."""
    if value is None:
        status = Status.NIET_GELEVERD if status is Status.OK else status
        reden = (
            "Dit cijfer is nog niet geleverd." if status is Status.NIET_GELEVERD else "Het zijn minder dan 10 personen."
        )
        made = OutcomeFigure(indicator, "alliantiepartners", periode, None, status, reden=reden)
        return replace(made, **more)  # type: ignore[arg-type]
    made = OutcomeFigure(
        indicator, "alliantiepartners", periode, value, status, teller=round(value * 39) * 5.0, noemer=195.0,
        lower=value - wide, upper=value + wide, lower_998=value - 1.6 * wide, upper_998=value + 1.6 * wide,
        methode="Student", levering=12, ontvangen=RECEIVED,
        signaal=Signaal.LAGER, voor=7, na=7, groep=31,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def series(
    values: Sequence[float | None] = OWN,
    *,
    group: Sequence[float | None] = GROUP,
    provisional: int = 2,
    first: str = "2024-T1",
    statuses: Mapping[int, Status] | None = None,
    indicator: str = UREN,
    nulmeting: float | None = 23.4,
    wide: float = 0.9,
    **more: object,
) -> OutcomeSeries:
    """A series from `first` on; the last `provisional` figures are provisional."""
    start = Periode.parse(first)
    periods = [start.shifted(step) for step in range(len(values))]
    figures = []
    for at, (value, periode) in enumerate(zip(values, periods, strict=True)):
        status = (statuses or {}).get(at, Status.VOORLOPIG if at >= len(values) - provisional else Status.OK)
        figures.append(figure(value, periode, indicator, status, wide + (0.4 if status is Status.VOORLOPIG else 0)))
    groep = tuple(GroupFigure(one, value, 31) for one, value in zip(periods, group, strict=False))
    zero = (
        Nulmeting(nulmeting, periods[0], periods[min(6, len(periods) - 1)], 7, 23.1) if nulmeting is not None else None
    )
    made = OutcomeSeries(
        indicator, "alliantiepartners", "Alliantiepartners", "gemeten", start.soort, "buurt", "Lindekwartier",
        tuple(figures), groep, zero, volgende=date(2027, 1, 30),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def interventions() -> tuple[Interventie, ...]:
    """Three, of which the last may not show an effect yet."""
    return (
        _intervention(1, "Samen ochtendroute", date(2025, 3, 1), 120, date(2025, 9, 1)),
        _intervention(2, "Medicijndispenser", date(2026, 1, 1), 45, date(2026, 9, 1)),
        _intervention(3, "Valgroep buurthuis", date(2026, 9, 1), 20, date(2027, 3, 1)),
    )


def _intervention(nummer: int, titel: str, start: date, bereik: int, effect: date) -> Interventie:
    maanden = (effect.year - start.year) * 12 + effect.month - start.month
    return Interventie(nummer, "lindekwartier", "preventie", titel, start, None, bereik, maanden, "loopt", effect)


def doel() -> Doellijn:
    """The agreement, by the end of 2027."""
    zin = "De afspraak is 15% minder in 3 jaar, naast vergelijkbare buurten. Dat is 19,9 uur op 31 december 2027."
    return Doellijn(19.9, 19.9, date(2027, 12, 31), afspraak=True, zin=zin)


def sheet(**overrides: object) -> Sheet:
    """The sheet of the drawing: hours per client, seventeen periods, one missing, two provisional."""
    made = Sheet(
        plek(), UREN, "preventie", "effectiviteit", (series(), euros()), (), {"alliantiepartners": BETTER},
        parts(), beside(), interventions(), (doel(),), 14, RECEIVED,
    )  # fmt: skip
    made = replace(made, beoordelingen={**made.beoordelingen, "verzekeraars": too_early()})
    return replace(made, **overrides)  # type: ignore[arg-type]


def too_early() -> Beoordeling:
    """Two of the two yearly figures are not there yet."""
    return Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, voor=1, na=0, nodig=2)


def euros() -> OutcomeSeries:
    """The same from the insurers: by year, made of euros, with a new tariff in 2025."""
    return series(
        (139.0, 142.0), group=(140.0, 139.0), provisional=0, first="2024", nulmeting=None, wide=6.0,
        bron="verzekeraars", bron_naam="Zorgverzekeraars", meting="afgeleid", soort=PeriodeSoort.JAAR,
        breuken=(Breuk(date(2025, 1, 1), "Vanaf 2025 geldt een nieuw tarief. Een sprong kan daarvan komen."),),
    )  # fmt: skip


def parts() -> tuple[OutcomeSeries, ...]:
    """The same hours, per 1.000 older people."""
    values = [None if one is None else round(one * 31) for one in OWN]
    return (series(values, group=(), indicator="uren_per_1000_65plus", nulmeting=725.0, wide=20.0),)


def beside() -> tuple[Item, ...]:
    """What is read beside it: an experience without a clear difference, and consultations that went up."""
    now, before = Periode.parse("2026-T3"), Periode.parse("2026-T2")
    return (
        Item("ha_consulten_per_1000", "eerstelijn", "effectiviteit", Beoordeling(Oordeel.ONGUNSTIGER, voor=6, na=6),
             "huisartspraktijken", "gemeten", figure(712.0, now, "ha_consulten_per_1000"),
             figure(701.0, before, "ha_consulten_per_1000"), 655.0),
        Item("mantelzorgbelasting_score", "preventie", "effectiviteit", NIET_GELEVERD, verwacht=date(2027, 1, 31)),
    )  # fmt: skip


def no_figures(indicator: str = UREN) -> OutcomeSeries:
    """A series of which nothing was delivered."""
    return OutcomeSeries(
        indicator, "alliantiepartners", "Alliantiepartners", "", PeriodeSoort.TWEEMAAND, "buurt", "Lindekwartier",
        (), volgende=date(2027, 1, 30),
    )  # fmt: skip


def _hidden() -> Sheet:
    hidden = dict.fromkeys(range(6), Status.AFGESCHERMD)
    reeks = series((None,) * 6, group=GROUP[:6], statuses=hidden, nulmeting=None)
    return sheet(
        reeksen=(reeks,), beoordelingen={"alliantiepartners": Beoordeling(Oordeel.TE_WEINIG, Grond.AFGESCHERMD)}
    )


def _one_point() -> Sheet:
    reeks = series((22.4,), group=(22.9,), provisional=0, first="2026-T4", nulmeting=None)
    found = Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, na=1, nodig=5)
    return sheet(reeksen=(reeks,), beoordelingen={"alliantiepartners": found}, doelen=(), interventies=(), naast=())


def _few() -> Sheet:
    reeks = series(OWN[:4], group=GROUP[:4], provisional=0, nulmeting=None)
    found = Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, na=4, nodig=5)
    return sheet(reeksen=(reeks,), beoordelingen={"alliantiepartners": found}, doelen=())


def _nps() -> Sheet:
    reeks = series(
        (12.0, 18.0, 25.0, 31.0), group=(), provisional=0, first="2024-H2", indicator=NPS, nulmeting=12.0, wide=28.0,
        bron="nps_vragenlijst", bron_naam="NPS-vragenlijst", meting="",
    )  # fmt: skip
    reeks = replace(reeks, figures=tuple(replace(one, teller=None, noemer=25.0) for one in reeks.figures))
    classes = tuple(
        replace(series(values, group=(), provisional=0, first="2024-H2", indicator=NPS, nulmeting=None, wide=0.0),
                uitsplitsing=name)
        for name, values in (("promotor", (40.0, 44.0, 48.0, 50.0)), ("passief", (32.0, 30.0, 29.0, 31.0)),
                             ("criticaster", (28.0, 26.0, 23.0, 19.0)))
    )  # fmt: skip
    found = Beoordeling(Oordeel.TE_WEINIG, Grond.MARGE, voor=1, na=3)
    return sheet(
        indicator=NPS, thema="zorgzaam", laag="kwaliteit", reeksen=(reeks,), uitgesplitst=classes, onderdelen=(),
        beoordelingen={"nps_vragenlijst": found}, doelen=(), interventies=(), naast=(),
    )  # fmt: skip


def _counts() -> Sheet:
    values = (1.0, 2.0, 2.0, None, 4.0, 5.0)
    reeks = series(values, group=(), provisional=1, first="2025-T5", indicator=INITIATIEVEN, nulmeting=None,
                   bron="buurtnetwerk", bron_naam="Buurtnetwerk", meting="")  # fmt: skip
    bare = [replace(one, teller=None, noemer=None, lower=None, upper=None, methode="") for one in reeks.figures]
    return sheet(
        indicator=INITIATIEVEN, thema="zorgzaam", laag="adoptie", reeksen=(replace(reeks, figures=tuple(bare)),),
        beoordelingen={"buurtnetwerk": NIET_BEOORDEELD}, onderdelen=(), naast=(), doelen=(), interventies=(),
    )  # fmt: skip


def _stories() -> Sheet:
    reeks = series((2.0, 3.0), group=(), provisional=0, first="2026-T4", indicator=VERHALEN, nulmeting=None,
                   bron="buurtnetwerk", bron_naam="Buurtnetwerk", meting="")  # fmt: skip
    bare = [replace(one, teller=None, noemer=None, lower=None, upper=None, methode="") for one in reeks.figures]
    return sheet(
        indicator=VERHALEN, thema="preventie", laag="adoptie", reeksen=(replace(reeks, figures=tuple(bare)),),
        beoordelingen={"buurtnetwerk": NIET_BEOORDEELD}, onderdelen=(), naast=(), doelen=(), interventies=(),
    )  # fmt: skip


def _per_partner() -> Sheet:
    reeks = replace(series(provisional=0), niveau="partner", naam="Voorbeeldzorg")
    return sheet(reeksen=(reeks,), onderdelen=())


def _partly_hidden() -> Sheet:
    statuses = {4: Status.AFGESCHERMD, 5: Status.AFGESCHERMD, 15: Status.VOORLOPIG, 16: Status.VOORLOPIG}
    values = [None if at in (4, 5) else one for at, one in enumerate(OWN)]
    return sheet(reeksen=(series(values, statuses=statuses),))


def _nothing() -> Sheet:
    return sheet(
        reeksen=(no_figures(),), beoordelingen={"alliantiepartners": NIET_GELEVERD}, onderdelen=(), naast=(),
        interventies=(), doelen=(), bijgewerkt=None,
    )  # fmt: skip


def _comparison_buurt() -> Sheet:
    reeks = replace(series(), nulmeting=None)
    return sheet(
        reeksen=(reeks,), beoordelingen={"alliantiepartners": NIET_BEOORDEELD}, interventies=(), doelen=(), naast=()
    )


# Every state by name; each makes a fresh sheet.
STATES: Mapping[str, Callable[[], Sheet]] = {
    "compleet": sheet,
    "euros": lambda: sheet(reeksen=(euros(),), onderdelen=(), interventies=(), doelen=()),
    "een_punt": _one_point,
    "weinig": _few,
    "nps": _nps,
    "telling": _counts,
    "verhalen": _stories,
    "partner": _per_partner,
    "deels_afgeschermd": _partly_hidden,
    "afgeschermd": _hidden,
    "niets": _nothing,
    "vergelijkingsbuurt": _comparison_buurt,
    "gelijk": lambda: sheet(reeksen=(series((20.0,) * 17, group=(20.0,) * 17, nulmeting=20.0, wide=0.0),), doelen=()),
}


def other(sleutel: str, naam: str, shift: float = 0.0, *, empty: bool = False) -> Beside:
    """Another buurt beside the own one."""
    values = [None if one is None else round(one + shift, 1) for one in OWN]
    reeks = no_figures() if empty else series(values, group=())
    found = NIET_GELEVERD if empty else Beoordeling(Oordeel.GEEN_VERSCHIL, voor=7, na=7)
    return Beside(PlekRef(sleutel, naam, Niveau.BUURT, "buurt", "voorbeeld"), replace(reeks, naam=naam), found, 4200)


def comparison(met: Sequence[str] = (), **overrides: object) -> Comparison:
    """The own buurt and those that were asked for, of whatever invented buurt they are."""
    buurten = {buurt.sleutel: buurt.naam for programma, buurt in catalog().buurten() if programma.verzonnen}
    names = [one for one in buurten if one != "lindekwartier"]
    others = tuple(
        other(one, buurten.get(one, one), shift=0.7 * number - 1, empty=number == 3) for number, one in enumerate(met)
    )
    refs = tuple(PlekRef(one, buurten[one], Niveau.BUURT, "buurt", "voorbeeld") for one in names)
    eigen = replace(other("lindekwartier", "Lindekwartier"), reeks=series(), beoordeling=BETTER)
    made = Comparison(UREN, "preventie", "alliantiepartners", eigen, others, refs, 14)
    return replace(made, **overrides)  # type: ignore[arg-type]
