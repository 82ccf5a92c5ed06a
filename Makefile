# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
TEMPLATES := $(shell find templates -name '*.html')

# Without compiled modules, each process that a test starts would compile all of them anew.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist loadfile

.PHONY: help run install test check tests test-browser test-slow test-thorough test-postgresql test-all format bench editor \
	lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "PORT=8080 HOST=0.0.0.0 make run   serves elsewhere; BACKFILE_DATA=/srv/archive keeps everything that changes there"

run: .venv/installed ## start the archive (the first start builds everything) on http://127.0.0.1:8000
	@HOST="$(HOST)" PORT="$(PORT)" $(BIN)/python manage.py serve

install: .venv/installed ## make .venv with the locked dependencies, and stop

test: .venv/installed-test check tests ## at every change: lint, types, contracts, migrations, and the tests that are quick

check: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check $(TEMPLATES)
	$(BIN)/lint-imports
	BACKFILE_DATA=.venv/check $(BIN)/mypy
	BACKFILE_DATA=.venv/check $(BIN)/python manage.py makemigrations --check --dry-run
	BACKFILE_DATA=.venv/check HTTPS=1 $(BIN)/python manage.py check --deploy --fail-level WARNING

tests: .venv/installed-test
	PYTEST_PLUGINS=tests.branch_coverage $(PYTEST) -m "not slow and (not browser or smoke)"

test-browser: .venv/installed-test ## all tests in a browser
	$(PYTEST) -m browser

test-slow: .venv/installed-test ## processes that are killed, servers under load, large inputs; and properties with more examples
	$(PYTEST) -m "slow or hypothesis" --hypothesis-profile=usual

test-thorough: .venv/installed-test ## properties with hundreds of examples, other ones at each run
	$(PYTEST) -m hypothesis --hypothesis-profile=thorough

# Where the kind of database matters: rows and what changes them, reads them, or writes them elsewhere. Texts, analysis and
# the index are the same on both, and pages in a browser are made of the same rows.
ON_POSTGRESQL := tests/models tests/editing tests/imports tests/admin tests/pages tests/exports tests/commands \
	tests/search/indexing tests/search/results tests/search/suggesting tests/synthetic tests/postgresql

test-postgresql: .venv/installed-test ## tests of rows on PostgreSQL: DATABASE_URL=postgres://…, or a server of their own
	TEST_DATABASE_URL="$(DATABASE_URL)" $(BIN)/python -m tests.postgresql_server \
		pytest -n auto --dist loadfile -m "not browser" $(or $(TESTS),$(ON_POSTGRESQL))

test-all: test test-browser test-slow test-postgresql ## everything but test-thorough

format: .venv/installed-test ## format the code, and mend what the linter can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/djade $(TEMPLATES) || $(BIN)/djade --check $(TEMPLATES)  # it fails where it changed something

bench: .venv/installed-bench ## run the benchmarks (they write to benchmarks/results/)
	$(BIN)/python -m benchmarks

editor: ## bundle the editor of articles anew from editor/ (needs Node and npm; the bundle is committed)
	cd editor && npm ci --silent && npm run --silent build

lock: .venv/installed-test ## write the locked dependencies anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--quiet pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--quiet pyproject.toml --group test --constraint requirements.txt --output-file requirements-test.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--quiet pyproject.toml --group bench --constraint requirements.txt --output-file requirements-bench.txt

clean: ## remove .venv; the archive's data (var/) stays
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else \
		"Backfile needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-test: requirements-test.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

.venv/installed-bench: requirements-bench.txt .venv/installed | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@
