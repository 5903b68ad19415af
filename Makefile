# Two commands do everything on a fresh machine with Python 3.11: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench docs dist clean

# --no-compile: Python writes the byte code of what it imports when it imports it, not 200 MB of what nobody uses.
$(BIN)/iliopsoas: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	touch $@

$(VENV)/dev: pyproject.toml $(BIN)/iliopsoas
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --no-compile --group dev
	touch $@

demo: $(BIN)/iliopsoas  ## analyse the measured walk and write a report
	$(BIN)/iliopsoas analyze walk --out demo
	@echo "open demo/index.html"

test: $(VENV)/dev  ## all tests, on two processes; lists the slowest ten
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadscope --durations 10

lint: $(VENV)/dev  ## style, types, floors of the house
	$(BIN)/ruff check src tests bench examples docs
	$(BIN)/ruff format --check src tests bench examples docs
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BIN)/iliopsoas  ## speed, into docs/_bench; `make bench PEERS=1` also OpenSim and other solvers beside ours
	if [ -n "$(PEERS)" ]; then $(BIN)/python -m pip install --quiet --editable '.[bench]'; fi
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[figures]'
	$(BIN)/python bench/run.py $(if $(PEERS),--peers)
	if [ -n "$(PEERS)" ]; then $(BIN)/python bench/opensim_export.py; fi

$(VENV)/docs: pyproject.toml $(BIN)/iliopsoas
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --no-compile --group docs
	touch $@

docs: $(VENV)/docs  ## the manual, docs/_build/index.html; warnings are errors
	$(BIN)/python -m sphinx -E -W --keep-going -b html docs docs/_build
	@echo "open docs/_build/index.html"

dist: $(VENV)/dist  ## a wheel and its sources, in dist; then tries the wheel on every Python there is
	$(BIN)/python bench/wheel.py

$(VENV)/dist: pyproject.toml $(BIN)/iliopsoas
	$(BIN)/python -m pip install --quiet --no-compile build
	touch $@

clean:
	rm -rf $(VENV) demo out dist docs/_build docs/_generated
