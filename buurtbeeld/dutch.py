"""Numbers, dates and small words as a Dutch reader expects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Figure, Status
from buurtbeeld.periods import AMSTERDAM, date_in_nl

LOCALE = Locale("nl", "NL")
HARD_SPACE = "\u00a0"
MINUS = "\u2212"
STATUS_WORDS: Mapping[Status, str] = {
    Status.OK: "",
    Status.VOORLOPIG: "voorlopig",
    Status.GESCHAT: "schatting",
    Status.ONBEKEND: "niet gepubliceerd",
    Status.GEHEIM_BRON: "niet gepubliceerd",
    Status.AFGESCHERMD: "afgeschermd (kleine aantallen)",
    Status.NIET_GELEVERD: "niet geleverd",
    Status.NVT: "niet van toepassing",
}
# By number of decimals.
PATTERNS: tuple[NumberPattern, ...] = tuple(map(parse_pattern, ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")))
HIGHER_LOWER = ("hoger", "lager", "gelijk")
FARTHER_NEARER = ("verder", "dichterbij", "even ver")
# Shares that people say, with their words. Below 20% it is always "1 op de n".
SAID = (
    (20.0, "1 op de 5"), (25.0, "1 op de 4"), (30.0, "3 op de 10"), (100 / 3, "1 op de 3"), (40.0, "4 op de 10"),
    (50.0, "de helft"), (60.0, "6 op de 10"), (200 / 3, "2 op de 3"), (70.0, "7 op de 10"), (75.0, "3 op de 4"),
    (80.0, "8 op de 10"), (90.0, "9 op de 10"),
)  # fmt: skip


def number(x: float, decimals: int = 0) -> str:
    """A number as 1.234,5 with a real minus; rounds half away from zero.

    Raises:
        ValueError: `x` is not a finite number; a missing value has a status, not a number.
    """
    exact = _rounded(x, decimals)
    text: str = PATTERNS[decimals].apply(abs(exact), LOCALE)
    return f"{MINUS}{text}" if exact < 0 else text


def value_text(value: float, indicator: Indicator) -> str:
    """A value with its unit, e.g. "€ 390.000", "11%", "0,8 km", "900", "matig stedelijk"."""
    shown = _shown(value, indicator)
    if indicator.weergave == "klasse":
        return indicator.klassen.get(int(shown), number(shown))
    return _with_unit(shown, indicator, _decimals(value, indicator))


def figure_text(figure: Figure, indicator: Indicator) -> str:
    """The value of a figure with its unit, or the word of its status when it has none."""
    if figure.value is None:
        return status_word(figure.status)
    return value_text(figure.value, indicator)


def difference_text(own: float | None, other: float | None, indicator: Indicator) -> str:
    """How `own` differs from `other`, in what the reader sees: "↑ 6 punten hoger", "↓ € 61.000 lager".

    Both are rounded first, so that the difference is the one between the two figures on the page.

    Returns:
        "" when either is missing, or for a class (a class has no distance to another).
    """
    if own is None or other is None or indicator.weergave == "klasse":
        return ""
    decimals = max(_decimals(own, indicator), _decimals(other, indicator))
    gap = _as_shown(own, indicator) - _as_shown(other, indicator)
    more, less, same = FARTHER_NEARER if indicator.weergave == "km" else HIGHER_LOWER
    if not gap:
        return same
    size = abs(float(gap))
    if indicator.weergave == "procent":
        amount = f"{number(size, decimals)}{HARD_SPACE}{'punt' if size == 1 else 'punten'}"
    else:
        amount = _with_unit(size, indicator, decimals)
    return f"↑{HARD_SPACE}{amount} {more}" if gap > 0 else f"↓{HARD_SPACE}{amount} {less}"


def one_in(percent: float) -> str:
    """A percentage as people say it: "ongeveer 1 op de 9", "ruim 4 op de 10", "bijna de helft".

    Returns:
        "" for less than 1% or more than 95%, where such words help nobody.
    """
    if not 1 <= percent <= 95:
        return ""
    if percent < 18.5:
        n = float(_rounded(100 / percent, 0))
        return f"ongeveer 1 op de {number(float(_rounded(n / 5, 0)) * 5 if n > 20 else n)}"
    share, words = min(SAID, key=lambda said: abs(said[0] - percent))
    gap = percent - share
    return f"{'ruim' if gap > 2.5 else 'bijna' if gap < -2.5 else 'ongeveer'} {words}"


def date_text(day: date | datetime) -> str:
    """A date as "22 november 2026"; a moment (timezone-aware) gives the date in the Netherlands."""
    local = date_in_nl(day) if isinstance(day, datetime) else day
    text: str = format_date(local, "d MMMM y", locale=LOCALE)
    return text


def day_text(day: date) -> str:
    """Day of the week and date, e.g. "donderdag 26 november 2026"."""
    text: str = format_date(day, "EEEE d MMMM y", locale=LOCALE)
    return text


def time_text(moment: datetime) -> str:
    """The time on the clock in the Netherlands, as "15.42"; `moment` is timezone-aware."""
    return moment.astimezone(AMSTERDAM).strftime("%H.%M").removeprefix("0")


def status_word(status: Status) -> str:
    """The word beside, or instead of, a value; "" when there is nothing to say."""
    return STATUS_WORDS[status]


def listed(parts: Sequence[str]) -> str:
    """Words in a row: "a", "a en b", "a, b en c"."""
    return " en ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def _rounded(x: float, decimals: int) -> Decimal:
    exact = Decimal(repr(float(x)))
    if not exact.is_finite():
        raise ValueError(f"a figure without a value has no number: {x}")
    # `+ 0` turns -0 into 0.
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def _shown(value: float, indicator: Indicator) -> float:
    """The value in the unit the reader sees: thousands of euros become euros, no finer than the source gives them."""
    return float(_rounded(value, indicator.decimalen) * 1000) if indicator.weergave == "euro_duizend" else value


def _as_shown(value: float, indicator: Indicator) -> Decimal:
    return _rounded(_shown(value, indicator), _decimals(value, indicator))


def _decimals(value: float, indicator: Indicator) -> int:
    """Whole percents and whole euros; a share under 1% keeps its decimal, else it would read as 0%."""
    if indicator.weergave == "procent":
        return min(indicator.decimalen, 1) if 0 < abs(value) < 1 else 0
    return 0 if indicator.weergave == "euro_duizend" else indicator.decimalen


def _with_unit(value: float, indicator: Indicator, decimals: int) -> str:
    text = number(value, decimals)
    return {
        "procent": f"{text}%",
        "euro_duizend": f"€{HARD_SPACE}{text}",
        "km": f"{text}{HARD_SPACE}km",
        "met_eenheid": f"{text}{HARD_SPACE}{indicator.eenheid}",
    }.get(indicator.weergave, text)
