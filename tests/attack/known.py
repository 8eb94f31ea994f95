"""The truth behind the invented programme: what the attack is judged by, and not what it uses."""

from __future__ import annotations

from datetime import UTC, datetime

from buurtbeeld.deliveries import rounds
from buurtbeeld.outcomes import rows as outcome_rows

TURNOVER = "verloop_wijkverpleging"
QUARTER_OF = {"M03": 1, "T3": 2, "M09": 3, "T6": 4}


def delivered(vault, published, catalog):
    """(programma, source) -> the rows that are published now."""
    with published.connect() as connection:
        closings = rounds.closings(connection, datetime.now(UTC))
    return {source.block: source.rows() for source in outcome_rows.sources(vault, catalog, closings)}


def quarters(code):
    """The quarters of twelve months, by hand; () when they do not end with a quarter."""
    year, letter = int(code[:4]), code[5:-4]
    if letter not in QUARTER_OF:
        return ()
    last = QUARTER_OF[letter]
    return tuple(f"{year if last - back > 0 else year - 1}-K{(last - back - 1) % 4 + 1}" for back in range(4))


def leavers(rows):
    """(buurt, quarter) -> people who left, of what the source does not withhold."""
    mine = rows[rows["indicator"].eq(TURNOVER) & rows["status"].ne("geheim_bron")]
    return {(str(key), str(code)): int(count) for key, code, count in
            zip(mine["buurt"], mine["periode"], mine["teller"], strict=True)}  # fmt: skip


def few(rows, drempel):
    """(buurt, indicator, period, breakdown) of delivered rows whose teller or noemer is of too few people."""
    counted = rows[rows["status"].ne("geheim_bron")]
    low = counted["teller"].lt(drempel) | counted["noemer"].lt(drempel)
    names = ("buurt", "indicator", "periode", "uitsplitsing")
    return set(zip(*(counted[low.to_numpy()][name].astype(str) for name in names), strict=True))
