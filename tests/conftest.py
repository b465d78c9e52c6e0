"""Settings of the whole test suite.

Properties are tried with the same examples each time. ``--hypothesis-profile explore`` tries more,
which ``--hypothesis-seed`` chooses; what it finds becomes an ``@example`` of its property.
"""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=300, database=None)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to write no bytecode, what tests start would compile all modules again,
    each time: it is kept in pytest's own cache then, and nothing is written beside the sources. So
    is what the tool keeps between runs.
    """
    cache = getattr(config, "cache", None)
    if sys.dont_write_bytecode and cache is not None and not hasattr(config, "workerinput"):
        os.environ["PYTHONPYCACHEPREFIX"] = os.fspath(cache.mkdir("bytecode"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.pycache_prefix, sys.dont_write_bytecode = os.environ["PYTHONPYCACHEPREFIX"], False
    if cache is not None and not hasattr(config, "workerinput"):
        os.environ.setdefault("WHEELS_HOME", os.environ.get("XDG_CACHE_HOME") or "~/.cache")
        os.environ["XDG_CACHE_HOME"] = os.fspath(cache.mkdir("kept"))  # and not the user's own


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite golden files, then compare")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update"))
