"""What targets side by side cost: processor time of a comparison, beside a run for each of them.

    python -m tests.bench.targets TREE [ROUNDS [TARGET,...]]

What comes in is a tree, which is copied; what goes out are seconds, the best of some rounds, in
each of which everything is measured once: a run for each target, and one for all. What was made of
the rules is kept, nothing of the tree is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from migrate.rules.targetfiles import targets
from tests.bench.repeated import KEPT, seconds


def measured(tree: Path, cache: Path, asked: str) -> float:
    """What a first run over the tree takes for one target, or several."""
    for kind in KEPT:
        shutil.rmtree(cache / "cuda-migrate/store" / kind, ignore_errors=True)
    return seconds(tree, cache, "--summary", "--to", asked)


def main() -> None:
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    names = sys.argv[3].split(",") if len(sys.argv) > 3 else [item.name for item in targets()]
    asked = [*names, ",".join(names)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(sys.argv[1], place / "tree", symlinks=True)
        for each in asked:  # what is made of the rules
            measured(place / "tree", place / "cache", each)
        found = [
            {each: measured(place / "tree", place / "cache", each) for each in asked}
            for _ in range(rounds)
        ]
    for each in asked:
        sys.stdout.write(f"{each:30} {min(one[each] for one in found):.2f}\n")


if __name__ == "__main__":
    main()
