"""What the rules for SYCL write: names, and calls with numbers of arguments.

What comes in are the tables and the rules of ``rules/sycl``; what goes out is each qualified name
on a right-hand side with its place, and each call of the helper with how many arguments it is
given. Nothing is compiled here.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from migrate.rules.targets import rules_folder

FOLDER = rules_folder() / "sycl"
_NAME = re.compile(r"(?<![\w:$}])(?:port|sycl|oneapi|std)(?:::~?\w+)+")
_WRITTEN = frozenset("target target_command rewrite rewrites becomes".split())
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


# Forms of CUDA's functions that the helper has not, since something else of theirs is reported.
_REPORTED = {
    "cooperative_groups::memcpy_async": {6},  # its last argument, nvcuda::experimental::pipeline
    "cooperative_groups::this_thread_block": {1},  # its argument, block_tile_memory
    "cooperative_groups::wait": {2, 3},  # its second argument, nvcuda::experimental::pipeline
    "cooperative_groups::wait_prior": {2},  # the same
    "cuda::make_pipeline": {1, 3},  # its roles; CUDA has none with 1
    "curand_init": {3},  # its state, of quasi-random numbers
    "thrust::make_counting_iterator": {2},  # a stride, with CUDA 13
}
_OLD = "cublas.csv"  # functions without a handle, of a header that is reported


class Named(NamedTuple):
    """A name on a right-hand side, and where it is."""

    name: str
    place: str


class Called(NamedTuple):
    """A call: ``given`` arguments, or at least so many where it goes on."""

    name: str
    place: str
    given: int
    goes_on: bool = False


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of the tables of names that have a counterpart, each with its place."""
    for file in sorted((FOLDER / "names").glob("*.csv")):
        with file.open(newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), 2):
                if row["status"] in ("renamed", "review") and row["target"]:
                    yield f"{file.name}:{number}", row


def rewrites() -> Iterator[tuple[str, str, str]]:
    """The shapes of rules with what each becomes: the place, the shape, the rewrite."""
    for file in sorted(FOLDER.rglob("*.toml")):
        if file.parent != FOLDER:
            rule = tomllib.loads(file.read_text("utf-8"))
            yield from _of_rule(file.relative_to(FOLDER).as_posix(), rule, {}, {})


def _of_rule(
    place: str, rule: dict[str, Any], each: dict[str, Any], words: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    each = {**each, **rule.get("each", {})}
    words = {**words, **rule.get("words", {})}
    shapes = rule.get("match")
    pairs: list[tuple[str, str]] = []
    if isinstance(shapes, dict):
        pairs = [(shape, text) for shape, text in shapes.items() if isinstance(text, str)]
    elif isinstance(rule.get("rewrite"), str):
        listed = [shapes] if isinstance(shapes, str) else (shapes or [""])
        pairs = [(shape, rule["rewrite"]) for shape in listed]
    for shape, text in pairs:
        for filled in _filled(shape, text, each):
            yield (place, *filled)
    for case in rule.get("case", ()):
        yield from _of_rule(place, case, each, words)


def _filled(shape: str, text: str, each: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A shape and a rewrite for all that their words may stand for."""
    choices = []
    for names, values in each.items():
        keys = [name.strip() for name in names.split(",")]
        if isinstance(values, dict):
            choices.append([{keys[0]: (one, other)} for one, other in values.items()])
        else:
            choices.append(
                [
                    {key: (part, part) for key, part in zip(keys, _listed(value), strict=False)}
                    for value in values
                ]
            )
    for chosen in product(*choices):
        made_shape, made_text = shape, text
        for key, (one, other) in ((k, v) for choice in chosen for k, v in choice.items()):
            made_shape = _with(made_shape, key, one)
            made_text = _with(made_text, key, other)
        yield made_shape, made_text


def _listed(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _with(text: str, key: str, value: str) -> str:
    return re.sub(rf"\$(?:\{{{key}\}}|{key}\b)", lambda _: value, text)


def named() -> Iterator[Named]:
    """All qualified names that are written."""
    for place, row in rows():
        yield from (Named(match[0], place) for match in _NAME.finditer(row["target"]))
    for place, _, text in rewrites():
        plain = _STRINGS.sub('""', text)
        yield from (Named(match[0], place) for match in _NAME.finditer(plain))
    with (FOLDER / "target.toml").open("rb") as file:
        for text in tomllib.load(file)["spellings"].values():
            yield Named(text, "target.toml")


def calls() -> Iterator[Called]:
    """The calls of the helper that rules write."""
    for place, _, text in rewrites():
        for match in _NAME.finditer(text):
            arguments = _arguments(text, match.end())
            if arguments is not None and match[0].startswith("port::"):
                goes_on = any(item.startswith("$*") for item in arguments)
                count = sum(not item.startswith("$*") for item in arguments)
                yield Called(match[0], f"{place}: {text}", count, goes_on)


def _arguments(text: str, at: int) -> list[str] | None:
    """The arguments of a call whose name ends at ``at``; None where none is called."""
    if text[at : at + 1] == "<":
        at = text.find(">", at) + 1
    if text[at : at + 1] != "(":
        return None
    depth, start, found = 0, at + 1, []
    for end in range(at, len(text)):
        depth += (text[end] in "([{") - (text[end] in ")]}")
        if depth == 0 or (depth == 1 and text[end] == ","):
            found.append(text[start:end].strip())
            start = end + 1
        if depth == 0:
            return [] if found == [""] else found
    return None


def kept_calls() -> Iterator[Called]:
    """The calls of functions that only get another name, by the numbers of arguments CUDA has.
    Numbers that a rule speaks of are the rule's.
    """
    ruled = {
        (match[1], len(_arguments(shape, match.end(1)) or []))
        for _, shape, _ in rewrites()
        for match in [re.match(r"([A-Za-z_]\w*)\(", shape)]
        if match
    }
    names = {name for name, _ in ruled}
    params = dict(_cudas())
    for place, row in rows():
        is_call = row["kind"] == "function" and row["target"].startswith("port::")
        if is_call and re.fullmatch(r"[\w:]+", row["target"]) and row["cuda"] not in names:
            counts = params.get(row["cuda"], range(0))
            for count in counts[-1:] if place.startswith(_OLD) else counts:
                if count in _REPORTED.get(row["cuda"], ()):
                    continue
                yield Called(row["target"], f"{place}: {row['cuda']}", count)


def _cudas() -> Iterator[tuple[str, range]]:
    """The functions of CUDA's with how many arguments each may be given."""
    for file in sorted((rules_folder() / "cuda").glob("*.csv")):
        with file.open(newline="") as lines:
            for row in csv.DictReader(lines):
                match = re.fullmatch(r"(\d+)(?:-(\d+))?", row.get("params") or "")
                if match and row.get("kind") == "function":
                    yield row["name"], range(int(match[1]), int(match[2] or match[1]) + 1)


def helper_headers() -> tuple[Path, ...]:
    return tuple(sorted((FOLDER / "helpers").glob("*.hpp")))
