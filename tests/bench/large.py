"""A tree of any number of files, made of real ones; and what a run over trees that grow costs.

    python -m tests.bench.large make OUT FILES TREE...
    python -m tests.bench.large measure TREE... [-- OPTIONS]

What ``make`` takes in are trees, which are copied until there are so many files of the kinds that a
port reads; in each copy the files have names of their own, and what names them (includes, build
files) follows, so that no copy is linked with another. What ``measure`` gives for each tree is a
line: files, megabytes, seconds of processor time (user, of all processes), files a second of these,
seconds on the clock, and the most memory that the first process had, and the largest of the others.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.files.discover import SUFFIXES

_LARGEST = {True: 8_000_000, False: 65_536}  # bytes of a source, and of another file, to be copied
_NAME = re.compile(rb"[\w+-][\w.+-]*\.\w+")
_LOOK = 0.1  # seconds between two looks at how much memory there is
_CHECK = (sys.executable, "-m", "migrate", "check", "-q", "--format", "concise")


def make(out: Path, wanted: int, trees: Sequence[Path]) -> None:
    """Copy ``trees`` to ``out`` until there are ``wanted`` sources."""
    texts = {tree: dict(_files(tree)) for tree in trees}
    copy = 0
    while wanted > 0:
        for tree, files in texts.items():
            for place, text in _renamed(files, f"_{copy}"):
                if wanted > 0:
                    target = out / f"part{copy}" / tree.name / place
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(text)
                    wanted -= _is_source(place)
        copy += 1


def _files(tree: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of a tree, by their places in it; links and what version control has are not."""
    for path in sorted(tree.rglob("*")):
        place = path.relative_to(tree)
        if ".git" in place.parts or path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size <= _LARGEST[_is_source(path)]:
            yield place, path.read_bytes()


def _renamed(files: dict[Path, bytes], ending: str) -> Iterator[tuple[Path, bytes]]:
    """The sources with ``ending`` behind their names, and every text that names one with that."""
    new = {
        place.name.encode(): f"{place.stem}{ending}{place.suffix}".encode()
        for place in files
        if _is_source(place)
    }

    def named(match: re.Match[bytes]) -> bytes:
        return new.get(match[0], match[0])

    for place, text in files.items():
        name = os.fsdecode(new.get(place.name.encode(), os.fsencode(place.name)))
        yield place.with_name(name), _NAME.sub(named, text)


def _is_source(place: Path) -> bool:
    return place.name.lower().endswith(SUFFIXES)


def measure(tree: Path, options: Sequence[str]) -> str:
    """What a check of ``tree`` costs, as a line."""
    sizes = [path.stat().st_size for path in tree.rglob("*") if _is_source(path) and path.is_file()]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        begun = time.monotonic()
        with subprocess.Popen(
            [*_CHECK, ".", *options], cwd=tree, env=environment, stdout=subprocess.DEVNULL
        ) as process:
            first = others = 0
            while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
                first = max(first, _most(process.pid))
                others = max(others, *map(_most, _children(process.pid)), 0)
                time.sleep(_LOOK)
            process.returncode = os.waitstatus_to_exitcode(ended[1])
        clock, user = time.monotonic() - begun, ended[2].ru_utime
    return (
        f"{len(sizes):7} files {sum(sizes) / 1e6:6.0f} MB {user:8.1f} s user "
        f"{len(sizes) / user:6.1f} files/s {clock:8.1f} s clock "
        f"{first / 1024:6.0f} MiB first {others / 1024:6.0f} MiB others"
    )


def _most(process: int) -> int:
    """The most memory that a process had, in KiB."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def _children(process: int) -> list[int]:
    try:
        names = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(name) for name in names]


def main() -> None:
    what, *words = sys.argv[1:]
    if what == "make":
        make(Path(words[0]), int(words[1]), [Path(word) for word in words[2:]])
        return
    trees, options = words, list[str]()
    if "--" in words:
        at = words.index("--")
        trees, options = words[:at], words[at + 1 :]
    for tree in trees:
        sys.stdout.write(f"{measure(Path(tree), options)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
