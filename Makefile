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
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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
test: setup  ## lint, types, imports, unit tests and every notebook (ARGS=... goes to pytest)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest $(ARGS)

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

.PHONY: lock
lock: .venv-lock/ready  ## renew requirements.lock.txt from pyproject.toml (ARGS=--upgrade for newer versions)
	@.venv-lock/bin/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --quiet --output-file requirements.lock.txt $(ARGS)
	@echo "requirements.lock.txt: $$(grep -c == requirements.lock.txt) packages"

.venv-lock/ready: Makefile
	@$(or $(PYTHON),python3) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --disable-pip-version-check --quiet uv==0.13.9
	@touch $@

.PHONY: clean
clean:  ## remove everything that the other targets made
	rm -rf .venv .venv-lock report dist tests/browser/node_modules tests/browser/shots \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests notebooks data benchmarks tools \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune \
	  -exec rm -rf {} + 2>/dev/null || true
