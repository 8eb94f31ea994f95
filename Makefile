# make run: the app.  make test: all tests.  Both set up what they need.  `make help` lists the rest.
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,$(shell $(p) -c 'import sys; print("$(p)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --no-loadscope-reorder
ARGS ?=
# Python keeps the bytecode of what it imports: without it each of the many processes of the tests compiles us again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev browser run test test-alles attack fuzz check fix bench bench-statistiek schermafbeeldingen pin

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

setup: ## .venv with what the app needs (uv, else pip); instant when nothing changed
	@test -n "$(PYTHON)" || { echo "E_OPZETTEN: Python 3.11 of nieuwer is nodig (https://www.python.org)."; exit 1; }
	@$(PYTHON) scripts/setup_venv.py

setup-dev:
	@test -n "$(PYTHON)" || { echo "E_OPZETTEN: Python 3.11 of nieuwer is nodig (https://www.python.org)."; exit 1; }
	@$(PYTHON) scripts/setup_venv.py --dev

browser: setup-dev
	@$(BIN)/python -m scripts.browser

run: setup ## open the app; ARGS="--server.port 8600" goes to streamlit
	@$(BIN)/python -m scripts.run $(ARGS)

test: setup-dev browser ## all tests of one round, at most 10 minutes
	$(PYTEST) -m "not uitgebreid" $(ARGS)

test-alles: setup-dev browser ## also the long sweeps
	$(PYTEST) $(ARGS)

attack: setup-dev ## work out what is hidden, as every role; 1 when that can be done; ARGS=--zonder-bijkomend
	$(BIN)/python -m tests.attack $(ARGS)

fuzz: setup-dev ## look for bytes that break the reading of a file; ARGS="--seconden 900"
	$(BIN)/python -m scripts.fuzz $(ARGS)

check: setup-dev ## lint, types, gates, config; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m scripts.gates

fix: setup-dev ## let ruff repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev browser ## measure, and write docs/metingen.md
	$(BIN)/python -m benchmarks $(ARGS)

bench-statistiek: setup-dev ## hold the verdict against invented series of which the truth is known
	$(BIN)/python -m benchmarks statistiek waarheid afspraak leren

schermafbeeldingen: setup-dev browser ## pictures for README and docs/handleiding
	$(BIN)/python -m scripts.schermafbeeldingen $(ARGS)

pin: setup-dev ## pin requirements*.in again; ARGS=--upgrade takes newer versions
	$(BIN)/python -m scripts.pin $(ARGS)
