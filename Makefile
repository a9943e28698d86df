# The targets a person needs; `make help` lists them. All work happens in .venv, which tools/setup.sh makes.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL  := /bin/sh
BIN    := .venv/bin
PYTHON ?=
ARGS   ?=

# notebooks run quietly, drawn inline whatever the caller's terminal says, and as pages that need no network
NBCONVERT := env -u MPLBACKEND $(BIN)/jupyter nbconvert --log-level=ERROR --execute \
  --ExecutePreprocessor.extra_arguments="['--log-level=ERROR']"
OFFLINE   := --HTMLExporter.mathjax_url= --HTMLExporter.require_js_url=

.PHONY: help
help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup:  ## prepare .venv: locked packages and this package (PYTHON=... to choose the interpreter)
	@sh tools/setup.sh $(PYTHON)

.PHONY: report
report: setup  ## read data/articles, print claims and ratios, run the notebooks, write report/index.html
	@$(BIN)/forces report data/articles -o report $(ARGS)
	@echo "Running the notebooks ..." >&2
	@$(NBCONVERT) --to html $(OFFLINE) --output-dir report/notebooks notebooks/*.ipynb
	@echo "Report: report/index.html (the notebooks as pages: report/notebooks/)"

.PHONY: test
test: lint  ## lint, types, imports, unit tests and every notebook (ARGS=... goes to pytest)
	$(BIN)/python -m pytest $(ARGS)

.PHONY: lint
lint: setup  ## what a commit must pass: lint, format, types, imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: coverage
coverage: .venv/release  ## the unit tests with every branch counted; stops below 95%
	$(BIN)/python -m pytest -q --cov=forces --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=95 \
	  tests src $(ARGS)

.PHONY: test-oldest
test-oldest: .venv-lock/ready  ## the unit tests with the oldest dependencies that pyproject.toml allows
	@rm -rf .venv-oldest && mkdir .venv-oldest
	@$(UV) pip compile pyproject.toml --all-extras --python-version 3.11 --resolution lowest-direct --no-header \
	  --no-annotate --quiet --output-file .venv-oldest/oldest.txt
	@$(UV) venv --quiet --python 3.11 --allow-existing .venv-oldest
	@$(UV) pip install --quiet --python .venv-oldest -r .venv-oldest/oldest.txt --group dev
	@$(UV) pip install --quiet --python .venv-oldest --no-deps --no-build-isolation --editable .
	# without the notebooks' stored outputs and the charts' pictures, which are those of the locked versions
	.venv-oldest/bin/python -m pytest -o addopts= --import-mode=importlib --strict-markers --doctest-modules -q -n 2 \
	  --dist=loadfile -W ignore::DeprecationWarning -p no:cacheprovider --ignore=tests/fuzz src tests $(ARGS)

.PHONY: lab
lab: setup  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks \
	  $$([ "$$(id -u)" -ne 0 ] || echo --allow-root) $(ARGS)

.PHONY: browser
browser: setup  ## run every notebook in a real JupyterLab, check the report in chromium (needs chromium, npm, java)
	@npm ci --prefix tests/browser --ignore-scripts --silent --no-audit --no-fund
	$(BIN)/python -m pytest tests/browser -m browser $(ARGS)

.PHONY: notebooks
notebooks: setup  ## run the notebooks and store their outputs in place
	@$(NBCONVERT) --to notebook --inplace --ExecutePreprocessor.record_timing=False notebooks/*.ipynb

.PHONY: pictures
pictures: setup  ## draw the charts of the README
	$(BIN)/python tools/pictures.py

.PHONY: accuracy
accuracy: setup  ## score the extraction against labelled texts
	$(BIN)/python benchmarks/accuracy.py $(ARGS)

.PHONY: format
format: setup  ## format the code and mend what the linter can
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# a lock for every Python and platform, without an address
UV   := .venv-lock/bin/uv
LOCK := $(UV) pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.PHONY: lock
lock: .venv-lock/ready  ## renew the locks from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(LOCK) pyproject.toml --all-extras --group dev --output-file requirements.lock.txt $(ARGS)
	@$(LOCK) --group release --group docs --constraint requirements.lock.txt --output-file requirements.release.txt $(ARGS)
	@$(LOCK) --group fuzz --output-file requirements.fuzz.txt $(ARGS)
	@$(LOCK) --group mutants --constraint requirements.lock.txt --output-file requirements.mutants.txt $(ARGS)
	@for lock in requirements.*.txt; do echo "$$lock: $$(grep -c == $$lock) packages"; done

.venv-lock/ready: Makefile
	@$(or $(PYTHON),python3) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --disable-pip-version-check --quiet uv==0.13.9
	@touch $@

.venv/release: requirements.release.txt | setup
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.release.txt
	@touch $@

.PHONY: dist
dist: .venv/release  ## build wheel and sdist, check them and try the wheel by itself
	@$(BIN)/python tools/dist.py

.PHONY: audit
audit: .venv/release  ## look the locked packages up among known vulnerabilities (needs a network)
	@for lock in requirements.*.txt; do $(BIN)/pip-audit --disable-pip --require-hashes --strict -r $$lock || exit 1; done

.venv/fuzz: requirements.fuzz.txt | setup
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.fuzz.txt
	@touch $@

.PHONY: fuzz
fuzz: .venv/fuzz  ## fuzz every door for an hour (ARGS=-max_total_time=60: a minute); findings in tests/fuzz/found
	@mkdir -p tests/fuzz/found/corpus
	$(BIN)/python tests/fuzz/fuzz_doors.py -max_total_time=3600 -timeout=30 -rss_limit_mb=4096 -max_len=4000 \
	  -artifact_prefix=tests/fuzz/found/ $(ARGS) tests/fuzz/found/corpus tests/fuzz/seeds

.venv/mutants: requirements.mutants.txt | setup
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.mutants.txt
	@touch $@

.PHONY: mutants
mutants: .venv/mutants  ## change figures, readings and ratios step by step in mutants/; tests must notice (ARGS=NAME: one)
	$(BIN)/python tools/mutants.py $(ARGS)

.PHONY: docs
docs: .venv/release  ## build the manual in docs/_build/html, without a network; any warning stops it
	@$(BIN)/python -m sphinx --fail-on-warning --keep-going --nitpicky -q -j auto -b html docs docs/_build/html
	@echo "Manual: docs/_build/html/index.html"

.PHONY: lite
lite: .venv/release  ## build JupyterLab that runs in the browser alone, with the notebooks, in docs/_build/lite
	@$(BIN)/jupyter lite build --config lite/jupyter_lite_config.json
	@echo "JupyterLite: docs/_build/lite/index.html (serve it: python -m http.server -d docs/_build/lite)"

.PHONY: clean
clean:  ## remove everything that the other targets made
	rm -rf .coverage .venv .venv-lock .venv-oldest report dist mutants tests/fuzz/found docs/_build docs/notebooks docs/api .jupyterlite.doit.db tests/browser/node_modules tests/browser/shots \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests notebooks data benchmarks tools \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune \
	  -exec rm -rf {} + 2>/dev/null || true
