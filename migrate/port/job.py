"""What the files of one run share, and what the engine is told of one before it is ported.

What comes in is what was read and indexed; what goes out are values that nothing changes. Nothing
is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from migrate.port.renames import Renames
from migrate.rules.ruleset import RuleSet
from migrate.text.guards import Guards
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.index import TreeIndex
from migrate.tree.vocabulary import Vocabulary


class Unseen(Enum):
    """Says that a file has not been scanned yet."""

    UNSEEN = "unseen"


UNSEEN = Unseen.UNSEEN


@dataclass(frozen=True, slots=True)
class Job:
    """What the files of one run share."""

    rules: RuleSet
    vocabulary: Vocabulary
    index: TreeIndex
    guards: Guards
    renames: Renames = field(default_factory=Renames)
    semantics: Mapping[str, FileSemantics] = field(default_factory=dict)
    duals: Mapping[str, str] = field(default_factory=dict)  # build files, see build.dual
    archs: tuple[str, ...] = ()  # what was asked for by name
    home: str = "."  # where headers that come with the rules lie
