"""``migrate status OUT``: what is left in a tree that was ported, edited, and ported again.

What comes in is the tree, with what it remembers; what goes out is the progress of those who edit
it. The tree is checked as it stands; nothing is written or printed here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.files import source
from migrate.files.discover import placed, roots
from migrate.files.manifest import (
    FINDINGS,
    FOLDER,
    Made,
    Manifest,
    State,
    is_text,
    kept,
    recall,
    standing,
)
from migrate.files.merging import has_conflict
from migrate.model import FileResult, Report, Status, UserError
from migrate.report import progress
from migrate.report.followup import Known, Progress, Spot
from migrate.rules.targetfiles import with_suffixes_of_target
from migrate.run import Run
from migrate.settings import bounded
from migrate.settings.config import Settings, load
from migrate.text.suppress import UNUSED


def manifest_of(tree: Path) -> Manifest:
    """What a tree remembers; ``UserError`` where that is nothing."""
    manifest = recall(tree)
    if manifest is None:
        raise UserError(
            f"{tree} is no tree that migrate port -o has made, or of an older version of it",
            "migrate check says what a source tree leaves to do",
        )
    return manifest


def findings_of(
    done: Run, paths: Sequence[Path], tree: Path, originals: Callable[[str], bytes]
) -> Callable[[Collection[str]], bytes]:
    """What keeps the findings of a port with what it made; of files that stay as they were made
    before, those of before.
    """

    def encoded(stay: Collection[str]) -> bytes:
        places = roots(paths)
        made = progress.generated(done.report, originals, lambda name: placed(name, places))
        found = [item for item in made if item.spot.path not in stay]
        before = _kept_findings(tree) if stay else ()
        return progress.encoded([*found, *(item for item in before if item.spot.path in stay)])

    return encoded


def settings_for(
    tree: Path, manifest: Manifest, typed: Mapping[str, object], within: Path | None = None
) -> Settings:
    """How the tree is to be checked: as it was ported, with its own configuration, under what was
    ``typed``; by names, as a compile database that it may hold is one of the sources.
    """
    arch = manifest.options.get("arch")
    said: dict[str, object] = {"to": f"{manifest.target}@{manifest.version}", "semantic": False}
    said |= {"arch": arch} if isinstance(arch, list) and arch else {}
    said |= {"warp": manifest.options["warp"]} if "warp" in manifest.options else {}
    return replace(with_suffixes_of_target(load(tree, {**typed, **said}, within)), rename=False)


def progress_of(tree: Path, manifest: Manifest, report: Report) -> Progress:
    """How far people have come with a tree, of which a check says ``report``."""
    stands = {name: standing(tree, name) for name in manifest.files}
    known = progress.by_file(_kept_findings(tree))
    checked = {file.path: file for file in report.files}
    left: list[Spot] = []
    settled: list[Spot] = []
    new: list[Spot] = []
    for name in sorted({*known, *checked}):
        made = manifest.files.get(name)
        before, file = known.get(name, ()), checked.get(name)
        here, added = _compared(tree, name, made, stands.get(name), before, file, report)
        left += [item.spot._replace(line=line) for item, line in here.items()]
        new += added
        settled += [item.spot for item in before if item not in here]
    changed = [name for name, made in manifest.files.items() if not made.state.same(stands[name])]
    marked = [name for name in changed if has_conflict(_data(tree, name))]
    gone = sum(stands[name] is None for name in changed)
    return Progress(
        tuple(left),
        tuple(settled),
        tuple(new),
        len(manifest.files),
        len(changed) - gone,
        gone,
        tuple(marked),
    )


def _compared(
    tree: Path,
    name: str,
    made: Made | None,
    state: State | None,
    before: tuple[Known, ...],
    file: FileResult | None,
    report: Report,
) -> tuple[dict[Known, int], list[Spot]]:
    """The places of one file that are left, with their lines, and those that are new."""
    if made is not None and made.state.same(state):
        return {item: item.spot.line for item in before}, []
    data = _data(tree, name)
    places = [] if file is None else [_ for _ in report.places[name] if _.status is not Status.INFO]
    now = list(progress.known_in(file, places, data)) if file is not None else []
    stood = {item.fingerprint for item in now}
    left = dict(progress.still_there(name, before, data, stood)) if state is not None else {}
    old = {item.fingerprint for item in before}
    text = kept(tree, made.state) if made is not None else b""
    lines = None if text is None else {progress.text_of(line) for line in text.splitlines()}
    added = [
        item.spot
        for item in now
        if item.fingerprint not in old
        and lines is not None
        and item.text not in lines
        and item.spot.rule != UNUSED  # a comment that settles what a port has rewritten is none
    ]
    return left, added


def _kept_findings(tree: Path) -> tuple[Known, ...]:
    file = tree / FOLDER / FINDINGS
    try:
        return progress.decoded(bounded.read(file, bounded.MOST_MADE), str(file))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from error


def _data(tree: Path, name: str) -> bytes:
    """The text of a file of the tree; nothing where it is none."""
    if not is_text(tree / name):
        return b""
    try:
        return source.read(tree / name, name).data
    except OSError:
        return b""
