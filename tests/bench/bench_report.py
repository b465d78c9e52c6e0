"""How soon the HTML report of many files is there, beside that of one.

    pip install -e ".[test,browser]"
    pytest tests/bench/bench_report.py --benchmark-enable

Each round opens the page in a context of its own, and ends when its script has shown the summary.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from migrate.report.outputs import html
from tests.bench.bench_port import measure
from tests.browser import chromium
from tests.pages import synthetic

SIZES = (1, 2000)  # files


browser = pytest.fixture(chromium, scope="module")


@pytest.mark.benchmark(group="HTML report, written")
@pytest.mark.parametrize("size", SIZES)
def test_render(benchmark: BenchmarkFixture, size: int) -> None:
    report, original = synthetic(size)
    assert measure(benchmark, lambda: html.render(report, original))


@pytest.mark.benchmark(group="HTML report, opened")
@pytest.mark.parametrize("size", SIZES)
def test_open(benchmark: BenchmarkFixture, browser: Any, tmp_path: Path, size: int) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(html.render(*synthetic(size)))

    def verdict() -> str:
        context = browser.new_context()
        page = context.new_page()
        page.goto(file.as_uri())
        text: str = page.locator(".verdict").inner_text()
        context.close()
        return text

    assert "CUDA references port to HIP" in measure(benchmark, verdict)
