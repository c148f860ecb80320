# One command for each thing you do here. Needed beforehand: Python 3.11 or newer, and make.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run dev test check fix bench evals chaos chaos-selftest lock

BIN := .venv/bin
# An environment cannot be moved, so its stamps carry the folder they were made in.
STAMP := .venv/.made-$(shell pwd | cksum | cut -d ' ' -f 1)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all:
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
NEWEST := for python in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done
NO_PYTHON := { echo "Python 3.11 or newer with its venv module is needed and was not found on PATH." >&2; exit 1; }
CODE := app alembic tests bench evals rxconfig.py

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  /p' Makefile | awk '{ printf "  make %-15s", $$2; $$1 = $$2 = ""; print }'

install: $(STAMP)-runtime ## Set up .venv with the pinned dependencies; .venv/bin/pyairtable-platform works afterwards

run: install ## Start the product on 127.0.0.1:8000 and print its link
	@$(BIN)/pyairtable-platform run

dev: $(STAMP)-dev ## Start with demo data and restart when a file changes
	@test -e data/dev || PLATFORM_DATA_DIR=data/dev $(BIN)/pyairtable-platform seed --stage demo
	@PLATFORM_DATA_DIR=data/dev $(BIN)/watchfiles --sigint-timeout 30 "$(BIN)/pyairtable-platform run" app assets

test: $(STAMP)-dev ## Run every test on SQLite and PostgreSQL, with Valkey, Chromium and Firefox
	@$(BIN)/python -m tests.harness.browser
	$(BIN)/python -m pytest tests --ignore tests/e2e --numprocesses auto --maxprocesses 4 --dist loadfile
	$(BIN)/python -m pytest tests/e2e

check: $(STAMP)-dev ## Check format, lint, types, imports and the house rules
	@$(BIN)/ruff format --check --output-format concise $(CODE) && $(BIN)/ruff check $(CODE)
	@$(BIN)/mypy && $(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/house

fix: $(STAMP)-dev ## Format, mend what ruff can, and write the reference pages again
	@$(BIN)/ruff format $(CODE) && $(BIN)/ruff check --fix $(CODE)
	@$(BIN)/python -m tests.house.reference --write

evals: $(STAMP)-dev ## Measure how well questions are answered; with a key by the model too
	@$(BIN)/python -m evals

bench: $(STAMP)-bench ## Measure the product and print tables
	@$(BIN)/python -m bench

chaos: $(STAMP)-dev ## Kill parts at random while changes are made (KILLS=300)
	KILLS=$(or $(KILLS),300) $(BIN)/python -m pytest tests/chaos/test_changes.py -s

chaos-selftest: $(STAMP)-dev ## Take each safeguard of the engine away; the tests must notice
	@$(BIN)/python -m tests.chaos.mutants

lock: $(STAMP)-setup ## Resolve the dependencies again and pin them with hashes
	@$(COMPILE) --group setup --output-file requirements-setup.txt
	@$(COMPILE) pyproject.toml --output-file requirements.txt
	@$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	@$(COMPILE) --group bench --constraint requirements.txt --constraint requirements-dev.txt \
		--output-file requirements-bench.txt

$(STAMP)-setup: requirements-setup.txt
	@echo "Making the environment in .venv ..."
	@python=$$($(NEWEST)); test -n "$$python" || $(NO_PYTHON); test -e $@ || $$python -m venv --clear .venv
	@$(PIP) --requirement requirements-setup.txt && touch $@

$(STAMP)-runtime: requirements.txt pyproject.toml $(STAMP)-setup
	@echo "Installing the pinned dependencies ..."
	@$(UV) --require-hashes --requirement requirements.txt
	@$(UV) --no-deps --no-build-isolation --editable . && touch $@

$(STAMP)-dev: requirements-dev.txt $(STAMP)-runtime
	@echo "Installing the tools for tests and checks ..."
	@$(UV) --require-hashes --requirement requirements-dev.txt && touch $@

$(STAMP)-bench: requirements-bench.txt $(STAMP)-dev
	@echo "Installing what the benches compare with ..."
	@$(UV) --require-hashes --requirement requirements-bench.txt && touch $@
