PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test test-unit lint fmt docs bench bench-demo bench-detection bench-load bench-loaders bench-manuscripts bench-real screenshots lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## Install everything that running needs into .venv (asked for by `run`)
	@$(PYTHON) tools/setup.py run

setup-tests: ## The same, with development tools and a Chromium (asked for by `test`)
	@$(PYTHON) tools/setup.py tests

run: setup ## Start Marionet with the demo campaign and print the link; Ctrl-C stops all of it
	@exec $(BIN)/marionet serve --demo

test: setup-tests lint ## Run every check and every test, on a real Neo4j and in a real browser
	@$(BIN)/pytest

test-unit: setup-tests ## The tests that need neither Neo4j nor a browser (seconds)
	@$(BIN)/pytest -q tests/marionet tests/vault tests/loaders tests/detection tests/demo

lint: setup-tests ## Format, lint, types, import layers, tree
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports
	@$(BIN)/python tools/check_tree.py

fmt: setup-tests ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

docs: setup-tests ## Write the generated pages of docs/reference again
	@for tool in tools/docs_*.py; do $(BIN)/python $$tool || exit 1; done

bench: bench-load bench-demo bench-detection bench-manuscripts bench-real ## All benchmarks

bench-demo: setup-tests ## Precision and recall on demo campaigns of known truth
	@$(BIN)/python -m bench.demo_quality

bench-detection: setup-tests ## Quality of detection on planted rings and organic sets
	@$(BIN)/python -m bench.detection planted hard types small two-task fans dominant calibration \
		identical organic ira scale --write

bench-manuscripts: setup-tests ## Copies, templates, paraphrases of known truth; speed of a study at 1M posts
	@$(BIN)/python -m bench.manuscripts --write
	@$(BIN)/python -m bench.manuscripts_templates --write
	@$(BIN)/python -m bench.paraphrase --write
	@$(BIN)/python -m bench.manuscripts speed

bench-load: setup-tests ## Speed and memory of loading 1M posts
	@$(BIN)/python -m bench.load_speed

bench-loaders: setup-tests ## Speed and memory of every format, from multiplied samples
	@$(BIN)/python -m bench.loaders --write

bench-real: setup-tests ## Real data in ../shared/data, where it is present
	@$(BIN)/python -m bench.real_data

screenshots: setup-tests ## Take the pictures of docs/images from the real program
	@$(BIN)/python tools/screenshots.py

lock: setup-tests ## Resolve the dependencies again into requirements/*.lock
	@$(BIN)/python tools/lock.py

clean: ## Remove what set-up and tests made in this folder (not your workspaces)
	@rm -rf .venv node_modules api/static/vendor .pytest_cache .ruff_cache .hypothesis dist
