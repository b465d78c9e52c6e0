"""Types alone are checked, where a target's own compiler cannot be had: its headers are enough.

What comes in are the facts of a target (``[compile]``) and the user's choice; what goes out is a
``Types``, which gives each unit to clang in CUDA's mode (or to libclang), which reads launches, and
then to g++, for which launches are written as calls. What a compiler of the target declares by
itself stands in a header that comes with the rules. Nothing is linked or run.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from migrate.model import UserError
from migrate.process.execute import Answer, call
from migrate.proof import Compiler
from migrate.rules.targets import Compiling, TargetInfo, rules_folder
from migrate.semantics.toolchain import is_installed
from migrate.text.syntax import Node, parse, walk
from migrate.verification.diagnostics import parse as errors_of
from migrate.verification.toolchain import QUIET, Asked, Compiled, split

_LIBCLANG = (sys.executable, "-m", "migrate.semantics.typecheck")
_CLANG, _GCC = "clang", "g++"
_QUIET_GCC = (
    "-w",
    "-fmax-errors=0",
    "-fno-diagnostics-show-caret",
    "-fdiagnostics-color=never",
    "-fno-canonical-system-headers",  # so that links of the copy are not followed
)
_STAGE = "g++"
_LAUNCH = b"<<<"
_PATIENCE = 60.0  # seconds that a compiler may take to speak of itself


@dataclass(frozen=True, slots=True)
class Types:
    """Programs that check types, the first of them as clang does, and ``options`` for all."""

    about: Compiler
    facts: Compiling
    clang: tuple[str, ...]
    gcc: str
    options: tuple[str, ...]

    has_device: ClassVar[bool] = False
    running: ClassVar[Mapping[str, str] | None] = None

    @property
    def device(self) -> tuple[str, ...]:
        """Options for a unit that holds code for the device."""
        return self.facts.device

    def compile(
        self,
        unit: str,
        language: Sequence[str],
        arguments: Sequence[str],
        output: str,
        limit: float,
        *,
        plain: bool = False,  # noqa: ARG002
    ) -> Compiled:
        """Check the types of ``unit``; one that is ``plain`` as any other source."""
        words = [*arguments, *self.options]
        if self.clang:
            command = [*self.clang, *language, *QUIET, "-fsyntax-only", *words, unit]
            answer = call(command, limit, _environment())
            if answer.code != 0 or not self.gcc:
                return Compiled(answer.code, answer.text)
        return self._by_gcc(unit, language, words, Path(output).with_suffix(".cpp"), limit)

    def link(
        self,
        objects: Sequence[str],  # noqa: ARG002
        libraries: Sequence[str],  # noqa: ARG002
        output: str,  # noqa: ARG002
        separate: bool,  # noqa: ARG002
        limit: float,  # noqa: ARG002
    ) -> Answer:
        """Refuse: there are no objects."""
        return Answer(1, "error: types alone are checked, and no program is made")

    def _by_gcc(
        self, unit: str, language: Sequence[str], words: Sequence[str], copy: Path, limit: float
    ) -> Compiled:
        """What g++ says of a unit whose launches are calls; nothing where a header has launches."""
        data = Path(unit).read_bytes().removeprefix(BOM_UTF8)
        copy.write_bytes(b'#line 1 "%s"\n%s' % (os.fsencode(unit), launches_as_calls(data)))
        kind = "c" if "c" in language else "c++"
        standard = [word for word in language if word.startswith("-std=")]
        here = ["-iquote", str(Path(unit).parent)]
        command = [self.gcc, "-x", kind, *standard, *_QUIET_GCC, "-fsyntax-only", *here, *words]
        answer = call([*command, str(copy)], limit, _environment())
        if answer.code and _stops_at_launch(answer.text, unit):
            return Compiled(0, "")
        return Compiled(answer.code, answer.text, _STAGE)


def find_types(info: TargetInfo, facts: Compiling, asked: Asked) -> Types | None:
    """What checks types, where the target's headers are; None where they, or all compilers, are
    missing. Raises ``UserError`` where a compiler is named that is not there, or finds no headers.
    """
    program, options = split(asked.program)
    if program and shutil.which(program) is None:
        raise UserError(f"--compiler: there is no program {program}", "name it with its path")
    named_clang = _CLANG in Path(program).name
    clang = (program,) if named_clang else _clang()
    gcc = program if program and not named_clang else shutil.which(_GCC) or ""
    if not clang and not gcc:
        return None
    folders = () if options else headers(info, facts)
    given = [word for folder in folders for word in ("-isystem", str(folder))]
    first = rules_folder() / info.name / facts.first
    declared = ("-isystem", str(first.parent), "-include", str(first)) if facts.first else ()
    every = (*options, *declared, *given)
    title = " and ".join(
        [*(["libclang"] if clang == _LIBCLANG else clang), *([gcc] if gcc else [])]
    )
    made = Types(Compiler(title, "types alone", "", "host code"), facts, clang, gcc, every)
    if not _finds_headers(made, info, asked.folder):
        if not program:
            return None
        advice = f'say where they are: --compiler "{program} -I DIR"'
        raise UserError(f"{program} does not find {info.runtime_header}", advice)
    return made


def headers(info: TargetInfo, facts: Compiling) -> tuple[Path, ...]:
    """The first group of folders that has the header of the runtime. A folder that is relative lies
    below a package of this Python.
    """
    packages = Path(sysconfig.get_path("purelib"))
    for group in facts.headers:
        expanded = [os.path.expandvars(folder) for folder in group.split(":")]
        folders = [packages / folder for folder in expanded if "$" not in folder]
        if any((folder / info.runtime_header).is_file() for folder in folders):
            return tuple(folder for folder in folders if folder.is_dir())
    return ()


def launches_as_calls(data: bytes) -> bytes:
    """The source with ``kernel<<<configuration>>>(arguments)`` as ``(migrate_launch(configuration),
    kernel(arguments))``, which any compiler of C++ reads.
    """
    if _LAUNCH not in data:
        return data
    launches = [node for node in walk(parse(data).root) if _is_launch(node)]
    for node in reversed(launches):
        name, configuration, arguments = node.children[:3]
        words = data[configuration.start_byte + 3 : configuration.end_byte - 3]
        called = data[name.start_byte : name.end_byte]
        given = data[arguments.start_byte : arguments.end_byte]
        made = b"(migrate_launch(%s), %s%s)" % (words, called, given)
        data = data[: node.start_byte] + made + data[node.end_byte :]
    return data


def _is_launch(node: Node) -> bool:
    return len(node.children) > 2 and node.children[1].type == "kernel_call_syntax"


def _stops_at_launch(text: str, unit: str) -> bool:
    """Whether an error stands in another file, at a launch."""
    for error in errors_of(text):
        place = error.place
        if place is not None and place.file != unit and Path(place.file).is_file():
            lines = Path(place.file).read_bytes().splitlines()
            if _LAUNCH in b"".join(lines[place.line - 1 : place.line]):
                return True
    return False


def _clang() -> tuple[str, ...]:
    if is_installed():
        return _LIBCLANG
    found = shutil.which("clang++")
    return (found,) if found else ()


def _finds_headers(made: Types, info: TargetInfo, folder: Path) -> bool:
    file = folder / "probe.cpp"
    file.write_text(f"#include <{info.runtime_header}>\n")
    answer = made.compile(str(file), ("-x", "c++"), (), str(folder / "probe.o"), _PATIENCE)
    return answer.code == 0


def _environment() -> Mapping[str, str]:
    return {**os.environ, "LC_ALL": "C"}
