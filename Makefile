# make run: set up and open the app with the sample.  make test: set up, check and test.
# make check: lint, types, layers only.  make bench: how fast, against named peers.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench lock clean

run: .venv/app
	$(BIN)/python -m compileall -q crm_analytics
	$(BIN)/streamlit run app.py

# files stay whole, for the tests of one share a server
WORKERS ?= auto
test: check
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: .venv/dev
	$(BIN)/mypy & types=$$!; \
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/lint-imports && wait $$types

bench: .venv/dev
	$(BIN)/python -m tests.benchmarks.battery
	$(BIN)/python -m tests.benchmarks.pairs
	$(BIN)/python -m tests.benchmarks.answers
	$(BIN)/python -m tests.benchmarks.store
	$(BIN)/python -m tests.benchmarks.app

# every version that pip would take today for the pins, kept beside them
lock: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed \
		--report .venv/report.json -r requirements-dev.txt
	$(BIN)/python .ci/lock.py < .venv/report.json > requirements.lock

# byte-compiled once here, whatever the shell says: the app starts three times faster
.venv/app: requirements.txt requirements.lock
	$(PYTHON) -m venv .venv
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	touch $@

.venv/dev: .venv/app requirements-dev.txt requirements.lock
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	touch $@

clean:
	rm -rf .venv
