PYTHON ?= python3
BIN := .venv/bin

.PHONY: plan test lint bench sample county clean

plan: .venv/installed  ## plan the bundled county into maps/yunling
	$(BIN)/geoplan plan data/yunling/county.toml --out maps/yunling

test: .venv/tested lint  ## lint, types, layering and the test suite
	$(BIN)/python -m pytest -n 2

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@
