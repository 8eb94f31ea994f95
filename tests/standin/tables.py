"""An OData v3 table: its columns, dimensions and description, and how it answers a question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import orjson

WIDTH = 10  # CBS pads the keys of this dimension with spaces
PAGE = 10_000
GEO = "WijkenEnBuurten"
TOKEN = re.compile(r"\s*(?:(\()|(\))|(,)|'([^']*)'|([A-Za-z_][A-Za-z_0-9]*))")


@dataclass
class Table:
    """One table.

    Attributes:
        info: the row of TableInfos.
        properties: rows of DataProperties.
        dimensions: name -> rows of that dimension, keys padded as CBS does.
        columns: key -> one value per row: numbers, padded text or None, as in TypedDataSet. A column that is
            not here is null everywhere.
        rows: number of rows.
    """

    info: dict
    properties: list[dict]
    dimensions: dict[str, list[dict]]
    columns: dict[str, list]
    rows: int
    cache: dict = field(default_factory=dict)

    @property
    def identifier(self):
        return self.info["Identifier"]

    def entities(self):
        return ["TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups", *self.dimensions]

    def keys(self):
        """Keys of a data row, in the order of CBS: ID, dimensions, topics."""
        return ["ID", *self.dimensions, *(row["Key"] for row in self.properties if row["Type"] == "Topic")]

    def metadata(self, entity):
        known = {"TableInfos": [self.info], "DataProperties": self.properties, "CategoryGroups": []}
        return known.get(entity, self.dimensions.get(entity))

    def chosen(self, expression):
        """Numbers of the rows that a $filter leaves."""
        if not expression:
            return np.arange(self.rows)
        return np.flatnonzero(Filter(self, expression).mask())

    def data(self, numbers, select=(), *, typed=True):
        """Rows as CBS writes them, for the given row numbers."""
        keys = [key for key in self.keys() if not select or key in select]
        numbers = list(map(int, numbers))
        empty = [None] * len(numbers)
        cells = [[self.columns[key][at] for at in numbers] if key in self.columns else empty for key in keys]
        if not typed:
            of_key = {row["Key"]: row for row in self.properties}
            cells = [
                [untyped(cell, of_key.get(key)) for cell in column] for key, column in zip(keys, cells, strict=True)
            ]
        return [dict(zip(keys, row, strict=True)) for row in zip(*cells, strict=True)]


def untyped(cell, topic):
    """A cell of UntypedDataSet: padded text, a dot for missing."""
    if topic is None or isinstance(cell, str):
        return cell
    width = 8
    if cell is None:
        return ".".rjust(width)
    return f"{cell:.{topic['Decimals']}f}".rjust(width)


class Filter:
    """A $filter on dimensions. As at CBS a filter on a topic column, or a range of areas, does nothing."""

    def __init__(self, table, expression):
        self.table = table
        self.tokens = [next(filter(None, match)) for match in TOKEN.findall(expression)]
        self.texts = {match[3] for match in TOKEN.findall(expression) if match[3]}
        self.at = 0

    def mask(self):
        return self._any()

    def _any(self):
        mask = self._all()
        while self._peek() == "or":
            self.at += 1
            mask = mask | self._all()
        return mask

    def _all(self):
        mask = self._one()
        while self._peek() == "and":
            self.at += 1
            mask = mask & self._one()
        return mask

    def _one(self):
        token = self._take()
        if token == "(":
            mask = self._any()
            self._take()
            return mask
        if token == "startswith":
            _, name, _, text, _ = (self._take() for _ in range(5))
            return self._test(name, lambda key: key.startswith(text))
        if token == "substringof":
            _, text, _, name, _ = (self._take() for _ in range(5))
            return self._test(name, lambda key: text in key)
        operator, text = self._take(), self._take()
        compare = {
            "eq": lambda key: key == text,
            "ge": lambda key: token == GEO or key >= text,
            "lt": lambda key: token == GEO or key < text,
        }
        return self._test(token, compare[operator])

    def _test(self, name, test):
        if name not in self.table.dimensions:
            return np.ones(self.table.rows, dtype=bool)
        if name not in self.table.cache:
            self.table.cache[name] = np.unique(np.array(self.table.columns[name]), return_inverse=True)
        keys, where = self.table.cache[name]
        return np.array([bool(test(str(key))) for key in keys], dtype=bool)[where]

    def _peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self):
        self.at += 1
        return self.tokens[self.at - 1]


def page(metadata, rows, next_link=None):
    """Body of an OData v3 answer."""
    answer = {"odata.metadata": metadata, "value": rows}
    return orjson.dumps(answer | ({"odata.nextLink": next_link} if next_link else {}))
