"""Outcomes: from delivered rows to figures, signals, verdicts and the sentences about them."""
