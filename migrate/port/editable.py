"""Which uses a fix may come with, whatever stands around them.

What comes in is a use and what the rules and tables know of its name; what goes out is whether a
pass that is asked for fixes only has to decide on it. Each part that makes the fix of a use has its
condition here, as far as that is a condition on the name: a rewrite of a shape, a row that renames
or drops, a chevron or a tag that the target's compiler does not take, the architecture's macro. A
name of which none holds is counted and reported, and never edited.
"""

from __future__ import annotations

from migrate.checks.tags import goes
from migrate.port.view import View
from migrate.rewrite.spelling import rename
from migrate.rules.names import Verdict
from migrate.rules.tables import Support
from migrate.tree.resolve import Use

_LAUNCH = "<<<"


def may_be_edited(view: View, use: Use) -> bool:
    """Whether a decision on the use may have a fix."""
    architecture = view.guards.compilers.architecture
    if use.name == _LAUNCH or (architecture is not None and use.name == architecture.macro):
        return True
    if view.speaking(use.name):
        return True
    verdict = view.rules.verdict(use.name)
    return verdict is not None and _changes(view, use, verdict)


def _changes(view: View, use: Use, verdict: Verdict) -> bool:
    """Whether the tables have something else in the place of the name, or of a tag before it."""
    if verdict.support is Support.DROP or rename(use, verdict, view.rules):
        return True
    tree, leaf = view.tree.leaf(use.parts[-1].start, use.parts[-1].end)
    return goes(tree, leaf, verdict.target, view.rules)
