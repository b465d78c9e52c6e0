"""A comparison of targets as JSON: for each what a report for it says but for its files.

Described by ``docs/comparison.schema.json``; the parts are those of ``docs/report.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from migrate.report.outputs.compared import Side

SCHEMA = 1


def render(sides: Sequence[Side]) -> bytes:
    """One UTF-8 document."""
    document = {"schema": SCHEMA, "targets": [side.document for side in sides]}
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
