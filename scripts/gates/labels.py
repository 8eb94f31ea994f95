"""A gate about labels: Streamlit reads Markdown in them, and a picture in a name would call another server."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scripts.gates.reading import Files, calls, trees

# Their first argument is a label in Markdown; of the last ones all of it is.
LABELLED = {
    "button", "form_submit_button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "pills", "expander",
    "segmented_control", "text_input", "text_area", "number_input", "date_input", "file_uploader", "popover", "spinner",
    "progress", "page_link", "link_button", "download_button", "metric", "status", "chat_message", "tabs", "toast",
    "markdown", "write", "caption", "info", "warning", "error", "success", "header", "subheader", "title", "badge",
}  # fmt: skip
NOT_FIRST = {"progress", "page_link"}  # their first argument is a number, or a file of ours
HARMLESS = {"plain", "number", "len", "date_text"}


def labels(files: Files) -> list[str]:
    """A name in a label goes through `menu.plain`, which takes the signs of Markdown their meaning."""
    return [
        f"{path}:{call.lineno}: in {name}() staat tekst die Markdown kan zijn; gebruik menu.plain()."
        for path, tree in trees(files, ("app.py", "pages/"))
        for name, call in calls(tree)
        if name.startswith("st.") and name.rpartition(".")[2] in LABELLED
        if any(_is_loose(part) for part in _parts(call))
    ]


def _parts(call: ast.Call) -> Iterator[ast.expr]:
    """What is shown: the first argument, and the words that explain."""
    yield from [] if ast.unparse(call.func).rpartition(".")[2] in NOT_FIRST else call.args[:1]
    yield from (word.value for word in call.keywords if word.arg in {"label", "help", "text", "caption", "placeholder"})


def _is_loose(node: ast.expr) -> bool:
    """Whether a text holds data as it is; a plain name is trusted: it is checked where it is made."""
    if isinstance(node, ast.JoinedStr):
        return any(_is_data(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
    if isinstance(node, ast.IfExp):
        return _is_loose(node.body) or _is_loose(node.orelse)
    if isinstance(node, ast.BinOp):
        return _is_loose(node.left) or _is_loose(node.right)
    return isinstance(node, ast.Attribute)


def _is_data(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return not (isinstance(node.func, ast.Name | ast.Attribute) and _last(node.func) in HARMLESS)
    if isinstance(node, ast.IfExp):
        return _is_data(node.body) or _is_data(node.orelse)
    is_fixed = isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())
    return not is_fixed


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
