"""Compare what ports to Ascend write with the headers of AscendCL and HCCL.

The rows of ``rules/ascend/names`` for the runtime, the driver and NCCL come in, and the calls that
its construct rules write; what goes out is a text for each that the headers of the wheel of
torch-npu do not bear out: a name that is not declared, another number of arguments. What the
headers do not hold (kernels, ``aclblas*``, ``aclfft*``, ``aclsparse*``) is not compared.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from migrate.rules.targets import rules_folder
from tests.surface import cuda_surface, wheels
from tests.surface.declarations import Counts, Declarations, merge, read
from tests.surface.wheels import Wheel

WHEEL = Wheel("torch-npu", "2.14.0", "manylinux_2_28_x86_64")
LIBRARIES = ("runtime", "driver", "nccl")
_HEADERS = re.compile(r"third_party/(?:acl|hccl)/inc/")
_RULES = rules_folder() / "ascend"
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_TYPE = frozenset({"void"})
_CALL = re.compile(r"\b((?:acl|Hccl)\w*|acl_port::\w+)\(")
_OTHER_LIBRARY = re.compile(r"acl(?:blas|fft|sparse|solver|nn)")


@cache
def headers() -> Declarations:
    """What the wheel's headers declare; fetched once."""
    wheel = wheels.fetch(WHEEL, wheels.cache())
    return merge(read(text) for path, text in wheels.header_texts(wheel) if _HEADERS.match(path))


def rows(library: str) -> Iterator[Mapping[str, str]]:
    """The rows that name something else than CUDA does."""
    with (_RULES / "names" / f"{library}.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["target"] and line["target"] != line["cuda"]:
                yield line


def unlike(row: Mapping[str, str], library: str, declared: Declarations) -> Iterator[str]:
    """What the headers say otherwise of a row."""
    target = row["target"]
    for name in _IDENTIFIER.findall(target):
        if name not in declared.identifiers and name not in _TYPE:
            yield f"{row['cuda']}: {name} is not declared"
    wanted = _parameters(library).get(row["cuda"])
    counts = declared.counts(target)
    if row["kind"] != "function" or wanted is None:
        return
    if not any(_takes(counts, number) for number in wanted):
        yield f"{row['cuda']}: {target} takes {sorted(counts)}, CUDA's {list(wanted)}"


def calls() -> Iterator[tuple[str, str, int, bool]]:
    """Each call that a construct rule writes: where, what, and with how many arguments, to which
    others may come.
    """
    for file in sorted(_RULES.glob("*/*.toml")):
        for text in _written(tomllib.loads(file.read_text("utf-8"))):
            for call in _CALL.finditer(text):
                given = arguments(text, call.end())
                more = any("$*" in item for item in given)
                yield f"{file.parent.name}/{file.stem}", call[1], len(given), more


def helpers() -> Declarations:
    """What the header declares that comes with a port."""
    return read((_RULES / "helpers" / "acl_port.hpp").read_text("utf-8"))


def is_known(name: str, number: int, more: bool, declared: Declarations) -> bool:
    """Whether a call of a function with so many arguments is borne out."""
    if _OTHER_LIBRARY.match(name):
        return True
    counts = declared.counts(name.removeprefix("acl_port::"))
    return any(item.fewest <= number <= item.most for item in counts) or (more and bool(counts))


def arguments(text: str, start: int) -> list[str]:
    """The arguments behind an opening parenthesis that ends at ``start``."""
    depth, found, begins = 0, [], start
    for at in range(start, len(text)):
        if text[at] in ")," and depth == 0:
            found.append(text[begins:at].strip())
            begins = at + 1
            if text[at] == ")":
                break
        depth += (text[at] in "([{") - (text[at] in ")]}")
    return [item for item in found if item]


def _written(values: object) -> Iterator[str]:
    """What a rule's tables write: ``rewrite``, and what a table of shapes has for each."""
    if isinstance(values, dict):
        match = values.get("match")
        yield from match.values() if isinstance(match, dict) else ()
        yield from (values[key] for key in ("rewrite",) if isinstance(values.get(key), str))
        for case in values.get("case", ()):
            yield from _written(case)


def _takes(counts: frozenset[Counts], number: int) -> bool:
    return any(item.fewest <= number <= item.most for item in counts)


@cache
def _parameters(library: str) -> Mapping[str, range]:
    return {
        row.name: range(row.params[0], row.params[-1] + 1)
        for row in cuda_surface.rows(library)
        if row.params
    }
