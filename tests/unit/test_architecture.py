"""The dependency rule and the sizes of the house, read from the source itself.

To change the rule, write a decision in docs/besluiten.md first. There is no ignore list: an exception is a
composition root, named here.
"""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.gates.reading import parsed

ROOT = Path(__file__).parents[2]
OURS = {"app", "pages", "buurtbeeld", "data_sources", "tests", "scripts", "benchmarks"}
COMPOSITION_ROOTS = {
    "data_sources/__main__.py",
    "data_sources/refresh.py",
    "data_sources/stores.py",
    "data_sources/invented.py",
    "buurtbeeld/__main__.py",
    "pages/_ui/services.py",
    "pages/_ui/desk.py",
    "pages/_ui/door.py",
    "pages/_ui/opening.py",
    "pages/_ui/people.py",
    "pages/_ui/leaving.py",
}
FOR_PAGES = [
    "agreement.answers", "agreement.sentences", "agreement.store", "agreement.wording", "privacy.agreement_exports",
    "figures", "catalog", "catalog_schema", "programma_schema", "roles", "review", "plan", "menu",
    "experiences", "nulmeting", "report",
    "kpi", "learning", "charts", "maps", "dutch", "wording", "answers", "model", "errors", "privacy.exports",
    "privacy.care_exports", "privacy.outcome_exports", "privacy.sheet_exports", "privacy.files", "privacy.gateway",
    "privacy.learning_exports", "privacy.research_exports",
    "audit.reading", "audit.words", "privacy.terms", "periods", "deliveries.rules",
    "deliveries.calendar",
    "ingest.parts", "ingest.keys", "outcomes.oordeel", "outcomes.answers", "outcomes.lines", "outcomes.wording",
    "interventions", "access.accounts", "access.granting", "access.overview", "access.presence", "access.sessions",
    "deliveries.rounds", "change_words", "change_answers", "writing",
]  # fmt: skip
MAY_IMPORT = {  # layer -> our own modules it may import
    "app.py": ["pages._ui", "buurtbeeld.roles"],
    "pages": ["pages._ui", *(f"buurtbeeld.{name}" for name in FOR_PAGES)],
    "data_sources": [
        "data_sources", "buurtbeeld.model", "buurtbeeld.errors", "buurtbeeld.periods", "buurtbeeld.areas",
        "buurtbeeld.sources",
    ],
    "buurtbeeld": ["buurtbeeld"],
}  # fmt: skip
MAY_NOT_IMPORT = {  # layer -> modules it may never import, ours or not
    "app.py": ["sqlalchemy", "pandas", "requests", "cbsodata"],
    "pages": ["sqlalchemy", "requests", "cbsodata", "pandas", "geopandas", "numpy"],
    "data_sources": ["streamlit", "sqlalchemy", "alembic"],
    "buurtbeeld": ["streamlit", "requests", "cbsodata"],
}
INSIDE = {  # part of buurtbeeld -> parts of buurtbeeld it may not import
    "buurtbeeld/figures": ["publication", "public_figures", "composite", "ingest", "storage.schema_vault", "worker"],
    "buurtbeeld/charts": ["storage", "publication", "ingest", "worker"],
    "buurtbeeld/maps": ["storage", "publication", "ingest", "worker"],
    "buurtbeeld/storage": ["publication", "figures", "ingest", "worker", "roles"],
    "buurtbeeld/model": [""],
    "buurtbeeld/errors": [""],
}
NEEDS_NO_GUARD = {"pages/__init__.py"}


def sources():
    """Text of every file of the app by path, composition roots included."""
    files = [ROOT / "app.py", *(path for layer in MAY_IMPORT for path in (ROOT / layer).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files if path.exists()}


SOURCES = sources()


def layer_of(path):
    return path if path == "app.py" else path.split("/", maxsplit=1)[0]


def imported(path, text):
    """Dotted names a file imports, relative ones made absolute."""
    package = path.removesuffix(".py").replace("/", ".").split(".")[:-1]
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def starts_with_any(name, prefixes):
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def broken_imports(path, text):
    """Every import of this file that its layer does not allow."""
    if path in COMPOSITION_ROOTS:
        return []
    layer, names = layer_of(path), list(imported(path, text))
    ours = [name for name in names if name.split(".")[0] in OURS and not starts_with_any(name, MAY_IMPORT[layer])]
    never = [name for name in names if starts_with_any(name, MAY_NOT_IMPORT[layer])]
    return [*ours, *never, *_broken_inside(path, names)]


def _broken_inside(path, names):
    for part, forbidden in INSIDE.items():
        if path == f"{part}.py" or path.startswith((f"{part}/", f"{part}_")):
            prefixes = [f"buurtbeeld.{name}".rstrip(".") for name in forbidden]
            yield from (name for name in names if starts_with_any(name, prefixes))


def first_statement(text):
    """Source of the first statement of a page after docstring and imports."""
    for node in parsed(text).body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and not isinstance(node, ast.Import | ast.ImportFrom):
            return ast.unparse(node)
    return ""


def is_page(path):
    return path.startswith("pages/") and path.count("/") == 1 and path not in NEEDS_NO_GUARD


def too_long(path, text):
    """Lines over the limit of this kind of file, 0 when within."""
    limit = 40 if path == "app.py" else 80 if is_page(path) else 250
    return max(0, len(text.splitlines()) - limit)


def function_lengths(text):
    """Lines per function, docstring not counted."""
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
            text_lines = (node.body[0].end_lineno - node.body[0].lineno + 1) if documented else 0
            yield node.end_lineno - node.lineno + 1 - text_lines


@pytest.mark.parametrize("path", SOURCES)
def test_file_keeps_to_its_layer(path):
    assert broken_imports(path, SOURCES[path]) == []


METHODS_MAY_USE = ["__future__", "numpy", "scipy", "statsmodels", "buurtbeeld.statistics", "buurtbeeld.model",
                   "buurtbeeld.errors"]  # fmt: skip


@pytest.mark.parametrize("path", [path for path in SOURCES if path.startswith("buurtbeeld/statistics/")])
def test_methods_know_numbers_only(path):
    """No frame, no store, no buurt: what a method needs comes in as arrays."""
    names = [name for name in imported(path, SOURCES[path]) if name.split(".")[0] not in sys.stdlib_module_names]
    assert [name for name in names if not starts_with_any(name, METHODS_MAY_USE)] == []


@pytest.mark.parametrize("path", SOURCES)
def test_file_is_not_too_long(path):
    assert too_long(path, SOURCES[path]) == 0


@pytest.mark.parametrize("path", [path for path in SOURCES if is_page(path)])
def test_page_asks_for_rights_first(path):
    assert "require(" in first_statement(SOURCES[path])


def test_functions_are_short():
    lengths = [length for text in SOURCES.values() for length in function_lengths(text)]
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=20)[-1] <= 40


def test_there_are_no_drawers_for_everything():
    names = {Path(path).stem for path in SOURCES}
    assert not names & {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def test_domain_loads_without_streamlit_and_sources():
    """What the files say, and what Python really loads, are two things; this is the second."""
    modules = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in SOURCES
        if path.startswith("buurtbeeld/") and path not in COMPOSITION_ROOTS and "/alembic/" not in path
    ]
    code = f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not {"streamlit", "cbsodata", "data_sources", "pages"} & set(done.stdout.split())


# The checker itself, on sources broken on purpose.


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("buurtbeeld/figures.py", "import streamlit as st", "streamlit"),
        ("buurtbeeld/figures.py", "from requests import get", "requests.get"),
        ("buurtbeeld/figures.py", "def f():\n    import cbsodata", "cbsodata"),
        ("buurtbeeld/figures.py", "from buurtbeeld.publication import publish", "buurtbeeld.publication.publish"),
        ("buurtbeeld/figures_profile.py", "from .publication import publish", "buurtbeeld.publication.publish"),
        ("buurtbeeld/model.py", "from data_sources import cbs_ses", "data_sources.cbs_ses"),
        ("buurtbeeld/model.py", "from . import errors", "buurtbeeld.errors"),
        ("buurtbeeld/storage/engine.py", "from ..worker import ask", "buurtbeeld.worker.ask"),
        ("data_sources/cbs_ses.py", "import sqlalchemy as sa", "sqlalchemy"),
        ("data_sources/cbs_ses.py", "from buurtbeeld import publication", "buurtbeeld.publication"),
        ("data_sources/cbs_ses.py", "from buurtbeeld.storage.raw import keep", "buurtbeeld.storage.raw.keep"),
        ("pages/start.py", "import pandas as pd", "pandas"),
        ("pages/start.py", "from buurtbeeld.storage import engine", "buurtbeeld.storage.engine"),
        ("pages/start.py", "from buurtbeeld import indicators", "buurtbeeld.indicators"),
        ("pages/_ui/show.py", "from data_sources import refresh", "data_sources.refresh"),
        ("app.py", "from buurtbeeld.figures import read", "buurtbeeld.figures.read"),
    ],
)  # fmt: skip
def test_checker_finds_an_import_broken_on_purpose(path, text, found):
    assert found in broken_imports(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data_sources/cbs_ses.py", "from buurtbeeld.sources import RawAnswer\nimport requests\nimport pandas"),
        ("data_sources/refresh.py", "from buurtbeeld.publication import publish\nimport sqlalchemy"),
        ("pages/start.py", "import streamlit as st\nfrom buurtbeeld.dutch import number\nfrom pages._ui import show"),
        ("buurtbeeld/publication.py", "from buurtbeeld import indicators\nimport sqlalchemy, pandas"),
    ],
)
def test_checker_allows_what_the_rule_allows(path, text):
    assert broken_imports(path, text) == []


def test_checker_measures_length_and_guard():
    assert too_long("app.py", "x\n" * 41) == 1
    assert too_long("pages/start.py", "x\n" * 81) == 1
    assert too_long("pages/_ui/show.py", "x\n" * 250) == 0
    assert first_statement('"""Doc."""\nimport a\nfrom b import c\nst.title("x")\nrequire(1)') == "st.title('x')"
    assert list(function_lengths('def f():\n    """One\n\n    two.\n    """\n    return 1')) == [2]


def test_what_a_page_needs_does_not_wait_for_pandas():
    """Reading published figures needs no pandas and no scipy; importing one takes longer than the first page itself."""
    heavy = {"pandas", "scipy", "statsmodels"}
    code = f"import sys, buurtbeeld.figures, buurtbeeld.wording; sys.exit(bool({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
