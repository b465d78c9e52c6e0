"""``migrate port --shim``: what it may be asked with, and what it makes of a run.

What comes in are PATHs and settings; what goes out is what makes one code base of a run. Heavy
modules are imported where they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.command.console import tell
from migrate.model import UserError
from migrate.settings.config import Build, Settings, Warp

if TYPE_CHECKING:
    from migrate.run import Run


def for_shim(settings: Settings) -> Settings:
    """The settings of a run; with a shim build files build for both sides, if they are edited."""
    asked = settings.options.build
    if not settings.shim:
        if asked is Build.DUAL:
            raise UserError(
                "--build dual goes with --shim", "what builds for both sides needs sources for both"
            )
        return settings
    if asked is Build.REPLACE:
        raise UserError(
            "--shim and --build replace exclude each other",
            "leave --build out, or say dual or report: sources of both sides build for both",
        )
    chosen = asked or _usual_build(settings)
    return replace(settings, options=replace(settings.options, build=chosen))


def _usual_build(settings: Settings) -> Build:
    """What is done with build files if nothing is said: they are reported for a target for which
    none are edited.
    """
    from migrate.chunks import rules_of

    return Build.DUAL if rules_of(settings).build.tables else Build.REPORT


def with_shim(
    paths: Sequence[Path], settings: Settings, quiet: bool
) -> Callable[[Run], Run] | None:
    """What makes one code base of a run, where that is asked for."""
    if not settings.shim:
        return None
    _refuse(settings)

    def settle(done: Run) -> Run:
        from migrate.shim.runs import as_one_code_base, told

        made = as_one_code_base(done, paths, settings)
        tell(*([] if quiet else told(made)), *_ignored(paths, settings, done.rules.info.name))
        return made

    return settle


def _ignored(paths: Sequence[Path], settings: Settings, target: str) -> Iterator[str]:
    """Word of a header that version control would leave out."""
    from migrate.files.discover import roots, shim_place
    from migrate.files.walk import is_ignored

    root = roots(paths)[0]
    name, place = shim_place([root], settings, target)
    if not root.is_file and is_ignored(root.path, place):
        yield (
            f"warning: {name} is ignored by git, as .gitignore says: add it with git add -f, or "
            "give it a name that is not: --shim-header NAME"
        )


def _refuse(settings: Settings) -> None:
    """Refuse what cannot be had together with a shim, before the work begins."""
    if settings.rename:
        raise UserError(
            "--shim and --rename exclude each other",
            "sources of one code base keep the names that CUDA's build has for them",
        )
    if settings.warp is not Warp.NATIVE:
        raise UserError(
            f"--shim and --warp {settings.warp.value} exclude each other",
            "a shim keeps CUDA's names, which mean the warps of the GPU",
        )
    header = Path(settings.shim_header)
    if header.is_absolute() or ".." in header.parts:
        raise UserError(
            f"--shim-header {header} lies outside of the tree",
            "name it as seen from the first PATH",
        )
