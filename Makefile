# Everything from a clean machine that has Python (3.11 or newer) with venv, and make.
PYTHON ?= python3

.PHONY: demo test lock
.DELETE_ON_ERROR:

demo: .venv/demo
	.venv/bin/bionrw publish --output public
	@echo
	@echo "Open this file in a browser: $(CURDIR)/public/index.html"

test: .venv/test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/python -m pytest

# Both mark files stand for one environment; the second has the tools for tests besides.
.venv/demo: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/test: .venv/demo requirements-test.lock
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements-test.lock
	touch $@

# For maintainers: write both lock files anew from pyproject.toml (needs uv).
lock:
	uv lock --upgrade
	uv export --quiet --format requirements-txt --no-emit-project --no-header --no-dev --group build -o requirements.lock
	uv export --quiet --format requirements-txt --no-emit-project --no-header -o requirements-test.lock
