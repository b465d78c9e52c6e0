"""The command line: what was typed to calls of the stages, and their results to the streams.

What comes in are options; what goes out is an exit code. Heavy modules are imported by the commands
that need them, so that a short answer comes at once. Nothing here decides how a port is made.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate import __version__
from migrate import options as given
from migrate.config import Settings, load
from migrate.console import command, print_lines, print_patch, print_report, progress, refusal, tell
from migrate.model import Outcome, UserError

if TYPE_CHECKING:
    from migrate.outputs import Format
    from migrate.run import Run

app = typer.Typer(
    help="Port CUDA source trees to open runtimes.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="What rules there are, and tests of your own.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")


def main() -> None:
    """The console script."""
    app(prog_name="migrate")


def _show_version(wanted: bool) -> None:
    if wanted:
        print_lines([f"migrate {__version__}"])
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version."),
    ] = False,
) -> None:
    """Port CUDA source trees to open runtimes."""


@app.command()
@command
def port(
    paths: given.Paths,
    to: given.To = None,
    arch: given.Arch = None,
    output: given.Output = None,
    in_place: given.InPlace = False,
    diff: given.Diff = False,
    report: given.Reports = None,
    apply: given.ApplyOption = None,
    launch_syntax: given.Launch = None,
    only_changed: given.OnlyChanged = False,
    rename: given.Rename = False,
    force: given.Force = False,
    exclude: given.Exclude = None,
    force_exclude: given.ForceExclude = False,
    rules: given.Rules = None,
    fail_on: given.FailOnOption = None,
    semantic: given.SemanticOption = None,
    compile_commands: given.CompileCommands = None,
    cuda_path: given.CudaPath = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
    quiet: given.Quiet = False,
    verbose: given.Verbose = False,
) -> int:
    """Port CUDA sources. Without -o, --in-place or --diff nothing is written."""
    if [output is not None, in_place, diff].count(True) > 1:
        raise UserError("-o, --in-place and --diff exclude each other", "choose one")
    _check_destination(paths, output, force, only_changed)
    settings = _settings(
        paths,
        to=to,
        arch=arch,
        apply=apply,
        launch_syntax=launch_syntax,
        rename=rename or None,
        exclude=exclude,
        force_exclude=force_exclude or None,
        rules=rules,
        fail_on=fail_on,
        semantic=semantic,
        compile_commands=compile_commands,
        cuda_path=cuda_path,
        cache=False if no_cache else None,
        jobs=jobs,
    )
    done = _run(paths, settings, report, quiet, verbose)
    if output is not None:
        return _deliver_tree(done, paths, output, only_changed, quiet)
    if in_place:
        return _deliver_in_place(done, quiet)
    return _deliver_diff(done, quiet) if diff else _deliver_nothing(done, quiet)


@app.command()
@command
def check(
    paths: given.Paths,
    to: given.To = None,
    arch: given.Arch = None,
    format_: given.FormatOption = "full",
    summary: given.SummaryOption = False,
    report: given.Reports = None,
    baseline: given.Baseline = None,
    write_baseline: given.WriteBaseline = None,
    exclude: given.Exclude = None,
    force_exclude: given.ForceExclude = False,
    rules: given.Rules = None,
    fail_on: given.FailOnOption = None,
    semantic: given.SemanticOption = None,
    compile_commands: given.CompileCommands = None,
    cuda_path: given.CudaPath = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
    quiet: given.Quiet = False,
    verbose: given.Verbose = False,
) -> int:
    """Say what a port would leave to do. Writes no source."""
    from migrate import outputs

    chosen = outputs.named("summary" if summary and format_ in outputs.FOR_PEOPLE else format_)
    settings = _settings(
        paths,
        to=to,
        arch=arch,
        exclude=exclude,
        force_exclude=force_exclude or None,
        rules=rules,
        fail_on=fail_on,
        semantic=semantic,
        compile_commands=compile_commands,
        cuda_path=cuda_path,
        cache=False if no_cache else None,
        jobs=jobs,
    )
    settle = _known_findings(paths, settings, baseline, write_baseline, quiet)
    done = _run(paths, settings, report, quiet, verbose, settle)
    if chosen.name in outputs.FOR_PEOPLE:
        print_report(done.report, sys.stdout, chosen.name, _originals(done))
    else:
        _print(chosen, done)
    return done.report.exit_code


@app.command()
@command
def api(names: given.Names, to: given.To = None, rules: given.Rules = None) -> int:
    """Say what CUDA names become on each target."""
    from migrate import describe

    known = describe.rule_sets(to, _folders(rules))
    return _answer(names, lambda name: describe.api(name, known))


@app.command()
@command
def explain(ids: given.Ids, rules: given.Rules = None) -> int:
    """Show the page of a rule, a table or a finding."""
    from migrate import describe

    return _answer(ids, lambda rule_id: describe.explain(rule_id, _folders(rules)))


@app.command()
@command
def targets() -> int:
    """List what can be ported to."""
    from migrate import describe

    print_lines(describe.target_list())
    return 0


@app.command()
@command
def lsp() -> int:
    """Serve an editor over standard input and output (Language Server Protocol)."""
    from migrate.lsp import serve

    return serve()


@rules_app.command("list")
@command
def list_rules(to: given.To = None, rules: given.Rules = None) -> int:
    """List the ids there are for a target."""
    from migrate import describe

    print_lines(describe.rule_list(describe.rule_sets(to or "hip", _folders(rules))[0]))
    return 0


@rules_app.command("test")
@command
def run_examples(folder: given.RulesFolder, update: given.Update = False) -> int:
    """Port the examples beside your rules and compare them with their golden files."""
    from migrate import examples

    found = examples.rules_below(folder)
    wrong = 0
    for rules, rule in found:
        result = examples.port_example(rules, rule, (folder,))
        if update and result.outcome in (Outcome.PORTED, Outcome.UNCHANGED):
            before = rule.example.read_bytes()
            rule.expected.write_bytes(before if result.content is None else result.content)
        problems = list(examples.disagreements(rule, result))
        wrong += bool(problems)
        print_lines(problems)
    print_lines([f"{len(found)} rule{'' if len(found) == 1 else 's'}, {wrong} with problems"])
    return 1 if wrong or not found else 0


def _settings(paths: Sequence[Path], **typed: object) -> Settings:
    """The configuration that holds for the first PATH, under the options that were typed."""
    chosen = {key.replace("_", "-"): value for key, value in typed.items() if value is not None}
    return load(paths[0], chosen)


def _folders(rules: Sequence[str] | None) -> list[Path]:
    return [Path(folder) for folder in rules or ()]


def _run(
    paths: Sequence[Path],
    settings: Settings,
    reports: Sequence[str] | None,
    quiet: bool,
    verbose: bool,
    settle: Callable[[Run], Run] = lambda done: done,
) -> Run:
    """Port in memory, settle what counts, and write the reports that were asked for."""
    from migrate import outputs
    from migrate.run import run

    formats = [outputs.asked(report) for report in reports or ()]
    for _, file in formats:
        if not file.parent.is_dir():
            raise UserError(f"--report: there is no folder {file.parent}")
    started = time.monotonic()
    with progress(shown=sys.stderr.isatty() and not quiet) as advance:
        done = run(paths, settings, progress=advance)
    if not quiet:
        tell(*(f"note: {note}" for note in done.notes))
    if verbose:
        target, took = done.report.target, time.monotonic() - started
        tell(f"configuration: {settings.origin or 'none'}")
        tell(f"{len(done.files)} files to {target.name} {target.version} in {took:.2f} s")
    done = settle(done)
    for chosen, file in formats:
        made = chosen.render(done.report, _originals(done))
        file.write_bytes(made)
        tell(*(f"{file}: {remark}" for remark in outputs.remarks(made)))
    return done


def _known_findings(
    paths: Sequence[Path],
    settings: Settings,
    file: Path | None,
    new_file: Path | None,
    quiet: bool,
) -> Callable[[Run], Run]:
    """What takes the findings of a baseline out of a run, and writes a new one."""
    from migrate import baseline
    from migrate.discover import roots

    target = settings.to.partition("@")[0]
    known = baseline.read(file, target) if file is not None else None
    if new_file is not None and not new_file.parent.is_dir():
        raise UserError(f"--write-baseline: there is no folder {new_file.parent}")
    folders = [root.prefix for root in roots(paths) if not root.is_file]

    def covered(name: str) -> bool:
        return any(name.startswith(f"{folder}/") or not folder for folder in folders)

    def settle(done: Run) -> Run:
        now = None
        if new_file is not None:
            now = baseline.collect(done.report, _originals(done))
            new_file.write_bytes(baseline.encoded(now))
            tell(*[f"{now.count:,} findings written to {new_file}"] * (not quiet))
        against = known or now
        if against is None:
            return done
        report, stale = baseline.compare(done.report, against, _originals(done), covered)
        if not quiet:
            tell(*baseline.told(report, stale))
        return replace(done, report=report)

    return settle


def _check_destination(
    paths: Sequence[Path], output: Path | None, force: bool, only_changed: bool
) -> None:
    """Refuse a destination that cannot be meant, before the work begins."""
    if output is None:
        if only_changed or force:
            raise UserError("--only-changed and --force go with -o DIR")
        return
    from migrate.write import check_destination

    check_destination(paths, output, force)


def _deliver_nothing(done: Run, quiet: bool) -> int:
    print_report(done.report, sys.stdout)
    if not quiet:
        tell("nothing was written: see -o DIR, --in-place and --diff")
    return done.report.exit_code


def _deliver_tree(
    done: Run, paths: Sequence[Path], output: Path, only_changed: bool, quiet: bool
) -> int:
    from migrate.write import write_tree

    written = write_tree(done.report, paths, output, only_changed=only_changed)
    tell(*(f"warning: left out {problem}" for problem in written.left_out))
    if not quiet:
        print_report(done.report, sys.stderr)
        tell(f"{written.count} files written to {output}")
    return done.report.exit_code


def _deliver_in_place(done: Run, quiet: bool) -> int:
    from migrate.write import write_in_place

    written = write_in_place(done.report, done.files)
    if not quiet:
        print_report(done.report, sys.stderr)
        tell(f"{written.count} files replaced")
    if any(file.outcome is Outcome.FAILED for file in done.report.files):
        tell("error: nothing was written, because a file failed")
    return done.report.exit_code


def _deliver_diff(done: Run, quiet: bool) -> int:
    from migrate import outputs

    if not quiet:
        print_report(done.report, sys.stderr)
    print_patch(outputs.named("diff").render(done.report, _originals(done)))
    return done.report.exit_code


def _print(chosen: Format, done: Run) -> None:
    """A report on standard output, and what there is to tell of it on standard error."""
    from migrate import outputs

    made = chosen.render(done.report, _originals(done))
    sys.stdout.buffer.write(made)
    tell(*outputs.remarks(made))


def _originals(done: Run) -> Callable[[str], bytes]:
    return lambda name: done.files[name].read_bytes()


def _answer(questions: Iterable[str], answer: Callable[[str], Iterable[str]]) -> int:
    """Print each answer, a blank line apart; 1 if there was a question without one."""
    code = 0
    for number, question in enumerate(questions):
        try:
            lines = list(answer(question))
        except UserError as error:
            tell(refusal(error))
            code = 1
        else:
            print_lines([""] * (number > 0) + lines)
    return code
