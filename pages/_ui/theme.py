"""One constant stylesheet, and one constant script that makes the document Dutch."""

from __future__ import annotations

from pages._ui import html


def apply() -> None:
    """Put the stylesheet and the script in the page; the same bytes on every run."""
    html.stylesheet()
    html.dutch_document()
