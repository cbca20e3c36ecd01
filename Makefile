PYTHON ?= python3
develop:
	. .venv/bin/activate && maturin develop
