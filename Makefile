# The commands of this house; `make` by itself lists them.
# Presumed on the machine: make, and Python 3.11.5 or newer with venv. Another python: make PYTHON=…
# Further flags for what a command starts: make run ARGS="--port 9000", make test ARGS="-k quizzes".

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALL_LOCKED := $(INSTALL) --require-hashes --only-binary :all: --requirement
COMPILE := build/lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11.5 \
	--group build --only-binary :all: --generate-hashes --no-header --no-annotate --no-emit-index-url

# Tests of which `make test` does a part, and `make torture` all.
SCALED = $$(grep --recursive --files-with-matches --include='test_*.py' 'torture_size import' tests)

.PHONY: help setup run test torture check bench trust lock browser

help:
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

setup: .venv/product-installed ## build .venv with the product in it, or bring it up to date

run: setup ## start the product with its demo people
	@$(BIN)/lms run --demo $(ARGS)

# The tests start the product often: what is compiled is kept, even where the environment says no.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/tests-installed browser ## install what the tests need and run all of them
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

torture: .venv/tests-installed browser ## kill servers, cut the power and press at the doors, for up to half an hour
	LMS_TORTURE=1 $(BIN)/python -m pytest -n 0 tests/torture $(ARGS)
	LMS_TORTURE=1 $(BIN)/python -m pytest -n 4 --dist worksteal $(SCALED) $(ARGS)

check: .venv/tests-installed ## look at format, style, types and the walls between the floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/test_architecture.py

bench: .venv/tests-installed browser ## measure the product beside a bare page; ARGS="--passes 1" is quicker
	$(BIN)/python -m bench $(ARGS)

trust: ## write docs/trust.md from the reports of `make test ARGS=--junitxml=build/test.xml` and others
	$(BIN)/python -m tests.trust build/*.xml > docs/trust.md

lock: ## write the lock files after a change in pyproject.toml; ARGS=--upgrade takes newer releases
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --only-binary :all: uv
	$(COMPILE) $(ARGS) --output-file requirements.lock
	$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

.venv/product-installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || \
		{ echo "This needs Python 3.11.5 or newer. Name one: make PYTHON=/where/it/is/python3" >&2; exit 1; }
	@echo "Installing what requirements.lock says; the first time takes half a minute."
	@$(PYTHON) -m venv .venv
	@$(INSTALL_LOCKED) requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tests-installed: .venv/product-installed requirements-dev.lock
	@echo "Installing what requirements-dev.lock says, for the tests."
	@$(INSTALL_LOCKED) requirements-dev.lock
	@touch $@

browser:
	@for name in chromium-headless-shell chromium chromium-browser google-chrome; do \
		command -v $$name >/dev/null && exit; \
	done; \
	if [ "$$(id -u)" = 0 ]; then as_root=env; else as_root=sudo; fi; \
	if command -v apt-get >/dev/null && command -v $$as_root >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		install="$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes"; \
		$$as_root apt-get update --quiet && \
			{ $$install chromium-headless-shell || $$install chromium; }; \
	else \
		echo "The browser tests need Chromium. Install it so that chromium-headless-shell, chromium," >&2; \
		echo "chromium-browser or google-chrome is on the PATH, then say make test again." >&2; exit 1; \
	fi
