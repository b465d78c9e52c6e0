"""What a repository names and writes steers no terminal, no log of CI and no spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from migrate.command.console import one_line, refusal
from migrate.model import UserError
from migrate.report import outputs
from migrate.report.outputs.names import legible
from migrate.run import Run, originals, run
from migrate.settings.config import Settings

NAME = "a\n::error file=x::\x1b[31mpwned\u202e\x9b.cu"
SOURCE = (
    "#if CUDART_VERSION > 5 + \x1b[32m\u202e\ncudaErrorFoo; /* \x1b[33m */ cublasFoo(1);\n#endif\n"
)
FORMATS = ["full", "concise", "grouped", "summary", "github", "markdown"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    tree = tmp_path_factory.mktemp("tree")
    (tree / NAME).write_text(SOURCE)
    (tree / "=cmd.cu").write_text("cudaFoo_t x;\n")
    return run([tree], Settings(jobs=1))


def rendered(done: Run, form: str) -> str:
    return outputs.named(form).render(done.report, originals(done)).decode()


@pytest.mark.parametrize("form", FORMATS)
def test_no_text_has_what_a_terminal_obeys(done: Run, form: str) -> None:
    text = rendered(done, form)
    assert "pwned" in text
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)


@pytest.mark.parametrize("form", sorted({*FORMATS} - {"github"}))
def test_no_name_begins_a_line(done: Run, form: str) -> None:
    assert not any(
        line.lstrip().startswith("::error") for line in rendered(done, form).splitlines()
    )


def test_annotations_are_the_tools_own(done: Run) -> None:
    lines = rendered(done, "github").splitlines()
    assert lines
    assert all(line.startswith(("::error title=", "::warning title=")) for line in lines)


def test_no_cell_is_a_formula(done: Run) -> None:
    rows = list(csv.reader(io.StringIO(rendered(done, "csv"))))
    assert "'=cmd.cu" in {row[0] for row in rows}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_what_is_told_stays_on_its_line() -> None:
    error = UserError(f"{NAME}: no", "rename it")
    assert refusal(error).splitlines() == [f"error: {one_line(NAME)}: no", "  rename it"]


def test_what_is_legible_stays() -> None:
    assert legible("Grüße, 名前 \udcff") == "Grüße, 名前 \\xff"
    assert legible("a\tb\x00\u2028") == "a\\tb\\x00\\u2028"


def test_a_file_is_found_by_the_name_that_is_shown_in_data(done: Run) -> None:
    assert NAME in {Path(file.path).as_posix() for file in done.report.files}
