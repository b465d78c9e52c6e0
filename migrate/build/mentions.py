"""What the files of a tree that are no sources name: other files, patterns of files, folders that
are installed.

What comes in are their texts; what goes out are answers about a path: whether something names it,
whether a build takes it with others (``*.cu``), whether it is for the users of a library. Comments
of build files name nothing. Where something cannot be known, the answer is yes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from typing import NamedTuple

from migrate.files.kinds import Kind, kind_of
from migrate.regex import regex

_PART = regex(rb"\w+")
_WORD = regex(rb"[\w.+-]+")
_COMMENTED = frozenset({Kind.CMAKE, Kind.MAKE, Kind.BAZEL, Kind.MESON, Kind.AUTOCONF})
BUILDS = frozenset({*_COMMENTED, Kind.PYTHON})
_COMPILER = regex(rb"\bnvcc\b|\bg\+\+|\bgcc\b|\bclang\b|\bGlob\s*\(|\bcc::Build\b")
# What a script has to do with sources; others look for files of other kinds.
_OF_SOURCES = regex(
    rb"\b(?:[cC]ompil|\w*Extension\b|setuptools|distutils)|\.(?:cuh?|c|cc|cpp|cxx)\b"
)
_HEADER = regex(rb".*\.(?:h|hh|hpp|hxx|cuh)", re.DOTALL)
_GLOB = regex(rb"[^\s\"'();,=|<>`\[\]]*\*[^\s\"'();,|<>`\[\]]*")
_TAKES = regex(r".*\*\.[\w*?{}]+")
_SUFFIXES = rb"(cu|c|cc|cpp|cxx)"
# A name that is made of a part and a suffix, a suffix that is asked for, and lists of folders.
_MADE = regex(
    rb"[})*]\." + _SUFFIXES + rb"\b|=\." + _SUFFIXES + rb"\)|[\"']\." + _SUFFIXES + rb"[\"']"
    rb"|%s\." + _SUFFIXES + rb"\b"
)
_LISTS = regex(
    rb"\baux_source_directory\b|\bos\.walk\b|\bos\.listdir\b|\bos\.scandir\b|\biterdir\b|\bread_dir\b"
    rb"|\bWalkDir\b|\bshell\s+(?:ls|find)\b"
)
_HERE = regex(r"\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}/?")
# Texts in which a star by itself is no pattern: prose has it for emphasis, C for comments.
_STARRED = (
    ".md",
    ".rst",
    ".txt",
    ".html",
    ".h",
    ".hh",
    ".hpp",
    ".c",
    ".cc",
    ".cpp",
    ".cxx",
    ".java",
)
_VARIABLE = regex(r"\$\{[^{}]*\}|\$\([^()]*\)|\$\w+|\{[^{}]*\}|%s")
_INSTALLS = regex(
    rb"\binstall\s*\(\s*(?P<what>DIRECTORY|FILES)\b(?P<args>[^()]*)"
    rb"|\b(?P<lists>PUBLIC_HEADER|FILE_SET|install_headers|install_subdir|hdrs"
    rb"|package_data\b[^\n]*(?:\n[^\n]*){0,9}?\.(?:cuh|h|hpp)\b|includedir)\b",
    re.IGNORECASE,
)
# What reads a header elsewhere than in an include.
_EMBEDS = regex(
    rb"\badd_custom_\w+|\bconfigure_file\b|\bfile\s*\(\s*READ\b|[\s\"']-include\b|PRECOMPILE_HEADERS"
    rb"|embed|stringify|nvrtc|jit|bin2|\bxxd\b|_ptx",
    re.IGNORECASE,
)
_CALLS = regex(
    rb"^(?P<comment>[ \t]*#[# \t]*)?[ \t]*(?:add_subdirectory|subdirs)\s*\(\s*(?P<folder>[^\s()]+)",
    re.IGNORECASE | re.MULTILINE,
)
_PROJECT = regex(rb"^[ \t]*project\s*\(", re.IGNORECASE | re.MULTILINE)
_TOP = "CMakeLists.txt"
# Build files that are about their own folder, unless they name another one.
_OWN = frozenset({_TOP, "Makefile", "makefile", "GNUmakefile", "BUILD", "BUILD.bazel"})
_ELSEWHERE = regex(rb"\.\./|(?<!CURRENT)_SOURCE_DIR\b|\btop_srcdir\b")
_FINDS = regex(r"(?:.*/)?Find(\w+)\.cmake")
_TEMPLATE = regex(rb"[^\s\"'();,=]*\.in\b")
# A template whose name is in a variable.
_CONFIGURES = regex(rb"\bconfigure_\w*file\s*\(\s*\"?[^\s\"()]*[})@](?:\"|\s)", re.IGNORECASE)
_DEFINES = regex(rb"\bAC_DEFUN(?:_ONCE)?\s*\(\s*\[?(\w+)")


class Text(NamedTuple):
    """A file that is no source: its path, and its bytes without comments where it is a build's."""

    path: str
    code: bytes
    kind: Kind | None
    whole: bytes

    @classmethod
    def of(cls, path: str, data: bytes) -> Text:
        kind = kind_of(path)
        if kind not in _COMMENTED:
            return cls(path, data, kind, data)
        from migrate.build.files import without_text  # not needed in a tree without build files

        return cls(path, without_text(data, kind)[1], kind, data)

    @property
    def is_list(self) -> bool:
        """Whether headers are only listed in it, as parts of what is built."""
        return self.kind in _COMMENTED or posixpath.basename(self.path) == "setup.py"

    @property
    def may_build(self) -> bool:
        """Whether it may have sources compiled that it does not name."""
        if self.kind is Kind.PYTHON and _OF_SOURCES.search(self.code):
            return True
        return self.kind in _COMMENTED or _COMPILER.search(self.code) is not None

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path)


@dataclass(slots=True)
class Mentions:
    """What the texts of a tree name. ``named`` are the words of all of them, ``listed`` those of
    build files, ``read`` those of what does more with a header than to list it.
    """

    named: set[bytes] = field(default_factory=set)
    listed: set[bytes] = field(default_factory=set)
    read: set[bytes] = field(default_factory=set)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    made: list[re.Pattern[str]] = field(default_factory=list)  # of names that are put together
    installed: list[re.Pattern[str]] = field(default_factory=list)
    unread: frozenset[str] = frozenset()  # folders whose build file no other takes in

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Mentions:
        items = list(texts)
        found = cls(unread=unread_folders(items))
        for text in items:
            if text.kind not in BUILDS or not found.leaves(text.path):
                found._learn(text)
        return found

    def _learn(self, text: Text) -> None:
        words = {part for word in {*_WORD.findall(text.code)} for part in _forms(word)}
        self.named |= words
        if text.kind in BUILDS:
            self.listed |= words
        if not text.is_list or _EMBEDS.search(text.code):
            self.read |= words
        if not text.may_build:
            return
        made = {group for match in _MADE.finditer(text.code) for group in match.groups() if group}
        lists = _LISTS.search(text.code) is not None
        suffixes = "cu|c|cc|cpp|cxx" if lists else b"|".join(made).decode()
        if suffixes and not _FINDS.fullmatch(text.path):
            found = re.compile(rf"{_within(text)}.*\.(?:{suffixes})")
            (self.patterns if lists and not text.folder else self.made).append(found)
        self.patterns += _patterns(text)
        self.installed += _installed(text)

    def names(self, path: str) -> bool:
        """Whether a text names the file, with or without its suffix."""
        base = base_name(path)
        return base in self.named or base.partition(b".")[0] in self.named

    def reads(self, path: str) -> bool:
        """Whether a header may be read elsewhere than in an include."""
        return base_name(path) in self.read

    def lists(self, path: str) -> bool:
        """Whether a build file names the file itself."""
        return base_name(path) in self.listed

    def takes(self, path: str) -> bool:
        """Whether a build may take the file in without naming it."""
        return self.finds(path) or any(item.fullmatch(path) for item in self.made)

    def finds(self, path: str) -> bool:
        """Whether a build may come upon the file by looking into its folder."""
        return any(item.fullmatch(path) for item in self.patterns)

    def leaves(self, path: str) -> bool:
        """Whether a file is of a folder whose build file nothing reads."""
        folder = posixpath.dirname(path)
        return any(folder == one or folder.startswith(f"{one}/") for one in self.unread)

    def installs(self, path: str) -> bool:
        """Whether a header may be for those who use what is built."""
        return any(item.fullmatch(path) for item in self.installed)


def base_name(path: str) -> bytes:
    """The last part of a path, as texts have it."""
    return posixpath.basename(path).encode("utf-8", "surrogateescape")


def _forms(word: bytes) -> tuple[bytes, ...]:
    """A word, and how the source of ``name.o`` is called without its suffix."""
    plain = word.strip(b".+-")
    return (plain,) if _HEADER.fullmatch(plain) else (plain, plain.partition(b".")[0])


def _within(text: Text) -> str:
    """Where the files lie of which a text puts the names together."""
    own = posixpath.basename(text.path) in _OWN and not _ELSEWHERE.search(text.code)
    return re.escape(f"{text.folder}/") if own and text.folder else ""


def _patterns(text: Text) -> Iterator[re.Pattern[str]]:
    for match in _GLOB.finditer(text.code):
        spelled = match[0].decode("utf-8", "replace")
        last = spelled.rpartition("/")[2]
        alone = spelled in ("*", "**", "**/*")
        if alone and not text.kind and text.path.endswith(_STARRED):
            continue
        if alone or _TAKES.fullmatch(last):
            yield _anywhere(spelled, text)


def _anywhere(spelled: str, text: Text) -> re.Pattern[str]:
    """The paths that a pattern of a text may mean."""
    is_top = posixpath.basename(text.path) == _TOP or text.kind is Kind.BAZEL
    here = _HERE.sub("", spelled)
    known = here != spelled or (is_top and "$" not in spelled)
    if known and "$" not in here and not here.startswith(".."):
        base = f"{text.folder}/" if text.folder else ""
        return re.compile(re.escape(base) + r"(?:.*/)?" + _expression(here.lstrip("./")))
    rest = _VARIABLE.sub("*", here)
    while rest.startswith(("../", "./", "*/", "/")):
        rest = rest[rest.index("/") + 1 :]
    base = re.escape(f"{text.folder}/") if rest in ("", "*") and text.folder else ""
    return re.compile(base + r"(?:.*/)?" + _expression(rest or "*"))


def _expression(pattern: str) -> str:
    return translate(re.sub(r"\{[^{}]*\}", "*", pattern)).removesuffix(r"\Z").removesuffix(r"\z")


def _installed(text: Text) -> Iterator[re.Pattern[str]]:
    for match in _INSTALLS.finditer(text.code):
        if match["lists"]:
            base = re.escape(f"{text.folder}/" if text.folder else "")
            yield re.compile(base + ".*")
            continue
        args = re.split(rb"\bDESTINATION\b", match["args"], flags=re.IGNORECASE)[0]
        for word in args.decode("utf-8", "replace").replace('"', " ").split():
            if match["what"].upper() == b"DIRECTORY" or set(word) & set("*$"):
                yield _anywhere(f"{word.rstrip('/')}/*" if "*" not in word else word, text)


def unasked(texts: Sequence[Text], names: Iterable[str]) -> frozenset[str]:
    """The modules among the build files ``names``, which search for something or only define
    macros of Autoconf's, that no other of the ``texts`` asks for or names; with the templates of
    CMake's that none of them configures.
    """
    wanted = set(names)
    templates = _unread_templates(texts, wanted)
    modules = {text.path: found for text in texts if (found := _asked_by(text, wanted))}
    words = frozenset().union(*modules.values())
    said: dict[str, set[str]] = {}
    for text in texts if words else ():
        for match in _PART.finditer(text.code if text.kind is not None else text.whole):
            word = match[0].lower().decode("ascii", "replace")
            if word in words and (text.kind is not None or word.startswith("find")):
                said.setdefault(word, set()).add(text.path)
    return templates | frozenset(
        name
        for name, found in modules.items()
        if not any(said.get(word, set()) - {name} for word in found)
    )


def _unread_templates(texts: Sequence[Text], wanted: Collection[str]) -> frozenset[str]:
    """The templates of CMake files among ``wanted`` that nothing reads."""
    found = {text.path for text in texts if text.kind is Kind.CMAKE and text.path.endswith(".in")}
    found &= set(wanted)
    if not found or any(_CONFIGURES.search(text.code) for text in texts):
        return frozenset()
    spelled: dict[str, set[str]] = {}  # where, by the expression
    for text in texts:
        for match in _TEMPLATE.finditer(text.code):
            last = match[0].decode("utf-8", "replace").rpartition("/")[2]
            name = _expression(_VARIABLE.sub("*", re.sub("@[^@]*@", "*", last)))
            spelled.setdefault(name, set()).add(text.path)
    read = {
        path
        for name, places in spelled.items()
        for path in found
        if re.fullmatch(name, posixpath.basename(path)) and places - {path}
    }
    return frozenset(found - read)


def _asked_by(text: Text, wanted: Collection[str]) -> frozenset[str]:
    """The words, in small letters, by which a module is asked for; none for other files."""
    if text.path not in wanted:
        return frozenset()
    if text.kind is Kind.AUTOCONF and not text.path.endswith((".ac", ".in")):
        return frozenset(name.lower().decode() for name in _DEFINES.findall(text.code))
    match = _FINDS.fullmatch(text.path)
    return frozenset((match[1].lower(), f"find{match[1].lower()}")) if match else frozenset()


def unread_folders(texts: Iterable[Text]) -> frozenset[str]:
    """Folders whose CMake file is taken in by comments only, and is no project by itself; with
    those that only such files take in.
    """
    items = {text.path: text for text in texts if text.kind is Kind.CMAKE}
    by_folder = {text.folder: text for path, text in items.items() if path.endswith(_TOP)}
    called = [(text.folder, match) for text in items.values() for match in _calls(text)]
    unknown = any("$" in folder or "*" in folder for _, (live, folder) in called if live)
    found: set[str] = set()
    if unknown:
        return frozenset()
    while True:
        taken: set[str] = set()
        shelved: set[str] = set()
        for base, (live, folder) in called:
            place = posixpath.normpath(posixpath.join(base, folder))
            (taken if live and base not in found else shelved).add(place)
        more = {
            folder
            for folder in shelved - taken
            if folder in by_folder and not _PROJECT.search(by_folder[folder].code)
        }
        if more <= found:
            return frozenset(found)
        found |= more


def _calls(text: Text) -> Iterator[tuple[bool, str]]:
    for match in _CALLS.finditer(text.whole):
        folder = match["folder"].decode("utf-8", "replace").strip('"')
        yield match["comment"] is None, _HERE.sub("", folder)
