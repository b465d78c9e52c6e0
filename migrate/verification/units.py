"""The translation units of a port, and how each is given to a compiler of the target.

What comes in are a finished run, its copy on the disk and the commands of a compile database, if
there is one; what goes out are ``Unit`` values: the file, what it is compiled as, and arguments in
which the folders of the tree are those of the copy. Nothing is compiled here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.files.source import read
from migrate.regex import regex
from migrate.rules.buildtables import BuildTables
from migrate.run import Run
from migrate.semantics import compiledb
from migrate.settings.config import Semantic
from migrate.text.guards import Guards
from migrate.text.lexer import directives, trivia
from migrate.tree.folders import build_folders, include_folders
from migrate.verification.harmless import is_harmless, parted
from migrate.verification.options import Options, translated
from migrate.verification.staging import Staged
from migrate.verification.toolchain import Toolchain

_DEVICE, _CPP, _C = (".cu", ".hip"), (".cpp", ".cc", ".cxx"), ".c"
_STANDARD = "-std=gnu++17"  # what nvcc takes where no other is named
_LENIENT = tuple(  # what clang refuses of old C, and the compiler behind nvcc only warns of
    f"-Wno-error={name}"
    for name in "implicit-function-declaration implicit-int int-conversion "
    "incompatible-pointer-types incompatible-function-pointer-types".split()
)
_CONDITIONS = frozenset({"if", "elif", "ifdef", "ifndef", "elifdef", "elifndef"})
_KERNEL = regex(rb"\b__global__\b|<<<|\bhipLaunchKernelGGL\b")
_NAME = regex(rb"[A-Za-z_]\w*")
_COMPILERS = regex(r"__|HIP_VERSION$")  # macros that the compiler, or the target, defines


@dataclass(frozen=True, slots=True)
class Unit:
    """A source of the tree with one command for it. ``before`` are the arguments for the file as it
    was, ``path`` and ``after`` the copy and its arguments. In a ``plain`` one, and in what it
    includes, there is nothing of CUDA's; ``left`` are arguments that no compiler is given, and
    ``unknown`` options of which it is not known what they are for the target's.
    """

    name: str
    source: str
    path: str
    language: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_device: bool = False
    plain: bool = False
    left: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def refused(self) -> str:
        """Why no compiler is called for it, or nothing."""
        if is_harmless(self.path) and is_harmless(self.source):
            return ""
        return "its path has characters that a shell would act upon: no compiler is given it"


def units(
    done: Run,
    staged: Staged,
    settings: Semantic,
    guards: Guards,
    toolchain: Toolchain,
) -> Iterator[Unit]:
    """The units of a tree: those of the database, else every source that no other includes."""
    commands = compiledb.commands(settings.database) if settings.database is not None else None
    places = {file.name: str(file.path.resolve()) for file in (*done.near, *done.found)}
    derived = include_folders(done.index, places)
    named = () if commands is not None else build_folders(done.found)
    folders = tuple(dict.fromkeys((*settings.include_dirs, *named)))
    usual = compiledb.plain(folders, settings.defines, settings.std, derived)
    switches = tuple(f"-D{name}" for name in target_switches(done, guards))
    beside = tuple(f"-I{folder}" for folder in staged.helpers)
    for file, plain in _sources(done, commands is None):
        source = places[file.name]
        given = commands.get(source, ()) if commands is not None else None
        device = _is_device(done, file)
        for kept, options in _given(usual, given, done.rules.build.tables, device):
            unit = _unit(file.name, source, device, kept, staged, toolchain)
            after = (*unit.after, *options.given, *switches, *beside)
            yield replace(unit, after=after, plain=plain, unknown=options.unknown)


def _given(
    usual: tuple[str, ...],
    given: Sequence[compiledb.Command] | None,
    tables: BuildTables,
    device: bool,
) -> Iterable[tuple[tuple[str, ...], Options]]:
    """What compilers get for a source, each time that it is compiled, and what the target's gets
    besides; the ``usual`` where there is no database.
    """
    if given is None:
        return [(usual, Options((), ()))]
    found = (
        (command.arguments, translated(command.words, tables, command.is_nvcc, device))
        for command in given
    )
    return dict.fromkeys(found)


def target_switches(done: Run, guards: Guards) -> tuple[str, ...]:
    """Macros of the tree's own that choose the code for the target, which its build has to define:
    those that a condition asks for, that no source defines and no compiler does by itself.
    """
    asked: set[str] = set()
    defined: set[str] = set()
    for file in done.found:
        if file.kind is Kind.SOURCE and not file.skip:
            data = read(file.path, file.name).data
            for item in directives(data, trivia(data).both).items:
                names = [name.decode() for name in _NAME.findall(data, item.body, item.end)]
                if item.keyword in _CONDITIONS:
                    asked.update(names)
                elif item.keyword == "define":
                    defined.update(names[:1])
    own = (name for name in asked - defined if name in guards and not _COMPILERS.match(name))
    return tuple(sorted(own))


def _unit(
    name: str,
    source: str,
    device: bool,
    command: Sequence[str],
    staged: Staged,
    toolchain: Toolchain,
) -> Unit:
    facts = toolchain.facts
    command, left = parted(command)
    plain = tuple(word for word in command if word != compiledb.SEPARATE)
    separate = (facts.separate,) if len(plain) < len(command) and facts.separate else ()
    if source.endswith(_C):
        language: tuple[str, ...] = ("-x", "c", *facts.host, *_LENIENT)
        plain = tuple(word for word in plain if not word.startswith("-std=") or "++" not in word)
    elif not device:
        language = ("-x", "c++", *facts.host)
    else:
        language = (*toolchain.device, *separate)
    if not source.endswith(_C) and not any(word.startswith("-std=") for word in plain):
        language = (*language, _STANDARD)
    after = tuple(_moved(plain, staged))
    place = str(staged.place(Path(source)))
    return Unit(name, source, place, language, command, after, device, left=left)


def _moved(arguments: Iterable[str], staged: Staged) -> Iterator[str]:
    """``arguments`` with the folders of the tree as the copy has them."""
    takes_path = False
    for word in arguments:
        if takes_path:
            yield staged.moved(word)
        elif word.startswith("-I"):
            yield f"-I{staged.moved(word[2:])}"
        else:
            yield word
        takes_path = word in ("-isystem", "-iquote", "-idirafter", "-include")


def _sources(done: Run, without_included: bool) -> Iterator[tuple[Discovered, bool]]:
    """Sources, and whether there is nothing of CUDA's in one, and in no header of it."""
    included = set(chain.from_iterable(done.index.links.values())) if without_included else set()
    has_code = _having_code(done)
    for file in done.found:
        if file.skip or file.kind is not Kind.SOURCE or file.name in included:
            continue
        if not file.name.endswith((*_DEVICE, *_CPP, _C)):
            continue
        reached = {item.path for item in done.index.closure(file.name)} | {file.name}
        yield file, not (file.name.endswith(_DEVICE) or reached & has_code)


def _having_code(done: Run) -> set[str]:
    """Files with references, or with headers of the target; those that only mention CUDA for
    another platform are none.
    """
    facts, info, headers = done.index.by_path, done.rules.info, done.rules.target_headers
    theirs = {
        path
        for path, item in facts.items()
        if any(name in headers or info.owns_header(name) for name in item.includes)
    }
    return theirs | {result.path for result in done.report.files if result.references}


def _is_device(done: Run, file: Discovered) -> bool:
    """Whether a source is for the compiler of the device: by its suffix, or because it includes the
    target's runtime already and has kernels, or launches some.
    """
    if file.name.endswith(_DEVICE):
        return True
    facts = done.index.by_path.get(file.name)
    ported = facts is not None and done.rules.info.runtime_header in facts.includes
    asked = ported and file.name.endswith(_CPP)
    return asked and _KERNEL.search(read(file.path, file.name).data) is not None
