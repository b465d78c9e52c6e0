"""One tree for several targets: a run for each, and what they say side by side.

What comes in are the PATHs and what was typed; what goes out is on standard output, in the reports
that were asked for, and the gravest of the exit codes. A target is run as it is alone, with the
options of the configuration that are for it; what files say by themselves is read once for all of
them. No source is written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.command.console import print_bytes
from migrate.command.delivery import refuse_place, run_with_reports
from migrate.command.settings import ALL, settings_of
from migrate.files.atomic import write_asked
from migrate.model import UserError
from migrate.settings.config import Settings, Warp

if TYPE_CHECKING:
    from migrate.report.outputs.compared import Side

_OF_ONE = ("arch", "warp", "build", "baseline", "write_baseline")  # options that are for one target


def compare(paths: Sequence[Path], to: str, typed: Mapping[str, Any]) -> int:
    """Run for each target, and show them side by side; ``typed`` are the options of ``check``."""
    from migrate.report.outputs import compared

    for name in _OF_ONE:
        if typed[name] is not None:
            option = f"--{name.replace('_', '-')}"
            raise UserError(f"{option} goes with one target", f"{to} are several: leave it out")
    form = compared.form("summary" if typed["summary"] else typed["format_"])
    reports = [compared.asked(text) for text in typed["report"] or ()]
    wanted = list(_settings(paths, to, typed))
    for _, file in reports:
        refuse_place("--report", file, paths, wanted[0])
    sides = list(_sides(paths, wanted, typed["quiet"], typed["verbose"]))
    for chosen, file in reports:
        write_asked("--report", file, chosen.render(sides))
    print_bytes(sys.stdout, form.render(sides))
    return max(side.exit_code for side in sides)


def _sides(
    paths: Sequence[Path], wanted: Sequence[Settings], quiet: bool, verbose: bool
) -> Iterator[Side]:
    """What the run for each target says; nothing else of it is kept. The files are read once."""
    from migrate.chunks import crew
    from migrate.report.outputs.compared import side

    with crew(wanted[0], again=True) as hands:
        for settings in wanted:
            done = run_with_reports(paths, settings, None, quiet, verbose, hands=hands)
            yield side(done.report)


def _settings(paths: Sequence[Path], to: str, typed: Mapping[str, Any]) -> Iterator[Settings]:
    """The settings for each target that ``to`` names, in its order; ``all`` are all, by name."""
    from migrate.rules.targetfiles import targets

    configured = settings_of(paths, {**typed, "to": None})
    own = configured.to.partition("@")[0]
    names = [target.name for target in targets()] if to == ALL else to.split(",")
    for spec in dict.fromkeys(name.strip() for name in names):
        if spec.partition("@")[0] != own:
            yield _for_another(configured, spec)
        else:
            yield replace(configured, to=spec if "@" in spec else configured.to)


def _for_another(settings: Settings, spec: str) -> Settings:
    """Settings less what a configuration says for its own target."""
    options = replace(settings.options, build=None)
    per_path = tuple(item.without({"build"}) for item in settings.per_path)
    changed = replace(settings, options=options, per_path=per_path)
    return replace(changed, to=spec, arch=(), warp=Warp.NATIVE, shim=False)
