"""What the variables of a Makefile hold and where they are used, as far as it takes to edit them.

What comes in are the lines of a file, and facts of those that it takes in or that take it in; what
goes out is which variables are CUDA's compiler, and which reach only that, or the compiler of the
host as well. Values are read, not evaluated.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrate.model import Span
from migrate.regex import regex
from migrate.text.make import Kind, Line, Words, lines, recipe, words
from migrate.tree.filefacts import FileFacts

_COMPILER = regex(rb"[\"']?(?:\$[({]\w+[)}]|\$[A-Z]|[\w./~-])*(?<![\w.])nvcc[\"']?")
# Variables ahead of a path, by names that are of no folder: $(Q)$(CUDA_DIR)/bin/nvcc.
_AHEAD = regex(
    rb"(?:\$[({](?!\w*(?i:cuda|nv|path|home|dir|root|base|bin|prefix|toolkit|tk))\w+[)}]|\$[A-Z])+"
    rb"(?=\$[({]|nvcc|/usr|/opt)"
)
_VARIABLE = regex(rb"\$(?:[({]([\w.-]+)(?::[^(){}]*)?[)}]|(\w))")
_INCLUDE = regex(rb"[ \t]*[-s]?include[ \t]+([^\n]*)")
_DEVICE = regex(r"(?i)nvcc|(?<![a-z])cuda|gencode|ptxas|\bcu_?flags|^(?:sm|gpu)_?(?:arch|flags)")
_FOUND = regex(
    rb"\$\(shell[ \t]+(?:which|command[ \t]+-v|type[ \t]+-[pP])[ \t]+"
    rb"(?P<name>nvcc)(?![\w.-])[^()|;&]*\)"
)
_LAUNCHERS = frozenset(b"ccache time env exec".split())
# A variable ahead of a program, which may hold such a one or nothing.
_MAY_LAUNCH = regex(
    rb"\$[({](?i:q|at|exec|verbose?|silent|quiet|time|launch\w*|prefix|\w*ccache)[)}]"
)
_HOSTS = regex(
    rb"(?:\S*/)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|icc|icpc|ld|mpicc|mpicxx|mpic\+\+)(?:-[\d.]+)?"
    rb"|\$[({](?:CC|CXX|LD|CPP|LINK|LINKER|GCC|GXX|CPPC?|MPICC|MPICXX|C_C|HOST_?C\w*)[)}]"
)
_COMPILES = frozenset((b"-c", b"-o"))  # options of any compiler, and of any linker
_SEPARATE = regex(rb"--?(?:dc|device-c|dlink|device-link)|--?(?:rdc|relocatable-device-code)=true")


@dataclass(frozen=True, slots=True)
class Uses:
    """Facts of a Makefile, with those of the files around it."""

    facts: frozenset[str]

    @property
    def is_separate(self) -> bool:
        """Whether device code is compiled in parts."""
        return "separate" in self.facts

    def is_compiler(self, data: bytes, command: Iterable[Span]) -> Span | None:
        """The word of a command that is CUDA's compiler."""
        program = program_of(data, command)
        if program is None:
            return None
        text = data[program.start : program.end]
        names = [(match[1] or match[2]).decode() for match in _VARIABLE.finditer(text)]
        if any(
            f"nvcc:{name}" in self.facts and f"mixed:{name}" not in self.facts for name in names
        ):
            return program
        return program if _COMPILER.fullmatch(text) else None

    def compilers(self, data: bytes) -> frozenset[str]:
        """The variables that are CUDA's compiler by what the file itself says."""
        return frozenset(_compilers(data, list(lines(data))))

    def reaches(self, name: str) -> frozenset[str]:
        """Which of ``device`` and ``host`` a variable reaches, by itself or in others."""
        return frozenset(kind for one in self._holding(name) for kind in self._got_by(one))

    def programs(self, name: str) -> frozenset[str]:
        """The variables that are programs which get a variable, by itself or in others."""
        names = self._holding(name)
        by = (fact.split(":") for fact in self.facts if fact.startswith("by:"))
        return frozenset(program for _, program, got in by if got in names)

    def _holding(self, name: str) -> frozenset[str]:
        """The variables that hold a variable, and itself."""
        names, pending = {name}, [name]
        while pending:
            end = f":{pending.pop()}"
            outer = {f.split(":")[1] for f in self.facts if f.startswith("in:") and f.endswith(end)}
            pending += outer - names
            names |= outer
        return frozenset(names)

    def _got_by(self, name: str) -> Iterator[str]:
        """Who gets a variable in a command."""
        for kind in ("device", "host"):
            if f"{kind}:{name}" in self.facts:
                yield kind
        for fact in self.facts:
            if fact.startswith("by:") and fact.endswith(f":{name}"):
                program = fact.split(":")[1]
                if f"nvcc:{program}" in self.facts:
                    yield "device"
                if f"nvcc:{program}" not in self.facts or f"mixed:{program}" in self.facts:
                    yield "host"

    def is_of_device(self, name: str) -> bool:
        """Whether only CUDA's compiler gets what a variable holds."""
        reached = self.reaches(name)
        return reached == {"device"} or (not reached and _DEVICE.search(name) is not None)


def is_compiler(text: bytes) -> bool:
    """Whether a word is a path of nvcc, or a search for it."""
    return _COMPILER.fullmatch(text) is not None or _FOUND.fullmatch(text) is not None


def compiler_by(text: bytes, name: bytes) -> bytes:
    """Such a word for the compiler ``name``."""
    found = _FOUND.fullmatch(text)
    program, _, options = name.partition(b" ")
    name = ahead(text) + name
    return (
        text[: found.start("name")]
        + program
        + text[found.end("name") :]
        + (b" " + options if options else b"")
        if found
        else name
    )


def ahead(text: bytes) -> bytes:
    """What stands ahead of the path in such a word, and is none of its folders."""
    found = _AHEAD.match(text)
    return found[0] if found else b""


def program_of(data: bytes, command: Iterable[Span]) -> Span | None:
    """The word of a command that is run."""
    for word in command:
        text = data[word.start : word.end]
        if text in _LAUNCHERS or _MAY_LAUNCH.fullmatch(text):
            continue
        if not re.fullmatch(rb"[A-Za-z_]\w*=.*", text, re.DOTALL):
            return word
    return None


def links(data: bytes, command: Words, uses: Uses) -> bool:
    """Whether a command is one of a compiler's or of a linker's."""
    program = program_of(data, command)
    is_host = program is not None and _HOSTS.search(data[slice(*program)]) is not None
    texts = {data[slice(*word)] for word in command}
    return is_host or bool(texts & _COMPILES) or uses.is_compiler(data, command) is not None


def seen(data: bytes) -> frozenset[str]:
    """What a Makefile says that others are edited by: ``nvcc:X`` a variable that is the compiler,
    ``mixed:X`` one that is another in places, ``device:X`` and ``host:X`` those that the two get,
    ``by:X:Y`` that the program X gets Y, ``in:X:Y`` that X holds Y, ``include:X``.
    """
    found = list(lines(data))
    compilers = frozenset(_compilers(data, found))
    facts = {f"nvcc:{name}" for name in compilers}
    facts |= {f"mixed:{name}" for name in _mixed(data, found, compilers)}
    own = Uses(frozenset(facts))
    for line in found:
        text = data[line.span.start : line.span.end]
        if (include := _INCLUDE.fullmatch(text)) is not None:
            names = include[1].decode("utf-8", "replace").split()
            facts |= {f"include:{posixpath.basename(name)}" for name in names if "*" not in name}
        elif line.kind is Kind.ASSIGNMENT:
            outer = line.name.decode("utf-8", "replace")
            facts |= {f"in:{outer}:{name}" for name in variables(data, line.value)}
        elif line.kind is Kind.RECIPE:
            for command in recipe(data, line):
                facts.update(_of_command(data, command, own))
    if any(
        _SEPARATE.fullmatch(data[slice(*word)]) for line in found for word in _words(data, line)
    ):
        facts.add("separate")
    return frozenset(facts)


def _words(data: bytes, line: Line) -> Iterator[Span]:
    if line.kind is Kind.ASSIGNMENT:
        yield from words(data, line.value)
    elif line.kind is Kind.RECIPE:
        yield from (word for command in recipe(data, line) for word in command)


def _compilers(data: bytes, found: Iterable[Line]) -> Iterator[str]:
    """Variables that are CUDA's compiler, if only in places."""
    for line, program in _programs(data, found):
        if is_compiler(data[program.start : program.end]):
            yield line.name.decode("utf-8", "replace")


def _mixed(data: bytes, found: Iterable[Line], compilers: frozenset[str]) -> Iterator[str]:
    """Those that are another compiler in places."""
    for line, program in _programs(data, found):
        name = line.name.decode("utf-8", "replace")
        text = data[program.start : program.end]
        held = {inner.decode() for pair in _VARIABLE.findall(text) for inner in pair if inner}
        if name in compilers and not is_compiler(text) and not held & compilers:
            yield name


def _programs(data: bytes, found: Iterable[Line]) -> Iterator[tuple[Line, Span]]:
    """What variables hold, as far as it may be a program."""
    for line in found:
        if line.kind is Kind.ASSIGNMENT and line.how != b"+=" and (held := words(data, line.value)):
            program = program_of(data, held)
            if program is not None:
                yield line, program


def variables(data: bytes, span: Span) -> Iterator[str]:
    for match in _VARIABLE.finditer(data, *span):
        yield (match[1] or match[2]).decode("utf-8", "replace")


def _of_command(data: bytes, command: tuple[Span, ...], own: Uses) -> Iterator[str]:
    """The compiler that gets the variables of a command; ``nvcc`` may be one of another file's."""
    program = program_of(data, command)
    if program is None:
        return
    text = data[program.start : program.end]
    is_device = own.is_compiler(data, command) is not None or b"NVCC" in text
    texts = {data[word.start : word.end] for word in command}
    is_host = not is_device and (_HOSTS.search(text) is not None or bool(texts & _COMPILES))
    programs = list(variables(data, program))[-1:]
    kind = "device" if is_device else f"by:{programs[0]}" if programs else "host"
    for word in command if is_device or is_host or programs else ():
        for name in variables(data, word):
            yield f"{kind}:{name}"


def facts_around(path: str, files: Mapping[str, FileFacts]) -> frozenset[str]:
    """The facts of a Makefile, of those that it takes in, and of those that take it in."""
    own = files[path].asks if path in files else frozenset()
    found = set(own)
    named = {name.removeprefix("include:") for name in own if name.startswith("include:")}
    base = f"include:{posixpath.basename(path)}"
    for name, facts in files.items():
        if posixpath.basename(name) in named or base in facts.asks:
            found |= facts.asks
    return frozenset(found)
