"""An agent that calls the tools: the MCP SDK's own client, over the pipes of a real process."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

_T = TypeVar("_T")


class Agent:
    """One session; methods wait for the server's answers."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The values that a tool answers, which are no error."""
        result = await self.result(tool, **arguments)
        assert not result.is_error, said(result)
        values: dict[str, Any] = result.structured_content
        return values

    async def refused(self, tool: str, **arguments: Any) -> str:
        """What a tool says where it refuses a call."""
        result = await self.result(tool, **arguments)
        assert result.is_error, said(result)
        return said(result)

    async def result(self, tool: str, **arguments: Any) -> CallToolResult:
        return await self.client.call_tool(tool, arguments)


def said(result: CallToolResult) -> str:
    """The text of an answer, in all its parts."""
    return "\n".join(part.text for part in result.content if isinstance(part, TextContent))


def session(
    work: Callable[[Agent], Awaitable[_T]], root: Path, *options: str, mode: str = "auto"
) -> _T:
    """What comes of some work with a server for a folder, which is started for it and ends."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "migrate", "mcp", "--root", os.fspath(root), *options],
        env=dict(os.environ),
    )

    async def run() -> _T:
        async with Client(stdio_client(server), mode=mode) as client:
            return await work(Agent(client))

    return anyio.run(run)
