"""``python -m tests.fuzz``: mutants by their numbers, a minute of them or as many as are asked for.

A mutant follows from the seed, the target and its number: what fails is named with these, and
``--only TARGET:NUMBER`` tries it again. What fuzzing finds is mended, and becomes a test.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterator
from itertools import count
from random import Random

from tests.fuzz.targets import TARGETS

_ROUND = {"source": 30, "configuration": 20, "names": 1}  # mutants of each target in turn
_MOST_SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seed", type=int, default=1, help="which mutants")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how many rounds of mutants")
    parser.add_argument("--minutes", type=float, help="go on for so long instead")
    parser.add_argument("--only", metavar="TARGET:NUMBER", help="one mutant alone")
    given = parser.parse_args()
    if given.only:
        target, _, number = given.only.partition(":")
        TARGETS[target](Random(f"{given.seed}:{target}:{number}"))
        return 0
    ends = time.monotonic() + 60 * given.minutes if given.minutes else None
    failed = tried = 0
    for target, number in _mutants():
        over = number >= given.rounds * _ROUND[target] if ends is None else time.monotonic() > ends
        if over or failed >= _MOST_SHOWN:
            break
        tried += 1
        try:
            TARGETS[target](Random(f"{given.seed}:{target}:{number}"))
        except Exception:
            failed += 1
            sys.stdout.write(
                f"--seed {given.seed} --only {target}:{number}\n{traceback.format_exc()}\n"
            )
    sys.stdout.write(f"{tried:,} mutants, {failed} failed\n")
    return 1 if failed else 0


def _mutants() -> Iterator[tuple[str, int]]:
    for turn in count():
        for target, size in _ROUND.items():
            yield from ((target, turn * size + number) for number in range(size))


ROUNDS = 40  # about a minute on a slow core

if __name__ == "__main__":
    sys.exit(main())
