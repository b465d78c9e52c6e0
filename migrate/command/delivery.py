"""What the commands of the command line have in common: a run, its reports, and where they go.

What comes in are settings and what was typed; what goes out are files, text on the streams and an
exit code. Heavy modules are imported where they are needed, so that a short answer comes at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.command.console import (
    one_line,
    print_bytes,
    print_lines,
    print_patch,
    print_report,
    progress,
    tell,
)
from migrate.files.atomic import write_asked
from migrate.model import Outcome, Report, UserError
from migrate.process import garbage
from migrate.settings.config import Settings

if TYPE_CHECKING:
    from migrate.chunks import Crew
    from migrate.command.options import StatusForm
    from migrate.files.newtree import Wanted
    from migrate.files.regenerate import Renewed
    from migrate.files.write import Written
    from migrate.report.outputs import Format
    from migrate.run import Run
    from migrate.verification import Wanted as Verification

CONFLICT = 4  # the exit code of a port that leaves files in conflict


def run_with_reports(
    paths: Sequence[Path],
    settings: Settings,
    reports: Sequence[str] | None,
    quiet: bool,
    verbose: bool,
    settle: Callable[[Run], Run] | None = None,
    only_report: bool = True,
    hands: Crew | None = None,
) -> Run:
    """Port in memory, by the ``hands`` of several runs if there are such, settle what counts, and
    write the reports that were asked for.
    """
    from migrate.cache.results import ResultCache
    from migrate.files.store import store

    cache = ResultCache.of(store(settings.cache))
    from migrate.chunks import STEPS
    from migrate.report import outputs
    from migrate.run import originals, run

    formats = [outputs.asked(report) for report in reports or ()]
    for _, file in formats:
        refuse_place("--report", file, paths, settings)
    garbage.resume()
    started = time.monotonic()
    with progress(sys.stderr.isatty() and not quiet, steps=STEPS) as advance:
        done = run(
            paths, settings, progress=advance, cache=cache, only_report=only_report, hands=hands
        )
    if not quiet:
        tell(*(f"note: {note}" for note in done.notes))
    if verbose:
        target, took = done.report.target, time.monotonic() - started
        tell(f"configuration: {settings.origin or 'none'}")
        tell(f"{len(done.files)} files to {target.name} {target.version} in {took:.2f} s")
    done = settle(done) if settle is not None else done
    for chosen, file in formats:
        made = chosen.render(as_patch(done, paths, chosen), originals(done))
        write_asked("--report", file, made)
        tell(*(f"{file}: {remark}" for remark in outputs.remarks(made)))
    return done


def refuse_place(option: str, file: Path, paths: Sequence[Path], settings: Settings) -> None:
    """Refuse a file that cannot be written, or that is a source; to be asked before the work."""
    from migrate.files.discover import is_source

    if not file.parent.is_dir():
        raise UserError(f"{option}: there is no folder {file.parent}")
    if file.is_dir():
        raise UserError(f"{option}: {file} is a folder")
    if is_source(file, paths, settings):
        raise UserError(
            f"{option}: {file} is a file of the tree that is read", "choose another place for it"
        )


def known_findings(
    paths: Sequence[Path],
    settings: Settings,
    file: Path | None,
    new_file: Path | None,
    quiet: bool,
) -> Callable[[Run], Run]:
    """What takes the findings of a baseline out of a run, and writes a new one."""
    if file is None and new_file is None:
        return lambda done: done
    from migrate.files.discover import roots
    from migrate.report import baseline
    from migrate.run import originals

    target = settings.to.partition("@")[0]
    known = baseline.read(file, target) if file is not None else None
    if new_file is not None:
        refuse_place("--write-baseline", new_file, paths, settings)
    folders = [root.prefix for root in roots(paths) if not root.is_file]

    def covered(name: str) -> bool:
        return any(name.startswith(f"{folder}/") or not folder for folder in folders)

    def settle(done: Run) -> Run:
        now = None
        if new_file is not None:
            now = baseline.collect(done.report, originals(done))
            write_asked("--write-baseline", new_file, baseline.encoded(now))
            tell(*[f"{now.count:,} places of findings written to {new_file}"] * (not quiet))
        against = known or now
        if against is None:
            return done
        report, stale = baseline.compare(done.report, against, originals(done), covered)
        if not quiet:
            tell(*baseline.told(report, stale))
        return replace(done, report=report)

    return settle


def verified(
    paths: Sequence[Path],
    settings: Settings,
    wanted: Verification,
    bug_report: Path | None,
    quiet: bool,
) -> Callable[[Run], Run]:
    """What verifies the port of a run, and writes down what there is to report of it; raises
    ``UserError`` for options that say nothing together.
    """
    from migrate.run import originals
    from migrate.verification import verify

    if wanted.run and wanted.static:
        raise UserError("--run and --static exclude each other", "a program has to be compiled")
    if wanted.reference and wanted.record is None:
        raise UserError("--with goes with --record FILE", "name the file to write")
    for option, file in (("--bug-report", bug_report), ("--record", wanted.record)):
        if file is not None:
            refuse_place(option, file, paths, settings)

    def settle(done: Run) -> Run:
        with progress(shown=sys.stderr.isatty() and not quiet, title="Compiling") as advance:
            found = verify(done, paths, settings, wanted, advance)
        if wanted.record is not None and not wanted.reference and not quiet:
            tell(f"what the original prints was written to {wanted.record}")
        if not quiet:
            tell(*_other_version(found.report))
            if found.report.verification is not None and found.report.verification.recorded:
                tell(found.report.verification.recorded)
        if bug_report is not None:
            from migrate.report.outputs import bugs

            made = bugs.render(found.report, originals(found))
            write_asked("--bug-report", bug_report, made)
        return found

    return settle


def _other_version(report: Report) -> Iterator[str]:
    """A note where the compiler's version of the target is not the one that was ported to."""
    checked, target = report.verification, report.target
    has = checked.compiler.version if checked is not None and checked.compiler is not None else ""
    if has and has != target.version:
        yield (
            f"note: the compiler has {target.name} {has}, and the port is for {target.version}: "
            f"--to {target.name}@{has} proves more"
        )


def wanted_tree(
    paths: Sequence[Path],
    settings: Settings,
    output: Path | None,
    typed: tuple[bool, bool, str | None],
) -> Wanted | None:
    """How the tree that was asked for is to be written; a destination that cannot be meant is
    refused, before the work begins. ``typed`` are --only-changed, --force and --since.
    """
    only_changed, force, revision = typed
    if output is None:
        if any(typed):
            raise UserError("--only-changed, --force and --since go with -o DIR")
        return None
    if force and revision:
        raise UserError("--force and --since exclude each other", "choose one")
    from migrate.files.newtree import Wanted, check_destination, options_of

    since = None
    if revision is not None:
        from migrate.files import history

        since = history.since(revision, paths)
    wanted = Wanted(only_changed, force, since, options_of(settings))
    check_destination(paths, output, wanted, settings.to.partition("@")[0])
    return wanted


def deliver_nothing(done: Run, quiet: bool) -> int:
    print_report(done.report, sys.stdout)
    if not quiet:
        tell("nothing was written: see -o DIR, --in-place and --diff")
    return done.report.exit_code


def deliver_tree(
    done: Run, paths: Sequence[Path], output: Path, wanted: Wanted, quiet: bool
) -> int:
    from migrate.files.newtree import write_tree
    from migrate.run import originals, with_helpers
    from migrate.status import findings_of

    found = findings_of(done, paths, output, originals(done))
    whole, _ = with_helpers(done, paths)
    written = write_tree(whole, paths, output, replace(wanted, findings=found))
    tell(*(f"warning: left out {one_line(problem)}" for problem in written.left_out))
    renewed = written.renewed
    if not quiet:
        print_report(done.report, sys.stderr)
        fresh = [f"{written.count} files written to {output}"]
        tell(*(_renewed(renewed, output) if renewed else fresh))
    for name, why in renewed.conflicts if renewed else ():
        tell(f"conflict: {one_line(f'{output}/{name}')}{_marked(output / name)}: {why}")
    if written.left_out:
        tell(f"error: {output} is not the whole tree")
        return 3
    if renewed and renewed.conflicts and done.report.exit_code != 3:
        return CONFLICT
    return done.report.exit_code


def _marked(file: Path) -> str:
    """The line of the first mark of a conflict, as it follows the name of a file."""
    from migrate.files.manifest import text_of
    from migrate.files.merging import first_mark

    line = first_mark(text_of(file) or b"")
    return f":{line}" if line else ""


def _renewed(renewed: Renewed, output: Path) -> Iterator[str]:
    """What became of a tree that was there, in a line or two."""
    said = {
        "written": renewed.written,
        "removed": renewed.removed,
        "merged with edits by hand": len(renewed.merged),
        "kept as edited by hand": renewed.edited,
        "in conflict": len(renewed.conflicts),
    }
    parts = [f"{count:,} {what}" for what, count in said.items() if count]
    yield f"{output}: {', '.join(parts) or 'nothing to change'}"
    if renewed.replaced:
        yield f"what was replaced and was not generated is kept in {output}/{renewed.replaced}"


def print_status(tree: Path, form: StatusForm, options: Mapping[str, object]) -> int:
    """Print how far a tree has come; the exit code says what is left, as that of a check does."""
    from migrate.command.settings import typed
    from migrate.files.journal import is_pending
    from migrate.report.outputs import progress as output
    from migrate.status import manifest_of, progress_of, settings_for

    manifest = manifest_of(tree)
    if is_pending(tree):
        tell(f"note: a port to {tree} was stopped in the middle; the next one goes on with it")
    settings = settings_for(tree, manifest, typed(options))
    report = run_with_reports([tree.resolve()], settings, None, quiet=False, verbose=False).report
    found = progress_of(tree, manifest, report)
    asked = {spot.status for spot in found.todo} & report.counted
    code = CONFLICT if found.conflicts else int(bool(asked))
    code = report.exit_code if report.exit_code not in (0, 1) else code
    if form.value == "json":
        target = manifest.target, manifest.version
        print_bytes(sys.stdout, output.document(manifest.tool, target, code, found))
    else:
        about = f"ported to {manifest.target} {manifest.version} by {manifest.tool}"
        print_lines(output.text(str(tree), about, found))
    return code


def write_beginning(tree: Path, options: Mapping[str, object]) -> int:
    """Write a configuration to begin with, and tell what it was made of."""
    from migrate.command import init
    from migrate.command.settings import settings_of
    from migrate.settings.config import FILE_NAME

    if not tree.is_dir():
        raise UserError(f"{tree} is not a folder", "give the folder that the sources lie in")
    file = tree / FILE_NAME
    settings = settings_of([tree], {**options, "semantic": False})
    for place in (file, tree / "pyproject.toml"):
        if place.exists() and settings.origin is not None and settings.origin.samefile(place):
            raise UserError(f"{place} configures {tree} already", "edit it, or remove it first")
    done = run_with_reports(
        [tree.resolve()], settings, None, quiet=False, verbose=False, only_report=False
    )
    found = init.found_in(done, tree.resolve())
    write_asked("init", file, init.toml(found).encode("utf-8", "replace"))
    print_lines(init.told(found, done.report, file))
    return 0


def deliver_in_place(done: Run, paths: Sequence[Path], quiet: bool) -> int:
    from migrate.files.write import write_in_place
    from migrate.run import with_helpers

    written = write_in_place(*with_helpers(done, paths))
    try:
        return _told_of(written, done, quiet)
    except KeyboardInterrupt as stopped:
        stopped.args = (f"{written.count} files were replaced",)
        raise


def _told_of(written: Written, done: Run, quiet: bool) -> int:
    """Tell what was replaced; the exit code."""
    tell(*(f"warning: {one_line(lost)}" for lost in written.lost))
    if not quiet:
        print_report(done.report, sys.stderr)
        tell(f"{written.count} files replaced")
    if any(file.outcome is Outcome.FAILED for file in done.report.files):
        tell("error: nothing was written, because a file failed")
    if written.saved:
        tell(
            *(
                f"error: {one_line(name)}: saved by another program since it was read"
                for name in written.saved
            )
        )
        tell("advice: run the command again; what was written is not edited twice")
        return 3
    return done.report.exit_code


def as_patch(done: Run, paths: Sequence[Path], chosen: Format) -> Report:
    """The report as a format shows it: a patch adds the headers that come with a port, too."""
    from migrate.run import with_helpers

    return with_helpers(done, paths)[0] if chosen.name == "diff" else done.report


def deliver_diff(done: Run, paths: Sequence[Path], quiet: bool) -> int:
    from migrate.report import outputs
    from migrate.run import originals

    if not quiet:
        print_report(done.report, sys.stderr)
    chosen = outputs.named("diff")
    print_patch(chosen.render(as_patch(done, paths, chosen), originals(done)))
    return done.report.exit_code
