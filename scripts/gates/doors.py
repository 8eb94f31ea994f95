"""Gates about doors there may be only one of: the way out for files, the way in to the vault."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scripts.gates.reading import Files, calls, dotted, trees

LEAVING, GATEWAY, FILES = "pages/_ui/leaving.py", "buurtbeeld/privacy/gateway.py", "buurtbeeld/privacy/files.py"
WRITES_WORKBOOKS = {FILES, "buurtbeeld/ingest/template_sheets.py"}
TABLE_CALLS = {"dataframe", "data_editor", "table", "json"}  # with a button of their own that neutralises nothing
WRITERS = {"to_csv", "to_excel", "to_parquet", "to_json", "to_html"}
VAULT_NAMES = {"open_vault", "schema_vault"}


def downloads(files: Files) -> list[str]:
    """A download gets its bytes from the one door for files, which asks the rights and writes it down."""
    found = []
    for path, tree in trees(files, ("app.py", "pages/", "buurtbeeld/")):
        for name, call in calls(tree):
            where, last = f"{path}:{call.lineno}", name.rpartition(".")[2]
            if last == "download_button" and not _is_from_the_door(path, call):
                found.append(f"{where}: een download komt niet van privacy.gateway; gebruik pages/_ui/leaving.py.")
            if last in {"as_csv", "as_xlsx"} and path not in {GATEWAY, FILES}:
                found.append(f"{where}: {last}() mag alleen privacy/gateway.py aanroepen.")
            if last in WRITERS and path.startswith("pages/"):
                found.append(f"{where}: {last}() in een pagina; een bestand komt van privacy.gateway.")
        found += [f"{path}: {name} schrijft bestanden buiten privacy/files.py." for name in _writers(path, tree)]
    return found


def _is_from_the_door(path: str, call: ast.Call) -> bool:
    """Whether this is the one button there may be: its bytes come from `_made`, which calls the gateway."""
    return path == LEAVING and len(call.args) > 1 and isinstance(call.args[1], ast.Name) and call.args[1].id == "made"


def _writers(path: str, tree: ast.Module) -> Iterator[str]:
    if path in WRITES_WORKBOOKS:
        return
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name for name in names if name.split(".")[0] in {"xlsxwriter", "openpyxl"})


def tables(files: Files) -> list[str]:
    """No table of Streamlit: its own CSV button knows no rights, no log and no formulas."""
    return [
        f"{path}:{call.lineno}: {name}() heeft een eigen downloadknop; maak een tabel in een sjabloon."
        for path, tree in trees(files, ("app.py", "pages/"))
        for name, call in calls(tree)
        if name.rpartition(".")[0].split(".")[0] in {"st", "streamlit"} and name.rpartition(".")[2] in TABLE_CALLS
    ]


def vault(files: Files) -> list[str]:
    """No page knows the vault: not its address, not its tables."""
    found = []
    for path, tree in trees(files, ("app.py", "pages/")):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                names = {*(alias.name for alias in node.names), (node.module or "").rpartition(".")[2]}
                found += [f"{path}:{node.lineno}: een pagina opent de kluis nooit."] if names & VAULT_NAMES else []
            if isinstance(node, ast.Attribute) and dotted(node).endswith(("Settings.from_environment", ".vault_url")):
                found.append(f"{path}:{node.lineno}: een pagina kent de kluis niet; gebruik Settings.for_pages().")
    return found
