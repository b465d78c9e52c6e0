"""The language server: ports what is open in an editor while it is typed.

In go messages of the Language Server Protocol, on standard input; out come answers, on standard
output. No file is written. Its modules are ``text`` (documents), ``convert`` (results to values of
the protocol), ``project`` (a folder's settings, rules and tree), ``worker`` (the process in which
projects live), ``folder`` (what is known of them outside it), ``surveys`` (the processes that go
through their trees), ``server`` (what is open, and when it is ported) and ``handlers`` (what is
answered). It needs the extra ``lsp``.
"""

from __future__ import annotations

from migrate.model import UserError


def serve() -> int:
    """Serve one client until it leaves; 0 where it said so before, 1 where it just went.

    ``UserError`` where the extra is not installed.
    """
    try:
        from migrate.lsp.handlers import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        advice = 'pip install "cuda-migrate[lsp]"'
        raise UserError("the language server needs pygls, which is not installed", advice) from None
    return run()
