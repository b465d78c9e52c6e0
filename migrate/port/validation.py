"""Whether a port holds: its bytes, its syntax, and that a second run would edit nothing.

What comes in are the original with its analysis and what became of it; what goes out is why the
port may not be shown, or nothing. What each check asks is in ``soundness``; nothing is mended here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.files.source import line_starts, position
from migrate.model import Edit, Span
from migrate.port import soundness
from migrate.port.analyse import Analysis
from migrate.port.soundness import Problem
from migrate.port.subject import Subject, analysed_again, scanned
from migrate.rewrite.edits import Change
from migrate.rules.ruleset import RuleSet
from migrate.tree.parsing import Earlier, tree_of, type_arguments

_AGAIN = "a second run would edit the result again"


def problem(
    file: Subject, change: Change, made: tuple[Edit, ...], analysis: Analysis
) -> Problem | None:
    """Why this port may not be shown, or nothing."""
    before, after = file.source.data, change.data
    if not made:
        return None
    if not soundness.bytes_kept(before, after, made):
        return Problem("bytes outside the edits changed")
    if soundness.keeps_shape(made, before):
        return None if _is_stable(made, file.job.rules) else Problem(_AGAIN)
    current = scanned(file, after, always=True)
    if current is None or analysis.tree is None:  # without a tree only includes have changed
        return None
    later, entries = analysed_again(file, current, analysis, change, only_fixes=True)
    earlier, macros = Earlier(analysis.tree, made), file.job.index.namespace_macros
    words = type_arguments(current, file.job.rules.info.type_macros)
    now = later.tree or tree_of(current, earlier, macros, words)
    broken = list(soundness.new_syntax_errors(before, made, analysis.tree, now))
    if broken:
        line = position(line_starts(after), broken[0][0].start).line
        reason = f"line {line} of the port does not parse, and that of the original does"
        return Problem(reason, tuple(place for _, place in broken))
    edited = [change.nearest(entry.reference.start) for entry in entries if entry.fix]
    return Problem(_AGAIN, tuple(Span(at, at) for at in edited)) if edited else None


def _is_stable(made: Sequence[Edit], rules: RuleSet) -> bool:
    """Whether no name that was written would be renamed by another run."""
    for edit in made:
        verdict = rules.verdict(edit.text.decode("utf-8", "replace"))
        if verdict is not None and verdict.target not in ("", verdict.name):
            return False
    return True
