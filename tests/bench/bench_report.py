"""How soon the HTML report of many files is there, beside that of one; and what each format, and
the diagnostics of an editor, make of one long line: time and bytes grow as the findings on it do.

    pip install -e ".[test,browser]"
    pytest tests/bench/bench_report.py --benchmark-enable

Each round opens the page in a context of its own, and ends when its script has shown the summary.
"""

from __future__ import annotations

import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from migrate.files.source import Units
from migrate.lsp.convert import Abilities, diagnostics
from migrate.lsp.text import Document
from migrate.model import Report
from migrate.report import outputs
from migrate.report.outputs import html
from migrate.report.outputs.names import Originals
from migrate.run import run
from migrate.settings.config import Settings
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


LONG = (1250, 5000)  # findings on one line


@cache
def ported_line(size: int) -> tuple[Report, Originals]:
    """The report on a line of many calls that nobody knows, and its text."""
    calls = "".join(f"cudaOdd{at}(\u00e4); " for at in range(size))
    data = f"void f() {{ {calls}}}\n".encode()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.cu").write_bytes(data)
        report = run([Path(folder)], Settings(jobs=1)).report
    assert len(report.files[0].findings) == size
    return report, {"a.cu": data}.get


@pytest.mark.parametrize("name", [item.name for item in outputs.FORMATS])
def test_a_long_line(name: str) -> None:
    made = []
    for size in LONG:
        report, originals = ported_line(size)
        started = time.process_time()
        length = len(outputs.named(name).render(report, originals))
        made.append((time.process_time() - started, length))
    assert made[1][1] <= 1.2 * max(made[0][1], 1000) * LONG[1] / LONG[0]
    assert made[1][0] <= 2 * max(made[0][0], 0.1) * LONG[1] / LONG[0]


def test_a_long_line_in_an_editor() -> None:
    made = []
    for size in LONG:
        report, originals = ported_line(size)
        text = (originals("a.cu") or b"").decode()
        document = Document.of("file:///a.cu", "cuda", 1, text, Units.UTF16)
        started = time.process_time()
        found = diagnostics(document, report.files[0], {}, Abilities())
        made.append((time.process_time() - started, len(str(found))))
    assert made[1][1] <= 1.2 * made[0][1] * LONG[1] / LONG[0]
    assert made[1][0] <= 2 * max(made[0][0], 0.1) * LONG[1] / LONG[0]
