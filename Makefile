# `make run` and `make test` are all that most people need; `make help` lists the rest.
# Needs Python 3.11 or newer and make. Paths are relative: the checkout may lie in "a folder".

PY := .venv/bin/python
RUNTIME := .venv/requirements.installed
DEVELOPMENT := .venv/requirements-dev.installed

.DEFAULT_GOAL := help
.PHONY: run test lint format bench setup stop help

run: $(RUNTIME)  ## Start the portal with the sample company (knobs: PORT, HOST, GUILDHALL_DATA, GUILDHALL_ADMIN_PASSWORD, SAMPLE=0)
	@$(PY) -m config.supervisor

test: $(DEVELOPMENT)  ## Run every test (ARGS="tests/core -k name" for some)
	@$(PY) -m pytest $(ARGS)

lint: $(DEVELOPMENT)  ## Check format, style, types, floors and templates
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m djlint --lint --quiet templates

format: $(DEVELOPMENT)  ## Bring the code into shape
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: $(DEVELOPMENT)  ## Measure against peers and floors
	@$(PY) -m tests.bench

setup: $(DEVELOPMENT)  ## Make .venv with everything that tests and checks need

stop: $(RUNTIME)  ## Stop the embedded PostgreSQL and Valkey that commands leave running
	@$(PY) -m config.embedded stop

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*  ## /\1|/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

$(RUNTIME): requirements.txt
	@$(call install,requirements.txt)
	@touch $(RUNTIME)

$(DEVELOPMENT): requirements-dev.txt requirements.txt
	@$(call install,requirements-dev.txt)
	@touch $(RUNTIME) $(DEVELOPMENT)

# An installation that was cut short leaves `unfinished` behind, and is begun anew.
install = if [ -e .venv/unfinished ] || ! $(PY) -m pip --version >/dev/null 2>&1; then $(make_venv); fi \
	&& touch .venv/unfinished \
	&& echo "Installing $(1) into .venv, once ..." \
	&& $(PY) -m pip install --quiet --disable-pip-version-check -r $(1) \
	&& rm .venv/unfinished

make_venv = for python in $${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done; \
	[ -n "$$python" ] || { echo "Guildhall needs Python 3.11 or newer; name one with PYTHON=/path/to/python3." >&2; exit 1; }; \
	"$$python" -m venv --clear .venv >/dev/null || { rm -rf .venv; \
		echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv." >&2; exit 1; }
