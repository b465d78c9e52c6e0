"""``port``: the patch, or where that is allowed a new tree or the sources anew.

What comes in is a workplace and the arguments of a call; what goes out is the patch that
``migrate port --diff`` prints, piece by piece, or what was written. Nothing is written outside the
workplace, and nothing unless it allows that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.files.newtree import Wanted, check_destination, options_of, write_tree
from migrate.files.write import Written, changes, write_in_place
from migrate.mcp import pages
from migrate.mcp.checking import open_findings
from migrate.mcp.workplace import Answer, Arguments, Workplace, ported
from migrate.model import Outcome, Report, UserError
from migrate.report.outputs import diff
from migrate.report.outputs.json import head, sums
from migrate.report.outputs.names import printable
from migrate.run import Run, originals, with_helpers
from migrate.settings.config import Settings
from migrate.status import findings_of

_NAMES = 40  # of files


def port(workplace: Workplace, arguments: Arguments) -> Answer:
    """The port: a patch, or what was written of it."""
    output, in_place = arguments.get("output"), arguments.get("in_place", False)
    if (output or in_place) and not workplace.write:
        raise UserError(
            "this server writes nothing",
            "apply the patch that port gives without output and in_place, or have the server "
            "started with --write",
        )
    if output and in_place:
        raise UserError("output and in_place exclude each other", "choose one")
    paths = workplace.paths(arguments)
    settings = workplace.settings(paths, arguments)
    if output:
        return _tree(paths, settings, workplace.inside(output))
    done = ported(paths, settings)
    if in_place:
        report, places = with_helpers(done, paths)
        changed = [f.output or f.path for f in report.files if changes(f)]
        written = _written(write_in_place(report, places))
        return Answer({**_sums(done.report), **written, "changed": _named(changed)})
    return _patch(done, paths, arguments)


def _patch(done: Run, paths: Sequence[Path], arguments: Arguments) -> Answer:
    """The patch of the files that are wanted, with the headers that their ports include."""
    wanted = arguments.get("files")
    files = [file for file in done.report.files if not wanted or printable(file.path) in wanted]
    part = replace(done, report=replace(done.report, files=tuple(files)))
    made = diff.render(with_helpers(part, paths)[0], originals(done))
    whole = made.decode("utf-8", "backslashreplace")
    shown, at = pages.text(whole, arguments)
    exact = {} if whole.encode() == made else {"exact": False}
    return Answer({**_sums(done.report), "page": at, **exact, "patch": shown}, ("patch",))


def _tree(paths: Sequence[Path], settings: Settings, output: Path) -> Answer:
    wanted = Wanted(options=options_of(settings))
    check_destination(paths, output, wanted, settings.to.partition("@")[0])
    done = ported(paths, settings)
    wanted = replace(wanted, findings=findings_of(done, paths, output, originals(done)))
    whole, _ = with_helpers(done, paths)
    written = write_tree(whole, paths, output, wanted)
    return Answer({**_sums(done.report), "output": printable(str(output)), **_written(written)})


def _sums(report: Report) -> dict[str, Any]:
    known = sums(report)
    failed = [file.path for file in report.files if file.outcome is Outcome.FAILED]
    return {
        "target": head(report)["target"],
        "exit_code": known["exit_code"],
        "ledger": known["ledger"],
        "open": len(open_findings(report, {})),
        **({"failed": _named(failed)} if failed else {}),
    }


def _named(names: Sequence[str]) -> dict[str, Any]:
    """How many there are, and the first of them."""
    return {"total": len(names), "some": [printable(name) for name in pages.some(names, _NAMES)]}


def _written(written: Written) -> dict[str, Any]:
    """What was written, and what there is to say of the rest."""
    renewed = written.renewed
    counts: dict[str, Any] = {"written": written.count}
    named: dict[str, Sequence[str]] = {
        "left_out": written.left_out,
        "saved_meanwhile": written.saved,
        "lost": written.lost,
    }
    if renewed is not None:
        counts = {"written": renewed.written, "removed": renewed.removed, "kept": renewed.edited}
        named["merged"] = renewed.merged
        named["conflicts"] = [f"{name}: {why}" for name, why in renewed.conflicts]
    for name, items in named.items():
        if items:
            counts[name] = _named(items)
    return counts
