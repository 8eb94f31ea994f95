"""What the attack found for one role, on one line."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.attack.solve import Secret, is_known

ANYTHING = (0.0, float("inf"))


@dataclass
class Report:
    """One line: what was protected for a role, what could be worked out, and what stays visible.

    Attributes:
        found: (what, least, most) of everything that can be worked out or that stands somewhere as it is.
        passed, visible: figures of enough people, and how many of those are shown.
    """

    role: str
    protected: int = 0
    found: list[tuple[str, float, float]] = field(default_factory=list)
    narrowest: tuple[float, float] = ANYTHING
    passed: int = 0
    visible: int = 0
    looked: str = ""

    def add(self, cell, least, most, *, strict=True):
        """One cell that is protected, and what is known of it."""
        self.protected += 1
        if most - least < self.narrowest[1] - self.narrowest[0]:
            self.narrowest = (least, most)
        if is_known(Secret(cell, "", {}, strict=strict), least, most):
            self.found.append((cell, least, most))

    def says(self, what):
        """Something that stands where it may not stand."""
        self.found.append((what, float("nan"), float("nan")))

    def wrong(self):
        """A sentence for each of them."""
        for what, least, most in self.found:
            yield what if math.isnan(least) else f"{what} ligt tussen {least:.0f} en {most:.0f}"

    def __str__(self):
        low, high = self.narrowest
        top = "…" if high == float("inf") else f"{high:.0f}"
        share = f"{100 * self.visible / self.passed:.1f}%" if self.passed else "–"
        return (f"{self.role:<42} beschermd {self.protected:>6}   te herleiden {len(self.found):>4}   "
                f"smalst {f'{low:.0f}–{top}':<6} zichtbaar {share:<6} {self.looked}").rstrip()  # fmt: skip
