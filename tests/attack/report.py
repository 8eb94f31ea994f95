"""What the attack found for one role, on one line."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """One line: what was protected for a role, what could be worked out, and what stays visible."""

    role: str
    protected: int = 0
    found: list[tuple[str, float, float]] = field(default_factory=list)
    narrowest: tuple[float, float] = (0.0, float("inf"))
    passed: int = 0
    visible: int = 0

    def add(self, cell, least, most):
        self.protected += 1
        if most - least < self.narrowest[1] - self.narrowest[0]:
            self.narrowest = (least, most)
        if least > 0 or most < 9:
            self.found.append((cell, least, most))

    def __str__(self):
        low, high = self.narrowest
        top = "…" if high == float("inf") else f"{high:.0f}"
        share = f"{100 * self.visible / self.passed:.1f}%" if self.passed else "–"
        return (f"{self.role:<46} beschermd {self.protected:>5}   te herleiden {len(self.found):>4}   "
                f"smalst {low:.0f}–{top:<4} zichtbaar {share}")  # fmt: skip
