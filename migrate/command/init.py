"""``migrate init``: a configuration to begin with, made of what a tree holds.

What comes in is a run over the tree; what goes out is the text of ``migrate.toml``, in which every
line is explained, and what there is to tell of it. What the tool finds out by itself is said and
not set: what is switched on changes no port. Nothing here writes or prints.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrate.files.discover import Discovered
from migrate.files.kinds import BUILD_KINDS, Kind
from migrate.model import FileResult, Report
from migrate.report.summary import own_port
from migrate.rules.targetfiles import targets
from migrate.rules.targets import TargetInfo
from migrate.run import Run
from migrate.semantics.compiledb import find
from migrate.tree.index import TreeIndex
from migrate.tree.vendored import RULE as COPY

_OTHERS = frozenset(
    "3rdparty 3rd_party third_party thirdparty third-party external externals extern vendor "
    "vendored deps submodules contrib".split()
)
_MOST = 8  # of a list
_FOLDERS = 6  # of headers


@dataclass(frozen=True, slots=True)
class Vendored:
    """A folder that is called for other people's code: its files, and those that name CUDA."""

    folder: str
    files: int
    with_cuda: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a tree holds, as far as a configuration may say it. ``builds`` counts build files by
    their kinds, ``copies`` names what is recognized and left alone, ``guards`` are the macros that
    the tree keeps a port for ``target`` behind.
    """

    target: TargetInfo
    others: tuple[TargetInfo, ...]
    sources: int
    with_cuda: int
    builds: Mapping[str, int]
    database: str
    guards: tuple[str, ...]
    copies: tuple[str, ...]
    vendored: tuple[Vendored, ...]
    folders: tuple[str, ...]


def found_in(done: Run, tree: Path) -> Found:
    """What a run over a tree has found."""
    report, known = done.report, targets()
    target = next(info for info in known if info.name == report.target.name)
    sources = [file for file in done.found if file.kind is Kind.SOURCE]
    builds = Counter(file.kind.value for file in done.found if file.kind in BUILD_KINDS)
    database = find([tree])
    port = own_port(report)
    said = (item.api for file in report.files for item in file.findings if item.rule == COPY)
    results = {file.path: file for file in report.files}
    return Found(
        target,
        tuple(info for info in known if info is not target),
        len(sources),
        sum(bool(results[file.name].references) for file in sources),
        dict(builds.most_common()),
        database.relative_to(tree).as_posix() if database else "",
        port.macros if port else (),
        tuple(dict.fromkeys(said)),
        tuple(_vendored(sources, results)),
        tuple(_folders(done.index, [file.name for file in sources], tree)),
    )


def _vendored(
    sources: Iterable[Discovered], results: Mapping[str, FileResult]
) -> Iterator[Vendored]:
    """The outermost folders that are called for other people's code."""
    files: Counter[str] = Counter()
    cuda: Counter[str] = Counter()
    for file in sources:
        parts = PurePosixPath(file.name).parts[:-1]
        depth = next((at for at, part in enumerate(parts) if part.lower() in _OTHERS), None)
        if depth is not None:
            folder = "/".join(parts[: depth + 1])
            files[folder] += 1
            cuda[folder] += bool(results[file.name].references)
    for folder in sorted(files):
        yield Vendored(folder, files[folder], cuda[folder])


def _folders(index: TreeIndex, names: Collection[str], tree: Path) -> Iterator[str]:
    """The folders that headers of the tree are included from, those of most includes first: where
    one file alone ends as an include is spelled, and does not stand beside who includes it.
    """
    ending: dict[str, list[str]] = {}
    for name in names:
        ending.setdefault(name.rpartition("/")[2], []).append(name)
    counts: Counter[str] = Counter()
    for name, facts in index.by_path.items():
        here = PurePosixPath(name).parent
        for header in set(facts.includes):
            fits = [
                other
                for other in ending.get(header.rpartition("/")[2], ())
                if f"/{other}".endswith(f"/{header}")
            ]
            if len(fits) == 1 and str(here / header) != fits[0] and fits[0] != header:
                counts[fits[0].removesuffix(f"/{header}")] += 1
    for folder, _ in counts.most_common(_FOLDERS):
        if (tree / folder).is_dir():
            yield folder


def toml(found: Found) -> str:
    """The configuration: every line that sets something, or might, has its reason above it."""
    blocks = [
        _about_target(found),
        _about_exclude(found),
        _about_guards(found),
        _about_builds(found),
        _about_headers(found),
        _about_fixes(),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _about_target(found: Found) -> Iterator[str]:
    target = found.target
    yield "# By migrate init; docs/guide/configuration.md has every key; what is typed wins."
    yield ""
    yield "# What is ported to, and its version: rules know what each has. There are"
    for info in (target, *found.others):
        yield f"#   {info.name}: {', '.join(info.versions)}"
    yield f"to = {_text(f'{target.name}@{target.versions[-1]}')}"
    yield ""
    yield "# The GPUs that are ported to: what matters to none of them is not said."
    yield f"# arch = {_list(list(target.architectures)[:2])}"


def _about_exclude(found: Found) -> Iterator[str]:
    plain = [item for item in found.vendored if not item.with_cuda]
    asked = [item for item in found.vendored if item.with_cuda]
    yield "# What is left alone, as .gitignore writes it; .gitignore itself is honoured."
    for copy in found.copies[:_MOST]:
        yield f"# Recognized, and left alone without an entry: a copy of {_one_line(copy)}"
    for item in plain:
        yield f"# Other people's by its name, {item.files} sources without CUDA: {item.folder}/"
    yield f"exclude = {_list(_pattern(item.folder) for item in plain)}"
    for item in asked:
        yield f"# Other people's by its name, CUDA in {item.with_cuda} of {item.files} sources: add"
        yield f"#   {_text(_pattern(item.folder))} if it has a port of its own."


def _about_guards(found: Found) -> Iterator[str]:
    yield "# Macros that mean: this branch is for the target, and is left alone."
    if found.guards:
        names = ", ".join(found.guards[:_MOST])
        more = len(found.guards) - _MOST
        yield f"# Found without an entry: {names}{f' and {more} more' if more > 0 else ''}"
    yield "# guards = " + _list(["MY_BUILD_FOR_THE_TARGET"])


def _about_builds(found: Found) -> Iterator[str]:
    builds = ", ".join(f"{count} {kind}" for kind, count in found.builds.items())
    yield f"# Build files about CUDA: {builds or 'none'}."
    yield '# They are edited where the target has tables for that; "report" says what is in them.'
    yield f"# build = {_text('report')}"
    yield ""
    if found.database:
        yield f"# {found.database} is found without an entry: libclang resolves names and"
        yield "# types by it."
        yield "# semantic = false"
    else:
        yield "# Resolve names and types with libclang (pip install 'cuda-migrate[semantic]')."
        yield "# semantic = true"


def _about_headers(found: Found) -> Iterator[str]:
    yield "# Where headers are included from: they are read for what they declare."
    yield f"include-dirs = {_list(found.folders)}"


def _about_fixes() -> Iterator[str]:
    yield '# From what on the exit code is 1: "manual" (and unknown), "review", or "never".'
    yield f"fail-on = {_text('manual')}"
    yield ""
    yield '# Which fixes are made: those that are safe, or with "review" those that a person has to'
    yield "# look at, too."
    yield f"apply = {_text('safe')}"
    yield ""
    yield "# Whether files get the target's suffixes; includes follow."
    yield "rename = false"
    yield ""
    yield "# Options for some files; a rule, a folder of rules or an API that is silent there."
    yield "# [[per-path]]"
    yield '# paths = ["bench/"]'
    yield '# ignore = ["cuda/wave/*"]'


def told(found: Found, report: Report, file: Path) -> Iterator[str]:
    """What was found, in ten lines at most."""
    newest = f"{found.target.name}@{found.target.versions[-1]}"
    yield f"{file}: written for {newest} ({', '.join(info.name for info in found.others)} as well)"
    yield f"  sources      {found.sources:6}: {found.with_cuda} with CUDA"
    builds = ", ".join(f"{count} {kind}" for kind, count in found.builds.items())
    yield f"  build files  {sum(found.builds.values()):6}: {builds or 'none about CUDA'}"
    yield f"  database     {found.database or '  none'}"
    yield f"  own port     {len(found.guards):6}: {_some(found.guards, 'no macros of one')}"
    yield f"  copies       {len(found.copies):6}: {_some(found.copies, 'no library is recognized')}"
    folders = [f"{item.folder}/ ({item.with_cuda} with CUDA)" for item in found.vendored]
    yield f"  vendored     {len(folders):6}: {_some(folders, 'no folder is called so')}"
    yield f"  headers from {len(found.folders):6}: {_some(found.folders, 'beside their sources')}"
    total = report.ledger.total
    check = f"migrate check {file.parent} --summary"
    yield f"  references   {total:6}: {check} says what is left of them"


def _some(items: Sequence[str], none: str) -> str:
    shown = ", ".join(items[:4])
    return (f"{shown}, and {len(items) - 4} more" if len(items) > 4 else shown) or none


def _pattern(folder: str) -> str:
    """A folder as a pattern of its own: what is special is escaped."""
    plain = "".join(f"\\{sign}" if sign in "*?[]!#\\" else sign for sign in folder)
    return f"/{plain}/"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _one_line(text: str) -> str:
    return " ".join(text.split())
