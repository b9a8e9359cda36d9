# Every target does its own set-up. `make run` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test setup setup-dev debian-run debian-test lint types contracts e2e explore bench bench-everybody lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
PYTEST := $(BIN)/pytest
NODE_KIT := tests/node/node_modules/.installed

# What Debian provides: a file to look for, and the package that holds it.
RUN_NEEDS := ensurepip=python3-venv libpango-1.0.so.0=libpango-1.0-0 libpangoft2-1.0.so.0=libpangoft2-1.0-0 \
	libharfbuzz-subset.so.0=libharfbuzz-subset0
TEST_NEEDS := $(RUN_NEEDS) initdb=postgresql chromium=chromium pdftoppm=poppler-utils \
	libatomic.so.1=libatomic1 openssl=openssl

help:
	@echo "make run    set everything up and serve the demonstration"
	@echo "make test   set everything up and check everything"
	@echo "also: setup lint e2e bench bench-everybody lock clean"

run: setup
	@$(BIN)/cpd demo --port $(PORT)

setup: debian-run $(VENV)/.installed

setup-dev: debian-test $(VENV)/.installed-dev $(NODE_KIT)

debian-run:
	@.ci/debian $(RUN_NEEDS)

debian-test:
	@.ci/debian $(TEST_NEEDS)

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the product needs; this takes a minute the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need; this takes a minute the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed

# Libraries of others that check our credentials: pinned with hashes, for the tests only.
$(NODE_KIT): tests/node/package-lock.json | $(VENV)/.installed-dev
	@cd tests/node && $(CURDIR)/$(BIN)/npm ci --ignore-scripts --silent
	@touch $@

# About half of the time all the tests take, run beside the other half. The order is the same each time, and so are the
# examples that hypothesis thinks of: what passed here passes elsewhere. `make explore` looks for others.
BESIDE = tests/web tests/architecture tests/journeys tests/browser
SAME_ORDER = -p no:cacheprovider --randomly-seed=20261121
test: setup-dev lint types contracts
	@$(BIN)/cpd content check
	@.ci/both "$(PYTEST) $(SAME_ORDER) $(BESIDE)" "$(PYTEST) $(SAME_ORDER) $(BESIDE:%=--ignore=%) tests"

lint: setup-dev
	@$(BIN)/ruff check cpd tests
	@$(BIN)/ruff format --check cpd tests
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/codespell cpd tests templates quizzes scenarios README.md

types: setup-dev
	@$(BIN)/mypy

contracts: setup-dev
	@$(BIN)/lint-imports --no-cache

e2e: setup-dev
	@$(PYTEST) tests/browser

# New examples and another order each time; not a condition of landing.
explore: setup-dev
	@CPD_TEST_EXPLORES=1 $(PYTEST) tests/rules tests/oracles tests/services

bench: setup-dev
	@$(BIN)/python -m tests.bench

# 20,000 members with a million entries judged on both databases: some minutes, half of it seeding.
bench-everybody: setup-dev
	@$(BIN)/python -m tests.bench.everybody

# Pinned with hashes and without any index address; needs the tool `uv` on the path.
lock:
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --no-header pyproject.toml --extra build -o requirements.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --no-header pyproject.toml --extra build --extra dev -o requirements-dev.txt

clean:
	@rm -rf $(VENV) tests/node/node_modules var dist build test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis
