"""Gates about what code may do: write markup, unpack, put SQL together, cache."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scripts.gates.reading import APP, Files, calls, dotted, trees

MAY_WRITE_HTML = {"pages/_ui/html.py", "pages/_ui/theme.py"}
MAY_CACHE = {"pages/_ui/cached.py", "pages/_ui/services.py", "pages/_ui/door.py", "pages/_ui/opening.py"}
HTML_KEYWORDS = {"unsafe_allow_html", "unsafe_allow_javascript"}
DANGEROUS_MODULES = {"pickle", "cPickle", "joblib", "dill", "shelve", "marshal", "cloudpickle"}
DANGEROUS_CALLS = {"eval", "exec", "compile", "__import__", "read_pickle", "to_pickle", "os.system"}
YAML_CALLS = {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"}
SQL_CALLS = {
    "text",
    "literal_column",
    "exec_driver_sql",
    "execute",
    "executemany",
    "executescript",
    "scalar",
    "scalars",
}
OF_PYTHON = {"cache", "lru_cache", "cached_property"}
USER_NAMES = {"user", "gebruiker", "account", "session_state", "current_user"}


def html(files: Files) -> list[str]:
    """HTML is written in one place, from templates that escape."""
    found = []
    for path, tree in trees(files):
        if path in MAY_WRITE_HTML:
            continue
        for name, call in calls(tree):
            keywords = {keyword.arg for keyword in call.keywords} & HTML_KEYWORDS
            if keywords or name.endswith((".html", "components.v1.iframe")) or name == "html":
                found.append(f"{path}:{call.lineno}: HTML mag alleen uit pages/_ui/html.py komen.")
    return found


def dangerous(files: Files) -> list[str]:
    """Nothing that runs or unpacks what it reads."""
    found = []
    for path, tree in trees(files, (*APP, "scripts/", "benchmarks/", "tests/")):
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path}: {name} is niet toegestaan." for name in names if _is_dangerous(name)]
        found += [f"{path}:{call.lineno}: {name}() is niet toegestaan." for name, call in _bad_calls(tree)]
    return found


def _is_dangerous(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in DANGEROUS_MODULES


def _bad_calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    safe = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and _is_safe_loader(node)}
    for name, call in calls(tree):
        last = name.rpartition(".")[2]
        shell = any(word.arg == "shell" and not _is_false(word.value) for word in call.keywords)
        if name in DANGEROUS_CALLS or last in {"read_pickle", "to_pickle"} or shell:
            yield name, call
        if name in YAML_CALLS and not any(
            word.arg == "Loader" and dotted(word.value) in safe for word in call.keywords
        ):
            yield name, call


def _is_safe_loader(node: ast.ClassDef) -> bool:
    return any(dotted(base).rpartition(".")[2] in {"SafeLoader", "CSafeLoader", "BaseLoader"} for base in node.bases)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def sql(files: Files) -> list[str]:
    """SQL text is never put together; values go in as parameters."""
    found = []
    for path, tree in trees(files, (*APP, "scripts/", "benchmarks/")):
        for name, call in calls(tree):
            if name.rpartition(".")[2] not in SQL_CALLS or not call.args or "/alembic/versions/" in path:
                continue
            if _is_built(call.args[0]) and not _is_pragma(call.args[0]):
                found.append(f"{path}:{call.lineno}: SQL in {name}() wordt samengesteld; gebruik parameters.")
    return found


def _is_pragma(node: ast.expr) -> bool:
    """PRAGMA of SQLite takes no parameters; ours are filled with constants of the module."""
    return isinstance(node, ast.JoinedStr) and ast.unparse(node).startswith(("f'PRAGMA ", 'f"PRAGMA '))


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    return isinstance(node, ast.BinOp) or (isinstance(node, ast.Call) and dotted(node.func).endswith("format"))


def caching(files: Files) -> list[str]:
    """Streamlit's cache is shared by all users: two modules, never on disk, never about one user."""
    found = []
    for path, tree in trees(files):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute | ast.Name) and dotted(node) in {"st.cache_data", "st.cache_resource"}:
                found += [] if path in MAY_CACHE else [f"{path}:{node.lineno}: hier mag niet gecachet worden."]
            if isinstance(node, ast.FunctionDef):
                found += [f"{path}:{node.lineno}: {why}" for why in _cache_problems(node)]
    return found


def _cache_problems(function: ast.FunctionDef) -> Iterator[str]:
    caches = [one for one in function.decorator_list if "st.cache" in ast.unparse(one)]
    if any(ast.unparse(one).partition("(")[0].rpartition(".")[2] in OF_PYTHON for one in function.decorator_list):
        given = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
        if mine := given & USER_NAMES:
            yield f"{function.name} onthoudt per gebruiker ({', '.join(sorted(mine))}), en elke sessie deelt dat."
    if not caches:
        return
    keywords = {word.arg for one in caches if isinstance(one, ast.Call) for word in one.keywords}
    if "persist" in keywords:
        yield f"{function.name} bewaart zijn cache op schijf."
    takes = [*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs]
    if takes and "max_entries" not in keywords:
        yield f"{function.name} heeft geen max_entries."
    names = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
    names |= {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    names |= {one.attr for one in ast.walk(function) if isinstance(one, ast.Attribute)}
    if mine := names & USER_NAMES:
        yield f"{function.name} hangt af van wie er kijkt ({', '.join(sorted(mine))})."


def zeros(files: Files) -> list[str]:
    """A missing figure never becomes 0."""
    return [
        f"{path}:{call.lineno}: fillna(0) maakt van ontbrekend een nul."
        for path, tree in trees(files)
        for name, call in calls(tree)
        if name.endswith("fillna") and call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0
    ]
