"""The matrix in words, ready for a template: which lines stand where. No markup here, and no look-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from buurtbeeld.catalog import Catalog
from buurtbeeld.outcomes import wording as outcome_wording
from buurtbeeld.outcomes.answers import Cell, Item, Outcomes, ThemaRow
from buurtbeeld.outcomes.lines import Line
from buurtbeeld.outcomes.oordeel import Oordeel
from pages._ui.verdicts import MARKS, Mark, mark

MOST = 4  # lines of a cell before "nog 3 cijfers"
EFFECT = "effectiviteit"
NOTHING = "Het plan noemt hier geen cijfer."
LAGEN = {
    "adoptie": ("Adoptie", "Doen we het?"),
    "kwaliteit": ("Kwaliteit", "Is het goed?"),
    EFFECT: ("Effectiviteit", "Helpt het?"),
}
# What must not disappear behind "nog 3 cijfers" comes first; the rest keeps the order of the catalogue.
_FIRST = (Oordeel.ONGUNSTIGER, Oordeel.GUNSTIGER, Oordeel.VERANDERT)
Wanted = Callable[[Item], bool]
LineOf = Callable[[Item], Line]


@dataclass(frozen=True)
class ItemView:
    """One line of a cell.

    Attributes:
        adres: address of its Cijferblad, complete, so that it can be mailed.
        merk: shape of its verdict; None when it is not judged.
        cijfer: the figure, shown strongly when there is no verdict.
        bij: small facts behind it.
        andere: per other source who says so, and the shape of what it says.
        waarom: why it is watched; only for a figure beside the agreement.
    """

    naam: str
    adres: str
    merk: Mark | None
    cijfer: str
    bij: tuple[str, ...]
    label: str
    nieuw: bool
    andere: tuple[tuple[str, Mark], ...]
    waarom: str


@dataclass(frozen=True)
class CellView:
    """One cell: what is in it in a line, and its items.

    Attributes:
        kop: how often each word occurs, counted over all of the cell whatever is filtered.
        merken: the shapes of gunstiger and ongunstiger when they occur.
        verborgen: how many items the filter leaves out.
        leeg: why there are none.
    """

    laag: str
    vraag: str
    kop: str
    merken: tuple[Mark, ...]
    eerst: tuple[ItemView, ...]
    rest: tuple[ItemView, ...]
    verborgen: int
    leeg: str
    met_opzet: bool


@dataclass(frozen=True)
class RowView:
    """One thema; `weggelaten` = why it was not chosen."""

    naam: str
    cellen: tuple[CellView, ...]
    weggelaten: str


@dataclass(frozen=True)
class MatrixView:
    """The whole matrix.

    Attributes:
        bewaking: figures watched beside the agreement.
        buiten: names of themas in which nothing is left by the filter.
    """

    rijen: tuple[RowView, ...]
    bewaking: tuple[ItemView, ...]
    buiten: tuple[str, ...]


def matrix(outcomes: Outcomes, catalog: Catalog, line_of: LineOf, wanted: Wanted, *, filtered: bool) -> MatrixView:
    """The matrix as it is shown.

    Args:
        line_of: an item in words.
        wanted: whether an item passes the filter.
        filtered: something is left out, so a thema without a line is named instead of shown.
    """
    show = _shower(outcomes, line_of)
    rows = [(_row(row, catalog, show, wanted), row) for row in outcomes.rows]
    empty = [view.naam for view, row in rows if filtered and not _has_lines(view)]
    return MatrixView(
        rijen=tuple(view for view, _ in rows if view.naam not in empty),
        bewaking=tuple(show(item) for item in outcomes.bewaking if wanted(item)),
        buiten=tuple(empty),
    )


def address(sleutel: str, indicator: str, thema: str) -> str:
    """Address of a Cijferblad below the place where the app is served."""
    asked = {"buurt": sleutel, "indicator": indicator, **({"thema": thema} if thema else {})}
    return f"cijferblad?{urlencode(asked)}"


def _shower(outcomes: Outcomes, line_of: LineOf) -> Callable[[Item], ItemView]:
    def show(item: Item) -> ItemView:
        return _item(item, line_of(item), outcomes)

    return show


def _row(row: ThemaRow, catalog: Catalog, show: Callable[[Item], ItemView], wanted: Wanted) -> RowView:
    thema = catalog.themas[row.thema]
    return RowView(
        naam=thema.naam,
        cellen=tuple(_cell(cell, show, wanted, zonder_effect=thema.zonder_effect) for cell in row.cells),
        weggelaten=row.weggelaten,
    )


def _has_lines(row: RowView) -> bool:
    return any(cell.eerst for cell in row.cellen)


def _cell(cell: Cell, show: Callable[[Item], ItemView], wanted: Wanted, *, zonder_effect: str) -> CellView:
    chosen = sorted(filter(wanted, cell.items), key=_urgency)
    views = [show(item) for item in chosen]
    laag, vraag = LAGEN[cell.laag]
    on_purpose = cell.laag == EFFECT and bool(zonder_effect) and not cell.items
    return CellView(
        laag=laag,
        vraag=vraag,
        kop=outcome_wording.celkop(cell),
        merken=_marks(cell.items),
        eerst=tuple(views[:MOST]),
        rest=tuple(views[MOST:]),
        verborgen=len(cell.items) - len(chosen),
        leeg=(cell.leeg or (zonder_effect if on_purpose else "Het plan noemt hier geen cijfer."))
        if not cell.items
        else "",
        met_opzet=on_purpose,
    )


def _urgency(item: Item) -> tuple[int, bool]:
    word = item.beoordeling.oordeel
    return (_FIRST.index(word) if word in _FIRST else len(_FIRST), item.nu is None)


def _marks(items: Iterable[Item]) -> tuple[Mark, ...]:
    words = {item.beoordeling.oordeel for item in items}
    found = (mark(word) for word in (Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER) if word in words)
    return tuple(one for one in found if one is not None)


def _item(item: Item, line: Line, outcomes: Outcomes) -> ItemView:
    # From the start to now a rate has no unit; alone it has.
    from_start = bool(line.cijfer and line.oordeel_code) and item.nulmeting is not None
    per = line.eenheid if from_start and line.indicator.soort == "rate" else ""
    return ItemView(
        naam=line.indicator.naam,
        adres=address(outcomes.plek.sleutel, item.indicator, item.thema),
        merk=mark(item.beoordeling.oordeel),
        cijfer=f"{line.cijfer} {per}".strip(),
        bij=tuple(filter(None, _facts(line))),
        label=line.meting,
        nieuw=item.nieuw,
        andere=tuple((who, MARKS[word]) for who, word in line.andere),
        waarom=line.indicator.bewaking if not item.thema else "",
    )


def _facts(line: Line) -> Sequence[str]:
    """Small facts behind a figure."""
    item = line.item
    why = f"{line.reden}, door {line.wie}" if item.nu is None and line.wie and line.reden else line.reden
    when = outcome_wording.kort(item.nu.periode) if item.nu is not None and line.cijfer else ""
    open_word = line.status if line.cijfer and line.status != "definitief" else ""
    aim = f"doel: {line.doel}" if line.doel else ""
    return (line.verschil, aim, why, when, open_word, f"over {line.over}" if line.over else "", line.let_op)
