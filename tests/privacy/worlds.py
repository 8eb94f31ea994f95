"""Places with a known truth, published with the code of the app, and what each role sees of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from buurtbeeld.privacy import primary, rounding, secondary
from buurtbeeld.privacy.constraints import Cell, Row, Target, read_count, system
from tests.privacy.attacker import Attacker, violations

DREMPEL = 10
OUTSIDER = ""


def to_five(count):
    return float(rounding.to_five(np.array([float(count)]))[0])


def few(count):
    return bool(primary.too_few(np.array([float(count)]), DREMPEL)[0])


@dataclass
class World:
    """Counts of persons and the cells made of them.

    Attributes:
        truth: base count -> persons. Of a corrected count there are two: the old and the new one.
        cells: cell -> base counts it adds up.
        levels, groups: per cell, as of Cell; a cell that is not in them is a place of the lowest level.
        owners: who is inside -> base counts they know.
        earlier: (base counts of a sum, what was shown of it) in publications of before.
        sticky: cells that were hidden beside others before.
    """

    truth: dict[str, int] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    owners: dict[str, frozenset[str]] = field(default_factory=dict)
    earlier: list[tuple[list[str], float]] = field(default_factory=list)
    sticky: frozenset[str] = frozenset()

    def place(self, name, count, group="w"):
        """A buurt: one base count, a cell, and a network that knows it."""
        self.truth[name] = count
        self.cells[name] = [name]
        self.groups[name] = group
        self.owners[f"netwerk {name}"] = frozenset({name})

    def total(self, name, parts, level=1, group="w"):
        self.cells[name] = [base for part in parts for base in self.cells[part]]
        self.levels[name] = level
        self.groups[name] = group

    def exact(self, cell):
        return sum(self.truth[base] for base in self.cells[cell])

    @property
    def protected(self):
        """What may not be known, by the rule itself and not by the code: sums below the threshold."""
        return [cell for cell in self.cells if self.exact(cell) < DREMPEL]

    def system(self, *, without_versions=False, without_insiders=False):
        made = []
        for name, parts in self.cells.items():
            hidden = few(self.exact(name))
            shown = to_five(self.exact(name))
            once = dict.fromkeys(parts, 1.0)
            made.append(Cell(
                name, () if hidden else (Row(once, *read_count(shown, DREMPEL)),),
                protected=(Target(once),) if hidden else (),
                level=self.levels.get(name, 0), group=self.groups.get(name, ""), size=shown, sticky=name in self.sticky,
            ))  # fmt: skip
        before = [] if without_versions else self.earlier
        known = [Row(dict.fromkeys(parts, 1.0), *read_count(shown, DREMPEL)) for parts, shown in before]
        return system(made, self.truth, always=known, roles={} if without_insiders else self.owners)

    def publish(self, **off):
        """Cell -> what is shown; None when hidden. And what the audit says it could not prevent."""
        made = self.system(**off)
        chosen = secondary.protect(made)
        answers = {
            one.key: None if not one.rows or one.key in chosen.hidden else to_five(self.exact(one.key))
            for one in made.cells
        }
        return answers, chosen

    def attacked(self, answers, role=OUTSIDER):
        """The attacker with everything this role knows."""
        found = Attacker()
        for cell, shown in answers.items():
            found.sums(cell, [f"_{base}" for base in self.cells[cell]])
            found.sees(cell, shown)
        for number, (parts, shown) in enumerate(self.earlier):
            found.sums(f"eerder {number}", [f"_{base}" for base in parts])
            found.sees(f"eerder {number}", shown)
        for base in self.owners.get(role, ()):
            found.knows(f"_{base}", self.truth[base])
        return found

    def violations(self, answers, roles=None):
        """(role, cell, least, greatest) of everything a role can work out too much of."""
        found = []
        for role in [OUTSIDER, *self.owners] if roles is None else roles:
            own = self.owners.get(role, frozenset())
            secret = [cell for cell in self.protected if not own & set(self.cells[cell])]
            attacker = self.attacked(answers, role)
            found += [(role, *one) for one in violations(attacker, secret)]
        return found


def hierarchy(seed):
    """A gemeente of eight to sixteen buurten in wijken of one to six, a fifth of them below the threshold."""
    rng = np.random.default_rng(seed)
    world, left, number = World(), int(rng.integers(8, 17)), 0
    wijken = []
    while left:
        wijk = f"wijk {len(wijken)}"
        size = min(int(rng.integers(1, 7)), left)
        names = []
        for _ in range(size):
            names.append(f"buurt {number:02d}")
            world.place(names[-1], round(float(np.exp(rng.normal(3.2, 1.25)))), wijk)
            number += 1
        world.total(wijk, names, 1, wijk)
        wijken.append(wijk)
        left -= size
    world.total("gemeente", wijken, 2, "gemeente")
    return world


def visible(world, answers, level):
    """(cells of a level that pass the primary rule, those of them that are shown)."""
    passed = [one for one in world.cells if world.levels.get(one, 0) == level and world.exact(one) >= DREMPEL]
    return len(passed), sum(answers[one] is not None for one in passed)
