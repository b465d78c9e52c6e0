"""Draw findings at random from reports, to be judged by eye: the method of ``docs/precision.md``.

    migrate check TREE --format json >tree.json     # for each tree
    python -m docs.sample tree.json ... --each 20 --seed 1

What comes in are JSON reports; what goes out are lines of Markdown tables, one finding each, with
an empty column for the verdict. Remarks (status ``info``) are no findings about the port and are
not drawn.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Drawn = tuple[str, dict[str, Any]]


def findings(report: dict[str, Any]) -> list[Drawn]:
    """Path and finding of everything that a report says about the port, in its order."""
    return [
        (file["path"], finding)
        for file in report["files"]
        for finding in file["findings"]
        if finding["status"] != "info"
    ]


def draw(report: dict[str, Any], count: int, seed: int) -> list[Drawn]:
    """``count`` of the findings, the same ones for the same report and seed, in order."""
    known = findings(report)
    chosen = random.Random(seed).sample(range(len(known)), min(count, len(known)))
    return [known[at] for at in sorted(chosen)]


def table(name: str, drawn: list[Drawn]) -> Iterator[str]:
    """The findings as a table that waits for verdicts."""
    yield from (f"### {name}", "", "| place | rule | about | verdict |", "|---|---|---|---|")
    for path, finding in drawn:
        yield f"| {path}:{finding['line']} | {finding['id']} | `{finding['api']}` | |"
    yield ""


def main(arguments: list[str]) -> int:
    """Print a sample of each report named."""
    parser = argparse.ArgumentParser(description="Draw findings to be judged by eye.")
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for file in options.reports:
        drawn = draw(json.loads(file.read_text("utf-8")), options.each, options.seed)
        sys.stdout.writelines(f"{line}\n" for line in table(file.stem, drawn))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
