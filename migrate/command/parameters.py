"""Commands as their functions declare them: what each parameter is called, takes and means.

What comes in are functions whose parameters are annotated with an ``Option`` or an ``Argument``;
what goes out are commands of click's, which show many options in panels. The parameters of a
command are made when it is asked for, so that the others cost nothing. Nothing here knows what a
command does.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from inspect import Parameter, signature
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import click

_ARGUMENTS = "Arguments"
_OTHERS = "Options"
_FEW = 8  # parameters that need no panels
_TYPES: dict[type, click.ParamType[Any]] = {
    bool: click.BOOL,
    float: click.FLOAT,
    int: click.INT,
    str: click.STRING,
    Path: click.Path(path_type=Path),
}


class Option:
    """An option: its names, what stands for its value, what ``--help`` says of it and in which
    panel, and the ``least`` that a number may be.
    """

    def __init__(
        self,
        *names: str,
        help: str,  # noqa: A002  (as click calls it)
        metavar: str | None = None,
        panel: str = "",
        least: int | None = None,
    ) -> None:
        self.names, self.help, self.metavar = names, help, metavar
        self.panel, self.least = panel, least


class Argument(NamedTuple):
    """What is typed without the name of an option."""

    metavar: str
    help: str


class Group(click.Group):
    """A command with commands, in the order in which they are given; alone, it shows its help."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, help=text, no_args_is_help=True)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


class Command(click.Command):
    """A function as a command; many options are shown by panel, in the order that it has."""

    def __init__(self, name: str, function: Callable[..., None]) -> None:
        super().__init__(name, callback=self._call, help=function.__doc__)
        self._function = function

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        self.params = self.params or _parameters(self._function)
        return super().get_params(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        panels: dict[str, list[tuple[str, str]]] = {_ARGUMENTS: []}
        others: list[tuple[str, str]] = []
        for param in self.get_params(ctx):
            panel = param.panel if isinstance(param, _Option) and len(self.params) > _FEW else ""
            panel = _ARGUMENTS if isinstance(param, _Argument) else panel
            if record := param.get_help_record(ctx):
                (panels.setdefault(panel, []) if panel else others).append(record)
        for title, records in {**panels, _OTHERS: others}.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def _call(self, **given: Any) -> None:
        lists = {name: [*value] or None for name, value in given.items() if type(value) is tuple}
        self._function(**given | lists)


def flag(name: str, text: str, work: Callable[[], None]) -> click.Option:
    """An option that does something itself, in place of a command."""

    def called(_ctx: click.Context, _option: click.Parameter, is_given: bool) -> None:
        if is_given:
            work()

    return click.Option(
        [name], is_flag=True, is_eager=True, expose_value=False, callback=called, help=text
    )


class _Option(click.Option):
    panel = ""


class _Argument(click.Argument):
    text = ""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.make_metavar(ctx), self.text


class _Members(click.Choice[str]):
    """The values of an enumeration, to its members."""

    def __init__(self, members: type[Enum]) -> None:
        super().__init__([item.value for item in members])
        self._members = members

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self._members(super().convert(value, param, ctx))


def _parameters(function: Callable[..., None]) -> list[click.Parameter]:
    """The parameters of a function as click takes them."""
    hints = get_type_hints(function, include_extras=True)
    return [_parameter(item, hints[item.name]) for item in signature(function).parameters.values()]


def _parameter(item: Parameter, hint: Any) -> click.Parameter:
    kind, about = get_args(hint)
    if isinstance(kind, UnionType):
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
    is_list = get_origin(kind) is list
    (kind,) = get_args(kind) if is_list else (kind,)
    if isinstance(about, Argument):
        return _argument(item, about, kind, is_list)
    default = item.default.value if isinstance(item.default, Enum) else item.default
    option = _Option(
        [item.name, *about.names],
        is_flag=kind is bool,
        multiple=is_list,
        default=default,
        show_default=not isinstance(default, NoneType | bool),
        metavar=about.metavar,
        type=_type(kind, about.least),
        help=about.help,
    )
    option.panel = about.panel
    return option


def _argument(item: Parameter, about: Argument, kind: type, is_list: bool) -> click.Parameter:
    more = {} if item.default is Parameter.empty else {"default": item.default}
    metavar = about.metavar + "..." * is_list
    argument = _Argument(
        [item.name],
        required=not more,
        nargs=-1 if is_list else 1,
        metavar=metavar,
        type=_type(kind),
        **more,
    )
    argument.text = about.help
    return argument


def _type(kind: type, least: int | None = None) -> click.ParamType[Any]:
    if issubclass(kind, Enum):
        return _Members(kind)
    if least is None:
        return _TYPES[kind]
    found = click.IntRange(min=least)
    found.name = click.INT.name  # "not a valid integer"
    return found
