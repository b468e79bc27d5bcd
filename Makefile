# Two commands do all the set-up: `make run` and `make test`.

PYTHON_TO_START_WITH ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
INSTALLED := $(VENV)/installed
SOURCES := hsmsim twisted tests tools docs
CLIENT := keys/rsa2k.pem keys/rsa2k_cert.pem

.PHONY: run test lint types cover docs bench judge conformance-report interop screenshots keys clean help

help:
	@echo "make run | test | lint | types | cover | docs | bench | judge | conformance-report | interop | screenshots | keys | clean"

# `touch` comes last: an installation that was broken off is done again.
$(INSTALLED): setup.cfg pyproject.toml
	$(PYTHON_TO_START_WITH) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(PYTHON) || $(PYTHON_TO_START_WITH) -m venv $(VENV)
	$(PYTHON) -m pip install -qq --disable-pip-version-check --upgrade pip
	$(PYTHON) -m pip install -qq --disable-pip-version-check --config-settings editable_mode=compat -e '.[test,dev]'
	touch $(INSTALLED)

$(CLIENT): | $(INSTALLED)
	$(PYTHON) tools/make_keys.py keys rsa2k

keys: $(CLIENT)

run: $(INSTALLED) $(CLIENT)
	@cat tools/how_to_talk_to_it.txt
	@exec $(BIN)/twistd -n hsmsim --user ukmip=keys/rsa2k_cert.pem --keys keys $(ARGS)

test: $(INSTALLED)
	$(PYTHON) -W error::RuntimeWarning -m twisted.trial $(or $(TESTS),tests)

lint: $(INSTALLED)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: $(INSTALLED)
	$(BIN)/mypy hsmsim

cover: $(INSTALLED)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m twisted.trial tests
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

docs: $(INSTALLED)
	$(PYTHON) -m sphinx -n -W --keep-going -q docs docs/_build
	@echo "docs/_build/index.html"

bench: $(INSTALLED)
	$(PYTHON) tools/bench.py $(ARGS)

judge: $(INSTALLED)
	$(PYTHON) tools/judge.py $(ARGS)

conformance-report: $(INSTALLED)
	$(PYTHON) tools/conformance_report.py

interop: $(INSTALLED)
	PYTHON=$(abspath $(PYTHON)) sh tools/interop/run

screenshots: $(INSTALLED)
	$(PYTHON) tools/screenshots.py docs/images

clean:
	rm -rf $(VENV) .interop build dist docs/_build _trial_temp* .coverage* htmlcov .mypy_cache .ruff_cache .hypothesis *.egg-info twistd.log twistd.pid
	find hsmsim tests twisted tools docs -name __pycache__ -prune -exec rm -rf {} +
	rm -f twisted/plugins/dropin.cache
