# Two commands: `make demo` plays the main job, `make test` passes the tests. Both install what they need.
.PHONY: demo test system services clean

PYTHON ?= python3
TOX = .venv/bin/tox

demo: $(TOX) system
	$(TOX) run -e demo

test: $(TOX) services
	$(TOX) run -e lint,types,tests

# Debian packages that no Python package can bring (the browser).
system:
	@sh scripts/system_packages.sh

# The same, and MariaDB, Redis and RabbitMQ: the practice ENT is tested on them too.
services:
	@sh scripts/system_packages.sh services

$(TOX): pyproject.toml constraints.txt
	@sh scripts/system_packages.sh venv
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --constraint constraints.txt uv
	.venv/bin/uv pip install --quiet --python .venv/bin/python --constraint constraints.txt tox tox-uv --editable '.[dev]'
	@touch $(TOX)

clean:
	rm -rf .venv .tox build var
