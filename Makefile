# `make demo` and `make test` do all the set-up on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint snapshots docs bench mistakes clean

demo: $(VENV)/.installed
	@$(BIN)/unispec demo calendly

test: $(VENV)/.installed-dev lint
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/.installed
	$(BIN)/unispec check

snapshots: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q --snapshot-update

docs: $(VENV)/.installed-dev
	$(BIN)/python -m docs.generate

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks.throughput

mistakes: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks.mistakes

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[accounts,lsp]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
