"""What can go wrong at a source, by name. `StandIn.fail("html", entity="TypedDataSet")` switches one on."""

from __future__ import annotations

import zlib

# On the wire.
WIRE = {
    "500": "answers with HTTP 500",
    "429": "answers with HTTP 429 and Retry-After",
    "html": "answers with a web page and status 200",
    "truncated": "sends half the body, with the length of that half",
    "short": "promises more bytes than it sends",
    "bad_gzip": "says gzip, sends something else",
    "slow": "sends one byte a second",
    "silent": "accepts the connection and says nothing",
    "drip": "sends even its headers one byte at a time",
    "reset": "breaks the connection",
    "redirect": "sends the reader to another host",
    "once": "answers with HTTP 500 the first time only",
}
# In the rows.
ROWS = {
    "renamed": "column AantalInwoners has another name, in the description and in the rows",
    "renamed_rows": "the same, but only in the rows",
    "unit": "a column in thousands of euros is now in euros",
    "text": "a word where a number belongs",
    "sentinel": "-99997 and -99995 instead of null",
    "fewer": "a third of the areas is missing",
    "empty": "no rows at all",
    "repeated": "every row twice",
    "loop": "the next page is the same page",
    "foreign": "the next page is on another host",
    "newer": "the release is newer",
}
ELSEWHERE = "http://elders.invalid"


def spoil_rows(fault, entity, rows, topics):
    """The rows as a source with this fault would give them."""
    if entity == "DataProperties":
        rows = [_spoil_property(fault, row) for row in rows]
    if entity == "TableInfos" and fault == "newer":
        rows = [row | {"Modified": "2026-12-31T02:00:00"} for row in rows]
    if entity not in {"TypedDataSet", "UntypedDataSet"}:
        return rows
    people = (
        next(key for key in topics if key.startswith("AantalInwoners_"))
        if any(key.startswith("AantalInwoners_") for key in topics)
        else topics[-1]
    )
    changes = {
        "renamed": lambda row: _rename(row, people),
        "renamed_rows": lambda row: _rename(row, people),
        "text": lambda row: row | {people: "veel"},
        "sentinel": lambda row: row | {people: (-99997, -99995.0)[row["ID"] % 2]},
    }
    if fault in changes:
        return [changes[fault](row) for row in rows]
    kept = {"fewer": rows[: len(rows) * 2 // 3], "empty": [], "repeated": [*rows, *rows]}
    return kept.get(fault, rows)


def _rename(row, key):
    return {("AantalBewoners_5" if name == key else name): cell for name, cell in row.items()}


def _spoil_property(fault, row):
    if fault == "renamed" and row["Key"].startswith("AantalInwoners_"):
        return row | {"Key": "AantalBewoners_5"}
    if fault == "unit" and row.get("Unit") == "x 1 000 euro":
        return row | {"Unit": "euro"}
    return row


def next_link(fault, own, following):
    """Address of the next page, wrong on purpose."""
    return {"loop": own, "foreign": f"{ELSEWHERE}/ODataFeed/odata/volgende"}.get(fault, following)


def compressed(body):
    """A gzip body, quickly."""
    squeeze = zlib.compressobj(1, zlib.DEFLATED, 31)
    return squeeze.compress(body) + squeeze.flush()
