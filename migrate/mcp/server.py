"""The protocol: calls of tools to the worker, and answers and errors back.

What comes in are messages on standard input; what goes out are messages on standard output. One
call is worked on at a time. An error of the caller is an answer that says so, with advice; what is
told of a defect goes to standard error, too. Nothing here ports.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import Any

import anyio
import anyio.to_thread
import jsonschema
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as Described

from migrate import __version__
from migrate.mcp.tools import Tool, tools
from migrate.mcp.worker import CrashError, Worker
from migrate.mcp.workplace import Answer, Workplace
from migrate.model import UserError
from migrate.report.outputs.names import printable

_MOST_SAID = 3  # errors in arguments
_LAST = 1_500  # characters of a traceback


def run(workplace: Workplace) -> int:
    """Serve one client until it leaves."""
    anyio.run(_serve, workplace)
    return 0


async def _serve(workplace: Workplace) -> None:
    known = {tool.name: tool for tool in tools()}
    worker = Worker(workplace)
    one_at_a_time = anyio.Lock()

    async def listed(_: Any, _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_described(tool, workplace) for tool in known.values()])

    async def called(_: Any, params: CallToolRequestParams) -> CallToolResult:
        arguments = params.arguments or {}
        try:
            tool = known.get(params.name)
            if tool is None:
                raise UserError(f"{params.name}: no such tool", f"there are: {', '.join(known)}")
            _refuse(tool, arguments)
            async with one_at_a_time:
                return _result(await anyio.to_thread.run_sync(worker.call, tool.name, arguments))
        except UserError as error:
            advice = f"\nadvice: {error.advice}" if error.advice else ""
            return _failed(f"error: {printable(error.title)}{printable(advice)}")
        except CrashError as error:
            print_crash(str(error))
            return _failed(
                f"error: migrate has crashed; this is a defect, please report it\n"
                f"migrate {__version__}, mcp {version('mcp')}\n{str(error)[-_LAST:]}"
            )

    server = Server(
        "migrate",
        version=__version__,
        title="migrate",
        instructions=_instructions(workplace),
        on_list_tools=listed,
        on_call_tool=called,
    )
    try:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        worker.stop()


def _instructions(workplace: Workplace) -> str:
    writes = "port may write below it" if workplace.write else "nothing is written"
    return (
        "Ports CUDA source trees to HIP, MUSA, MACA and SYCL. Every CUDA reference is counted "
        "once: ported, native, to be reviewed, to be ported by hand, or unknown. "
        f"All paths are relative to {printable(str(workplace.root))}; {writes}. "
        "Usual way: check (detail causes); port; then next_finding again and again, settling "
        "each finding by an edit of your own or a comment that says why it is right; verify. "
        "Answers are cut to a bounded size: page.next_offset says where the rest begins."
    )


def _described(tool: Tool, workplace: Workplace) -> Described:
    writes = tool.writes and workplace.write
    return Described(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema=tool.schema,
        output_schema=tool.answers,
        annotations=ToolAnnotations(
            read_only_hint=not writes,
            destructive_hint=writes,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def _refuse(tool: Tool, arguments: dict[str, Any]) -> None:
    """Refuse arguments that are not as the schema has them."""
    errors = jsonschema.Draft202012Validator(tool.schema).iter_errors(arguments)
    said = [f"{error.json_path}: {error.message}"[:300] for error in errors]
    if said:
        title = f"{tool.name}: {'; '.join(said[:_MOST_SAID])}"
        raise UserError(title, f"arguments of {tool.name}: {', '.join(tool.properties)}")


def _result(answer: Answer) -> CallToolResult:
    """The values, and the same as text: JSON, behind which long texts stand as they are."""
    values = {name: value for name, value in answer.values.items() if name not in answer.texts}
    texts = [json.dumps(values, ensure_ascii=False)]
    texts += [f"{name}:\n{answer.values[name]}" for name in answer.texts if answer.values[name]]
    parts = [TextContent(type="text", text=text) for text in texts]
    return CallToolResult(content=[*parts], structured_content=answer.values)


def _failed(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def print_crash(text: str) -> None:
    """Tell who started the server of a defect."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
