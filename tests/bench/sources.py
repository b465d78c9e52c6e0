"""What the benchmarks run on: the corpus many times over, or a tree of the reader's own."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from migrate.files.discover import discover
from migrate.files.source import SourceFile
from migrate.rules.ruleset import load
from migrate.settings.config import Settings
from migrate.text.guards import Guards
from migrate.tree.scan import scan
from migrate.tree.vocabulary import Vocabulary

CORPUS = Path(__file__).parents[2] / "corpus"
WANTED = 3_000_000  # bytes of CUDA-bearing source


@cache
def cuda_sources() -> tuple[SourceFile, ...]:
    """Files with CUDA in them, about ``WANTED`` bytes; those below ``BENCH_TREE`` if it is set."""
    tree = os.environ.get("BENCH_TREE")
    root = Path(tree) if tree else CORPUS
    settings = Settings(jobs=1)
    rules = load("hip")
    vocabulary, guards = Vocabulary(rules), Guards(rules.info.guards, rules.info.compilers)
    found = []
    for file in discover([root], settings):
        if file.skip or (not tree and "/cuda/" not in file.path.as_posix()):
            continue
        data = file.path.read_bytes()
        seen = scan(file.name, data, vocabulary, guards)
        if seen is not None and seen.tokens:
            found.append(SourceFile(file.name, data))
    if tree:
        return tuple(found)
    size = sum(len(file.data) for file in found)
    return tuple(
        SourceFile(f"{copy}/{file.path}", file.data)
        for copy in range(WANTED // size + 1)
        for file in found
    )


@cache
def plain_source() -> bytes:
    """About three megabytes of C++ with nothing of CUDA's in it."""
    function = (
        "static int combine_{0}(const std::vector<int>& values, int seed) {{\n"
        "    // Adds up what stands at odd places; {0} is only there to tell the names apart.\n"
        "    int sum = seed * {0};\n"
        "    for (std::size_t at = 1; at < values.size(); at += 2) sum += values[at] ^ 0x{0:x};\n"
        '    std::printf("sum %d of %zu\\n", sum, values.size());\n'
        "    return sum;\n}}\n\n"
    )
    return "".join(function.format(number % 200) for number in range(WANTED // 330)).encode()
