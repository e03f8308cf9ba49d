# Two commands do everything on a fresh machine: make plan, make test.
# They need Python >= 3.11 and make; everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
BENCH ?= data/yunling/county.toml
PAGES ?= maps/yunling/meeting.html
SIZES ?= $(patsubst %,build/county-%/county.toml,300 1000 1750 3000)
OUT ?= docs/benchmarks.md

.PHONY: plan test lint bench sample county bundle clean

plan: .venv/installed  ## plan the bundled county into maps/yunling
	$(BIN)/geoplan plan data/yunling/county.toml --out maps/yunling
	@echo
	@echo "打开 Open in a browser: maps/yunling/meeting.html"

test: lint  ## lint, types, layering and the test suite
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/biome ci --colors=off

# measure what docs/benchmarks.md quotes (BENCH="more county.toml files", SIDES="cells along made ground",
# PAGES="more maps", OUT=another file; needs Chromium, and takes GRASS along where it is installed)
bench: plan .venv/tested $(SIZES)
	mkdir -p build
	$(BIN)/python benchmarks/run.py $(BENCH) > build/benchmarks.md
	$(BIN)/python benchmarks/stages.py $(SIZES) >> build/benchmarks.md
	$(BIN)/python benchmarks/walking.py $(SIDES) >> build/benchmarks.md
	$(BIN)/python benchmarks/maps.py $(PAGES) >> build/benchmarks.md
	$(BIN)/python benchmarks/allocation.py >> build/benchmarks.md
	$(BIN)/python benchmarks/programme.py $(BENCH) >> build/benchmarks.md
	mv build/benchmarks.md $(OUT)

build/county-%/county.toml: | .venv/installed  ## a made-up county of so many villages, households in proportion
	$(BIN)/python data/make_county.py --villages $* --households $$(($* * 130 / 3)) --out $(@D)

county: .venv/installed  ## make the bundled county again
	$(BIN)/python data/make_county.py
	$(BIN)/python data/make_county.py --readme

sample: plan .venv/tested  ## refresh maps/sample.html and the README's picture (needs Chromium)
	cp maps/yunling/meeting.html maps/sample.html
	$(BIN)/python docs/picture.py maps/sample.html maps/sample.png

bundle: .venv/installed  ## a folder for an office without internet (WINDOWS_PYTHON=python-3.12.10-amd64.exe puts Python in)
	$(BIN)/python bundle/make_bundle.py dist/geoplan-usb $(if $(WINDOWS_PYTHON),--windows-python "$(WINDOWS_PYTHON)")

clean:
	rm -rf .venv build dist maps/yunling

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[print]"
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@
