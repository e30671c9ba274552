# The habits. Everything goes through .venv; nothing else is touched.
PYTHON ?= python3
BIN    := .venv/bin

.DEFAULT_GOAL := run
.PHONY: install run test lint types check transcripts guards bench clean

install: .venv/installed

.venv/installed: requirements.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: install            ## a chat page on this machine, or the bot on Telegram
	$(BIN)/secure-base

test: install           ## everything that must hold
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/secure-base check
	$(BIN)/python -m pytest -n 3 --dist loadfile

lint: install           ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: install          ## every promise of every dialog
	$(BIN)/secure-base check

transcripts: install    ## play the conversations; after a change of words: make transcripts UPDATE=--update
	$(BIN)/secure-base replay $(UPDATE)

guards: install         ## each guard taken out once: a test must fail (ten minutes)
	$(BIN)/python tests/guards.py

bench: install          ## a short form of what benchmarks/ measures
	$(BIN)/python benchmarks/run.py --short

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
