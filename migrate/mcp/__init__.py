"""The tools that coding agents call (Model Context Protocol): the answers of the command line.

In go calls of tools, on standard input; out come answers, on standard output, of bounded size, and
errors with advice. Nothing outside one folder is read or written for an agent, and nothing is
written unless that was allowed at the start. Its modules are ``workplace`` (that folder), ``pages``
(long answers, piece by piece), ``checking``, ``porting``, ``walking`` and ``looking`` (the
answers), ``tools`` (what there is to call), ``worker`` (the process in which the work is done) and
``server`` (the protocol). It needs the extra ``mcp``; only ``server`` knows the SDK.
"""

from __future__ import annotations

from pathlib import Path

from migrate.mcp.workplace import Workplace
from migrate.model import UserError

_NEEDED = ("mcp", "mcp_types", "anyio", "jsonschema")


def serve(root: Path, *, write: bool = False, compile: bool = False) -> int:  # noqa: A002
    """Serve one client until it leaves. ``UserError`` where the extra is not installed, or there is
    no such folder.
    """
    try:
        from migrate.mcp.server import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        advice = 'pip install "cuda-migrate[mcp]"'
        raise UserError("migrate mcp needs the MCP SDK, which is not installed", advice) from None
    if not root.is_dir():
        raise UserError(f"--root: {root} is not a folder", "give the folder that agents work in")
    return run(Workplace(root.resolve(), write, compile))
