"""Invented answers for the app of a browser test; Python loads this file because the test puts its folder on the path.

The embedded default has no deliveries, and making the invented programme takes longer than the tests may. So the
questions of a Cijferblad get the answers of tests/ui/sheet_factories; the `thema` of the address names the state.
"""

import sys
from pathlib import Path

if "streamlit" in sys.orig_argv:
    sys.path.insert(0, str(Path(__file__).parents[3]))

    from buurtbeeld import figures

    published = figures.read

    def read(user, question, *, reader):
        """The published answer, or an invented one for a Cijferblad."""
        from tests.ui import sheet_factories as factories

        if isinstance(question, figures.SheetQuestion):
            return factories.STATES.get(question.thema, factories.sheet)()
        if isinstance(question, figures.ComparisonQuestion):
            return factories.comparison(question.met)
        return published(user, question, reader=reader)

    figures.read = read
