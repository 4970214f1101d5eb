# The two commands that do all the set-up on a fresh machine: `make reproduce` and `make test`.
# Each installs into .venv what it needs, at the versions of constraints.txt, once.

PYTHON ?= python3
VENV   ?= .venv
OUT    ?= reproduction
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help reproduce test fast bench notebooks explorers docs paper lint clean

help:
	@echo "make reproduce  the main job: tables, figures and index.html in $(OUT)/"
	@echo "make test       every test, the slow ones too"
	@echo "make fast       the fast tests"
	@echo "make bench      benchmarks against other packages, which it installs (FULL=1: the large ones)"
	@echo "make notebooks  run the notebooks again from their sources"
	@echo "make explorers  pages with sliders in the browser"
	@echo "make docs       the site in build/site/"
	@echo "make paper      an article whose every number is computed, in build/paper/"
	@echo "make lint       ruff and mypy"
	@echo "make clean      remove $(VENV), $(OUT) and caches"

reproduce: $(VENV)/.runtime
	$(BIN)/lilliput reproduce --out $(OUT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

fast: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -m "not slow"

bench: $(VENV)/.peers
	$(BIN)/python benchmarks/run.py $(if $(FULL),--full)

notebooks: $(VENV)/.dev
	for source in notebooks/*.py; do \
	  $(BIN)/jupytext --quiet --to ipynb $$source && \
	  $(BIN)/jupyter execute --inplace $${source%.py}.ipynb || exit 1; done

explorers: $(VENV)/.dev
	JUPYTER_PATH=notebooks/jupyter $(BIN)/voila --template=lilliput notebooks/explorers.ipynb

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W --keep-going -q -E -b html -d build/doctrees docs build/site

paper: $(VENV)/.paper
	$(BIN)/python notebooks/paper/build.py --out build/paper

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Lilliput needs Python 3.11 or later; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "python3 -m venv failed; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.runtime: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.peers: $(VENV)/.runtime benchmarks/peers.txt
	$(PIP) install --quiet -c constraints.txt -r benchmarks/peers.txt
	@touch $@

$(VENV)/.docs: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e ".[docs]"
	@touch $@ $(VENV)/.runtime

$(VENV)/.paper: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e ".[paper]"
	@touch $@ $(VENV)/.runtime

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e ".[dev,browser,docs,paper,widgets]"
	@touch $@ $(VENV)/.docs $(VENV)/.paper $(VENV)/.runtime
