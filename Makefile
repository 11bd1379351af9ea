# What a developer or a newcomer runs. `make setup` needs only Python 3.11+, git and make.
BIN := .venv/bin
WORKERS ?= 2
SEED ?= 1
SECONDS ?= 30

.PHONY: help setup demo test slow chaos chaos-short proofs fuzz format lock diffs figures soak

help:           ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 15

setup:          ## install everything into .venv and .semgrep
	@deploy/setup.sh

demo: setup     ## review a pull request on a stand-in GitHub; REPO=/path BASE=rev HEAD=rev for your own repository
	@$(BIN)/python -m tests.demo $(if $(REPO),--repo "$(REPO)") $(if $(BASE),--base "$(BASE)") $(if $(HEAD),--head "$(HEAD)")

test: setup     ## format check, lint, types, import contracts, tests on SQLite and PostgreSQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup -m "not slow and not proof"

slow: setup     ## the long tests: parity over 1,000 pairs, long property runs
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup -m slow

chaos: setup    ## 2,000 events under 1,000 faults on real processes, and the control run without guards; SEED=n
	@$(BIN)/python -m tests.chaos --seed $(SEED)
	@$(BIN)/python -m tests.chaos --seed $(SEED) --short --unguarded

chaos-short: setup ## the same with 200 events, in minutes
	@$(BIN)/python -m tests.chaos --seed $(SEED) --short --minutes 5

proofs: setup   ## the longest tests: 720 orders of six events, 500 pull requests under enforced limits, hostile megabytes
	$(BIN)/pytest -q -n $(WORKERS) -m proof

fuzz: setup     ## every parser of outside bytes, SECONDS=30 each
	@$(BIN)/python -m tests.proofs --seconds $(SECONDS)

format: setup   ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup     ## resolve the dependencies again
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --no-strip-extras --group dev pyproject.toml -o requirements.lock

diffs: setup    ## compare our reading of a repository's last 300 merges with git's: REPO=/path
	@$(BIN)/python -m tests.diffs "$(REPO)"

figures: setup  ## the benchmarks behind the README's table
	@$(BIN)/python -m tests.benchmarks

soak: setup     ## one hour at ten times the expected load: memory and file descriptors
	@$(BIN)/python -m tests.benchmarks soak --minutes 60
