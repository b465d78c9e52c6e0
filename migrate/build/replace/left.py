"""Parts of a build file that are left alone.

What comes in are the bytes of a file and what the tree says of it; what goes out are the spans in
which nothing is edited: what the author wrote for the target, the CUDA side of that, what is for
other systems, and what a comment keeps from the port.
"""

from __future__ import annotations

from migrate.build import scripts
from migrate.build.branches import elsewhere, outdated
from migrate.build.context import Around
from migrate.build.files import without_text
from migrate.build.guards import cuda_sides, targets_own
from migrate.build.pairednames import given_for_cuda
from migrate.build.passive import union
from migrate.files.kinds import Kind
from migrate.model import Span
from migrate.regex import regex
from migrate.rules.buildrules import BuildRules
from migrate.text import suppress
from migrate.text.lexer import Spans

_ANDROID = regex(rb"\$\(\s*call\s+my-dir\s*\)")  # where no ROCm is


def left_alone(
    data: bytes, kind: Kind, rules: BuildRules, known: Around, ignored: tuple[str, ...]
) -> Spans:
    """The spans, in order, none within another."""
    comments, code = without_text(data, kind)
    if known.only or (kind is Kind.MAKE and _ANDROID.search(code)):
        return Spans.of([Span(0, len(data) + 1)])
    script = scripts.parsed(data) if kind is Kind.PYTHON else None
    spans = list(targets_own(code, kind, rules.guard, script))
    spans += cuda_sides(code, kind, rules.guard, known.twins, script)
    spans += (span for span, _ in given_for_cuda(code, kind, rules.guard, script))
    spans += elsewhere(code, kind)
    spans += outdated(code) if kind is Kind.CMAKE else ()
    spans += (region.span for region in suppress.parse(data, comments, ignored).regions)
    return union(spans)
