"""Invented programme "voorbeeld": buurten that do not exist, with every figure, so that every page is alive at once.

Everything here is made by a calculation from a seed: the same seed gives the same bytes. Nothing is about anybody.
"""

from __future__ import annotations

ORIGIN = "voorbeeld"  # of its deliveries, and who took them in
PROGRAMMA = "voorbeeld"
CODEJAAR = 2024
