"""How many names of a port by hand are as the tables have them.

    python -m tests.surface.handports HEADER --to musa
    python -m tests.surface.handports HEADER --to maca --brand

What comes in is a header with lines ``#define cudaMalloc musaMalloc``, as ports by hand have one;
what goes out is how many of its pairs a port gives as well, and those that it does not. With
``--brand`` the lines are ``#define hcMalloc mcMalloc``, of a platform under another name: what goes
out is for how many of them a port has the second name for one of CUDA's.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.rules.ruleset import RuleSet, load

_PAIR = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\w+)[ \t]*(?://.*)?$", re.MULTILINE)
_ANY = re.compile(r"\w+")
_CUDA = re.compile(r"(?:__)?(?:cu|CU|nv|NV|nccl|make_cu)\w*")


def pairs(text: str, names: re.Pattern[str] = _CUDA) -> dict[str, str]:
    """CUDA's name and that of the port, for each name once, over lines that go on."""
    joined = text.replace("\\\n", " ")
    return {name: other for name, other in _PAIR.findall(joined) if names.fullmatch(name)}


def differences(found: dict[str, str], rules: RuleSet) -> Iterator[str]:
    """The pairs that a port does not give."""
    for name, other in sorted(found.items()):
        verdict = rules.verdict(name)
        mine = verdict.target if verdict else "unknown"
        if mine != other:
            yield f"{name}: {other} by hand, {mine or 'none'} here"


def unknown_to(found: Iterable[str], rules: RuleSet) -> list[str]:
    """Which of the names ``found`` no name of CUDA's becomes."""
    verdicts = (rules.verdict(name) for name in rules.surface)
    known = {verdict.target for verdict in verdicts if verdict is not None}
    return sorted(set(found) - known)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("header", type=Path)
    parser.add_argument("--to", required=True)
    parser.add_argument("--brand", action="store_true")
    given = parser.parse_args()
    text, rules = given.header.read_text(encoding="utf-8"), load(given.to)
    found = pairs(text, _ANY if given.brand else _CUDA)
    others = unknown_to(found.values(), rules) if given.brand else list(differences(found, rules))
    head = f"{len(found) - len(others)} of {len(found)} as by hand"
    sys.stdout.write("\n  ".join([head, *others]) + "\n")


if __name__ == "__main__":
    main()
