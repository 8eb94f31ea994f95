"""Puts together what was collected: every count an unknown, every figure a rule, and asks what a secret one can be.

Nothing here comes from the code that is attacked: how totals, means and scores are made is written down again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from tests.attack.known import CLASSES, NOEMER, TELLER, tiles
from tests.privacy.attacker import EDGE, Attacker

LEAST, WIDE = 10, 9  # what is shown is never below ten; and what is hidden must leave ten numbers open
MOST = 1e7  # no buurt counts so many people; with an end to everything the solver never has to call it unbounded
CBS = 4  # a count of CBS lies within so many of what it says


@dataclass(frozen=True)
class Secret:
    """A number of people that nobody may know.

    Attributes:
        cell: what it is called.
        parts: the counts it is made of, and how often; who delivered one of them is not asked.
        strict: 0 and 9 must both be possible; else ten numbers in a row are enough, as for a class of an NPS.
    """

    cell: str
    indicator: str
    parts: dict[str, float]
    strict: bool = True


@dataclass
class Puzzle:
    """Rules and secrets of everything that was shown.

    Attributes:
        rules: ({count: times}, least, most).
        secrets: what must stay unknown.
    """

    rules: list[tuple[dict[str, float], float, float]] = field(default_factory=list)
    secrets: dict[str, Secret] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    truth: dict[str, float] = field(default_factory=dict)

    def says(self, parts, least, most):
        self.rules.append((dict(parts), least, most))


def puzzle(rows, seen, members, sources, public=None):
    """What follows from figures, with every secret that hangs together with others.

    Args:
        rows: known.Rows of one or more publications, with what was seen of each.
        seen: per entry of `rows` what was shown: key -> Seen.
        members: place that is no buurt -> its buurten.
        sources: name of a source -> its code.
        public: buurt -> inhabitants by CBS.
    """
    made = Puzzle()
    for some, shown in zip(rows, seen, strict=True):
        _told(made, some, shown, members, sources)
        _secrets(made, some)
        _parts_of_a_whole(made, some)
        _windows(made, some, shown)
    _public(made, rows[-1], public or {})
    return made


def _told(made, rows, seen, members, sources):
    for (place, bron, code, periode, part), what in seen.items():
        if code not in rows.catalog.indicatoren:
            continue
        indicator, source = rows.catalog.indicatoren[code], sources.get(bron, bron)
        buurten = members.get(place, (place,))
        if indicator.soort == "nps":
            _score(made, rows, (code, source, buurten, periode), part, what)
            continue
        above, below = (_total(rows, (code, source, buurten, periode, part), quantity) for quantity in (TELLER, NOEMER))
        for parts, number in ((above, what.teller), (below, what.noemer)):
            if parts and number is not None:
                made.says(parts, max(LEAST, number - 2) if number >= LEAST else number - 2, number + 2 + _slack(parts))
        if indicator.soort == "verhouding" and not indicator.bundel and what.value is not None and above and below:
            made.says(_minus(below, above), LEAST, np.inf)


def _score(made, rows, where, part, what):
    """Score, number of answers and classes of an NPS; the score is a whole point of promotors less criticasters."""
    classes = [_total(rows, (*where, ""), one) for one in CLASSES]
    if not all(classes):
        return
    every = classes[0] | classes[1] | classes[2]
    if part in CLASSES:
        if what.value is not None:
            made.says(classes[CLASSES.index(part)], what.value - 2, what.value + 2)
        return
    if what.noemer is not None:
        made.says(every, max(LEAST, what.noemer - 2), what.noemer + 2)
    if what.value is not None:
        made.says(every, LEAST, np.inf)
        points = {name: 100.0 * ((name in classes[2]) - (name in classes[0])) for name in every}
        made.says({name: points[name] - what.value - 0.5 for name in every}, -np.inf, 0.0)
        made.says({name: points[name] - what.value + 0.5 for name in every}, 0.0, np.inf)


def _total(rows, where, quantity):
    """What a figure adds up: name of a count -> how often. Of staff over twelve months the mean, not the sum."""
    code, source, buurten, periode, part = where
    indicator, found = rows.catalog.indicatoren[code], {}
    for buurt in buurten:
        there = rows.periods.get((code, source, buurt, part), set())
        one_by_one = (periode,) if periode in there and not indicator.bundel else tiles(periode, there)
        parts = [rows.of(code, quantity, (source, buurt, part, one)) for one in one_by_one]
        if parts and all(one is not None for one in parts):
            mean = quantity == NOEMER and indicator.soort in ("verhouding", "rate")
            found |= {one.naam: 1.0 / len(parts) if mean else 1.0 for one in parts}
    return found


def _slack(parts):
    """A mean lost what stood behind its point before it was rounded."""
    return 0.0 if set(parts.values()) == {1.0} else 1.0


def _minus(whole, part):
    return {name: whole.get(name, 0.0) - part.get(name, 0.0) for name in {**whole, **part}}


def _secrets(made, rows):
    for (code, quantity, place), one in rows.counts.items():
        made.owner[one.naam], made.truth[one.naam] = place[1], one.truth
        indicator = rows.catalog.indicatoren[code]
        if one.truth < LEAST:
            secret = Secret(one.naam, code, {one.naam: 1.0}, strict=quantity not in CLASSES)
            made.secrets.setdefault(one.naam, secret)
        if quantity == TELLER and indicator.soort == "verhouding":
            whole = rows.of(code, NOEMER, place)
            if whole is not None:
                made.says({whole.naam: 1.0, one.naam: -1.0}, 0.0, np.inf)
                if whole.truth - one.truth < LEAST and not indicator.bundel:
                    _rest(made, code, whole, one)


def _parts_of_a_whole(made, rows):
    """A group of people is part of everybody: those outside it may not be few and known."""
    for (code, quantity, (bron, buurt, part, periode)), one in rows.counts.items():
        whole = rows.of(code, quantity, (bron, buurt, "", periode)) if part else None
        if whole is not None:
            made.says({whole.naam: 1.0, one.naam: -1.0}, 0.0, np.inf)
            if 0 <= whole.truth - one.truth < LEAST:
                _rest(made, code, whole, one)


def _rest(made, code, whole, one):
    """The people who are in one count and not in another, as a secret of its own."""
    cell = f"{whole.naam} buiten {one.naam}"
    made.secrets[cell] = Secret(cell, code, {whole.naam: 1.0, one.naam: -1.0})


def _windows(made, rows, seen):
    """Twelve months of one buurt, where only those of more buurten together are shown."""
    codes = {(code, periode) for _, _, code, periode, _ in seen}
    for code, source, buurt, part in list(rows.periods):
        indicator = rows.catalog.indicatoren[code]
        if not indicator.bundel or indicator.soort == "nps":
            continue
        for periode in sorted(one for what, one in codes if what == code):
            for quantity in (TELLER, NOEMER):
                parts = _total(rows, (code, source, (buurt,), periode, part), quantity)
                if len(parts) > 1 and sum(made.truth[name] * times for name, times in parts.items()) < LEAST:
                    cell = f"{code} {quantity} {buurt} {periode}"
                    made.secrets[cell] = Secret(cell, code, parts)


def _public(made, rows, public):
    """Inhabitants stand in open figures: a noemer of inhabitants is known to four."""
    for (code, quantity, (_, buurt, part, periode)), one in rows.counts.items():
        noemer = rows.catalog.indicatoren[code].noemer
        told = public.get((buurt, periode))
        inhabitants = quantity == NOEMER and not part and noemer is not None and noemer.naam == "inwoners"
        if inhabitants and told is not None and abs(one.truth - told) <= CBS:
            made.says({one.naam: 1.0}, told - CBS, told + CBS)


@dataclass
class Solver:
    """Least and most of secrets, per group of counts that hang together. What looks the same is worked out once."""

    made: Puzzle
    of: dict[str, int] = field(init=False)
    groups: list[list[int]] = field(init=False)
    asked: dict[tuple, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self):
        parent = {}

        def root(name):
            while parent.setdefault(name, name) != name:
                parent[name] = parent[parent[name]]
                name = parent[name]
            return name

        for parts, _, _ in self.made.rules:
            first, *others = parts
            for name in others:
                parent[root(name)] = root(first)
        numbers, self.of, together = {}, {}, defaultdict(list)
        for at, (parts, _, _) in enumerate(self.made.rules):
            number = numbers.setdefault(root(next(iter(parts))), len(numbers))
            together[number].append(at)
            self.of |= dict.fromkeys(parts, number)
        self.groups = [together[number] for number in range(len(numbers))]

    def bounds(self, secret, knows=frozenset()):
        """(least, most) of a secret for somebody who knows some counts exactly."""
        group = self._group(secret)
        if group is None:
            return 0.0, np.inf
        rules = [self.made.rules[at] for at in self.groups[group]]
        names = sorted({name for parts, _, _ in rules for name in parts} | secret.parts.keys())
        sure = {name: self.made.truth[name] for name in names if name in knows}
        look = _look(rules, names, secret, sure)
        if look not in self.asked:
            attacker = Attacker(most=dict.fromkeys(names, MOST))
            for parts, least, most in rules:
                if set(parts.values()) == {1.0} and len(parts) == 1:
                    attacker.between(*parts, least, most)
                else:
                    attacker.says(parts, least, most)
            for name, exact in sure.items():
                attacker.knows(name, exact)
            attacker.says({"gevraagd": 1.0} | {name: -times for name, times in secret.parts.items()}, 0.0, 0.0)
            least_of, most_of = attacker.range_of("gevraagd")
            self.asked[look] = (least_of, np.inf if most_of > MOST / 100 else most_of)
        return self.asked[look]

    def size(self, secret):
        """How many rules it is in; 0 = nothing was said of it or of what hangs together with it."""
        group = self._group(secret)
        return 0 if group is None else len(self.groups[group])

    def _group(self, secret):
        return next((self.of[name] for name in secret.parts if name in self.of), None)


def is_known(secret, least, most):
    """Whether somebody knows too much of it."""
    if secret.strict:
        return least > EDGE or most < WIDE - EDGE
    return most - least < WIDE - EDGE


def _look(rules, names, secret, sure):
    """What a group looks like without its names: the same for two buurten of which the same was said."""
    at = {name: number for number, name in enumerate(names)}
    told = sorted(
        (tuple(sorted((at[name], times) for name, times in parts.items())), least, most) for parts, least, most in rules
    )
    asked = tuple(sorted((at[name], times) for name, times in secret.parts.items()))
    return asked, tuple(told), tuple(sorted((at[name], exact) for name, exact in sure.items()))
