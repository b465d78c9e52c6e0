"""How many names of a port by hand are as the tables have them.

    python -m tests.surface.handports HEADER --to musa

What comes in is a header with lines ``#define cudaMalloc musaMalloc``, as ports by hand have one;
what goes out is how many of its pairs a port gives as well, and those that it does not.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from migrate.rules.ruleset import RuleSet, load

_PAIR = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\w+)[ \t]*(?://.*)?$", re.MULTILINE)
_CUDA = re.compile(r"(?:__)?(?:cu|CU|nv|NV|nccl|make_cu)\w*")


def pairs(text: str) -> dict[str, str]:
    """CUDA's name and that of the port, for each name once, over lines that go on."""
    joined = text.replace("\\\n", " ")
    return {name: other for name, other in _PAIR.findall(joined) if _CUDA.fullmatch(name)}


def differences(found: dict[str, str], rules: RuleSet) -> Iterator[str]:
    """The pairs that a port does not give."""
    for name, other in sorted(found.items()):
        verdict = rules.verdict(name)
        mine = verdict.target if verdict else "unknown"
        if mine != other:
            yield f"{name}: {other} by hand, {mine or 'none'} here"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("header", type=Path)
    parser.add_argument("--to", required=True)
    given = parser.parse_args()
    found = pairs(given.header.read_text(encoding="utf-8"))
    others = list(differences(found, load(given.to)))
    head = f"{len(found) - len(others)} of {len(found)} as by hand"
    sys.stdout.write("\n  ".join([head, *others]) + "\n")


if __name__ == "__main__":
    main()
