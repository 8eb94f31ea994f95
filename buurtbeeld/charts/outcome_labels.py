"""The words at the lines of an outcome chart: beside them at a desk, inside the plot on a telephone. No legend."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap
from typing import Any

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts.outcome_axis import GREY_TEXT, INK, INK2, PETROL, Spec
from buurtbeeld.charts.outcome_marks import Drawing
from buurtbeeld.charts.trend import apart
from buurtbeeld.outcomes.answers import Doellijn, OutcomeSeries

ROW = 17  # pixels that two labels need
SHORT = 18  # letters of a name that fit on a telephone


def labels(
    drawing: Drawing, reeks: OutcomeSeries, naam: str, getal: Callable[[float], str], doel: Doellijn | None
) -> list[Spec]:
    """What each line is, at its end; at a desk beside it, on a telephone inside the plot."""
    ends = _ends(drawing, reeks, naam, getal, doel)
    lines = max(one["tekst"].count("\n") + 1 for one in ends)
    placed = apart([one["waarde"] for one in ends], least=drawing.frame.value_of(ROW * (lines + 0.1)))
    at_desk = [{**one, "waarde": at} for one, at in zip(ends, placed, strict=True)]
    made: list[Spec] = []
    for one in at_desk:
        look: dict[str, Any] = {"align": "left", "dx": 12, "color": one["kleur"], "fontWeight": one["dik"]}
        made += axis.at_desk(axis.text([one], fontSize=15, baseline="middle", **look))
    return [*made, *_inside(drawing, reeks, naam, getal), *_margin_word(drawing)]


def on_bars(drawing: Drawing, getal: Callable[[float], str]) -> list[Spec]:
    """The number of each bar on top of it."""
    rows = [{"x": one.x, "waarde": one.value, "tekst": getal(one.value)} for one in drawing.own]
    return axis.text(rows, align="center", dy=-7, baseline="bottom", color=INK, fontWeight=600, clip=True)


def _ends(
    drawing: Drawing, reeks: OutcomeSeries, naam: str, getal: Callable[[float], str], doel: Doellijn | None
) -> list[Spec]:
    last = drawing.frame.last
    newest = drawing.own[-1]
    found = [_end(newest.x, newest.value, _two_lines(f"{naam} {getal(newest.value)}"), PETROL, 700)]
    if drawing.group:
        end = drawing.group[-1]
        found.append(_end(end.x, end.value, f"vergelijkbaar {getal(end.value)}", GREY_TEXT, 600))
    if reeks.nulmeting:
        found.append(_end(last, reeks.nulmeting.value, f"nulmeting {getal(reeks.nulmeting.value)}", INK2, 400))
    if doel is not None and doel.op is not None:
        values = dict.fromkeys(map(getal, (doel.onder, doel.boven)))
        word = "afspraak" if doel.afspraak else "doel"
        text = f"{word} {doel.op.year}: {' tot '.join(values)}"
        found.append(_end(last, doel.boven, text, INK, 600))
    return found


def _end(x: float, waarde: float, tekst: str, kleur: str, dik: int) -> Spec:
    return {"x": x, "waarde": waarde, "tekst": tekst, "kleur": kleur, "dik": dik}


def _inside(drawing: Drawing, reeks: OutcomeSeries, naam: str, getal: Callable[[float], str]) -> list[Spec]:
    """On a telephone: names in the plot, near the right edge; the own one on the side where the others are not."""
    newest, others = drawing.own[-1], []
    if reeks.nulmeting:
        others.append((reeks.nulmeting.value, f"nulmeting {getal(reeks.nulmeting.value)}", INK2, 400))
    if drawing.group:
        end = drawing.group[-1]
        others.append((end.value, f"vergelijkbaar {getal(end.value)}", GREY_TEXT, 600))
    below = all(newest.value <= value for value, *_ in others)
    # On the side of its line where the own dot is not.
    rows = [(value, text, kleur, dik, 14 if value < newest.value else -12) for value, text, kleur, dik in others]
    short = naam if len(naam) <= SHORT else "deze buurt"
    rows.append((newest.value, f"{short} {getal(newest.value)}", PETROL, 700, 22 if below else -16))
    least = drawing.frame.value_of(ROW)
    placed = [*apart([value for value, *_ in rows[:-1]], least=least), newest.value]
    made: list[Spec] = []
    for (_, text, kleur, dik, dy), at in zip(rows, placed, strict=True):
        look: dict[str, Any] = {"align": "right", "dy": dy, "color": kleur, "fontWeight": dik}
        label = axis.text([{"waarde": at, "tekst": text}], x={"expr": "width - 8"}, baseline="middle", **look)
        made += axis.on_phone(label)
    return made


def _margin_word(drawing: Drawing) -> list[Spec]:
    """The band is named once, below its first half."""
    with_margin = [one for one in drawing.own[: max(1, len(drawing.own) // 2)] if one.lower is not None]
    if not drawing.band or not with_margin:
        return []
    lowest = min(one.lower for one in with_margin if one.lower is not None)
    rows = [{"x": with_margin[0].x, "waarde": lowest, "tekst": "lichte band = marge"}]
    return axis.at_desk(axis.text(rows, align="left", dx=-6, dy=16, fontSize=13))


def _two_lines(name: str) -> str:
    return "\n".join(wrap(name, 20)) or name
