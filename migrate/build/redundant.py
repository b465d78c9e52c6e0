"""Places of a build file of which there is nothing to say.

What comes in are the places that rules speak of, and the commands or the script that they stand in;
what goes out are those that ask for nothing: other places of the file say it, the option is only
compared, the value only printed, or the condition asks for the target as well. What the author has
decided for the target is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrate.build import scripts
from migrate.build.commands import Commands
from migrate.build.deadcommands import dead_commands
from migrate.build.passive import compared, printed
from migrate.build.places import Place
from migrate.build.scripts import Script
from migrate.files.kinds import Kind
from migrate.model import Span
from migrate.text.lexer import Spans

_LINKS = b"target_link_libraries"
_INCLUDES = b"target_include_directories"


def silent(
    found: Sequence[Place],
    code: bytes,
    kind: Kind,
    guard: re.Pattern[bytes] | None,
    script: Script | None = None,
    commands: Commands | None = None,
) -> frozenset[Span]:
    """Places of which there is nothing to say."""
    looked = compared(code, kind, script, commands)
    quiet = {
        place.span
        for place in found
        if (place.api.startswith("-") or place.rule.called)
        and looked.at(place.span.start) is not None
    }
    if script is not None:
        return frozenset(quiet | _of_script(found, script, guard))
    if commands is not None:
        dead = dead_commands(found, code, commands)
        quiet |= {place.span for place in found if dead.at(place.span.start) is not None}
        left = [place for place in found if place.span not in quiet]
        return frozenset(quiet | _of_commands(left, quiet, code, commands))
    return frozenset(quiet)


def traced(found: Iterable[Place], commands: Commands) -> list[Place]:
    """The places, where a variable that got its value from one of CUDA's folders is a further place
    of what is said there.
    """
    origins: dict[str, Place] = {}
    places = []
    for place in sorted(found, key=lambda place: place.span):
        name = place.api.strip("${}")
        if place.rule.hint and name in origins and not commands.gives(place.span):
            place = replace(place, rule=origins[name].rule)
        given = commands.given_from(place.span).decode("utf-8", "replace")
        if place.rule.hint and given:
            origins.setdefault(given, place)
        places.append(place)
    return places


def _of_script(
    found: Sequence[Place], script: Script, guard: re.Pattern[bytes] | None
) -> set[Span]:
    imported, shown = scripts.imports(script), printed(script)
    beside = list(scripts.beside_target(script, guard)) if guard is not None else []
    return {
        place.span
        for place in found
        if _is_only_imported(place, found, imported)
        or shown.at(place.span.start) is not None
        or any(span.start <= place.span.start < span.end for span in beside)
    }


def _is_only_imported(place: Place, found: Iterable[Place], imported: Spans) -> bool:
    """Whether a place only imports what the rule speaks of where it is used."""
    return imported.at(place.span.start) is not None and any(
        other.rule is place.rule and imported.at(other.span.start) is None for other in found
    )


def _of_commands(
    found: Sequence[Place], quiet: set[Span], code: bytes, commands: Commands
) -> set[Span]:
    """Places that other places of the file speak for, or that no compiler hears of."""
    goes = {place.span for place in found if place.rule.goes or place.is_missing}
    gone = Spans.of(sorted(goes | quiet))
    sought = {commands.searches(place.span) for place in found if not place.rule.hint}
    linked = {
        (commands.of_target(place.span, _LINKS), place.library.target)
        for place in found
        if place.library is not None and commands.of_target(place.span, _LINKS)
    }
    return {
        place.span
        for place in found
        if (place.rule.holds and commands.is_spent(place.span, gone))
        or (place.rule.read and commands.gives(place.span))
        or commands.is_only_linked(place.span)
        or (
            place.rule.hint
            and (
                commands.searches(place.span) in sought - {None}
                or commands.looks_elsewhere(place.span)
            )
        )
        or (
            place.rule.comes_with
            and (commands.of_target(place.span, _INCLUDES), place.rule.comes_with) in linked
            and not code.startswith(b"}/", place.span.end)
        )
    }
