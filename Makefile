# Every target is what CI runs: `make test` here and there is the same. `make help` lists them.
#
# Nothing needs to be set up first. Stamp files inside the virtual environments remember what is
# done, so a second run is quick. Tests run against the installed wheel, never the source tree.

PYTHON ?= python3
VENV := .venv
OLDEST := .venv-numpy126
BIN := $(VENV)/bin

WHEEL_INPUTS := Cargo.toml Cargo.lock .cargo/config.toml pyproject.toml README.md \
	LICENSE-MIT LICENSE-APACHE THIRD-PARTY-NOTICES.md \
	$(shell find rust python -name __pycache__ -prune -o -print)

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help
help:  ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- The two commands -----------------------------------------------------------------------------

.PHONY: compare
compare: $(VENV)/.compare  ## Compare every kernel with NumPy and its rivals, on real data.
	$(BIN)/python -m mlmath_fast compare $(ARGS)

.PHONY: test
test: format-check cargo-lint cargo-test python-lint pytest doctest  ## Run everything CI runs.

# --- Parts of `make test` -------------------------------------------------------------------------

.PHONY: lint
lint: format-check cargo-lint python-lint  ## Check format, lints, types, the stub and the notices.

.PHONY: format-check
format-check: $(VENV)/.tools
	$(call cargo_component,fmt,fmt --all --check)
	$(BIN)/ruff format --check
	$(BIN)/ruff check

.PHONY: cargo-lint
cargo-lint: $(VENV)/.tools
	$(call cargo_component,clippy,clippy --workspace --all-targets --locked -- -D warnings)
	$(BIN)/python docs/notices.py --check

.PHONY: python-lint
python-lint: $(VENV)/.test
	$(BIN)/mypy
	@# PyO3 gives the module an __all__, which a stub has no use for.
	echo mlmath_fast._mlmath.__all__ \
		| $(BIN)/python -m mypy.stubtest mlmath_fast._mlmath --allowlist /dev/stdin

.PHONY: cargo-test
cargo-test:  ## Run the tests of the Rust core.
	cargo test --workspace --locked

.PHONY: pytest
pytest: $(VENV)/.test  ## Run the Python tests on the installed wheel.
	$(BIN)/pytest $(ARGS)

.PHONY: doctest
doctest: $(VENV)/.test  ## Run the examples in the docstrings of the installed wheel.
	$(BIN)/pytest --doctest-modules --pyargs mlmath_fast

.PHONY: test-oldest
test-oldest: $(OLDEST)/.test  ## Run facts and parity with NumPy 1.26, the oldest supported.
	$(OLDEST)/bin/python -c "import numpy; print('NumPy', numpy.__version__)"
	$(OLDEST)/bin/pytest tests/test_facts.py tests/test_parity.py

# --- Working on it --------------------------------------------------------------------------------

.PHONY: develop
develop: $(VENV)/.tools  ## Compile quickly and install in place; `make test` returns to the wheel.
	rm -f $(VENV)/.compare $(VENV)/.test
	. $(BIN)/activate && maturin develop --profile dev --locked --extras compare,data,test

.PHONY: format
format: $(VENV)/.tools  ## Format all Rust and Python.
	cargo fmt --all
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: wheel
wheel: dist/.built  ## Build the release wheel into dist/.
	@ls -l dist/*.whl

.PHONY: bench
bench: $(VENV)/.test  ## Time our kernels and keep the history (pytest-benchmark).
	$(BIN)/pytest benches -o addopts=-q --benchmark-only --benchmark-autosave $(ARGS)

.PHONY: notices
notices:  ## Write THIRD-PARTY-NOTICES.md again, after a change of dependencies.
	$(PYTHON) docs/notices.py

.PHONY: deny
deny:  ## Check licences, advisories and duplicates of the crates (installs cargo-deny: minutes).
	cargo deny --version || cargo install cargo-deny --locked
	cargo deny check

.PHONY: clean
clean:  ## Remove the environments, the wheels and what cargo built.
	rm -rf $(VENV) $(OLDEST) dist target .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- How it is done -------------------------------------------------------------------------------

# Runs `cargo $(2)` if the toolchain has the component $(1). CI must have it; elsewhere we say so.
define cargo_component
@if cargo $(1) --version >/dev/null 2>&1; then echo "cargo $(2)"; cargo $(2); else \
	echo "SKIPPED: this toolchain has no 'cargo $(1)' (rustup component add rustfmt clippy)"; \
	test -z "$$CI"; fi
endef

NEEDS := Python 3.11 or newer is needed; choose one with: make PYTHON=python3.12

# What the running Python makes: a virtual environment, if there is none.
define make_venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(NEEDS)")'
test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
endef

$(VENV)/.tools: pyproject.toml
	$(call make_venv,$(VENV))
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --group tools
	@touch $@

dist/.built: $(WHEEL_INPUTS) | $(VENV)/.tools
	rm -rf dist
	$(BIN)/maturin build --release --locked --interpreter $(BIN)/python --out dist
	@touch $@

# The first line replaces a wheel of the same version; the second brings what is missing.
define install_wheel
$(1)/bin/pip install --quiet --no-deps --force-reinstall dist/*.whl
$(1)/bin/pip install --quiet --only-binary numpy "$$(echo dist/*.whl)[$(2)]" $(3)
@touch $@
endef

$(VENV)/.compare: dist/.built $(VENV)/.tools
	$(call install_wheel,$(VENV),compare$(comma)data)

$(VENV)/.test: dist/.built $(VENV)/.tools
	$(call install_wheel,$(VENV),compare$(comma)data$(comma)test)

$(OLDEST)/.test: dist/.built
	$(call make_venv,$(OLDEST))
	$(call install_wheel,$(OLDEST),test,"numpy==1.26.*")

comma := ,
