# `make` alone lists what there is. Another Python than the first one found: PYTHON=python3.12 make run

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
PINS := pyproject.toml constraints.txt
# An index of their own: what else a person has indexed must not change the figures.
EVALS := var/evals
# Tools that look at our packages from outside, in an environment of their own.
AUDIT := .venv-audit
AUDITORS := cyclonedx-bom==7.5.0 pip-audit==2.10.1
# What benchmarks make and measure; the files they read, the sizes, how many questions they ask and
# how often, and the peer's environment.
BENCH := var/bench
FILES := corpus
SIZES := 1000 100000
QUESTIONS := 100
REPEATS := 3
PEER := .venv-peer
PEERS := groundrag==0.3.0
GATED := evals/sets/guidance.yaml evals/sets/briefings.yaml

.PHONY: help run test test-llm install models every-model corpus openapi lint format types layers unit evals screenshots bench fuzz sbom audit clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## install, index corpus/ if it changed, start service and chat page
	@$(PY) -m scripts.run

test: lint types layers every-model ## every check and every test
	@without='not llm'; skipped=''; \
	$(PY) -m scripts.chromium || { without="$$without and not browser"; \
	  skipped="SKIPPED: all tests marked 'browser', because no Chromium is installed (Debian: apt-get install chromium)"; }; \
	command -v tesseract >/dev/null || { without="$$without and not ocr"; \
	  skipped="$${skipped:+$$skipped\n}SKIPPED: all tests marked 'ocr', because no tesseract is installed (Debian: apt-get install tesseract-ocr)"; }; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { without="$$without and not postgres"; \
	  skipped="$${skipped:+$$skipped\n}SKIPPED: all tests marked 'postgres', because no PostgreSQL is installed (Debian: apt-get install postgresql)"; }; \
	PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null && command -v rsync >/dev/null || { without="$$without and not nginx"; \
	  skipped="$${skipped:+$$skipped\n}SKIPPED: all tests marked 'nginx', because nginx or rsync is not installed (Debian: apt-get install nginx-light rsync)"; }; \
	[ -z "$$skipped" ] || printf '%b\n' "$$skipped"; \
	$(PY) -m pytest -m "$$without" && { [ -z "$$skipped" ] || printf '%b\n' "$$skipped"; }

test-llm: models ## fetch a small language model (1.1 GB), serve it, and try to mislead it (half an hour)
	@$(PY) -m scripts.llm
	@$(PY) -m pytest -m llm -s tests/llm

install: $(VENV)/.installed-test ## make .venv with everything that run and test need

models: $(VENV)/.installed-test ## fetch and verify the models
	@$(PY) -m ingest.models

every-model: models # tests and benchmarks look at the other embedder too
	@REFORM_QA_MODELS=var/models REFORM_QA_EMBEDDER=all-MiniLM-L6-v2 $(PY) -m ingest.models

corpus: $(VENV)/.installed-test ## rebuild the PDF, DOCX and PPTX files of corpus/ from their texts
	@$(PY) corpus/build/build.py

openapi: $(VENV)/.installed-test ## write docs/openapi.json, if nothing is taken away from it
	@$(PY) -m scripts.openapi

lint: $(VENV)/.installed-test ## ruff: rules and formatting
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(VENV)/.installed-test ## let ruff format the code and mend what it can
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

types: $(VENV)/.installed-test ## mypy, strict
	@$(PY) -m mypy

layers: $(VENV)/.installed-test ## who may import whom
	@$(VENV)/bin/lint-imports --no-logo

unit: $(VENV)/.installed-test ## the tests that need neither models nor a browser
	@$(PY) -m pytest -m 'not models and not browser and not llm'

evals: models ## ask the committed question sets over corpus/, with gates (about four minutes)
	@$(PY) -m ingest.cli corpus --rebuild --index $(EVALS)/index
	@$(PY) -m evals.cli check $(GATED) --index $(EVALS)/index
	@$(PY) -m evals.cli run $(GATED) --index $(EVALS)/index --baseline evals/baseline.json \
	  --json $(EVALS)/run.json --html $(EVALS)/run.html --junit $(EVALS)/junit.xml

screenshots: models ## pictures of the chat page's main states, in var/screenshots
	@$(PY) -m scripts.screenshots

bench: every-model $(PEER)/.installed ## our figures beside peers, limits and targets (half an hour alone; SIZES=, QUESTIONS=, REPEATS=, FILES=)
	@$(PY) -m ingest.cli corpus --rebuild --index $(BENCH)/index
	@$(PY) -m evals.benchmarks.ingest --sample 6 --repeats $(REPEATS) --json $(BENCH)/ingest.json $(FILES)
	@$(PY) -m evals.benchmarks.sizes $(BENCH)/index $(GATED) --sizes $(SIZES) --folder $(BENCH) \
	  --questions $(QUESTIONS) --repeats $(REPEATS) --json $(BENCH)/sizes.json --plot docs/cost-by-size.svg
	@$(PY) -m evals.benchmarks.concurrency $(GATED) --index $(BENCH)/$(lastword $(SIZES)) \
	  --questions $(QUESTIONS) --json $(BENCH)/concurrency.json
	@$(PY) -m evals.benchmarks.peers --files corpus $(GATED) --questions $(QUESTIONS) \
	  --groundrag $(PEER)/bin/python --json $(BENCH)/peers.json
	@$(PY) -m evals.benchmarks.summary $(BENCH)

fuzz: $(VENV)/.installed-test ## some 2,000 requests that Schemathesis makes of the description
	@HYPOTHESIS_EXAMPLES=90 $(PY) -m pytest -q -m fuzz

sbom: $(VENV)/.installed $(AUDIT)/.installed ## var/sbom.cdx.json: packages and models, as CycloneDX
	@mkdir -p var
	@$(AUDIT)/bin/cyclonedx-py environment $(PY) --pyproject pyproject.toml --of JSON -o var/sbom.cdx.json
	@$(PY) -m scripts.sbom var/sbom.cdx.json

audit: $(VENV)/.installed $(AUDIT)/.installed ## known vulnerabilities of the pinned packages
	@$(PY) -m scripts.audit $(AUDIT)/bin/pip-audit

clean: ## remove .venv and caches; var/ (models, index, stored answers) stays
	@rm -rf $(VENV) $(AUDIT) $(PEER) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: $(PINS)
	@$(make-venv)
	@echo "Installing into $(VENV) (some minutes the first time) ..."
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: $(PINS)
	@$(make-venv)
	@echo "Installing into $(VENV), with what the tests need (some minutes the first time) ..."
	@$(PIP) -e '.[test]'
	@touch $(VENV)/.installed $@

$(AUDIT)/.installed: Makefile
	@$(PY) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check $(AUDITORS)
	@touch $@

$(PEER)/.installed: Makefile
	@$(PY) -m venv $(PEER)
	@$(PEER)/bin/python -m pip install --quiet --disable-pip-version-check $(PEERS)
	@touch $@

define make-venv
for python in $(PYTHONS); do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
  "$$python" -c 'import ensurepip, venv' 2>/dev/null && exec "$$python" -m venv $(VENV); \
  echo "$$python has no venv module: install it (Debian: apt-get install python3-venv)" >&2; exit 1; \
done; \
echo "Python 3.11 or newer is needed, and none of these is: $(PYTHONS). Name one with PYTHON=..." >&2; exit 1
endef
