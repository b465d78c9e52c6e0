"""The pages that are generated, and the map of the code, are as the project is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_pages_of_the_rules_are_current() -> None:
    command = [sys.executable, "-m", "docs.generate", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", ""), (
        "run python -m docs.generate"
    )


def test_the_map_of_the_code_has_every_module() -> None:
    package = ROOT / "migrate"
    modules = {file.stem for file in package.glob("*.py")} - {"__init__", "__main__"}
    modules |= {file.parent.name for file in package.glob("*/__init__.py")}
    named = set(re.findall(r"`(\w+)`", (ROOT / "README.md").read_text("utf-8")))
    assert sorted(modules - named) == []
