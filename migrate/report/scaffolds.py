"""Skeletons of kernels that a target does not convert, to start from.

What comes in are the text of a file and the templates of a target; what goes out is one skeleton
for each kernel, with the lines in which a person has to decide. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from migrate.kernels.heads import Parameter
from migrate.kernels.patterns import Classified, classify
from migrate.model import Finding
from migrate.regex import regex
from migrate.rules.kernelways import Pattern, kernel_ways
from migrate.rules.ruleset import RuleSet
from migrate.text.syntax import SyntaxTree, parse

FOLDER = "scaffolds"  # of the rules of a target
_OTHER = "kernel"
_MARK = regex(r"// [A-Z]+\((\w[\w-]*)\): (.*)")  # a line of a template that a person decides on
_OWN = frozenset(
    "at begin clusters cores count device end in old on_core one own part parts piece queue share "
    "size span status stream stride tasks total work".split()
)
_ELSEWHERE = "what it calls of other files says so"
_UNKNOWN = "float"  # stands for a type that the template cannot know


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of a skeleton that a person decides on."""

    line: int
    what: str
    says: str


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A file to start from, what it is called, and what is to be done in it."""

    name: str
    pattern: Pattern
    text: str
    todos: tuple[Todo, ...]


def templates(rules: RuleSet) -> dict[str, Path]:
    """The templates of a target by the pattern they are for; none where it converts kernels."""
    found: dict[str, Path] = {}
    if not kernel_ways(rules):
        return found
    for folder in rules.folders:
        for file in sorted((folder / rules.info.name / FOLDER).glob("*")):
            found[file.stem] = file
    return found


def skeletons(
    path: str, data: bytes, found: dict[str, Path], findings: Sequence[Finding]
) -> Iterator[Skeleton]:
    """One for each kernel of a file, with the pattern that the ``findings`` say; none where there
    are no templates.
    """
    if _OTHER not in found or b"__global__" not in data:
        return
    tree = parse(data)
    patterns = {each.start: each.pattern for each in findings if each.pattern}
    for kernel in classify(tree):
        inside = (patterns[at] for at in sorted(patterns) if at in range(*kernel.whole))
        pattern = Pattern(next(inside, kernel.pattern))
        if pattern is not kernel.pattern:
            kernel = replace(kernel, pattern=pattern, evidence=_ELSEWHERE)
        yield _skeleton(path, tree, kernel, found)


def _skeleton(path: str, tree: SyntaxTree, kernel: Classified, found: dict[str, Path]) -> Skeleton:
    taken = [_apart(each) for each in kernel.parameters]
    arrays = [each for each in taken if each.is_pointer]
    read = [each for each in arrays if each.is_const]
    written = [each for each in arrays if not each.is_const]
    fits = bool(read and written) if kernel.pattern is Pattern.REDUCTION else bool(arrays)
    named = str(kernel.pattern) if str(kernel.pattern) in found and fits else _OTHER
    template = found[named]
    body = tree.read(kernel.whole).decode("utf-8", "replace")
    values = {
        "kernel": kernel.name,
        "pattern": str(kernel.pattern),
        "evidence": kernel.evidence,
        "path": path,
        "body": _commented(body),
        "parameters": ", ".join(map(_declared, arrays)),
        "arguments": ", ".join(each.name for each in arrays),
        "first": read[0].name if read else arrays[0].name if arrays else "",
        "last": written[-1].name if written else "",
        "type": _type(read[0]) if read else _UNKNOWN,
        "scalars": ", ".join(f"{each.type} {each.name}" for each in taken if not each.is_pointer),
    }
    lines = _lines(template.read_text("utf-8").splitlines(), values, arrays)
    text = "\n".join(lines) + "\n"
    name = f"{Path(path).stem}_{kernel.name}{template.suffix}"
    return Skeleton(name, kernel.pattern, text, tuple(_todos(text)))


def _commented(body: str) -> str:
    """Code as lines of comment; none goes on in the next."""
    lines = (line.rstrip(" \\") for line in body.splitlines())
    return "\n".join(f"//   {line}".rstrip() for line in lines)


def _apart(one: Parameter) -> Parameter:
    """A parameter that has no name of the skeleton's own."""
    return replace(one, name=f"{one.name}_") if one.name in _OWN else one


def _lines(
    template: Sequence[str], values: dict[str, str], arrays: Sequence[Parameter]
) -> list[str]:
    """The lines of a template, those with ``${in}``, ``${out}`` or ``${array}`` once for each array
    that is read, written, or either, and those with ``${unknown}`` for each of an unknown type.
    """
    read = [one for one in arrays if one.is_const]
    written = [one for one in arrays if not one.is_const]
    kinds = {
        "in": read,
        "out": written,
        "array": [*read, *written],
        "unknown": [one for one in arrays if not one.is_plain],
    }
    found: list[str] = []
    for line in template:
        word = next((word for word in kinds if f"${{{word}}}" in line), None)
        if word is None:
            found += Template(line).safe_substitute(values).split("\n")
            continue
        for one in kinds[word]:
            own = {word: one.name, "type": _type(one), "named": one.type}
            found.append(Template(line).safe_substitute(values | own))
    return found


def _type(one: Parameter) -> str:
    return one.type if one.is_plain else _UNKNOWN


def _declared(one: Parameter) -> str:
    const = "const " if one.is_const else ""
    return f"{const}{_type(one)}* {one.name}"


def _todos(text: str) -> Iterator[Todo]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _MARK.search(line)
        if found is not None:
            yield Todo(number, found[1], found[2])
