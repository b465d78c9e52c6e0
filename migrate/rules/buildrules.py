"""``build.toml`` of a target: what CUDA's options, libraries and names in build files become.

What comes in are the folders of rules; what goes out are checked ``BuildRules``: regular
expressions over the code of a build file, each with what to say where it fits. A target without
such a file has none, and its build files are not read. No build file is opened here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from migrate.files.kinds import BINDINGS, BUILD_KINDS, Kind
from migrate.model import Effort, Status, UserError
from migrate.regex import regex
from migrate.rules.buildtables import BuildTables, load_build_tables
from migrate.rules.causes import USUAL_EFFORT, effort_of
from migrate.rules.common import Answers
from migrate.rules.named import expanded, patterns_of, refuse_unused
from migrate.rules.questions import FOLDER, questions
from migrate.rules.targetfiles import read_target
from migrate.rules.targets import rules_folder
from migrate.settings.toml import place, read_toml, refuse_unknown_keys

FILE_NAME = "build.toml"
_APART = BINDINGS | {Kind.CONTAINER, Kind.MSBUILD}  # kinds that rules have to name
_REGEXES = ("guard", "builds")
_TOP = frozenset("guard builds patterns rule libraries common".split())
_KEYS = frozenset(
    "id title match files line within in_file not_in_file in_tree not_in_tree in_sources once tree "
    "absorbs holds goes hint read device status message suggestion in_cmake in_host "
    "comes_with decision called effort links finds passes".split()
)
_OWN = frozenset(("id", "finds", "passes"))  # of each rule
_LIBRARY_KEYS = frozenset("link target package header note cause names flag goes".split())
_STATUSES = (Status.NATIVE, Status.REVIEW, Status.MANUAL)
_SHAPE = frozenset("title match files finds passes".split())  # of a rule for every target
_LIBRARY = "{library}"
_IN_GENERAL = regex(r"(?:-l)?\{(?:link|target|header)\}")


class Library(NamedTuple):
    """What a library is linked by: after ``-l``, and as a target of CMake; "" where there is none.

    ``package`` is CMake's for the target, where that is not called like the link. ``header`` is
    the header it is included by, and ``note`` is what to do instead, or what to mind.
    ``cause`` is what findings about it in sources are joined by, where it is missing as a whole,
    and ``names`` is how what it declares begins. ``flag`` is what a compiler takes in place of
    ``-l`` and the link; with ``goes`` the target's compiler needs nothing in its place.
    """

    link: str = ""
    target: str = ""
    note: str = ""
    header: str = ""
    cause: str = ""
    names: str = ""
    package: str = ""
    flag: str = ""
    goes: bool = False


@dataclass(frozen=True, slots=True)
class BuildRule:
    """One thing to say of a build file. The group ``at`` of ``pattern``, if it has one, is the
    place, and ``library`` the name of one of CUDA's libraries (``names_library``).

    With ``once`` it is said at the first place of a file only, with ``tree`` once for the tree;
    rules with the same ``decision`` are one there, in files of CMake's. A program that is
    ``called`` is silent where its name is only compared.
    ``line`` must fit somewhere on the line, ``within`` in the command, or in what a script gives to
    one name, ``in_file`` somewhere in the file, ``not_in_file`` nowhere; ``in_tree`` and
    ``not_in_tree`` say the same of all build files of the tree, of places with the text of its
    group ``name`` where it has one, and ``in_sources`` must be a name
    that one of the sources has which the file compiles. What the rules say that it
    ``absorbs`` (``*``: all) within a match is part of its own finding. What ``goes`` is gone after
    the port, and a rule that ``holds`` is silent where nothing else hangs on its place; so is a
    ``hint`` in a search for something that has a finding itself, and what is ``read`` where it only
    gets a value. What is about sources of a ``device`` is silent where there are none, and
    ``in_host`` is what another rule suggests there. What ``comes_with`` a target is silent where
    the target it is given to links that, too. ``in_cmake`` is the suggestion in files of CMake's.
    ``finds`` and ``passes`` are lines that it speaks of, and near ones that it does not: its tests,
    and examples of its page.
    """

    id: str
    title: str
    pattern: re.Pattern[bytes]
    kinds: frozenset[Kind]
    line: re.Pattern[bytes] | None
    once: bool
    status: Status
    message: str
    suggestion: str
    effort: Effort
    links: tuple[str, ...]
    finds: tuple[str, ...]
    passes: tuple[str, ...]
    within: re.Pattern[bytes] | None = None
    in_file: re.Pattern[bytes] | None = None
    not_in_file: re.Pattern[bytes] | None = None
    in_tree: re.Pattern[bytes] | None = None
    not_in_tree: re.Pattern[bytes] | None = None
    in_sources: re.Pattern[bytes] | None = None
    absorbs: frozenset[str] = frozenset()
    tree: bool = False
    holds: bool = False
    goes: bool = False
    hint: bool = False
    read: bool = False
    device: bool = False
    in_cmake: str = ""
    in_host: str = ""
    comes_with: str = ""
    decision: str = ""
    called: bool = False
    names_library: bool = False

    @property
    def advice(self) -> str:
        """What to write instead, said of libraries in general."""
        return _IN_GENERAL.sub("what the list below names", self.suggestion)


@dataclass(frozen=True, slots=True)
class BuildRules:
    """All that is said of a target's build files. ``guard`` finds conditions that ask for the
    target, ``builds`` what only a build for it says, and ``tables`` have what is written for it.
    """

    rules: tuple[BuildRule, ...] = ()
    libraries: Mapping[str, Library] = field(default_factory=dict)
    guard: re.Pattern[bytes] | None = None
    builds: re.Pattern[bytes] | None = None
    tables: BuildTables = field(default_factory=BuildTables)

    def builds_for_target(self, text: bytes) -> bool:
        """Whether a part of a build file compiles or links for the target."""
        return self.builds is not None and self.builds.search(text) is not None

    def of(self, kind: Kind) -> Sequence[BuildRule]:
        """The rules that hold for files of ``kind``, in the order in which they are asked."""
        rules = (rule for rule in self.rules if kind in rule.kinds)
        if kind is not Kind.CMAKE:
            return list(rules)
        return [replace(rule, suggestion=rule.in_cmake or rule.suggestion) for rule in rules]

    def says(self, kind: Kind, code: bytes) -> frozenset[str]:
        """What one build file has of that which the rules ask of a tree: their ids, after a minus
        sign where it may not be there; with the ``name`` that it may not be there for.
        """
        own = self.of(kind)
        wanted = (item.id for item in own if item.in_tree and item.in_tree.search(code))
        unwanted = (
            f"-{item.id} {(match.groupdict().get('name') or b'').decode()}".rstrip()
            for item in own
            if item.not_in_tree
            for match in item.not_in_tree.finditer(code)
        )
        return frozenset((*wanted, *unwanted))

    def named(self, words: Iterable[str]) -> frozenset[str]:
        """The rules that ask for one of the ``words`` in sources."""
        asking = [(item.id, item.in_sources) for item in self.rules if item.in_sources]
        if not asking:
            return frozenset()
        names = {word.encode() for word in words}
        return frozenset(key for key, regex in asking if any(map(regex.fullmatch, names)))

    @property
    def about_libraries(self) -> frozenset[str]:
        """The rules that name a library each time they speak."""
        return frozenset(item.id for item in self.rules if item.names_library)

    @property
    def of_tree(self) -> frozenset[str]:
        """The causes that are one decision for a tree."""
        rules = (rule.title for rule in self.rules if rule.tree)
        return frozenset(rules) | {item.cause for item in self.libraries.values() if item.cause}


def load_build_rules(target: str, folders: Sequence[Path]) -> BuildRules:
    """The build rules of ``target``; those of later folders come first, and replace by id."""
    rules: dict[str, BuildRule] = {}
    libraries: dict[str, Library] = {}
    regexes: dict[str, re.Pattern[bytes]] = {}
    for folder in folders:
        file = folder / target / FILE_NAME
        if not file.is_file():
            continue
        values = read_toml(file)
        refuse_unknown_keys(file, values, _TOP)
        patterns = patterns_of(file, values.pop("patterns", {}))
        refuse_unused(file, [values, patterns], patterns, "patterns")
        values = expanded(file, values, patterns)
        libraries |= {
            name.strip(): _library(file, name, entry)
            for names, entry in values.get("libraries", {}).items()
            for name in names.split(",")
        }
        entries = list(_in_groups(file, values))
        common = values.get("common", False)
        if not isinstance(common, bool):
            raise UserError(f"{place(file, 'common')}: common is {common!r}", "write common = true")
        if common:
            entries = list(_with_common(target, entries))
        found = [_rule(file, target, entry, libraries) for entry in entries]
        theirs = {rule.id: rule for rule in found}
        rules = theirs | {key: rule for key, rule in rules.items() if key not in theirs}
        regexes |= {key: _pattern(file, key, values[key]) for key in _REGEXES if key in values}
    tables = load_build_tables(target, folders)
    return BuildRules(tuple(rules.values()), libraries, **regexes, tables=tables)


def _with_common(target: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rules of ``target``, each with the shape that the one for every target with its id has,
    and the rest of those for every target in the target's words.
    """
    folder = rules_folder()
    file = folder / FOLDER / FILE_NAME
    values = read_toml(file)
    refuse_unknown_keys(file, values, ("rule",))
    common = {entry["id"]: entry for entry in values["rule"]}
    for entry in entries:
        shared = common.pop(entry.get("id", ""), {})
        yield {**{key: shared[key] for key in _SHAPE & shared.keys()}, **entry}
    info = read_target(folder / target / "target.toml")
    answers = Answers(file, info, questions(folder))
    yield from map(answers.in_words, common.values())


def _library(file: Path, name: str, values: Mapping[str, Any]) -> Library:
    refuse_unknown_keys(file, values, _LIBRARY_KEYS)
    library = Library(**values)
    if not library.link and not library.note:
        raise UserError(f"{file}: library {name} has neither link nor note", "say what to use")
    return library


def _in_groups(file: Path, values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The rules of a file; what a rule that holds rules says is said of each of them."""
    for entry in values.get("rule", ()):
        if "rule" not in entry:
            yield entry
            continue
        shared = {key: value for key, value in entry.items() if key != "rule"}
        if shared.keys() & _OWN:
            raise UserError(f"{file}: a rule that holds rules has an id", "give each its own")
        for inner in _in_groups(file, entry):
            yield {**shared, **inner}


def _rule(
    file: Path, target: str, values: Mapping[str, Any], libraries: Mapping[str, Library]
) -> BuildRule:
    refuse_unknown_keys(file, values, _KEYS)
    name = values.get("id", "")
    missing = [key for key in ("id", "title", "match", "finds") if not values.get(key)]
    if missing:
        raise UserError(f"{file}: rule {name!r} has no {' and no '.join(missing)}")
    status = _chosen(file, name, "status", values.get("status", "review"), _STATUSES)
    if status is not Status.NATIVE and not values.get("message"):
        raise UserError(f"{file}: rule {name} has no message", "say what goes wrong")
    names = "|".join(sorted(map(re.escape, libraries), key=len, reverse=True))
    match = values["match"].replace(_LIBRARY, f"(?P<library>{names})")
    kinds = [_chosen(file, name, "files", kind, BUILD_KINDS) for kind in values.get("files", ())]
    return BuildRule(
        id=f"{target}/build/{name}",
        title=values["title"],
        pattern=_pattern(file, name, match),
        kinds=frozenset(kinds) or BUILD_KINDS - _APART,
        line=_asked(file, name, values, "line"),
        once=values.get("once", False),
        status=status,
        message=" ".join(values.get("message", "").split()),
        suggestion=" ".join(values.get("suggestion", "").split()),
        effort=effort_of(
            values.get("effort", USUAL_EFFORT.get(status, "")), f"{file}: rule {name}"
        ),
        links=tuple(values.get("links", ())),
        finds=tuple(values["finds"]),
        passes=tuple(values.get("passes", ())),
        within=_asked(file, name, values, "within"),
        in_file=_asked(file, name, values, "in_file"),
        not_in_file=_asked(file, name, values, "not_in_file"),
        in_tree=_asked(file, name, values, "in_tree"),
        not_in_tree=_asked(file, name, values, "not_in_tree"),
        in_sources=_asked(file, name, values, "in_sources"),
        absorbs=frozenset(values.get("absorbs", ())),
        tree=values.get("tree", False),
        holds=values.get("holds", False),
        goes=values.get("goes", False),
        hint=values.get("hint", False),
        read=values.get("read", False),
        device=values.get("device", False),
        in_cmake=values.get("in_cmake", ""),
        in_host=values.get("in_host", ""),
        comes_with=values.get("comes_with", ""),
        decision=values.get("decision", ""),
        called=values.get("called", False),
        names_library=_LIBRARY in values["match"],
    )


def _asked(file: Path, name: str, values: Mapping[str, Any], key: str) -> re.Pattern[bytes] | None:
    return _pattern(file, name, values[key]) if key in values else None


def _pattern(file: Path, name: str, text: str) -> re.Pattern[bytes]:
    try:
        re.compile(text.encode(), re.VERBOSE)
    except re.error as error:
        raise UserError(f"{file}: rule {name}: {error}", "mend the regular expression") from None
    return regex(text.encode(), re.VERBOSE)


def _chosen(file: Path, rule: str, key: str, value: str, known: Iterable[Any]) -> Any:
    """The member of an enum that is written ``value``."""
    found = next((member for member in known if member.value == value), None)
    if found is None:
        names = ", ".join(sorted(member.value for member in known))
        raise UserError(f"{file}: rule {rule}: {key} {value!r}", f"use one of {names}")
    return found
