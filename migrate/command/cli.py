"""The command line: what was typed to calls of the stages, and their results to the streams.

What comes in are options; what goes out is an exit code. Heavy modules are imported by the commands
that need them, so that a short answer comes at once. Nothing here decides how a port is made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from migrate import __version__
from migrate.command import options as given
from migrate.command import verifyoptions as proof
from migrate.command.comparing import compare
from migrate.command.console import command, open_streams, print_lines, print_report
from migrate.command.delivery import (
    as_patch,
    deliver_diff,
    deliver_in_place,
    deliver_nothing,
    deliver_tree,
    known_findings,
    print_status,
    run_with_reports,
    verified,
    wanted_tree,
    write_beginning,
)
from migrate.command.parameters import Command, Group, flag
from migrate.command.printing import answer, print_format, print_verdict
from migrate.command.scaffolding import with_scaffold
from migrate.command.settings import folders, settings_of, several
from migrate.command.shim import for_shim, with_shim
from migrate.files.atomic import write_asked
from migrate.model import Outcome, UserError
from migrate.process import garbage
from migrate.process.signals import end_on_signals, stop_on_signals


@command
def port(
    paths: given.Paths,
    to: given.To = None,
    arch: given.Arch = None,
    warp: given.WarpOption = None,
    output: given.Output = None,
    in_place: given.InPlace = False,
    diff: given.Diff = False,
    report: given.Reports = None,
    apply: given.ApplyOption = None,
    launch_syntax: given.Launch = None,
    build: given.BuildOption = None,
    only_changed: given.OnlyChanged = False,
    rename: given.Rename = None,
    shim: given.Shim = None,
    shim_header: given.ShimHeader = None,
    scaffold: given.Scaffold = None,
    force: given.Force = False,
    since: given.Since = None,
    exclude: given.Exclude = None,
    force_exclude: given.ForceExclude = None,
    rules: given.Rules = None,
    fail_on: given.FailOnOption = None,
    show_info: given.ShowInfo = None,
    semantic: given.SemanticOption = None,
    compile_commands: given.CompileCommands = None,
    cuda_path: given.CudaPath = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
    executor: given.ExecutorOption = None,
    scheduler: given.Scheduler = None,
    file_timeout: given.FileTimeout = None,
    file_memory: given.FileMemory = None,
    quiet: given.Quiet = False,
    verbose: given.Verbose = False,
) -> int:
    """Port CUDA sources. Without -o, --in-place or --diff nothing is written."""
    settings = for_shim(settings_of(paths, locals()))
    if [output is not None, in_place, diff].count(True) > 1:
        raise UserError("-o, --in-place and --diff exclude each other", "choose one")
    wanted = wanted_tree(paths, settings, output, (only_changed, force, since))
    settle = with_shim(paths, settings, quiet)
    if scaffold is not None:
        settle = with_scaffold(scaffold, settings, elsewhere=bool(output or in_place or diff))
    done = run_with_reports(paths, settings, report, quiet, verbose, settle, only_report=not settle)
    if output is not None and wanted is not None:
        return deliver_tree(done, paths, output, wanted, quiet)
    if in_place or diff:
        return (deliver_in_place if in_place else deliver_diff)(done, paths, quiet)
    return deliver_nothing(done, quiet or scaffold is not None)


@command
def check(
    paths: given.Paths,
    to: given.To = None,
    arch: given.Arch = None,
    warp: given.WarpOption = None,
    format_: given.FormatOption = "full",
    summary: given.SummaryOption = False,
    report: given.Reports = None,
    build: given.BuildOption = None,
    baseline: given.Baseline = None,
    write_baseline: given.WriteBaseline = None,
    exclude: given.Exclude = None,
    force_exclude: given.ForceExclude = None,
    rules: given.Rules = None,
    fail_on: given.FailOnOption = None,
    show_info: given.ShowInfo = None,
    semantic: given.SemanticOption = None,
    compile_commands: given.CompileCommands = None,
    cuda_path: given.CudaPath = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
    executor: given.ExecutorOption = None,
    scheduler: given.Scheduler = None,
    file_timeout: given.FileTimeout = None,
    file_memory: given.FileMemory = None,
    quiet: given.Quiet = False,
    verbose: given.Verbose = False,
) -> int:
    """Say what a port would leave to do. Writes no source."""
    if to is not None and several(to):
        return compare(paths, to, locals())
    settings = settings_of(paths, locals())
    from migrate.report import outputs

    chosen = outputs.named("summary" if summary and format_ in outputs.FOR_PEOPLE else format_)
    settle = known_findings(paths, settings, baseline, write_baseline, quiet)
    done = run_with_reports(paths, settings, report, quiet, verbose, settle)
    if chosen.name in outputs.FOR_PEOPLE:
        from migrate.run import originals

        print_report(done.report, sys.stdout, chosen.name, originals(done))
    else:
        print_format(chosen, replace(done, report=as_patch(done, paths, chosen)))
    return done.report.exit_code


@command
def init(
    tree: given.Begun = Path(),
    to: given.To = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
) -> int:
    """Write a commented migrate.toml from what a tree holds."""
    return write_beginning(tree, locals())


@command
def status(
    tree: given.Tree,
    format_: given.StatusFormat = given.StatusForm.TEXT,
    rules: given.Rules = None,
    fail_on: given.FailOnOption = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
) -> int:
    """Say how far a tree that was ported has come: what is left, settled, new, in conflict."""
    return print_status(tree, format_, locals())


@command
def verify(
    paths: given.Paths,
    to: given.To = None,
    arch: given.Arch = None,
    warp: given.WarpOption = None,
    compiler: proof.CompilerOption = None,
    static: proof.Static = False,
    run: proof.RunOption = False,
    run_args: proof.RunArgs = None,
    run_dir: proof.RunDir = None,
    run_timeout: proof.RunTimeout = None,
    link: proof.Link = None,
    expected: proof.Expected = None,
    tolerance: proof.Tolerance = None,
    record: proof.Record = None,
    with_: proof.With = None,
    sycl_env: proof.SyclEnv = None,
    format_: given.FormatOption = "full",
    report: given.Reports = None,
    bug_report: given.BugReport = None,
    exclude: given.Exclude = None,
    rules: given.Rules = None,
    fail_on: given.FailOnOption = None,
    show_info: given.ShowInfo = None,
    semantic: given.SemanticOption = None,
    compile_commands: given.CompileCommands = None,
    cuda_path: given.CudaPath = None,
    no_cache: given.NoCache = False,
    jobs: given.Jobs = None,
    file_timeout: given.FileTimeout = None,
    file_memory: given.FileMemory = None,
    quiet: given.Quiet = False,
    verbose: given.Verbose = False,
) -> int:
    """Say whether the port holds: by the target's declarations, a second run, its compiler, and
    what the program does.
    """
    settings = settings_of(paths, {**locals(), "rename": False})  # names do not matter here
    from migrate.rules.targetfiles import with_suffixes_of_target

    settings = with_suffixes_of_target(settings)  # those of what is ported already
    from migrate.report import outputs
    from migrate.verification import Wanted

    chosen = outputs.named(format_)
    wanted = Wanted(compiler, static, run, record, with_ or "", sycl_env)
    settle = verified(paths, settings, wanted, bug_report, quiet)
    done = run_with_reports(paths, settings, report, quiet, verbose, settle, only_report=False)
    print_verdict(chosen, done)
    return done.report.exit_code


@command
def api(names: given.Names, to: given.To = None, rules: given.Rules = None) -> int:
    """Say what CUDA names become on each target."""
    from migrate.report import describe

    known = describe.rule_sets(to, folders(rules))
    return answer(names, lambda name: describe.api(name, known))


@command
def explain(ids: given.Ids, rules: given.Rules = None) -> int:
    """Show the page of a rule, a table or a finding."""
    from migrate.report import describe

    return answer(ids, lambda rule_id: describe.explain(rule_id, folders(rules)))


@command
def targets() -> int:
    """List what can be ported to."""
    from migrate.report import describe

    print_lines(describe.target_list())
    return 0


@command
def sycl_env(
    folder: given.SyclFolder = None,
    libraries: given.SyclLibraries = False,
    check: given.SyclCheck = False,
) -> int:
    """Make an environment that compiles and runs SYCL on the processor, from packages."""
    from migrate.command.sycl import make_environment

    return make_environment(folder, libraries=libraries, check=check)


@command
def lsp() -> int:
    """Serve an editor over standard input and output (Language Server Protocol)."""
    from migrate.lsp import serve

    end_on_signals()
    garbage.resume()
    return serve()


@command
def mcp(
    root: given.Root = Path(), write: given.Write = False, compile_: given.Compile = False
) -> int:
    """Serve a coding agent over standard input and output (Model Context Protocol)."""
    from migrate.mcp import serve

    end_on_signals()
    garbage.resume()
    return serve(root, write=write, compile=compile_)


@command
def list_rules(to: given.To = None, rules: given.Rules = None) -> int:
    """List the ids there are for a target."""
    from migrate.report import describe

    print_lines(describe.rule_list(describe.rule_sets(to or "hip", folders(rules))[0]))
    return 0


@command
def write_rule(rule_id: given.NewRule, rules: given.NewRules = Path("rules")) -> int:
    """Write the files of a new rule, to be filled in: its example fails until it is."""
    from migrate.command.scaffold import new_rule, room_for

    files = new_rule(rule_id, rules)
    room_for(files)
    for file, text in files.items():
        write_asked("rules new", file, text.encode())
    print_lines([*map(str, files), f"fill them in, then: migrate rules test {rules} --update"])
    return 0


@command
def run_examples(
    folder: given.RulesFolder,
    ids: given.RuleIds = None,
    update: given.Update = False,
    no_cache: given.NoCache = False,
) -> int:
    """Port the examples beside your rules and compare them with their golden files."""
    from migrate.command import examples, missed

    found = examples.rules_below(folder, ids or ())
    wrong = 0
    for rules, rule in found:
        result = examples.port_example(rules, rule, (folder,), cache=not no_cache)
        if update and result.outcome in (Outcome.PORTED, Outcome.UNCHANGED):
            before = rule.example.read_bytes()
            made = before if result.content is None else result.content
            write_asked("--update", rule.expected, made)
        problems = list(examples.disagreements(rule, result, missed.reasons(rules, rule)))
        wrong += bool(problems)
        print_lines(problems)
    print_lines([f"{len(found)} rule{'' if len(found) == 1 else 's'}, {wrong} with problems"])
    return 1 if wrong or not found else 0


@command
def show_version() -> int:
    print_lines([f"migrate {__version__}"])
    return 0


@command
def show_completion() -> int:
    from migrate.command import completion

    print_lines([completion.script(command_line())])
    return 0


@command
def install_completion() -> int:
    from migrate.command import completion

    print_lines(completion.installed(command_line()))
    return 0


RULES: Mapping[str, Callable[..., None]] = {
    "list": list_rules,
    "new": write_rule,
    "test": run_examples,
}
COMMANDS: Mapping[str, Callable[..., None]] = {
    "port": port,
    "check": check,
    "init": init,
    "status": status,
    "verify": verify,
    "api": api,
    "explain": explain,
    "targets": targets,
    "sycl-env": sycl_env,
    "lsp": lsp,
    "mcp": mcp,
}


def command_line() -> Group:
    """All that can be typed."""
    made = Group("migrate", "Port CUDA source trees to open runtimes.")
    rules = Group("rules", "What rules there are, and tests of your own.")
    for name, function in COMMANDS.items():
        made.add_command(Command(name, function))
    for name, function in RULES.items():
        rules.add_command(Command(name, function))
    made.add_command(rules)
    shell = "completion for the current shell."
    made.params += [
        flag("--version", "Show the version.", show_version),
        flag("--install-completion", f"Install {shell}", install_completion),
        flag("--show-completion", f"Show {shell}", show_completion),
    ]
    return made


def main() -> None:
    """The console script."""
    garbage.pause()
    open_streams()
    stop_on_signals()
    command_line()(prog_name="migrate")
