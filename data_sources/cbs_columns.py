"""Which column of a CBS table holds which variabele: by name and parent titles, never by number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from buurtbeeld.sources import Column, SourceSpec
from data_sources import refusals

Row = Mapping[str, Any]
_SIGNS = re.compile(r"[^0-9a-z]+")
_NUMBER = re.compile(r"_\d+$")
_PROVISIONAL = re.compile(r"\bhet betreft (nader )?voorlopige cijfers", re.IGNORECASE)


@dataclass(frozen=True)
class Topic:
    """A column of figures.

    Attributes:
        path: titles of the groups it stands under, outermost first.
        words: those titles and its own, as `plain_words` gives them.
    """

    key: str
    stem: str
    path: tuple[str, ...]
    unit: str
    provisional: bool
    words: str = ""


@dataclass(frozen=True)
class Resolved:
    """What was found.

    Attributes:
        keys: variabele -> its column, or the columns to add up.
        absent: variabelen this edition does not have, and need not have.
        provisional: variabelen the source itself calls provisional.
    """

    keys: Mapping[str, tuple[str, ...]]
    absent: frozenset[str]
    provisional: frozenset[str]

    def all_keys(self) -> tuple[str, ...]:
        """Every column needed, once."""
        return tuple(dict.fromkeys(key for keys in self.keys.values() for key in keys))


def resolve(spec: SourceSpec, jaar: int, properties: Sequence[Row], where: str) -> Resolved:
    """Find the column of every variabele of a source.

    Args:
        spec: its `kolommen` say what to look for.
        jaar: edition, for columns that came later or have gone.
        properties: rows of DataProperties.
        where: host and table, for the sentence of the error.

    Raises:
        SourceError: E_BRON_SCHEMA, naming every variabele for which there is no column, more than one, or one
            in another unit.
    """
    topics = read_topics(properties)
    found: dict[str, tuple[Topic, ...]] = {}
    problems: list[str] = []
    for variabele, column in spec.kolommen.items():
        if not _expected(column, jaar):
            continue
        try:
            chosen = _find(column, topics)
        except LookupError as error:
            problems.append(f"{variabele}: {error}")
            continue
        if chosen:
            found[variabele] = chosen
            problems += [f"{variabele}: {why}" for why in _units(column, chosen)]
        elif jaar not in column.wisselt:
            problems.append(f"{variabele}: kolom {' of '.join(column.stam or column.som or column.woorden)} is er niet")
    if problems:
        raise refusals.changed(f"De tabel is veranderd. {'. '.join(problems)}.", where, spec.code)
    return Resolved(
        keys={variabele: tuple(topic.key for topic in chosen) for variabele, chosen in found.items()},
        absent=frozenset(spec.kolommen.keys() - found.keys()),
        provisional=frozenset(code for code, chosen in found.items() if any(topic.provisional for topic in chosen)),
    )


def read_topics(properties: Sequence[Row]) -> list[Topic]:
    """The columns of figures among the rows of DataProperties."""
    by_id = {row["ID"]: row for row in properties}
    return [_topic(row, by_id) for row in properties if row.get("Type") == "Topic" and row.get("Key")]


def _topic(row: Row, by_id: Mapping[Any, Row]) -> Topic:
    path = tuple(_path(row, by_id))
    return Topic(
        key=row["Key"],
        stem=_NUMBER.sub("", row["Key"]),
        path=path,
        unit=row.get("Unit") or "",
        provisional=_PROVISIONAL.search(row.get("Description") or "") is not None,
        words=plain_words(" ".join((*path, row.get("Title") or ""))),
    )


def plain_words(title: str) -> str:
    """A title in lower case without accents, signs and double spaces: "Patiënten, GGZ" gives "patienten ggz"."""
    letters = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode("ascii")
    return " ".join(_SIGNS.sub(" ", letters).split())


def find_key(properties: Sequence[Row], stem_start: str) -> str | None:
    """Key of the first column whose stem starts like this; None when there is none."""
    return next((topic.key for topic in read_topics(properties) if topic.stem.startswith(stem_start)), None)


def _path(row: Row, by_id: Mapping[Any, Row]) -> Iterable[str]:
    parent = by_id.get(row.get("ParentID"))
    if parent is not None and parent is not row:
        yield from _path(parent, by_id)
        yield (parent.get("Title") or "").strip()


def _expected(column: Column, jaar: int) -> bool:
    return (column.vanaf is None or column.vanaf <= jaar) and (column.tot_en_met is None or jaar <= column.tot_en_met)


def _find(column: Column, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """The column itself, else the one with its words, else all columns to add up, else nothing."""
    tried = [
        [topic for topic in topics if topic.stem in column.stam],
        *([topic for topic in topics if all(word in topic.words for word in said.split())] for said in column.woorden),
    ]
    for found in tried:
        own = [topic for topic in found if _fits(topic, column)]
        if len(own) > 1:
            raise LookupError(f"meer dan een kolom past ({', '.join(topic.key for topic in own)})")
        if own:
            return tuple(own)
    if not column.som:
        return ()
    parts = [[topic for topic in topics if topic.stem == stem and _fits(topic, column)] for stem in column.som]
    return tuple(part[0] for part in parts) if all(len(part) == 1 for part in parts) else ()


def _fits(topic: Topic, column: Column) -> bool:
    path = {title.casefold() for title in topic.path}
    wanted, unwanted = ({title.casefold() for title in titles} for titles in (column.onder, column.niet_onder))
    return (not wanted or bool(wanted & path)) and not unwanted & path


def _units(column: Column, chosen: Iterable[Topic]) -> list[str]:
    """Sentences about columns in a unit we do not know. A source that gives no unit is believed."""
    known = {_plain(unit) for unit in column.eenheid}
    return [
        f"kolom {topic.key} is nu in '{topic.unit}', eerst in '{column.eenheid[0]}'"
        for topic in chosen
        if known and topic.unit and _plain(topic.unit) not in known
    ]


def _plain(unit: str) -> str:
    return "".join(unit.casefold().split())
