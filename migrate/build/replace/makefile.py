"""Makefiles for the target: one file with the facts of those around it to changes.

What comes in are the bytes of a file, the parts of it that are left alone, and what edits are made
by; what goes out are changes of words in values and recipes. Variables keep their names, since who
builds sets them: NVCC becomes the target's compiler. A line of the host's compiler gets no option
of device code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from migrate.build.replace import makecxx
from migrate.build.replace.changes import Change, Tools, change, line_end, without
from migrate.build.replace.makearchs import architecture_changes
from migrate.build.replace.makeempty import emptied
from migrate.build.replace.makehost import handed_on
from migrate.build.replace.makeinputs import UNCERTAIN, Inputs
from migrate.build.replace.makelanguage import said_of
from migrate.build.replace.makelinks import link_changes
from migrate.build.replace.makerow import Row
from migrate.build.replace.makeuses import Uses, ahead, compiler_by, is_compiler, program_of, seen
from migrate.build.replace.options import Choice, swaps
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.lexer import Spans
from migrate.text.make import Kind, Line, lines, recipe, words

_LIBRARY = regex(rb"-l(\w+?)(_static)?")
_ROOT = (
    rb"(?:\$[({](?!\w*(?:SDK|sdk|SAMPLES|samples))_*(?:CUDA|cuda)\w*"
    rb"(?:PATH|HOME|DIR|ROOT|BASE|path|home|dir|root|base)\w*[)}]|\$[({]CUDA[)}]"
    rb"|/usr/local/cuda[\w.-]*)"
)
_ARCHIVES = rb"(?:lib(?:64)?|\$[({]CUDA_LIB[)}])"
_INCLUDE = regex(rb"(?:-I|-isystem[ ]?)" + _ROOT + rb"/include/?")
_READ = regex(rb"\$[({](\w+)[)}]")
_LIB = regex(rb"-L(?:" + _ROOT + rb"/" + _ARCHIVES + rb"(?:/stubs)?/?|\$[({]CUDA_LIB\w*[)}])")
_RUNPATH = regex(rb"-Wl,-rpath[,=](?:" + _ROOT + rb"/" + _ARCHIVES + rb"/?|\$[({]CUDA_LIB\w*[)}])")
_ONLY_COMPILES = regex(
    rb"-c|-dc|-dw|--?(?:dlink|device-(?:c|link)|ptx|cubin|fatbin)|-E|-MM?|--version"
)
_OBJECTS = regex(rb".*\.o\b.*|\$\^|\$\+|\$[({]\w*OBJ\w*[)}].*", re.IGNORECASE | re.DOTALL)
_CLANG = regex(rb"--cuda-")
_FOLDER = regex(rb"[ \t]*(?:/usr/local/cuda|/opt/cuda)[\w.-]*/?[ \t]*")
_FOLDER_BY = regex(_ROOT)
_COMMENTS = regex(rb"(?:(?m:^)[ \t]*#[^\n]*\n)*\Z")
_BLANK = regex(rb"[ \t]*")


def makefile_changes(data: bytes, left: Spans, tools: Tools) -> list[Change]:
    """The changes of a Makefile; none where the target's compiler has to be told what a source is,
    and a call may have sources and objects that it cannot be told of one by one, or calls stand in
    another file.
    """
    uses = Uses(tools.seen)
    all_lines = [line for line in lines(data) if left.at(line.span.start) is None]
    inputs = None
    is_shared = tools.tables.is_shared
    own = seen(data)
    if tools.tables.word("source_option") and not tools.is_renamed(b"*.cu"):
        inputs = Inputs(data, all_lines, uses, more=is_shared)
        is_called = any(fact.startswith(("device:", "by:")) for fact in tools.seen - own)
        is_called = UNCERTAIN in tools.seen if is_shared else is_called
        if not inputs.is_certain or (is_called and not inputs.calls and uses.compilers(data)):
            return []
    if uses.is_separate and not tools.tables.word("separate_link") and not is_shared:
        return []
    calls = is_shared and makecxx.calls_nvcc(data, uses, all_lines)
    writer = _Writer(data, all_lines, uses, tools, inputs, has_host=calls)
    found = architecture_changes(data, all_lines, tools)
    found += link_changes(data, all_lines, uses, tools)
    made = [edit for item in found for edit in item.edits]
    for line in all_lines:
        found += (item for item in writer.line(line) if not _is_within(item, made))
    found += _unused(data, all_lines, found, tools.seen - {UNCERTAIN})
    is_alone = tools.seen - {UNCERTAIN} == own  # no other file is read with it
    default = makecxx.default_changed(data, all_lines, tools) if is_alone and calls else None
    if default is not None:
        at = Span(default.start, default.start)
        found.append(Change(at, "CXX", (default,), (at,), "words"))
    found += emptied(data, all_lines, found)
    if writer.needs_root and (edit := _root(data, all_lines, tools)) is not None:
        at = Span(edit.start, edit.start)
        found.append(Change(at, tools.tables.words["root"], (edit,), (at,), "words"))
    return found


def recipe_changes(
    data: bytes, line: Line, uses: Uses, tools: Tools, inputs: Inputs
) -> list[Change]:
    """The changes of one line of commands."""
    return list(_Writer(data, [line], uses, tools, inputs).line(line))


def _unused(
    data: bytes, all_lines: Sequence[Line], found: Sequence[Change], facts: Collection[str]
) -> list[Change]:
    """Variables that hold the folder of CUDA's, and of which no use is left, here and in files that
    are read with this one, which the ``facts`` are of, too.
    """
    own = seen(data)
    others = frozenset(facts) - own
    spans = [edit for item in found for edit in item.edits]
    gone: list[Change] = []
    for line in all_lines:
        is_folder = line.kind is Kind.ASSIGNMENT and _FOLDER.fullmatch(data[slice(*line.value)])
        name = line.name.decode("utf-8", "replace")
        shared = [fact for fact in own if not fact.startswith("in:")] if others else []
        if not is_folder or any(fact.endswith(f":{name}") for fact in (*others, *shared)):
            continue
        uses = re.compile(rb"\$[({]%b[)}:]|\b(?:ifn?def|origin)[ \t]+%b\b" % (line.name, line.name))
        left = [
            match
            for match in uses.finditer(data)
            if not any(edit.start <= match.start() < edit.end for edit in spans)
        ]
        if not left and uses.search(data):
            edit = without(data, *line.span)
            gone.append(change(data, line.value, [edit], "words", line.span))
    return gone


def _roots(data: bytes, all_lines: Sequence[Line]) -> Iterator[bytes]:
    """Variables that hold the folder of CUDA's, whatever they are called."""
    given: dict[bytes, list[bytes]] = {}
    for line in all_lines:
        if line.kind is Kind.ASSIGNMENT:
            given.setdefault(line.name, []).append(data[slice(*line.value)].strip(b" \t\r"))
    for name, values in given.items():
        if all(_FOLDER.fullmatch(value) or _FOLDER_BY.fullmatch(value) for value in values):
            yield name


def _is_within(item: Change, made: Iterable[Edit]) -> bool:
    """Whether a change edits what others have edited."""
    return any(
        edit.start < other.end and other.start < edit.end for edit in item.edits for other in made
    )


def _root(data: bytes, all_lines: Sequence[Line], tools: Tools) -> Edit | None:
    """The line that says where the target's headers and libraries are, before the first that says
    anything; nothing where the file says it.
    """
    name = tools.tables.word("root")
    if any(line.name == name for line in all_lines):
        return None
    first = next((line for line in all_lines if line.kind is not Kind.OTHER), None)
    start = first.span.start if first is not None else len(data)
    if first is not None and first.kind is Kind.RULE:
        start -= len(_COMMENTS.findall(data[:start])[-1])  # what is said of the rule
    text = b"%b ?= %b" % (name, tools.tables.word("root_default"))
    return Edit(start, start, text + line_end(data))


class _Writer:
    """Writes the lines of one file."""

    def __init__(
        self,
        data: bytes,
        found: Sequence[Line],
        uses: Uses,
        tools: Tools,
        inputs: Inputs | None,
        *,
        has_host: bool = False,
    ) -> None:
        self._data = data
        self._has_host = has_host
        self._lines = found
        self._roots = frozenset(_roots(data, found))
        self._inputs = inputs
        self._uses = uses
        self._tools = tools
        self.needs_root = False

    def line(self, line: Line) -> Iterator[Change]:
        if line.kind is Kind.ASSIGNMENT:
            row = Row(words(self._data, line.value))
            self._assignment(line, row)
            yield from self._changes(row, line)
        elif line.kind is Kind.RECIPE:
            for command in recipe(self._data, line):
                row = Row(command)
                self._command(row)
                yield from self._changes(row, None)

    def _text(self, word: Span) -> bytes:
        return self._data[word.start : word.end]

    def _rooted(self, word: Span) -> bytes:
        """The text of a word, where variables that hold the folder of CUDA's are called so."""
        return _READ.sub(
            lambda match: b"$(CUDA_PATH)" if match[1] in self._roots else match[0],
            self._text(word),
        )

    def _assignment(self, line: Line, row: Row) -> None:
        name = line.name.decode("utf-8", "replace")
        program = program_of(self._data, row.words)
        is_program = program is not None and is_compiler(self._text(program))
        if is_program and program is not None:
            at = row.words.index(program)
            new = compiler_by(self._text(program), self._tools.tables.word("compiler"))
            row.put(at, at + 1, [new], "words")
        elif program is not None and self._has_host and makecxx.is_cxx(self._text(program)):
            at = row.words.index(program)
            row.put(at, at + 1, [self._tools.tables.word("host_compiler")], "words")
        is_device = is_program or self._uses.is_of_device(name)
        self._options(row, is_device=is_device)
        if not is_device and self._tools.tables.is_shared and not self._is_got_by_cxx(name):
            return
        self._libraries(row)
        self._folders(row, goes="host" not in self._uses.reaches(name) and is_device)

    def _command(self, row: Row) -> None:
        program = self._uses.is_compiler(self._data, row.words)
        if program is None and any(_CLANG.match(self._text(word)) for word in row.words):
            return  # clang compiles for CUDA there, and would have to be told otherwise
        if program is not None:
            at = row.words.index(program)
            new = [ahead(self._text(program)) + self._tools.tables.word("compiler")]
            if not is_compiler(self._text(program)):
                new = [self._text(program)]
            linked = self._tools.tables.word("separate_link")
            if linked and self._uses.is_separate and self._is_link(row):
                new.append(linked)
            if self._inputs is not None:
                said = said_of(self._data, row.words, program, self._inputs, self._tools)
                new = [said.compiler] if said.compiler else new
                new += said.ahead
                for at_word, told in said.within.items():
                    row.put(at_word, at_word + 1, told, "words")
            if new != [self._text(program)]:
                row.put(at, at + 1, new, "words")
            self._options(row, is_device=True)
        elif self._tools.tables.is_shared and not self._host(row):
            return
        self._libraries(row)
        self._folders(row, goes=program is not None)
        if program is not None:
            self._runtime(row)

    def _is_got_by_cxx(self, name: str) -> bool:
        return makecxx.gets_only_cxx(self._uses, name, self._data, self._lines)

    def _host(self, row: Row) -> bool:
        """Write a command of the host's compiler of C++; any other stays."""
        if not self._has_host or not makecxx.is_of_cxx(self._data, row.words):
            return False
        program = program_of(self._data, row.words)
        if program is not None and makecxx.is_cxx(self._text(program)):
            at = row.words.index(program)
            row.put(at, at + 1, [self._tools.tables.word("host_compiler")], "words")
        return True

    def _runtime(self, row: Row) -> None:
        """The runtime behind all else of a link, where the compiler does not add it."""
        added = self._tools.tables.word("link_runtime").split()
        texts = [self._text(word) for word in row.words]
        if not added or any(_ONLY_COMPILES.fullmatch(text) for text in texts):
            return
        last = len(row.words) - 1
        written = {item for new in row.new.values() for item in new} | set(texts)
        missing = [item for item in added if item not in written]
        if not missing or added[-1] in written:
            return
        if last in row.new:
            row.new[last] = [*row.new[last], *missing]
            return
        row.put(last, last + 1, [texts[last], *missing], "words")
        self.needs_root = True

    def _is_link(self, row: Row) -> bool:
        """Whether a command links objects."""
        texts = [self._text(word) for word in row.words]
        is_only = any(_ONLY_COMPILES.fullmatch(text) for text in texts)
        has_link = self._tools.tables.word("separate_link").split()[-1] in texts
        return not is_only and not has_link and any(_OBJECTS.fullmatch(text) for text in texts)

    def _options(self, row: Row, *, is_device: bool) -> None:
        texts = [self._text(word).decode("utf-8", "surrogateescape") for word in row.words]
        if is_device:
            for first, last, name in handed_on(texts, self._data, self._lines):
                row.put(first, last, name.encode().split(), "options")
        if is_device and self._tools.tables.is_shared:
            self._runpaths(row)
        choice = Choice(is_device, self._tools.archs)
        for swap in swaps(texts, self._tools.tables, choice):
            new = [text.encode("utf-8", "surrogateescape") for text in swap.new]
            row.put(swap.first, swap.last, new, "options")

    def _libraries(self, row: Row) -> None:
        """Libraries by the names they are linked by, each once in a row."""
        written: set[bytes] = set()
        for at, word in enumerate(row.words):
            match = _LIBRARY.fullmatch(self._text(word))
            if match is None:
                continue
            whole = match[1] + (match[2] or b"")
            library = self._tools.library(whole.decode()) or self._tools.library(match[1].decode())
            if library is None and self._tools.goes(whole.decode()):
                row.put(at, at + 1, [], "libraries")
            if library is None:
                continue
            new = (library.flag or f"-l{library.link}").encode()
            row.put(at, at + 1, [] if new in written else [new], "libraries")
            written.add(new)

    def _folders(self, row: Row, *, goes: bool) -> None:
        """Folders of CUDA's: the target's compiler knows its own, that of the host is told."""
        tables = self._tools.tables
        if tables.is_shared:
            self._shared_folders(row)
            return
        root = b"$(%b)" % tables.word("root")
        for at, word in enumerate(row.words):
            text = self._rooted(word)
            if _RUNPATH.fullmatch(text):
                new = [b"-Wl,-rpath,%b/lib" % root]
            elif _INCLUDE.fullmatch(text):
                new = [*tables.word("host_options").split(), b"-I%b/include" % root]
            elif _LIB.fullmatch(text):
                new = [b"-L%b/lib" % root]
            elif at and _RUNPATH.fullmatch(b"%b,%b" % (self._text(row.words[at - 1]), text)):
                new = [b"-Wl,-rpath,%b/lib" % root]
                row.put(at - 1, at + 1, new if not goes else [], "words")
                self.needs_root |= not goes
                continue
            else:
                continue
            stays = not goes or (b"-L" in text and bool(tables.word("link_runtime")))
            row.put(at, at + 1, new if stays else [], "words")
            self.needs_root |= stays

    def _shared_folders(self, row: Row) -> None:
        """Folders of CUDA's, where one compiler knows its own for both sides."""
        folder = [b"-I" + self._tools.helpers.encode()] if self._tools.helpers else []
        for at, word in enumerate(row.words):
            text = self._rooted(word)
            before = self._text(row.words[at - 1]) if at else b""
            if _INCLUDE.fullmatch(text):
                row.put(at, at + 1, folder, "words")
            elif _RUNPATH.fullmatch(text) or _LIB.fullmatch(text):
                row.put(at, at + 1, [], "words")
            elif _RUNPATH.fullmatch(b"%b,%b" % (before, text)):
                row.put(at - 1, at + 1, [], "words")

    def _runpaths(self, row: Row) -> None:
        """Folders that nvcc hands to its linker word by word."""
        texts = [b"", b"", *(self._rooted(word) for word in row.words)]
        for at, text in enumerate(texts[2:]):
            if texts[at + 1] != b"-Xlinker":
                continue
            if _RUNPATH.fullmatch(b"-Wl,%b" % text):
                row.put(at - 1, at + 1, [], "words")
            elif texts[at] == b"-rpath" and _RUNPATH.fullmatch(b"-Wl,-rpath,%b" % text):
                row.put(at - 3, at + 1, [], "words")

    def _changes(self, row: Row, line: Line | None) -> Iterator[Change]:
        """The changes of a row: words that go take the blanks before them along, and a line that
        only adds such words goes.
        """
        if not row.new:
            return
        if line is not None and line.how == b"+=" and self._is_gone(row):
            yield change(
                self._data, row.words[0], [without(self._data, *line.span)], "options", line.span
            )
            return
        first_kept = row.first_kept
        for first, last, table in sorted(row.groups):
            edits = [self._edit(row, at, first_kept) for at in range(first, last)]
            place = Span(row.words[first].start, row.words[last - 1].end)
            yield change(self._data, place, edits, table)

    def _is_gone(self, row: Row) -> bool:
        return all(at in row.new and not row.new[at] for at in range(len(row.words)))

    def _edit(self, row: Row, at: int, first_kept: int) -> Edit:
        word, new = row.words[at], row.new[at]
        if new:
            return Edit(*word, b" ".join(new))
        start, end = (row.words[at - 1].end if at else word.start), word.end
        if at < first_kept:
            is_last = at + 1 < len(row.words) and (at + 1 not in row.new or row.new[at + 1])
            blank = _BLANK.match(self._data, end)
            end = blank.end() if blank is not None and is_last else end
        return Edit(start, end, b"")
