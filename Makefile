# `make test` and `make site` are all a newcomer needs; `make help` lists the rest.
# Everything that is downloaded or made stays below this directory.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
# mkdocs.deploy.yml for a site that is put beside other versions.
SITE_CONFIG ?= mkdocs.yml

export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/.cache/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export NPM_CONFIG_CACHE := $(CURDIR)/.cache/npm
export NO_MKDOCS_2_WARNING := 1
# Hundreds of processes would each compile the library anew.
unexport PYTHONDONTWRITEBYTECODE
# With it, Python 3.11 takes the path of this directory for ASCII; without, C is UTF-8.
ifneq ($(filter C POSIX,$(LC_ALL)),)
unexport LC_ALL
endif

INSTALL := $(BIN)/python -m pip install --constraint constraints.txt --progress-bar off --quiet
# Tests that run pytest need a directory outside of this one, whose configuration would be
# found from below; it is removed in the end. A test that hangs says where it is, and one
# that fails which it is, at once.
define pytest
@temporary=$$(mktemp -d) && trap 'rm -rf "$$temporary"' EXIT && \
	PYTEST_DEBUG_TEMPROOT="$$temporary" $(BIN)/python -m pytest -p tests.support.at_once -o faulthandler_timeout=180 $(1)
endef
say = @printf '\n\033[1m== %s\033[0m\n' "$(1)"

.DEFAULT_GOAL := help
.PHONY: help
help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- The virtual environment ---------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "restflow needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.13 ..."; exit 1; }
	$(call say,Creating a virtual environment in $(VENV))
	@$(PYTHON) -m venv $(VENV)

# The stamps are written last, so that an interrupted installation starts again.
$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(call say,Installing the pinned dependencies (a minute or two the first time))
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(INSTALL) --editable '.[http,live,pytest,schema]' --group test --group docs --group deploy
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	$(call say,Installing the linters and the browser driver)
	@$(INSTALL) --group dev
	@touch $@

.PHONY: setup tools
setup: $(VENV)/.installed ## Create the virtual environment and install what is pinned.
tools: $(VENV)/.tools ## Install the linters and the browser driver, too.

# --- Tests ---------------------------------------------------------------------------

# Each of them runs, whatever became of the one before.
.PHONY: test
test: setup ## Run the library's tests, every example and the gates.
	@failed=; for step in library examples gates; do \
		$(MAKE) --no-print-directory $$step || failed="$$failed, $$step"; \
	done; test -z "$$failed" || { echo "make test failed: $${failed#, }"; exit 1; }

.PHONY: library
library: setup ## Run the library's own tests.
	$(call say,The tests of the library)
	$(call pytest,tests -n 3 --dist worksteal --ignore=tests/gates --ignore=tests/browser --ignore=tests/page --ignore=tests/mutations $(ARGS))

.PHONY: examples
examples: setup ## Run every example and compare what happened with its record.
	$(call say,The examples against their records)
	$(call pytest,docs_src -p tools.records.recording --records=check $(ARGS))

.PHONY: records
records: setup ## Run every example and write down what happened.
	$(call say,Recording the examples)
	$(call pytest,docs_src -p tools.records.recording --records=write $(ARGS))

.PHONY: gates
gates: setup cards ## Check that site, examples and library are in step.
	$(call say,The gates)
	$(call pytest,tests/gates -n 2 $(ARGS))

.PHONY: shuffle
shuffle: setup alone ## Run the examples in random order, in parallel, each alone, under Django's runner.
	$(call say,In random order and in parallel)
	$(call pytest,docs_src -q -p randomly -n 2)

.PHONY: alone
alone: setup ## Run each example alone, and those that are classes under Django's runner.
	$(call say,Each file alone)
	@$(BIN)/python -m tools.checks.alone
	$(call say,Under Django's own runner)
	@$(BIN)/python docs_src/manage.py test

# What they show is SQLite's: its triggers, its files, its journal, a warning of it.
OF_SQLITE := caching/test_triggers caching/test_table_of_sqlite caching/test_deploy_checks caching_pitfalls/test_dead_writer caching_pitfalls/test_old_snapshot

.PHONY: postgresql
# Runs that examples start have these settings, too.
postgresql: export PYTHONPATH := $(CURDIR)
postgresql: setup ## Run the examples on PostgreSQL, in random order and in parallel.
	$(call say,The examples on PostgreSQL)
	$(call pytest,docs_src -q -p randomly -n 2 --ds=tests.support.examples_on_postgresql $(OF_SQLITE:%=--ignore=docs_src/%.py) $(ARGS))

.PHONY: prove
prove: tools examples cards ## Break the library, the examples and the pages in turn: each time something must fail.
	$(call say,What must fail does fail)
	$(call pytest,tests/mutations -n 2 $(ARGS))

.PHONY: score
score: setup ## See how many small changes of the library the examples notice (half an hour; nothing passes or fails).
	$(call say,Small changes of the library)
	@$(BIN)/python -m tests.mutations.score $(ARGS)

SUITES := .cache/suites

$(SUITES)/.installed: pyproject.toml constraints.txt tests/peers/requirements.txt
	$(call say,Installing projects whose tests are run into an environment of their own)
	@$(PYTHON) -m venv $(SUITES)
	@$(SUITES)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(SUITES)/bin/python -m pip install --constraint constraints.txt --progress-bar off --quiet --editable '.[pytest]' --requirement tests/peers/requirements.txt
	@touch $@

.PHONY: peers
peers: setup $(SUITES)/.installed ## Run the tests of other projects with our client and our plugin.
	$(call say,The tests of Django with the client of restflow)
	@$(BIN)/python -m tests.peers.run_django $(ARGS)
	$(call say,The tests of pytest-django with the plugin of restflow)
	@$(BIN)/python -m tests.peers.run_pytest_django
	$(call say,The tests of other clients with the client of restflow)
	@$(BIN)/python -m tests.peers.run_clients
	$(call say,Whole suites of other projects with the plugin of restflow)
	@$(BIN)/python -m tests.peers.run_suites

# Relative, as make takes the space in a path for the end of a name.
FUZZ := .cache/fuzz

$(FUZZ)/.installed: pyproject.toml constraints.txt
	$(call say,Installing Schemathesis into an environment of its own)
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(FUZZ)/bin/python -m pip install --constraint constraints.txt --progress-bar off --quiet --group fuzz
	@touch $@

.PHONY: fuzz
fuzz: setup $(FUZZ)/.installed ## Have Schemathesis look for errors of the sample project, for half a minute.
	$(call say,Schemathesis against the sample project)
	$(call pytest,tests/fuzz/fuzz_sample.py -q -s $(ARGS))

RIVAL := .cache/rival

$(RIVAL)/.installed: constraints.txt tests/moving/requirements.txt
	$(call say,Installing drf-restflow into an environment of its own)
	@$(PYTHON) -m venv $(RIVAL)
	@$(RIVAL)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(RIVAL)/bin/python -m pip install --constraint constraints.txt --progress-bar off --quiet --requirement tests/moving/requirements.txt
	@touch $@

.PHONY: moving
moving: setup $(RIVAL)/.installed ## Run the examples for those who come from drf-restflow, with both libraries.
	$(call say,Examples with drf-restflow and with restflow)
	@$(BIN)/python -m tests.moving $(ARGS)

NEIGHBOURS := .cache/neighbours

$(NEIGHBOURS)/.installed: pyproject.toml constraints.txt tests/neighbours/requirements.txt
	$(call say,Installing other packages into an environment of their own)
	@$(PYTHON) -m venv $(NEIGHBOURS)
	@$(NEIGHBOURS)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(NEIGHBOURS)/bin/python -m pip install --constraint constraints.txt --progress-bar off --quiet --editable '.[pytest]' --requirement tests/neighbours/requirements.txt
	@touch $@

# Where an interpreter is found that can have them.
$(NEIGHBOURS)-async/.installed: pyproject.toml constraints.txt tests/neighbours/requirements-async.txt | setup
	@python=$$($(BIN)/python -c 'from tools.checks.matrix import interpreters as i; print(next((p for m, p in i().items() if m > 11), ""))'); \
		test -n "$$python" || exit 0; \
		"$$python" -m venv $(NEIGHBOURS)-async && \
		$(NEIGHBOURS)-async/bin/python -m pip install --quiet --upgrade 'pip>=25.1' && \
		$(NEIGHBOURS)-async/bin/python -m pip install --constraint constraints.txt --progress-bar off --quiet --editable '.[pytest]' --requirement tests/neighbours/requirements-async.txt && \
		touch $@

.PHONY: neighbours
neighbours: setup $(NEIGHBOURS)/.installed $(NEIGHBOURS)-async/.installed ## See what users of other packages meet beside restflow.
	$(call say,Other packages beside restflow)
	@$(BIN)/python -m tests.neighbours $(ARGS)

.PHONY: comparison
comparison: setup ## Compare the tools for async tests with a database, for the site's tables.
	$(call say,The tools side by side)
	@$(BIN)/python -m tests.comparison $(ARGS)

.PHONY: compared
compared: setup ## Compare them again, and check that it is as recorded.
	$(call say,The tools side by side as recorded)
	@$(BIN)/python -m tests.comparison --check

.PHONY: bench
bench: setup ## Measure requests, isolation, access tables, caching and live servers, beside others (nothing passes or fails).
	@$(BIN)/python -m tests.benchmarks.bench_client $(ARGS)
	@$(BIN)/python -m tests.benchmarks.bench_isolation
	@$(BIN)/python -m tests.benchmarks.bench_plugin
	@$(BIN)/python -m tests.benchmarks.bench_access
	@$(BIN)/python -m tests.benchmarks.bench_caching
	@$(BIN)/python -m tests.benchmarks.bench_live
	@$(BIN)/python -m tests.benchmarks.bench_growth
	@$(BIN)/python -m tests.benchmarks.bench_runner
	@$(BIN)/python -m tests.benchmarks.bench_report
	@$(BIN)/python -m tests.benchmarks.bench_browser

.PHONY: lint
lint: tools ## Format check, lint, who may know whom, mypy and pyright, both strict; workflows.
	$(call say,Lint and types)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=. $(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[!c]*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml

.PHONY: matrix
matrix: ## Run tests and examples on every interpreter found, on every series of Django.
	@$(PYTHON) tools/checks/matrix.py $(ARGS)

# --- The site ------------------------------------------------------------------------

# What the site says was verified: by the results that were gathered from CI, where RUNS is
# the directory that has them, and otherwise by those of this machine.
RUNS :=

.PHONY: cards
cards: setup
	$(call say,Turning records into cards)
	@$(BIN)/python -m tools.site.cards $(if $(RUNS),--runs "$(RUNS)")
	@$(BIN)/python -m tools.site.shop

.PHONY: bundle
bundle: setup
	$(call say,Packing what runs the examples in the page)
	@$(BIN)/python -m tools.page.bundle

.PHONY: html
html: $(if $(RUNS),,examples) cards bundle ## Build the site into ./site, strictly; with RUNS=…, from results of CI.
	$(call say,Building the site)
	@$(BIN)/python -m mkdocs build --strict --config-file $(SITE_CONFIG)
	@$(BIN)/python -m tools.publish.light
	@cp -R build/run site/run
	@$(BIN)/python -m tools.publish.llms

.PHONY: site
site: html ## Run the examples, build the site and serve it.
	@$(BIN)/python -m tools.publish.serve --port $(PORT)

.PHONY: page
page: setup ## Run the examples as the page does, under Node.js, against their records.
	$(call say,The examples as the page runs them)
	$(call pytest,tests/page $(ARGS))

.PHONY: browse
browse: html tools ## Check the built site in real browsers.
	$(call say,The site in real browsers)
	$(call pytest,tests/browser -n 2 --dist worksteal $(ARGS))

.PHONY: zensical
zensical: html tools ## Build the site with Zensical, and compare its cards.
	$(call say,Zensical)
	@$(BIN)/python -m tools.checks.zensical

.PHONY: package
package: tools ## Build the wheel and look into it.
	$(call say,Building the wheel)
	@rm -rf dist && $(BIN)/python -m build --quiet
	@$(BIN)/python -m tools.checks.wheel dist

.PHONY: constraints
constraints: ## Pin the newest versions of everything again (needs uv).
	uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --group dev --group fuzz \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade --output-file constraints.txt

.PHONY: clean
clean: ## Remove everything that was made.
	rm -rf $(VENV) .cache build dist docs/assets/*.zip site .mypy_cache .pytest_cache .ruff_cache .hypothesis
