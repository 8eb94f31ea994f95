"""The gates of scripts/gates.py hold, each gate finds what it is for, and the repository is clean."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from buurtbeeld import config_schema
from scripts import app_server, gates, pin, setup_venv
from scripts.gates import advisories
from tests.conftest import ROOT

FILES = gates.project_files()
TRACKED = [
    name
    for name in subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]


@pytest.mark.parametrize("gate", gates.GATES, ids=lambda gate: gate.__name__)
def test_gate_is_closed(gate):
    assert gate(FILES) == []


@pytest.mark.parametrize(
    ("gate", "path", "text"),
    [
        ("html", "pages/start.py", "st.html('<b>x</b>')"),
        ("html", "pages/start.py", "st.markdown(x, unsafe_allow_html=True)"),
        ("html", "buurtbeeld/charts.py", "components.html(x)"),
        ("dangerous", "buurtbeeld/figures.py", "import pickle"),
        ("dangerous", "tests/x.py", "from joblib import load"),
        ("dangerous", "buurtbeeld/figures.py", "eval(x)"),
        ("dangerous", "buurtbeeld/catalog.py", "yaml.load(text)"),
        ("dangerous", "buurtbeeld/catalog.py", "yaml.load(text, Loader=yaml.Loader)"),
        ("dangerous", "buurtbeeld/figures.py", "pd.read_pickle(x)"),
        ("dangerous", "scripts/x.py", "subprocess.run(x, shell=True)"),
        ("sql", "buurtbeeld/storage/x.py", "sa.text(f'select {x}')"),
        ("sql", "buurtbeeld/storage/x.py", "text('select ' + x)"),
        ("sql", "buurtbeeld/storage/x.py", "text('select %s' % x)"),
        ("sql", "buurtbeeld/storage/x.py", "text('select {}'.format(x))"),
        ("caching", "pages/start.py", "@st.cache_data(max_entries=3)\ndef f(): pass"),
        ("caching", "pages/_ui/cached.py", "@st.cache_data(max_entries=3, persist='disk')\ndef f(): pass"),
        ("caching", "pages/_ui/cached.py", "@st.cache_resource\ndef f(x): pass"),
        ("caching", "pages/_ui/cached.py", "@st.cache_data(max_entries=3)\ndef f(user): pass"),
        ("caching", "pages/_ui/cached.py", "@st.cache_data(max_entries=3)\ndef f(): return st.session_state.x"),
        ("caching", "buurtbeeld/figures.py", "@lru_cache(maxsize=3)\ndef f(user, key): pass"),
        ("caching", "pages/x.py", "@functools.cache\ndef f(gebruiker): pass"),
        ("zeros", "buurtbeeld/figures.py", "frame.fillna(0)"),
        ("zeros", "buurtbeeld/figures.py", "frame['x'].fillna(0.0)"),
        ("secrets", "config/x.yaml", "password" + ": 'geheim-geheim'"),
        ("secrets", "docs/x.md", "postgresql" + "://jan:wachtwoord@host/db"),
        ("secrets", "x.pem", "-----BEGIN RSA PRIVATE" + " KEY-----"),
        ("sql", "buurtbeeld/x.py", "connection.exec_driver_sql(f'drop table {x}')"),
        ("sql", "buurtbeeld/x.py", "cursor.execute('select ' + x)"),
        ("sql", "buurtbeeld/x.py", "connection.execute('select %s' % x)"),
        ("labels", "pages/x.py", "st.button(f'Geef {one.naam} een rol')"),
        ("labels", "pages/x.py", "st.expander(one.titel)"),
        ("labels", "pages/x.py", "def f(one):\n    label = f'Cijfer van {one.naam}'\n    st.selectbox(label, x)"),
        ("labels", "pages/x.py", "st.markdown(actie.titel)"),
        ("labels", "pages/x.py", "st.selectbox('Kies', x, help=f'Over {one.naam}')"),
        ("labels", "pages/x.py", "st.toggle('Al ' + one.naam)"),
        ("downloads", "pages/x.py", "st.download_button('x', data, 'x.csv')"),
        ("downloads", "pages/_ui/leaving.py", "st.download_button('x', exports.table(x), 'x.csv')"),
        ("downloads", "pages/x.py", "files.as_csv(table)"),
        ("downloads", "buurtbeeld/report.py", "as_xlsx(table)"),
        ("downloads", "pages/x.py", "frame.to_csv()"),
        ("downloads", "buurtbeeld/report.py", "import xlsxwriter"),
        ("tables", "pages/x.py", "st.dataframe(x)"),
        ("tables", "pages/x.py", "st.data_editor(x)"),
        ("vault", "pages/x.py", "from buurtbeeld.storage.engine import open_vault"),
        ("vault", "pages/x.py", "from buurtbeeld.storage.schema_vault import observation"),
        ("vault", "pages/_ui/x.py", "Settings.from_environment()"),
        ("vault", "pages/_ui/x.py", "open_it(services.settings().vault_url)"),
        ("machine", "docs/x.md", "zie /" + "work/main"),
        ("machine", "requirements.txt", "--extra-index" + "-url https://example.org"),
        ("machine", "Makefile", "/" + "tmp/x"),
    ],
)
def test_gate_finds_a_planted_problem(gate, path, text):
    assert getattr(gates, gate)({path: text}), text


@pytest.mark.parametrize(
    ("gate", "path", "text"),
    [
        ("html", "pages/_ui/html.py", "st.html(template.render(figure=figure))"),
        ("sql", "buurtbeeld/storage/x.py", "sa.text('select :x')"),
        ("sql", "buurtbeeld/storage/x.py", "sa.text(f'select 1')"),
        ("caching", "pages/_ui/cached.py", "@st.cache_data(max_entries=3)\ndef f(publicatie, sleutel): return 1"),
        ("zeros", "buurtbeeld/figures.py", "frame.fillna('')"),
        ("sql", "buurtbeeld/x.py", "connection.execute(f'PRAGMA busy_timeout = {BUSY_MS}')"),
        ("sql", "buurtbeeld/storage/alembic/versions/p1.py", "op.execute(f'create trigger {name}')"),
        ("labels", "pages/x.py", "st.button(f'Geef {menu.plain(one.naam)} een rol, {len(x)} van {MOST}')"),
        ("labels", "pages/x.py", "st.progress(job.progress, text='Bezig…')"),
        ("downloads", "pages/_ui/leaving.py", "st.download_button(label, made, name)"),
        ("vault", "pages/_ui/x.py", "Settings.for_pages()"),
        ("dangerous", "buurtbeeld/x.py", "re.escape(x); yaml.safe_load(x)"),
        ("dangerous", "buurtbeeld/x.py", "class Own(yaml.SafeLoader): pass\nyaml.load(x, Loader=Own)"),
        ("secrets", "docs/x.md", "postgresql+psycopg" + "://naam:<wachtwoord>@host/db"),
    ],
)
def test_gate_lets_good_code_through(gate, path, text):
    assert getattr(gates, gate)({path: text}) == []


def test_a_secret_that_was_removed_again_is_found(tmp_path):
    def git(*arguments):
        who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    for text in ("password" + ' = "geheim-geheim"\n', "niets\n"):
        (tmp_path / "x.py").write_text(text, encoding="utf-8")
        git("add", "x.py")
        git("commit", "-m", "x")
    assert len(gates.history({}, tmp_path)) == 1
    assert gates.history({}, tmp_path / "..") == []


def test_pip_audit_says_what_it_found_and_what_it_skipped():
    told = [
        {"name": "goed", "version": "1", "vulns": []},
        {"name": "lek", "version": "2", "vulns": [{"id": "PYSEC-1"}]},
        {"name": "onbekend", "skip_reason": "not found"},
    ]
    found = advisories.read(told)
    assert "3 pakketten" in found.zin
    assert len(found.problemen) == 2
    assert advisories.read(told[:1]).problemen == []


def test_without_an_advisory_service_it_says_that_nothing_was_looked_up(tmp_path):
    silent = advisories.read([{"name": "a", "skip_reason": "x"}, {"name": "b", "skip_reason": "x"}])
    tried = [advisories.look_up(tmp_path, command=one) for one in ("/bestaat/niet", shutil.which("true"))]
    for found in (silent, *tried):
        assert "niet gedraaid" in found.zin
        assert found.problemen == []


def test_a_stale_schema_is_seen(tmp_path):
    assert len(gates.stale_schemas(tmp_path, config_schema)) == len(config_schema.KINDS)
    config_schema.write_schemas(tmp_path)
    assert gates.stale_schemas(tmp_path / "schema", config_schema) == []
    (tmp_path / "schema" / "thema.json").write_text("{}", encoding="utf-8")
    assert gates.stale_schemas(tmp_path / "schema", config_schema) != []


def test_every_error_code_is_explained():
    """Whoever reads a code on the screen finds it in the docs, and finds nothing there that is gone."""
    app = ("buurtbeeld/", "data_sources/", "pages/", "scripts/setup_venv.py")
    code = "\n".join(text for path, text in FILES.items() if path.startswith(app) and path.endswith(".py"))
    used = set(re.findall(r"[\"']([EW]_[A-Z][A-Z_]+)\b", code))
    docs = FILES["docs/beheer.md"] + FILES["docs/aanleveren.md"]
    explained = set(re.findall(r"^\| `([EW]_[A-Z_]+)` \|", docs, re.MULTILINE))
    assert used == explained


def test_every_environment_variable_is_explained():
    """What the code reads from the environment stands in docs/beheer.md."""
    code = "\n".join(text for path, text in FILES.items() if path.endswith(".py") and not path.startswith("tests/"))
    named = re.findall(r"""environ(?:ment)?(?:\.get\(|\[)["']([A-Z][A-Z0-9_]+)["']""", code)
    read = set(named) | set(app_server.SOURCES)
    explained = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", FILES["docs/beheer.md"], re.MULTILINE))
    assert {"BUURTBEELD_DATA", "DATABASE_URL", "VAULT_URL", "APP_MODE"} <= read
    assert read - {"CI"} <= explained


def test_requirements_are_fresh_and_complain_when_not(tmp_path):
    for names in pin.PAIRS:
        for name in names:
            shutil.copy(ROOT / name, tmp_path)
    assert pin.outdated(tmp_path) == []
    with (tmp_path / "requirements.in").open("a", encoding="utf-8") as file:
        file.write("nieuw\n")
    assert pin.outdated(tmp_path) == ["requirements.txt hoort niet bij requirements.in: draai `make pin`."]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_package_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=[a-z])", text) if re.match(r"[a-z]", block)]
    assert len(blocks) > 10
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


def test_every_direct_requirement_is_used():
    """A dependency that nothing imports has not earned its place."""
    names = {"babel": "babel", "jinja2": "jinja2", "psycopg": "psycopg", "pyyaml": "yaml", "sqlalchemy": "sqlalchemy"}
    names |= {
        "python-docx": "docx",
        "argon2-cffi": "argon2",
        "authlib": r"st\.login",
        "httpx": r"st\.login",
    }  # st.login loads both itself
    imports = "\n".join(text for path, text in FILES.items() if path.endswith(".py") and not path.startswith("tests/"))
    for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines():
        if name := re.match(r"[a-z0-9-]+", line.lower()):
            module = names.get(name.group(), name.group().replace("-", "_"))
            assert re.search(rf"\b{module}\b", imports), f"{module} wordt nergens gebruikt"


def test_static_holds_only_what_everybody_may_have():
    """Streamlit serves static/ to everyone, without logging in."""
    names = [name for name in TRACKED if name.startswith("static/")]
    assert all(re.search(r"\.(woff2|svg|png|ico|css|md|txt|geojson|json)$", name) for name in names)
    assert not [name for name in names if name.startswith("static/gebieden/")]


def test_data_and_secrets_are_not_tracked():
    forbidden = re.compile(r"(^|/)(data|\.venv|build)/|\.sqlite3|secrets\.toml$|\.env$|\.pem$|\.log$")
    assert [name for name in TRACKED if forbidden.search(name)] == []


def test_no_file_is_big():
    """Only pinned hashes and pictures are big; a data file belongs in data/."""
    assert {name: size for name in TRACKED if (size := (ROOT / name).stat().st_size) > 1_500_000} == {}


def test_nothing_of_shared_data_is_copied(shared):
    """The source files are the client's; only the startset, made for it, is in the repository."""
    theirs = {_sha(path) for path in (shared / "data").rglob("*") if path.is_file() and path.stat().st_size > 200}
    ours = {_sha(ROOT / name): name for name in TRACKED}
    assert [name for digest, name in ours.items() if digest in theirs] == []


def _sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_streamlit_settings_are_safe():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"].get("enableCORS", True)
    assert settings["server"].get("enableXsrfProtection", True)
    assert settings["server"]["enableStaticServing"] is True
    assert settings["server"]["showEmailPrompt"] is False, "anders vraagt streamlit een nieuwkomer om zijn adres"
    assert settings["client"]["toolbarMode"] in {"viewer", "minimal"}
    assert settings["client"]["disableDataExport"] is True, "een bestand komt van de app zelf en staat in het logboek"
    assert settings["client"]["showErrorDetails"] in {"none", False}


def test_licence_is_named_by_its_spdx_id():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "EUPL-1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("make"), reason="make staat hier niet")
def test_the_habits_are_there():
    habits = {"setup", "run", "test", "test-alles", "check", "fix", "bench"}
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert habits <= set(shown.split())


def test_check_changes_nothing():
    """`make check` may not hold a command that writes."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ncheck:")[1].split("\n\n")[0]
    assert "--fix" not in recipe
    assert "ruff format --check" in recipe


def test_stamp_follows_the_pinned_files(tmp_path):
    pinned = tmp_path / "requirements.txt"
    pinned.write_text("a==1\n", encoding="utf-8")
    before = setup_venv.stamp_text([pinned])
    assert setup_venv.stamp_text([pinned]) == before
    pinned.write_text("a==2\n", encoding="utf-8")
    assert setup_venv.stamp_text([pinned]) != before


def test_bytecode_is_made_of_packages_and_never_of_their_tests(tmp_path, monkeypatch):
    monkeypatch.setattr(setup_venv, "OWN", ())
    packages = tmp_path / "lib" / "site-packages" / "pakket"
    for folder in (packages, packages / "tests"):
        folder.mkdir(parents=True)
        (folder / "deel.py").write_text("a = 1\n", encoding="utf-8")
    setup_venv.compile_all(tmp_path, Path(sys.executable))
    assert [file.parent.parent for file in tmp_path.rglob("*.pyc")] == [packages]
