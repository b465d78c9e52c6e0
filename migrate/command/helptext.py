"""``--help`` of a command with many options, in panels.

What comes in is a command whose options say in which panel they stand; what goes out is its help,
without colours or frames, so that nothing more is loaded for it.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

_ARGUMENTS = "Arguments"
_OTHERS = "Options"


class InPanels(TyperCommand):
    """A command that shows its options by panel, in the order in which it takes them."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        panels: dict[str, list[tuple[str, str]]] = {_ARGUMENTS: []}
        others: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            if param.param_type_name == "argument":
                panels[_ARGUMENTS].append(record)
            elif panel := getattr(param, "rich_help_panel", None):
                panels.setdefault(panel, []).append(record)
            else:
                others.append(record)
        for title, records in {**panels, _OTHERS: others}.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
