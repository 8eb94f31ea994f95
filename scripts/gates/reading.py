"""The files of the project as a gate reads them, and the trees of their Python."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ("app.py", "pages/", "buurtbeeld/", "data_sources/")
Files = Mapping[str, str]


def project_files(root: Path = ROOT) -> dict[str, str]:
    """Text of every file that git tracks or would track, by path with forward slashes."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, capture_output=True, check=False
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    if listed.returncode:  # a downloaded archive has no .git
        skip = {".venv", "data", "build", "node_modules", "__pycache__"}
        names = [
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.is_file() and not skip.intersection(path.relative_to(root).parts)
        ]
    texts = {}
    for name in sorted(names):
        try:
            texts[name] = (root / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):  # a picture, or deleted but not yet committed
            continue
    return texts


def trees(files: Files, prefixes: Iterable[str] = APP) -> Iterator[tuple[str, ast.Module]]:
    """Parsed Python files whose path starts with one of the prefixes."""
    for path, text in files.items():
        if path.endswith(".py") and path.startswith(tuple(prefixes)):
            yield path, parsed(text)


@functools.cache
def parsed(text: str) -> ast.Module:
    """The tree of a text, made once for all gates: they only read it."""
    return ast.parse(text)


def dotted(node: ast.expr) -> str:
    """`st.cache_data` of the expression of that name; "?" stands for what is no name."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else "?"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the name it calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node
