"""What a repeated run costs: processor time of commands, beside a bare parse of the same tree.

    python -m tests.bench.repeated TREE [ROUNDS]

What comes in is a tree, which is copied; what goes out are seconds, the best of some rounds, in
each of which everything is measured once: a command with nothing to do, a parse of the CUDA sources
by the grammar alone, a run without what is kept, the first one that keeps, one more, and one after
a line was added to the body of a kernel.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from migrate.text.syntax import parse

_CHECK = (sys.executable, "-m", "migrate", "check", ".", "-q", "--jobs", "1")
_BODY = re.compile(rb"__global__[^;{}]*\{[^\n]*\n")
KEPT = ("files", "reports")  # all but what is made of the rules


def measured(tree: Path, nothing: Path, cache: Path) -> Iterator[tuple[str, float]]:
    """What is measured in one round, and the seconds that it took."""
    file = _edited(tree)
    before = file.read_bytes()
    at = _BODY.search(before)
    assert at is not None
    for kind in KEPT:
        shutil.rmtree(cache / "cuda-migrate/store" / kind, ignore_errors=True)
    seconds(nothing, cache)
    yield "a command", seconds(nothing, cache)
    yield "bare parse", _parse(tree)
    yield "--no-cache", seconds(tree, cache, "--no-cache")
    yield "first", seconds(tree, cache)
    yield "again", seconds(tree, cache)
    file.write_bytes(before[: at.end()] + b"  // one more line\n" + before[at.end() :])
    yield "one edit", seconds(tree, cache)
    file.write_bytes(before)


def _edited(tree: Path) -> Path:
    """The source of middling size that has a kernel."""
    files = [file for file in tree.rglob("*.cu") if _BODY.search(file.read_bytes())]
    files.sort(key=lambda file: (file.stat().st_size, file))
    return files[len(files) // 2]


def _parse(tree: Path) -> float:
    files = sorted(file for file in tree.rglob("*") if file.suffix in (".cu", ".cuh"))
    held = [file.read_bytes() for file in files]
    begun = time.process_time()
    for data in held:
        parse(data)
    return time.process_time() - begun


def seconds(folder: Path, cache: Path, *options: str) -> float:
    """Processor time of a check of the folder."""
    environment = {**os.environ, "XDG_CACHE_HOME": os.fspath(cache)}
    environment["PYTHONPYCACHEPREFIX"] = os.fspath(cache / "compiled")  # as where it is installed
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(
        [*_CHECK, *options], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False
    )
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun


def main() -> None:
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(sys.argv[1], place / "tree", symlinks=True)
        (place / "nothing").mkdir()
        (place / "nothing/a.cu").write_text("int x;\n")
        (place / "nothing/.gitignore").write_text("build/\n")
        found: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, took in measured(place / "tree", place / "nothing", place / "cache"):
                found.setdefault(name, []).append(took)
    for name, all_seconds in found.items():
        sys.stdout.write(f"{name:12} {min(all_seconds):.3f}\n")


if __name__ == "__main__":
    main()
