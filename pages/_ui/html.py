"""The only door for markup: constant templates, filled by Jinja2 with everything escaped.

Nothing else calls st.html, and no figure, name or text of a user enters markup in another way.
"""

from __future__ import annotations

from pathlib import Path

import jinja2
import streamlit as st

TEMPLATES = Path(__file__).parent / "sjablonen"
_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
)
_SHEETS = "\n".join(
    (TEMPLATES / f"{name}.css").read_text(encoding="utf-8") for name in ("stijl", "overleg", "afspraak")
)
_STYLE = f"<style>{_SHEETS}</style>"
_SCRIPT = f"<script>{(TEMPLATES / 'nederlands.js').read_text(encoding='utf-8')}</script>"
_ONWARD = f"<script>{(TEMPLATES / 'verder.js').read_text(encoding='utf-8')}</script>"


def render(template: str, **data: object) -> str:
    """Fill a template from sjablonen/; every value is escaped.

    Args:
        template: name without .html.
        data: strings, numbers and frozen views; a name the template misses is an error.
    """
    return _environment.get_template(f"{template}.html").render(**data)


def place(markup: str) -> None:
    """Show markup that came from `render`."""
    st.html(markup)


def show(template: str, **data: object) -> None:
    """Fill a template and show it."""
    st.html(render(template, **data))


def stylesheet() -> None:
    """Show the constant stylesheet."""
    st.html(_STYLE)


def dutch_document() -> None:
    """Run the constant script that makes <html lang="nl"> and translates Streamlit's own labels."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def go(adres: str) -> None:
    """Leave for an address of our own server: a link, and the constant script that follows it."""
    show("verder", adres=adres)
    st.html(_ONWARD, unsafe_allow_javascript=True)
