"""Problems that nothing announced, as findings of the report, so that every output shows them.

What comes in are a finished run and its verification; what goes out is the run with a finding for
each silent problem and each program that differs, the verification itself, and an exit code that
says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.model import FileResult, Finding, Status
from migrate.proof import Check, Judgement, Problem, Verification
from migrate.rules.about import about
from migrate.rules.ruleset import RuleSet
from migrate.run import Run

_IDS = {
    Check.NAMES: "migrate/undeclared-name",
    Check.ARGUMENTS: "migrate/argument-count",
    Check.INCLUDES: "migrate/absent-header",
    Check.LEFTOVERS: "migrate/left-over",
    Check.STABLE: "migrate/second-run",
    Check.COMPILES: "migrate/does-not-compile",
    Check.RUNS: "migrate/runs-differently",
}
_ADVICE = "nothing announced this, which is a defect of migrate: --bug-report FILE writes a report"
_MEND = "the port did not write this: mend it where it stands"
_LOOK_FIRST = "look at the findings of the program first; if none explains it, report it"
_ADVICES = {Judgement.SILENT: _ADVICE, Judgement.ERROR: _MEND}


def with_findings(done: Run, found: Verification) -> Run:
    """The run with what was verified of it."""
    by_path: dict[str, list[Finding]] = {}
    for problem in found.problems:
        if problem.check is not Check.RUNS and problem.judgement not in _ADVICES:
            continue  # a finding says so already
        by_path.setdefault(problem.path, []).append(_finding(problem, done.rules))
    files = tuple(_joined(file, by_path.get(file.path, ())) for file in done.report.files)
    ids = {item.rule for items in by_path.values() for item in items}
    report = replace(
        done.report,
        files=files,
        rules={**done.report.rules, **about(ids, done.rules)},
        exit_code=done.report.exit_code or int(bool(by_path)),
        verification=found,
    )
    return replace(done, report=report)


def _finding(problem: Problem, rules: RuleSet) -> Finding:
    rule = _IDS[problem.check]
    work = rules.causes.of_tool(rule)
    return Finding(
        rule,
        Status.MANUAL,
        "",
        problem.message,
        problem.start,
        problem.end,
        _ADVICES.get(problem.judgement, _LOOK_FIRST),
        "",
        None,
        *work,
    )


def _joined(file: FileResult, more: Sequence[Finding]) -> FileResult:
    if not more:
        return file
    findings = sorted((*file.findings, *more), key=lambda item: (item.start, item.end))
    return replace(file, findings=tuple(findings))
