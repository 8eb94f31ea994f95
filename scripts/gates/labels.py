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
NUMBERS = {"nummer", "id", "jaar", "aantal"}  # what is called so is a number
HARMLESS = {"plain", "number", "len", "date_text"}


def labels(files: Files) -> list[str]:
    """A name in a label goes through `menu.plain`, which takes the signs of Markdown their meaning."""
    return [
        f"{path}:{call.lineno}: in {name}() staat tekst die Markdown kan zijn; gebruik menu.plain()."
        for path, tree in trees(files, ("app.py", "pages/"))
        for scope in _scopes(tree)
        for name, call in calls(scope)
        if name.startswith("st.") and name.rpartition(".")[2] in LABELLED
        if any(_is_loose(part, _given(scope)) for part in _parts(call))
    ]


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    """Every function, and what stands outside one."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    yield from functions
    yield ast.Module([node for node in tree.body if node not in functions], [])


def _given(scope: ast.AST) -> dict[str, ast.expr]:
    """What a name was made of in this function, when it was made there once as a text."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
    return found


def _parts(call: ast.Call) -> Iterator[ast.expr]:
    """What is shown: the first argument, and the words that explain."""
    yield from [] if ast.unparse(call.func).rpartition(".")[2] in NOT_FIRST else call.args[:1]
    yield from (word.value for word in call.keywords if word.arg in {"label", "help", "text", "caption", "placeholder"})


def _is_loose(node: ast.expr, given: dict[str, ast.expr]) -> bool:
    """Whether a text holds data as it is; a name that comes in from elsewhere is trusted."""
    if isinstance(node, ast.Name) and node.id in given:
        value = given[node.id]
        return not isinstance(value, ast.Name) and _is_loose(value, {})
    if isinstance(node, ast.JoinedStr):
        return any(_is_data(part.value, given) for part in node.values if isinstance(part, ast.FormattedValue))
    if isinstance(node, ast.IfExp):
        return _is_loose(node.body, given) or _is_loose(node.orelse, given)
    if isinstance(node, ast.BinOp):
        return _is_loose(node.left, given) or _is_loose(node.right, given)
    return isinstance(node, ast.Attribute)


def _is_data(node: ast.expr, given: dict[str, ast.expr]) -> bool:
    """Whether a part of a text is more than a number, a constant, or what was made harmless."""
    if isinstance(node, ast.Call):
        return not (isinstance(node.func, ast.Name | ast.Attribute) and _last(node.func) in HARMLESS)
    if isinstance(node, ast.IfExp):
        return _is_data(node.body, given) or _is_data(node.orelse, given)
    if isinstance(node, ast.BinOp):  # arithmetic
        return not (isinstance(node.right, ast.Constant) and isinstance(node.right.value, int))
    if isinstance(node, ast.Name) and node.id in given:
        return _is_data(given[node.id], {})
    is_fixed = isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())
    return not (is_fixed or (isinstance(node, ast.Attribute) and node.attr in NUMBERS))


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
