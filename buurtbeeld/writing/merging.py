"""Puts two texts that grew out of the same one together without losing a word of either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_PIECES = re.compile(r"\s+|\S+")


def merged(base: str, theirs: str, ours: str) -> tuple[str, bool]:
    """One text that holds what both changed in `base`.

    Three-way merge on words. Where both changed the same words, both are kept: theirs, and ours on a line below it.

    Args:
        base: what both started from.
        theirs: what somebody else made of it, and is stored already.
        ours: what the writer made of it.

    Returns:
        The text, and whether the two had to be put below each other.
    """
    if ours in (base, theirs):
        return theirs, False
    if theirs == base:
        return ours, False
    start, first, second = (_PIECES.findall(text) for text in (base, theirs, ours))
    found = _both(start, _edits(start, first), _edits(start, second))
    return (f"{theirs}\n{ours}", True) if found is None else (found, False)


Edit = tuple[int, int, tuple[str, ...]]  # from, to in the base, and what comes there


def _edits(start: Sequence[str], end: Sequence[str]) -> list[Edit]:
    found = SequenceMatcher(None, start, end, autojunk=False).get_opcodes()
    return [(low, high, tuple(end[first:last])) for tag, low, high, first, last in found if tag != "equal"]


def _both(start: Sequence[str], theirs: list[Edit], ours: list[Edit]) -> str | None:
    """The base with the edits of both; None when they touch the same place."""
    edits = sorted({*theirs, *ours}, key=lambda edit: edit[:2])
    if any(later[0] <= earlier[1] for earlier, later in pairwise(edits)):
        return None
    text, at = list[str](), 0
    for low, high, new in edits:
        text += [*start[at:low], *new]
        at = high
    return "".join([*text, *start[at:]])
