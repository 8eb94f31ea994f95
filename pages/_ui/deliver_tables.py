"""Everything around a file, as views: what is due, who is late, what was delivered, and how two deliveries differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from buurtbeeld.answers import Delivered
from buurtbeeld.deliveries.calendar import Due, Stand, Total
from buurtbeeld.dutch import HARD_SPACE, date_text, listed, number
from buurtbeeld.model import Status
from buurtbeeld.wording import Span, Zin
from pages._ui import html, services
from pages._ui.deliver_show import amount, bron_naam, buurt_naam, cijfer_naam, periode_naam

FIRST = 8  # lines that stand open; the rest is one click away
MOST_NAMES = 3
OWN_COLUMNS = ("Teller", "Noemer", "Waarde", "Verder")
FEW = ("n", "som_kwadraten", "n_bronnen", "grootste_aandeel")
WITHHELD = "niet vrijgegeven door de bron"


def answer(found: Sequence[Due]) -> None:
    """The first sentences of the page: how many deliveries are late, and which one is next."""
    late = sum(one.stand is Stand.TE_LAAT for one in found)
    coming = [one for one in found if one.stand in {Stand.DEELS, Stand.NU, Stand.NOG_NIET}]
    count = "Geen levering" if not late else "1 levering" if late == 1 else f"{number(late)} leveringen"
    sentences: list[Zin] = [(Span(count, sterk=bool(late)), Span(f" {'zijn' if late > 1 else 'is'} te laat."))]
    if coming:
        one = min(coming, key=lambda due: due.uiterlijk)
        sentences.append(
            (Span("De volgende is "), Span(f"{bron_naam(one.bron)}, {one.periode.naam}", sterk=True),
             Span(f": uiterlijk {date_text(one.uiterlijk).replace(' ', HARD_SPACE)}."))
        )  # fmt: skip
    html.show("antwoord", zinnen=sentences if found else [(Span("U hoeft nu niets te leveren."),)], opmerking="")


def calendar(found: Sequence[Due]) -> None:
    """What is due for one buurt, late ones first."""
    lines = [_due(one) for one in found]
    notes = []
    if any(0 < one.geleverd < len(one.indicatoren) for one in found):
        notes.append("Zolang niet alles binnen is, heten de cijfers van die levering voorlopig.")
    if any(one.voorlopig_ritme for one in found):
        notes.append("Het ritme is voorlopig: het programma heeft het nog niet vastgesteld.")
    html.show("leverkalender", eerst=lines[:FIRST], rest=lines[FIRST:], noot=" ".join(notes))


def short(found: Sequence[Due], more: int) -> None:
    """The first lines of a calendar, and how many there are besides."""
    note = f"En nog {number(more)} {'andere levering' if more == 1 else 'andere leveringen'}." if more > 0 else ""
    html.show("leverkalender", eerst=[_due(one) for one in found], rest=[], noot=note)


def totals(found: Sequence[Total]) -> None:
    """What is due for all of somebody's buurten together, and who is late."""
    lines = [_total(one) for one in found]
    html.show("wielaat", eerst=lines[:FIRST], rest=lines[FIRST:])


def log(found: Iterable[Delivered]) -> None:
    """Who delivered what, and what became of it."""
    lines = [_delivered(one) for one in found]
    html.show("leveringen", eerst=lines[:FIRST], rest=lines[FIRST:])


def comparison(was: int, werd: int, said: Mapping[str, Any]) -> None:
    """How two deliveries differ, figure by figure."""
    count, hidden, same = said["aantal"], said["verborgen_anders"], said["gelijk"]
    seen = f"{number(count)} {'cijfer verschilt' if count == 1 else 'cijfers verschillen'}."
    told = [
        seen if count else "Er is geen verschil te zien.",
        f"{number(same)} {'is' if same == 1 else 'zijn'} gelijk.",
    ]
    if hidden:
        told.append(f"Nog {number(hidden)} {'verschilt' if hidden == 1 else 'verschillen'} zonder dat u het hier ziet.")
    if not said["precies"]:
        told.append("U ziet de cijfers zoals iedereen ze ziet: afgerond, en kleine aantallen niet.")
    html.show(
        "vergelijking",
        was=str(was),
        werd=str(werd),
        tekst=" ".join(told),
        regels=[_difference(one) for one in said["verschillen"]],
        meer=number(count - len(said["verschillen"])) if count > len(said["verschillen"]) else "",
    )


def own_rows(levering: int, sleutel: str, said: Mapping[str, Any]) -> None:
    """The rows somebody delivered about one buurt, as they were delivered."""
    count, lines = said["aantal"], [_own_row(one) for one in said["rijen"]]
    filled = [name for name in OWN_COLUMNS if any(cells[name] for _, _, cells in lines)]
    what = f"{number(count)} {'rij' if count == 1 else 'rijen'}"
    html.show(
        "eigenrijen",
        levering=str(levering),
        tekst=f"Levering {levering} heeft {what} over {buurt_naam(sleutel)}.",
        kolommen=filled,
        regels=[
            {"naam": naam, "periode": when, "cellen": [cells[name] for name in filled]} for naam, when, cells in lines
        ],
        meer=number(count - len(lines)) if count > len(lines) else "",
    )


def _due(one: Due) -> dict[str, object]:
    return {
        "wat": f"{bron_naam(one.bron)}, {one.periode.naam}",
        "bij": _about(one),
        "uiterlijk": date_text(one.uiterlijk),
        "stand": _stand(one),
        "deel": _part(one),
        "dringend": one.stand is Stand.TE_LAAT,
    }


def _about(one: Due) -> str:
    """Which figures, and who sees to it."""
    names = [cijfer_naam(code) for code in one.indicatoren]
    rest = f" en {len(names) - 2} meer" if len(names) > 2 else ""
    about = f"{', '.join(names[:2])}{rest}" if rest else listed(names)
    holders = [services.catalog().app.partijen.get(code, code) for code in one.actiehouders]
    return f"{about}. Wie: {listed(holders)}" if holders else about


def _part(one: Due) -> str:
    """How complete it is: "4 van 7 binnen, voorlopig"; "" when nothing is in, or one figure is all there is."""
    if one.stand is Stand.BINNEN:
        return f"alle {len(one.indicatoren)} cijfers" if len(one.indicatoren) > 1 else ""
    return f"{one.geleverd} van {len(one.indicatoren)} binnen, voorlopig" if one.geleverd else ""


def _stand(one: Due) -> str:
    if one.stand is Stand.TE_LAAT:
        return f"{_days(-one.dagen)} te laat"
    if one.stand is Stand.NOG_NIET:
        return "nog niet nodig"
    return "binnen" if one.stand is Stand.BINNEN else f"nog {_days(one.dagen)}" if one.dagen else "vandaag"


def _days(count: int) -> str:
    return f"{number(count)} {'dag' if count == 1 else 'dagen'}"


def _total(one: Total) -> dict[str, object]:
    late = len(one.te_laat)
    said = f"{number(late)} van {number(one.buurten)} buurten te laat" if late else _not_late(one)
    return {
        "wat": f"{bron_naam(one.bron)}, {one.periode.naam}",
        "uiterlijk": date_text(one.uiterlijk),
        "stand": said,
        "deel": f"{_days(-one.dagen)} te laat" if late else "",
        "dringend": bool(late),
        "buurten": [
            {"naam": buurt_naam(due.buurt), "deel": _part(due)} for due in one.lines if due.buurt in one.te_laat
        ],
    }


def _not_late(one: Total) -> str:
    if one.binnen == one.buurten:
        return "overal binnen"
    return f"{number(one.binnen)} van {number(one.buurten)} buurten binnen"


def _delivered(one: Delivered) -> dict[str, object]:
    places = [buurt_naam(sleutel) for sleutel in one.buurten]
    over = listed(places) if len(places) <= MOST_NAMES else f"{len(places)} buurten"
    when = [periode_naam(one.perioden[0]), periode_naam(one.perioden[-1])] if one.perioden else []
    return {
        "nummer": str(one.levering),
        "bestand": one.bestand,
        "bron": bron_naam(one.bron),
        "wie": one.door,
        "wanneer": date_text(one.ontvangen),
        "wat": f"{number(one.rijen)} {'rij' if one.rijen == 1 else 'rijen'}: {number(one.nieuw)} nieuw, "
        f"{number(one.gewijzigd)} gewijzigd",
        "over": ", ".join([over, " tot en met ".join(dict.fromkeys(when))]),
        "terug": f"{one.stand_door}, {date_text(one.stand_op)}: {one.reden}" if one.reden else "",
    }


def _difference(one: Mapping[str, Any]) -> dict[str, str]:
    return {
        "naam": cijfer_naam(one["indicator"], one["uitsplitsing"]),
        "waar": f"{buurt_naam(one['buurt'])}, {periode_naam(one['periode'])}",
        "was": _side(one["indicator"], one["was"]),
        "werd": _side(one["indicator"], one["werd"]),
    }


def _own_row(one: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Name of the figure, its period, and what stood there by the name of our column."""
    value = "" if one["waarde"] is None else amount(one["indicator"], one["waarde"])
    told = (_plain(one["teller"]), _plain(one["noemer"]), value, _besides(one))
    cells = dict(zip(OWN_COLUMNS, told, strict=True))
    return cijfer_naam(one["indicator"], one["uitsplitsing"]), periode_naam(one["periode"]), cells


def _besides(one: Mapping[str, Any]) -> str:
    """What else stood in the row; the columns that few files have by their name in the file."""
    said = [WITHHELD] if one["status"] == Status.GEHEIM_BRON else []
    said += [f"{name} {_plain(one[name])}" for name in FEW if one[name] is not None]
    return "; ".join([*said, *([one["toelichting"]] if one["toelichting"] else [])])


def _plain(value: float | None) -> str:
    """A number as it was delivered, with as many decimals as it has (at most three)."""
    return "" if value is None else number(value, next((n for n in range(3) if round(value, n) == value), 3))


def _side(indicator: str, side: Mapping[str, Any] | None) -> str:
    if side is None:
        return "niet geleverd"
    if side["value"] is None:
        return f"niet getoond. {side['reden']}"
    below = f" (van {number(side['noemer'])})" if side["noemer"] is not None else ""
    return f"{amount(indicator, side['value'])}{below}"
