# Two commands: `make run` serves the product with demo data, `make test` runs every test. Both set up what they need.

SHELL := /bin/bash
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
FLASK := $(BIN)/flask --app app
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup setup-run run test test-long lint format bench screenshots openapi lock clean

help: ## show this
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)$$/  make \1\t\2/p' Makefile | expand -t 20

setup: ## install everything for running and testing: system, Python and front-end packages
	@.setup/system test
	@.setup/python
	@.setup/frontend

setup-run:
	@.setup/system run
	@.setup/python
	@.setup/frontend --optional

run: setup-run ## serve the product with demo data (PORT=8000, HOST=127.0.0.1)
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python .setup/serve.py

test: setup ## run all tests, on both databases (ARGS="tests/unit -k fold" for some of them)
	@$(PYTEST) -n 2 $(ARGS)

test-long: setup ## the same with the big counts
	@TEST_LONG=1 $(PYTEST) -n 2 $(ARGS)

lint: setup-run ## style, formatting, types, import contracts
	@status=0; \
	$(BIN)/ruff check --output-format concise || status=1; \
	$(BIN)/ruff format --check --output-format concise || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/lint-imports --no-logo || status=1; \
	git ls-files 'referral/*.py' 'tests/*.py' app.py | xargs wc -l | \
		awk '$$1 > 200 && $$2 != "total" {print "over 200 lines, look again: " $$2 " (" $$1 ")"}'; \
	exit $$status

format: setup-run ## put the code into the house's format
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: setup ## measure speed and print the table
	@.setup/system bench
	@$(BIN)/python -m tests.performance $(ARGS)

screenshots: export SCREENSHOTS := build/screenshots
screenshots: setup ## take every page at 390 and 1280 pixels, light and dark, into build/screenshots
	@mkdir -p $(SCREENSHOTS)
	@$(PYTEST) -q tests/browser/test_every_page.py $(ARGS)

openapi: export DATABASE_URL := sqlite:///build/openapi.db
openapi: export VAR_FOLDER := build/openapi-var
openapi: setup-run ## write openapi/openapi.json from the code, with examples answered from fresh demo data
	@mkdir -p build && rm -f build/openapi.db*
	@$(FLASK) db upgrade && $(FLASK) seed
	@$(FLASK) openapi examples openapi/examples
	@$(FLASK) openapi write openapi/openapi.json

lock: setup-run ## write requirements/lock.txt anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "uv is not installed: it resolves the lock for all Python versions at once."; exit 1; }
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--extra dev --output-file requirements/lock.txt pyproject.toml

clean: ## remove what was installed and built here; the data in var/ stays
	@rm -rf .venv referral/web/frontend/node_modules referral/web/static/vendor build dist *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find referral tests .setup -name __pycache__ -type d -prune -exec rm -rf {} +
