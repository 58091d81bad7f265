# One verb a task.  `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
BOOK := $(BIN)/jupyter-book build . -W -n --keep-going
PEER := _build/bench-venv

CLASS ?= class
LAB ?= all
# Pages wait for frames, so more workers than cores keep these busy.
WORKERS ?= 3
TORCH ?= torch==2.13.0

.PHONY: help book serve test quick check bench bench-fit bench-class class grade feedback key binder screenshots picture selfplay
.PHONY: lab test-lab lock vega pdf archive wheel card links audit clean

help: ## List the tasks
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

book: $(BIN)/.book ## Build the site, and the notebook beside each page
	$(BOOK)
	@echo "The site is in _build/html; make serve shows it."

serve: ## Show the built site on http://localhost:8000
	@test -e _build/html/index.html || { echo "There is no site yet: run make book first."; exit 1; }
	$(PYTHON) -m http.server --bind 127.0.0.1 --directory _build/html 8000

test: $(BIN)/.test $(BIN)/.class browser check book ## Run the whole test suite
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

quick: $(BIN)/.test browser check ## Test what has changed since the last commit, an exhibit or a law, in under a minute
	$(BIN)/python -m tools.quick -n 2

test-lab: $(BIN)/.test $(BIN)/.lab ## Test the experiments, which need PyTorch (make test leaves them out where it is missing)
	$(BIN)/python -m pytest tests/test_lab.py

check: $(BIN)/.test $(BIN)/.class ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(BIN)/.test browser book ## Time every exhibit: slider to painted frame, on the page and in a session; then the fitter
	$(BIN)/python -m benchmarks.bench
	@$(MAKE) --no-print-directory bench-fit

bench-fit: $(BIN)/.test $(PEER)/.made ## Time the fitter beside SciPy and the package chinchilla
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.bench_fit

class: $(BIN)/.class ## Make the assignments to hand out, and what is the instructor's alone, in the folder class (CLASS=folder)
	$(BIN)/python -m tools.grade.handout class $(CLASS)

grade: $(BIN)/.class ## Grade what lies in class/submitted, over all cores, each submission within limits
	$(BIN)/python -m tools.grade.whole_class grade $(CLASS) $(if $(FORCE),--force)

feedback: $(BIN)/.class ## Write what students get back, into class/feedback
	$(BIN)/python -m tools.grade.whole_class feedback $(CLASS)

key: $(BIN)/.class ## Say the right results of one student (STUDENT=id)
	@$(BIN)/python -m tools.grade.handout key "$(STUDENT)"

bench-class: $(BIN)/.class $(BIN)/.test ## Time the grading of 200 submissions
	$(BIN)/python -m benchmarks.bench_class

binder: $(BIN)/.test browser ## Try a session as Binder makes it: a fresh environment, JupyterLab, a browser
	rm -rf _build/session && $(PYTHON) -m venv _build/session
	_build/session/bin/python -m pip install --quiet --require-hashes -r requirements.txt
	PATH="$$PWD/_build/session/bin:$$PATH" ./postBuild
	$(BIN)/python -m tools.session _build/session/bin/python

screenshots: $(BIN)/.test browser book ## Picture every page at three widths, in light and dark
	$(BIN)/python -m tools.screenshots

picture: $(BIN)/.test browser book ## Take the README's picture anew
	$(BIN)/python -m tools.screenshots --exhibit which-model chapters/scaling-laws.html .github/which-model.png

selfplay: $(BIN)/.book ## Play the self-play experiment anew (some 25 minutes of one core)
	$(BIN)/python -m tools.self_play --date "$$(date -I)"

lab: $(BIN)/.lab ## Train the book's own experiments anew (an hour or two; LAB=name for one of them)
	$(BIN)/python -m scalinglaws.lab $(LAB) --into _build/lab
	mv _build/lab/*.csv lib/scalinglaws/data/

lock: $(BIN)/.book ## Resolve the requirements anew and pin them
	$(BIN)/python -m pip install --quiet uv
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m tools.lock --upgrade

vega: ## Fetch the page's Vega runtime anew (needs npm)
	tools/vendor_vega.sh

pdf: $(BIN)/.test browser book ## Print the book as one PDF
	$(BIN)/python -m tools.pdf

archive: book ## Pack the site as one zip archive, to keep or to read offline
	$(BIN)/python -m tools.archive

wheel: $(BIN)/.book ## Build the library as a wheel
	$(BIN)/python -m tools.wheel

card: $(BIN)/.test browser ## Draw the picture that a shared link shows
	$(BIN)/python -m tools.social_card

links: $(BIN)/.book ## Ask every site that the book links to whether the page is there (needs the network)
	$(BIN)/jupyter-book build . --builder custom --custom-builder linkcheck --keep-going

audit: $(BIN)/.book ## Look all locks up among known vulnerabilities (needs the network)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uvx pip-audit --strict --disable-pip -r requirements.txt -r requirements-test.txt -r requirements-class.txt \
	  -r requirements-bench.txt

clean: ## Remove everything that was built
	rm -rf _build .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.ipynb chapters/*.ipynb lib/*.egg-info

# ---- the environment ----

.PHONY: browser
browser: $(BIN)/.test
	@$(BIN)/python -m tools.browser --install

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The book needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(BIN)/.book: $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.test: $(BIN)/.book requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

$(BIN)/.class: $(BIN)/.book requirements-class.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-class.txt
	@touch $@

# What the fitter is compared with needs much that the book does not.
$(PEER)/.made: requirements-bench.txt
	rm -rf $(PEER) && $(PYTHON) -m venv $(PEER)
	$(PEER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

# PyTorch is not locked by a hash: its builds for one kind of machine are not those of another.  Any of 2.9 or newer does.
$(BIN)/.lab: $(BIN)/.book
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[lab]'
	@touch $@
