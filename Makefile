# The commands of the project. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# The first Python of 3.11 or newer; `make install PYTHON=/path/to/python` names another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PINS := constraints.txt
# Two browsers' worth of tests at once; a file's tests stay together, and files in the order that tests/conftest.py gives them.
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
RUN_ARGS ?= --demo

.PHONY: help install run test lint format types imports messages messages-check bench bench-memory chaos up pins clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed and was not found. Name it: make install PYTHON=/path/to/python" >&2; exit 1; }
	@tools/make_venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: pyproject.toml $(PINS) hatch_build.py | $(BIN)/python
	$(PIP) install --quiet -c $(PINS) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml $(PINS) hatch_build.py | $(BIN)/python
	$(PIP) install --quiet -c $(PINS) -e '.[dev]'
	@touch $@ $(VENV)/.installed

install: $(VENV)/.installed ## The virtual environment with the pinned dependencies

run: install ## Everything up on http://127.0.0.1:8000 with sample stories (RUN_ARGS='--port 9000' changes how)
	@exec $(BIN)/workflow run $(RUN_ARGS)

test: $(VENV)/.dev ## The whole suite, with a browser and GNU gettext fetched where they are missing
	@tools/install_test_tools.sh $(BIN)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Style and common mistakes (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## Put the code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## Types (mypy --strict)
	$(BIN)/mypy

imports: $(VENV)/.dev ## The floors of the house (import-linter)
	$(BIN)/lint-imports

messages: $(VENV)/.dev ## Extract and merge the interface's words into locales/, and say what is missing
	$(BIN)/python tools/check_messages.py --update

messages-check: $(VENV)/.dev ## Whether the interface's catalogs are complete
	$(BIN)/python tools/check_messages.py

bench: $(VENV)/.dev ## The benchmarks; writes bench/RESULTS.md
	$(BIN)/python -m bench

bench-memory: $(VENV)/.dev ## The memory with 100,000 and 1,000,000 entries beside its peers; takes half an hour
	$(BIN)/python -m bench.memory

chaos: $(VENV)/.dev ## Type through everything going wrong, kill workers (CHAOS_ROUNDS=40, CHAOS_KILLS=20, CHAOS_SEED=1)
	CHAOS_ROUNDS=$${CHAOS_ROUNDS:-40} CHAOS_SEED=$${CHAOS_SEED:-1} $(BIN)/python -m pytest -n0 tests/e2e/test_editor_chaos.py tests/e2e/test_editor_any_keys.py
	CHAOS_KILLS=$${CHAOS_KILLS:-20} CHAOS_SEED=$${CHAOS_SEED:-1} $(BIN)/python -m pytest -n0 tests/tasks/test_engine_chaos.py

up: ## The parts in containers, with PostgreSQL and Valkey (docker compose)
	docker compose up --build --wait

pins: $(VENV)/.dev ## Write constraints.txt anew from what is installed
	@head -2 $(PINS) > $(PINS).new
	@$(PIP) freeze --exclude-editable | grep -v '^#' >> $(PINS).new
	@mv $(PINS).new $(PINS)

clean: ## Remove the environment and what tools left behind (not the data in var/)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
