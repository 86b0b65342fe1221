# Two commands matter: `make demo` and `make test`. Both create the environment in .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE ?= sample_videos/runner_side_right.mp4
DEMO_OUT ?= demo-out

.PHONY: demo test browser-test check accuracy bench sample-videos grid fit lock app audit licences sbom hostile kills clean

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/.installed  ## Analyse a bundled sample clip and say where the report is.
	$(BIN)/gaitcheck analyze $(SAMPLE) --out $(DEMO_OUT) --height-cm 166 --speed-kmh 8.64
	@echo "Open $(DEMO_OUT)/report.html in a browser."

test: $(VENV)/.installed-dev  ## Lint, types and tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadgroup --ignore tests/browser $(ARGS)

browser-test: $(VENV)/.installed-dev  ## Drive the app in a real Chromium (Debian's package); skipped without one.
	$(BIN)/pytest tests/browser $(ARGS)

check: test

app: $(VENV)/.installed  ## Open the app on this machine.
	$(BIN)/streamlit run app.py

accuracy: $(VENV)/.installed-dev  ## Measure against truth: ARGS=--quick for the bundled clips, --write for the page.
	$(BIN)/python -m tools.accuracy $(ARGS)

bench: $(VENV)/.installed-dev  ## Time an analysis against the loop people write by hand: ARGS=--full for all clips.
	$(BIN)/python -m tools.bench $(ARGS)

grid: $(VENV)/.installed-dev  ## Render the benchmark's clips into the cache (about an hour; resumable).
	$(BIN)/python -m tools.rendered_runner grid $(ARGS)

fit: $(VENV)/.installed-dev  ## Renew offsets, event rule and intervals from the fit half of the rendered grid.
	$(BIN)/python -m tools.fit all

sample-videos: $(VENV)/.installed-dev  ## Render every bundled sample clip anew from its parameters; says whether its truth is the same.
	$(BIN)/python -m tools.rendered_runner samples --force $(ARGS)

lock: $(VENV)/.installed-dev  ## Renew both lock files (hashes, no addresses).
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --upgrade --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --extra research --extra tools --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

audit: $(VENV)/.installed-dev  ## Known weaknesses of pinned packages; one line where the advisories cannot be reached.
	$(BIN)/python -m tools.supply audit

licences: $(VENV)/.installed-dev  ## Licences of everything installed; fails where one is not accepted.
	$(BIN)/python -m tools.licences

sbom: $(VENV)/.installed-dev  ## A CycloneDX bill of materials in sbom.json.
	$(BIN)/python -m tools.supply sbom

hostile: $(VENV)/.installed-dev  ## More than a thousand hostile files through the program (ARGS=--write for the page).
	$(BIN)/python -m tools.hostile $(ARGS)

kills: $(VENV)/.installed-dev  ## 200 times kill -9 while saving and while renewing the database.
	$(BIN)/python -m tools.hostile.kills $(ARGS)

clean:  ## Remove the environment and the demo's results.
	rm -rf $(VENV) $(DEMO_OUT)
