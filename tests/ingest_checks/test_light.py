"""What the process that reads a file loads, and what it does not."""

import subprocess
import sys

import pytest

HEAVY = {"pydantic", "yaml", "pandas", "numpy", "sqlalchemy", "babel", "xlsxwriter", "streamlit"}


def loaded(module):
    """Names of the packages that importing a module brings in."""
    code = f"import sys; before = set(sys.modules); import {module}; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("module", ["buurtbeeld.ingest.checks", "buurtbeeld.ingest.wire"])
def test_checks_are_light(module):
    assert loaded(module) & HEAVY == set()


def test_a_heavy_module_is_noticed():
    assert "pydantic" in loaded("buurtbeeld.ingest.rules")
