"""Which entries ask a person about a condition on the architecture, or on a version.

What comes in are entries and what is known of compilers; what goes out are answers. Nothing is
decided here.
"""

from __future__ import annotations

from migrate.model import Announces, Status
from migrate.rewrite.entries import Entry
from migrate.text.guards import Guards

VERSION_BRANCH = "migrate/version-branch"


def is_open(entry: Entry, guards: Guards) -> bool:
    """Whether a use is marked, or an edit of a condition on the architecture."""
    rule = entry.reference.rule
    if rule == VERSION_BRANCH:
        return entry.reference.status is Status.REVIEW and not entry.findings
    is_edit = bool(rule) and rule == guards.compilers.rule and entry.fix is not None
    return is_edit or is_asking(entry, guards)


def is_asking(entry: Entry, guards: Guards) -> bool:
    """Whether a rule asks a person about the architecture or the version of nvcc."""
    compilers, reference = guards.compilers, entry.reference
    if reference.status is not Status.REVIEW or not entry.findings:
        return False
    is_version = bool(compilers.version) and reference.name.startswith(compilers.version)
    return is_version or (bool(compilers.rule) and reference.rule == compilers.rule)


def is_of_values(entry: Entry) -> bool:
    """Whether what is said of it is no error of the compiler's."""
    told = (item.announces is not Announces.ERROR for item in entry.findings)
    return entry.reference.status is Status.REVIEW and all(told)
