"""How often the tool names the pattern that people gave a kernel.

    python -m tests.kernels.agreement first corpus yuhc/gpu-rodinia=CHECKOUT karpathy/llm.c=CHECKOUT

Kernels of projects whose checkout is not named are left out. `labels.csv` has the patterns, given
by reading the kernels and before anything was measured. The sets from the fifth on have four
kernels a tree: of those in its `.cu` and `.cuh` files, by path and place, the ones at an eighth,
three, five and seven eighths; the eighth set has six, at odd twelfths.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from migrate.kernels.patterns import Classified, classify
from migrate.model import Span
from migrate.rules.kernelways import Pattern
from migrate.text.syntax import parse

LABELS = Path(__file__).with_name("labels.csv")
MISSED = "no such kernel was seen"
CORPUS = Path(__file__).parents[2] / "corpus"


class Label(NamedTuple):
    group: str
    project: str
    commit: str
    path: str
    kernel: str
    pattern: str


def labels() -> list[Label]:
    with LABELS.open(newline="", encoding="utf-8") as lines:
        return [Label(*row) for row in csv.reader(lines)][1:]


def measured(group: str, checkouts: Mapping[str, Path]) -> Iterator[tuple[Label, Classified]]:
    """What people and the tool call each kernel of a set."""
    for label in labels():
        if label.group != group or label.project not in checkouts:
            continue
        tree = parse((checkouts[label.project] / label.path).read_bytes())
        found = (each for each in classify(tree) if each.name == label.kernel)
        none = Span(0, 0)
        yield label, next(found, Classified(label.kernel, none, none, Pattern.IRREGULAR, MISSED))


def agrees(label: Label, kernel: Classified) -> bool:
    """Whether the tool saw a kernel, and calls it what people do."""
    return label.pattern == kernel.pattern and kernel.evidence != MISSED


def main(arguments: list[str]) -> None:
    group, *projects = arguments
    places = dict(each.partition("=")[::2] for each in projects)
    found = list(measured(group, {name: Path(at or CORPUS) for name, at in places.items()}))
    for label, kernel in found:
        mark = "same" if agrees(label, kernel) else "DIFFERS"
        place = f"{label.path}:{label.kernel}"
        said = f"{kernel.pattern}: {kernel.evidence}"
        sys.stdout.write(f"{mark}\t{place}\t{label.pattern}\t{said}\n")
    same = sum(agrees(label, kernel) for label, kernel in found)
    sys.stdout.write(f"{same} of {len(found)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
