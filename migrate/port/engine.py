"""One file: its bytes to a ``FileResult``. Never raises; writes nothing.

A source is ported (see ``attempts``), and so is a build file where that is asked for. Else it is
only reported on, like device code that is kept as a file and bindings of other languages. A port
that is not sound becomes ``FAILED`` with the reason, and its bytes stay.
"""

from __future__ import annotations

from migrate.files.kinds import Kind
from migrate.files.source import SourceFile, line_starts
from migrate.model import FileResult, Outcome
from migrate.port.attempts import ported
from migrate.port.job import UNSEEN, Job, Unseen
from migrate.port.subject import first_scan, subject
from migrate.settings.config import FileOptions
from migrate.tree.scan import Scan


def port(
    source: SourceFile,
    job: Job,
    options: FileOptions,
    seen: Scan | Unseen | None = UNSEEN,
    kind: Kind = Kind.SOURCE,
) -> FileResult:
    """Port one file; a file without a candidate is never parsed.

    ``seen`` is what the indexing of the tree scanned of it: nothing, where that was nothing of
    CUDA's. Without it the file is scanned here. A file of another ``kind`` is for ``others``.
    """
    try:
        if kind is not Kind.SOURCE:
            from migrate.port.others import other  # not needed in a tree of sources

            return other(source, job, options, kind)
        file = subject(source, job, options)
        return ported(file, first_scan(file, seen))
    except MemoryError:  # a file may be too large for what there is of it
        raise
    except Exception:  # the one place where a bug becomes a result: other files go on
        import traceback

        return FileResult(
            source.path, Outcome.FAILED, traceback.format_exc(), lines=line_starts(source.data)
        )
