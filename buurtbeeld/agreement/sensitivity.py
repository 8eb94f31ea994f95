"""Does the answer change when we compute it otherwise? The contract reading under other choices and other methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from buurtbeeld.agreement import second_opinion
from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import Variant
from buurtbeeld.agreement.design import Choices, Design
from buurtbeeld.agreement.groups import Groups
from buurtbeeld.agreement.measures import Source, studied
from buurtbeeld.agreement.moments import STEP, Base
from buurtbeeld.agreement.readings import USELESS, Side, why_not, window_reason
from buurtbeeld.agreement.values import Value, effect, value, window_scores
from buurtbeeld.dutch import listed, number
from buurtbeeld.statistics.event_study import Before, before
from buurtbeeld.statistics.gaps import additive_fill, gaps
from buurtbeeld.statistics.index_numbers import percent
from buurtbeeld.statistics.projection import Shape

BEFORE_MONTHS = 18  # from which both groups can be put beside each other before the start
LEVEL = 0.05
HONEST = (0.5, 1.0)


def variants(source: Source, groups: Groups, elsewhere: Sequence[Source]) -> tuple[Variant, ...]:
    """The last twelve months per cliënt beside buurten that do not take part, under other choices."""
    plain = Choices()
    made = [
        _variant("Start is 2023", source, groups, replace(plain, base=Base.EARLIER), "100 is dan 2023."),
        _variant(
            "Start is januari t/m augustus 2024", source, groups, replace(plain, base=Base.BEFORE_SEPTEMBER),
            "Het programma begon in september 2024.",
        ),
        _variant(
            "Iets begon al eerder", source, groups, replace(plain, earlier=STEP),
            "De laatste twee maanden voor de start tellen dan niet als start.",
        ),
        _variant(
            "Zonder buren", source, groups, replace(plain, without=groups.near()),
            "Zonder vergelijkingsbuurten in een gemeente waar ook een transitiebuurt ligt.",
        ),
        _variant(
            "Met voorlopige cijfers", source, groups, replace(plain, provisional=True),
            "Voorlopige cijfers tellen anders niet mee.",
        ),
        _variant(
            words.EVEN, source, groups, replace(plain, weighted=False),
            "Is dit een heel ander getal? Dan is het verschil in kleine en grote buurten niet gelijk.",
        ),
    ]  # fmt: skip
    if groups.shared:
        zin = "Zonder vergelijkingsbuurten van een partner die in beide groepen werkt."
        made.append(_variant("Zonder gedeelde partner", source, groups, replace(plain, without=groups.shared), zin))
    for other in elsewhere:
        zin = f"Andere bron, {words.PER[other.panel.soort]}."
        made.append(_variant(f"Volgens {other.panel.bron}", other, groups, plain, zin))
    return tuple(made)


def _variant(naam: str, source: Source, groups: Groups, choices: Choices, zin: str) -> Variant:
    one = studied(source, "per_client", groups, groups.vergelijking, choices)
    reason = why_not(one, beside=True)
    scores = None if reason else window_scores(one)
    reason = reason if scores is None else window_reason(one, scores)
    if scores is None or reason:
        return Variant(naam, None, None, None, f"{zin} {reason}")
    return shown(naam, value(effect(one, scores), "relatief"), zin)


def shown(naam: str, found: Value, zin: str) -> Variant:
    """A variant as it is told; without a margin, or with a useless one, there is no number."""
    if not found.holds or found.half > USELESS:
        return Variant(naam, None, None, None, f"{zin} {words.TOO_WIDE if found.holds else words.NO_MARGIN}")
    estimate, lower, upper = (round(part, 1) + 0.0 for part in (found.estimate, found.lower, found.upper))
    return Variant(naam, estimate, lower, upper, zin)


def ahead(one: Side) -> tuple[Variant, ...]:
    """Month 36 under every way of building up."""
    made = []
    for shape in Shape:
        found = None if one.reason else one.effect("maand_36", shape)
        if found is None:
            why = one.reason or one.why_none("maand_36", shape)
            made.append(Variant(shape.value, None, None, None, f"{words.GROWS[shape]} {why}"))
        else:
            made.append(shown(shape.value, value(found, "relatief"), words.GROWS[shape]))
    return tuple(made)


def past(one: Design) -> tuple[str, ...]:
    """Whether both groups ran alike before the start, and what that cannot rule out."""
    found = one.before()
    if len(found.months) < 3 or found.months.max() - found.months.min() < BEFORE_MONTHS:
        return ("Er zijn te weinig cijfers van voor de start. Of beide groepen gelijk liepen, is niet te zeggen.",)
    return tuple(_past(before(found)))


def _past(found: Before) -> Iterator[str]:
    if np.isnan(found.p):
        yield "Er zijn te weinig buurten om te zien of beide groepen gelijk liepen."
        return
    if found.p < LEVEL:
        yield "Voor de start liepen beide groepen niet gelijk. Lees het verschil daarom voorzichtig."
    else:
        yield "Voor de start is er geen duidelijk verschil in trend. Dat bewijst niet dat er geen was."
    yield f"Een scheve start die we niet uitsluiten, maakt bij maand 36 hoogstens {_points(found.edge)} verschil."


def _points(edge: float) -> str:
    return f"{number(abs(percent(edge)), 1)}%"


def others(one: Design) -> tuple[str, ...]:
    """What other estimators say about the same buurten, over all periods after the start."""
    try:
        made = _opinions(one)
    except (ValueError, ArithmeticError, np.linalg.LinAlgError):  # a panel that another package cannot work with
        made = None
    if made is None:
        return ("Andere methoden kunnen met deze cijfers niet rekenen.",)
    own, rest = made
    names = listed([f"{name}: {words.change(percent(effect_))}" for name, effect_ in rest.items()])
    told = [
        f"Telt elke buurt even zwaar, dan is het verschil over alle perioden na de start {words.change(percent(own))}.",
        f"Andere methoden: {names}.",
        "Deze getallen vergelijken wij alleen met elkaar. De marge staat bij ons eigen getal.",
    ]
    different = [name for name, effect_ in rest.items() if second_opinion.apart(own, effect_)]
    if different:
        told.append(f"De uitkomst hangt af van de methode: {listed(different)} wijkt meer dan een kwart af.")
    return (*told, *_honest(one))


def _panel(one: Design) -> tuple[np.ndarray, np.ndarray]:
    """Complete panel and the first treated column of each row; cells that are missing are filled."""
    y = np.vstack([one.study.treated, one.study.control])
    first = [int(np.flatnonzero(~place.before)[0]) if (~place.before).any() else -1 for place in one.places]
    return additive_fill(y), np.array([*first, *[-1] * len(one.study.control)], dtype=np.int64)


def _opinions(one: Design) -> tuple[float, dict[str, float]] | None:
    y, first = _panel(one)
    if not np.isfinite(y).all() or (first == 0).any():
        return None
    columns = np.arange(y.shape[1])
    own = gaps(one.study)
    moment = columns - first[: len(own), None]
    seen = one.cells(lambda place: place.post) & np.isfinite(own)
    count = {int(at): int((seen & (moment == at)).sum()) for at in np.unique(moment[seen])}
    weight = np.array(list(count.values()), dtype=float)
    mean = float(np.average([own[seen & (moment == at)].mean() for at in count], weights=weight))
    found = {
        "Callaway-Sant’Anna en Sun-Abraham": second_opinion.callaway_santanna(y, first),  # the same here: a test
        "imputatie": second_opinion.imputation(y, first),
    }
    rest = {
        name: float(np.average([opinion.by_moment[at] for at in count], weights=weight))
        for name, opinion in found.items()
        if set(count) <= set(opinion.by_moment)
    }
    return mean, rest


def _honest(one: Design) -> Iterator[str]:
    y, first = _panel(one)
    try:
        found = second_opinion.honest(y, first, HONEST)
    except (ValueError, np.linalg.LinAlgError):
        return
    for size, (lower, upper) in zip(HONEST, found, strict=True):
        if np.isfinite([lower, upper]).all():
            limits = f"{words.change(percent(lower))} en {words.change(percent(upper))}"
            yield (
                f"Mag de trend na de start {number(size, 1)} keer zo scheef lopen als ervoor, dan ligt het gemiddelde "
                f"effect tussen {limits}."
            )
