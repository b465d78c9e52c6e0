"""The pages that are generated, and the map of the code, are as the project is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import architecture

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "migrate"


@pytest.mark.slow
def test_the_pages_of_the_rules_are_current() -> None:
    command = [sys.executable, "-m", "docs.generate", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", ""), (
        "run python -m docs.generate"
    )


def test_the_values_of_the_architecture_are_those_of_the_stages() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert architecture.page(text) == text, "run python -m docs.generate"
    stale = text.replace("Edit(start=2972", "Edit(start=1")
    assert stale != text == architecture.page(stale)


def test_the_stages_of_the_architecture_make_what_a_port_makes() -> None:
    way = architecture.Way()
    assert way.made == way.result.edits
    assert way.change.data == way.result.content


def test_the_map_of_the_code_has_every_room_above_those_that_import_it() -> None:
    rooms = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    rooms |= {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    text = (ROOT / "README.md").read_text("utf-8").partition("## Map of the code")[2]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    order = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(order) == sorted(rooms)
    below = {
        (name, found)
        for at, name in enumerate(order)
        for found in _imported(name)
        if found in order[at + 1 :]
    }
    assert below == set()


def test_each_room_says_what_comes_in_and_what_goes_out() -> None:
    for file in PACKAGE.glob("*/__init__.py"):
        said = " ".join((ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").split())
        assert "In go" in said, file
        assert "out come" in said, file


def _imported(room: str) -> set[str]:
    """The rooms that one imports, anywhere in it."""
    found: set[str] = set()
    for file in (PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))) if file.is_file() else ():
            if isinstance(node, ast.ImportFrom) and node.module == "migrate":
                found.update(item.name for item in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("migrate."):
                found.add(str(node.module).split(".")[1])
    return found - {"__version__"}
