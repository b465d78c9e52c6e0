"""libclang as a compiler that only checks types: ``python -m migrate.semantics.typecheck ...``.

What comes in are the arguments of a clang and a source behind them; what goes out are its errors
as clang writes them, and an exit code. Nothing is compiled, and no other file is written.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence

from clang import cindex

from migrate.semantics.libclang import Library
from migrate.semantics.toolchain import c_headers

_ERROR, _FATAL = cindex.Diagnostic.Error, cindex.Diagnostic.Fatal
_LEVELS = {_ERROR: "error", _FATAL: "fatal error", cindex.Diagnostic.Note: "note"}


def check(arguments: Sequence[str]) -> tuple[int, str]:
    """What clang says of the source that is the last of ``arguments``."""
    *options, source = arguments
    try:
        unit = cindex.Index.create().parse(source, args=[*options, *c_headers()])
    except cindex.TranslationUnitLoadError as error:
        return 1, f"error: {error}\n"
    library = Library()
    lines = [line for item in unit.diagnostics for line in _lines(item, library)]
    return int(bool(lines)), "".join(f"{line}\n" for line in lines)


def _lines(item: cindex.Diagnostic, library: Library) -> Iterator[str]:
    """An error with the notes below it; nothing for a warning."""
    if item.severity not in (_ERROR, _FATAL):
        return
    for one in (item, *item.children):
        level, where = _LEVELS.get(one.severity), _place(one.location, library)
        if level is not None and (where or one is item):
            yield f"{where}{level}: {one.spelling}"


def _place(location: cindex.SourceLocation, library: Library) -> str:
    """Where something is written: an argument of a macro where it is given."""
    file, line, column = ctypes.c_void_p(), ctypes.c_uint(), ctypes.c_uint()
    numbers = (ctypes.byref(line), ctypes.byref(column))
    library.clang_getFileLocation(location, ctypes.byref(file), *numbers, None)
    if not file.value:
        return ""
    name = library.text(library.clang_getFileName(file))
    return f"{name}:{line.value}:{column.value}: "


def main() -> int:
    """Check what the command line says."""
    code, text = check(sys.argv[1:])
    sys.stderr.write(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
