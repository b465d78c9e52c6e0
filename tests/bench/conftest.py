"""Benchmarks are collected where this folder is asked for: ``pytest tests/bench``."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Take ``bench_*.py``; a file that is named itself, pytest takes without being told."""
    start = parent.config.invocation_params.dir
    asked = {(start / argument).resolve() for argument in parent.config.args}
    if HERE not in asked or not file_path.name.startswith("bench_"):
        return None
    return pytest.Module.from_parent(parent, path=file_path)
