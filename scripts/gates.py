"""Rules that no linter knows, read from the files themselves. `make check` runs them; they change nothing.

A gate takes the files of the project and returns Dutch sentences, one per problem, each with its place.
tests/unit/test_repository.py plants a problem for every gate and wants to see it found.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from scripts import pin

ROOT = Path(__file__).resolve().parents[1]
APP = ("app.py", "pages/", "buurtbeeld/", "data_sources/")
MAY_WRITE_HTML = {"pages/_ui/html.py", "pages/_ui/theme.py"}
MAY_CACHE = {"pages/_ui/cached.py", "pages/_ui/services.py"}
HTML_KEYWORDS = {"unsafe_allow_html", "unsafe_allow_javascript"}
DANGEROUS_MODULES = {"pickle", "cPickle", "joblib", "dill", "shelve", "marshal", "cloudpickle"}
DANGEROUS_CALLS = {"eval", "exec", "compile", "__import__", "read_pickle", "to_pickle", "os.system"}
YAML_CALLS = {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"}
SQL_CALLS = {"text", "literal_column"}
USER_NAMES = {"user", "gebruiker", "account", "session_state", "current_user"}
# Written so that no pattern matches itself. The password of an invented address in a test is "geheim".
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----",
    r"\bAKI[A][0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}",
    r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    r"(?i)\b(password|passwd|wachtwoord|secret|api_?key|token)\b\s*[:=]\s*[\"'][^\"'\s{}<>$]{8,}[\"']",
    r"(?i)\b(postgresql|mysql)(\+\w+)?://[^:/\s\"'@]+:(?!geheim@)[^@/\s\"'{}<>$]+@",
)
MACHINE = (
    r"/wor[k]/",
    r"/roo[t]/",
    r"/home/[a-z]\w*",
    r"/tm[p]/",
    r"[A-Z]:\\\\?User[s]\\",
    r"\bpypi\.or[g]\b",
    r"pythonhosted\.or[g]",
    r"(?<!no-emit)-index-ur[l]\b",
    r"registry\.npmj[s]",
    r"\bdeb\.debia[n]\.org",
)
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
            yield path, ast.parse(text)


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
            if name.rpartition(".")[2] in SQL_CALLS and call.args and _is_built(call.args[0]):
                found.append(f"{path}:{call.lineno}: SQL in {name}() wordt samengesteld; gebruik parameters.")
    return found


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


def secrets(files: Files) -> list[str]:
    """No password, key or token in a tracked file."""
    return list(_matches(files, SECRETS, "dit lijkt een geheim"))


def machine(files: Files) -> list[str]:
    """No path of somebody's machine, and no host of a package registry."""
    return list(_matches(files, MACHINE, "pad of adres van één machine"))


def _matches(files: Files, patterns: Iterable[str], what: str) -> Iterator[str]:
    pattern = re.compile("|".join(f"(?:{one})" for one in patterns).replace("(?i)", ""), re.IGNORECASE)
    for path, text in files.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {what} ({match.group()[:12]}…)."


def fresh(_files: Files) -> list[str]:
    """Pinned requirements belong to their .in file."""
    return pin.outdated()


def configuration(_files: Files) -> list[str]:
    """config/ loads, and the JSON Schemas for editors belong to it."""
    from buurtbeeld import catalog, config_schema, errors  # heavy, and only this gate needs them

    try:
        catalog.load_catalog(ROOT / "config")
    except errors.ConfigError as problem:
        return [str(problem)]
    return stale_schemas(ROOT / "config" / "schema", config_schema)


def stale_schemas(folder: Path, made: ModuleType) -> list[str]:
    """Schemas that are missing or differ from what the code says now."""
    texts = {kind: made.schema_text(model) for kind, model in made.KINDS.items()}
    paths = {kind: folder / f"{kind}.json" for kind in texts}
    stale = [kind for kind, path in paths.items() if not path.exists() or path.read_text("utf-8") != texts[kind]]
    return [f"config/schema/{kind}.json is verouderd: python -m buurtbeeld.config_schema" for kind in stale]


GATES: tuple[Callable[[Files], list[str]], ...] = (
    html, dangerous, sql, caching, zeros, secrets, machine, fresh, configuration,
)  # fmt: skip


def main() -> int:
    """Run all gates; print every problem; return the exit code."""
    files = project_files()
    problems = [problem for gate in GATES for problem in gate(files)]
    for problem in problems:
        print(problem)
    print(f"{len(GATES)} poorten, {len(files)} bestanden, {len(problems)} problemen.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
