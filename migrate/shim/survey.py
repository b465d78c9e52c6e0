"""Which names of a tree its shim gives a meaning: those that mean one thing wherever they stand.

What comes in are the files of a port and the rules; what goes out are the forms that hold for all
of them. A name is left out where the tree uses it in another sense as well, or where the port
leaves it alone in one place and not in another: what becomes of these is for each place to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from migrate.model import Edit, Reference, Status
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.shim.files import CONDITIONS, INCLUDES, Ported
from migrate.shim.forms import Call, Forms, arguments, call_of
from migrate.text.conditions import GUARDED, UNSEEN, evaluate
from migrate.text.guards import Guards
from migrate.text.suppress import IGNORE, OFF
from migrate.tree.scan import Scan

_NAME = regex(rb"[A-Za-z_]\w*")
_ASIDE = frozenset({GUARDED, UNSEEN, OFF, IGNORE, "migrate/rewritten"})
_STAYS = (Status.NATIVE, Status.PORTED)


@dataclass(slots=True)
class _Seen:
    """What the port makes of one name, by how often: as it ``becomes`` another, in a ``call`` that
    is rewritten (with the numbers of arguments), and where it stays.
    """

    becomes: Counter[str] = field(default_factory=Counter)
    called: Counter[int] = field(default_factory=Counter)
    kept: int = 0


def forms_of(
    files: Sequence[Ported],
    rules: RuleSet,
    guards: Guards,
    own: Collection[str],
    further: Mapping[str, str],
    scan: Callable[[str, bytes], Scan | None],
) -> Forms:
    """What the shim of a tree says, of which the files are ported; ``own`` are its macros, and
    ``further`` names that it needs. A ``scan`` of a file tells what no build for the target reads.
    """
    seen: dict[str, _Seen] = {}
    spaces: dict[str, Counter[str]] = {}
    for file in files:
        for reference in file.references:
            if reference.rule not in _ASIDE and not _is_in_condition(file, reference):
                _note(file, reference, seen, spaces)
    names, calls = dict[str, str](), dict[str, Call]()
    for name, text in further.items():
        seen.setdefault(name, _Seen()).becomes[text] += 1
    for name, found in seen.items():
        if name in own or guards.is_absent(name) or name in rules.everyday:
            continue
        call = _call(name, found, rules) if found.called else None
        if call is not None and found.called.total() > found.becomes.total():
            calls[name] = call
        elif len(found.becomes) == 1 and not found.kept:
            names[name] = next(iter(found.becomes))
    shared = _used_otherwise(files, {*names, *calls}, guards, scan)
    return Forms(
        {name: text for name, text in sorted(names.items()) if name not in shared},
        {name: call for name, call in sorted(calls.items()) if name not in shared},
        {name: max(found, key=lambda text: found[text]) for name, found in sorted(spaces.items())},
    )


def _is_in_condition(file: Ported, reference: Reference) -> bool:
    directive = file.directive(reference.start)
    return directive is not None and directive.keyword in CONDITIONS | INCLUDES


def _note(
    file: Ported,
    reference: Reference,
    seen: dict[str, _Seen],
    spaces: dict[str, Counter[str]],
) -> None:
    """Note what the port makes of a reference."""
    span = reference.start, reference.end
    made = file.edits(*span)
    first = _NAME.match(file.data, reference.start, reference.end)
    if first is None:
        return
    if first.end() < reference.end:
        space = renamed_space(file, reference, made)
        if space is not None:
            spaces.setdefault(space[0], Counter())[space[1]] += 1
        return
    found = seen.setdefault(first[0].decode(), _Seen())
    if not made:
        found.kept += reference.status in _STAYS
    elif exact(made, *span) is not None and not is_call_edited(file, reference):
        found.becomes[made[0].text.decode()] += 1
    else:
        found.called[count_of_arguments(file, reference.end)] += 1


def exact(made: Sequence[Edit], start: int, end: int) -> bytes | None:
    """What a name becomes, where it and nothing else is replaced."""
    is_one = len(made) == 1 and made[0][:2] == (start, end)
    return made[0].text if is_one else None


def is_call_edited(file: Ported, reference: Reference) -> bool:
    """Whether more than names is edited in the call of what the reference names."""
    end = end_of_call(file, reference)
    if end is None or "/names/" in reference.rule:
        return False
    inner = [item[:2] for item in file.within(reference.end, end)]
    return any(
        not any(start <= edit.start and edit.end <= stop for start, stop in inner)
        or edit.start == edit.end
        for edit in file.inside(reference.end, end)
    )


def end_of_call(file: Ported, reference: Reference) -> int | None:
    """Where the call of what a reference names ends; None where it is none."""
    opening = opens(file, reference.end)
    return None if opening is None else file.closing(opening, limit_of(file, opening))


def opens(file: Ported, offset: int) -> int | None:
    """Where the parenthesis stands that opens right behind ``offset``, if one does."""
    found = file.tokens(offset, min(limit_of(file, offset), offset + 200))[:1]
    is_one = found and file.data[found[0].start : found[0].end] == b"("
    return found[0].start if is_one else None


def limit_of(file: Ported, offset: int) -> int:
    """How far a call may go that begins here."""
    directive = file.directive(offset)
    return directive.end if directive is not None else min(len(file.data), offset + 8_000)


def count_of_arguments(file: Ported, offset: int) -> int:
    """How many arguments the preprocessor counts in the call behind a name; -1 where none is."""
    parted = parts_of(file, offset)
    return -1 if parted is None else len(parted)


def parts_of(file: Ported, offset: int) -> list[list[bytes]] | None:
    """The arguments of the call behind a name; None where there is none."""
    opening = opens(file, offset)
    end = file.closing(opening, limit_of(file, opening)) if opening is not None else None
    if opening is None or end is None:
        return None
    found = arguments(file.words(opening, end), 0)
    return found[0] if found is not None else None


def renamed_space(
    file: Ported, reference: Reference, made: Sequence[Edit]
) -> tuple[str, str] | None:
    """The namespace that is another one on the target, and that one."""
    if len(made) != 1 or made[0].start != reference.start:
        return None
    old = file.data[made[0].start : made[0].end].decode("utf-8", "replace").split("::")
    new = made[0].text.decode().split("::")
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        old.pop()
        new.pop()
    behind = file.data[made[0].end : reference.end].lstrip()
    is_space = (made[0].end < reference.end and behind.startswith(b"::")) or len(
        made[0].text.decode().split("::")
    ) > len(new)
    if not is_space or not all(part.isidentifier() for part in (*old, *new)):
        return None
    return "::".join(old), "::".join(new)


def _call(name: str, found: _Seen, rules: RuleSet) -> Call | None:
    """The macro for the calls of a name that most of them fit; none where the name stands as it is
    elsewhere.
    """
    if found.kept:
        return None
    derived = _derived(name, rules)
    counts: Counter[int] = Counter()
    for number, times in found.called.items():
        fits = next((at for at, call in enumerate(derived) if call.takes(number)), None)
        if fits is not None:
            counts[fits] += times
    return derived[counts.most_common(1)[0][0]] if counts else None


@cache
def _derived(name: str, rules: RuleSet) -> tuple[Call, ...]:
    cases = rules.cases(frozenset()).get(name, ())
    calls = (call_of(rule, case) for rule, case in cases)
    return tuple(call for call in calls if call is not None and call.name == name)


def _used_otherwise(
    files: Iterable[Ported],
    names: Collection[str],
    guards: Guards,
    scan: Callable[[str, bytes], Scan | None],
) -> frozenset[str]:
    """Those of the names that stand somewhere in code without being CUDA's, where a build for the
    target compiles that.
    """
    found: set[str] = set()
    wanted = {name.encode() for name in names}
    for file in files:
        strange = list(_strangers(file, wanted)) if any(w in file.data for w in wanted) else []
        seen = scan(file.path, file.data) if strange else None
        for start, name in strange:
            condition = seen.branches.at(start).branch if seen is not None else ""
            if not condition or evaluate(condition, guards, True) is not False:
                found.add(name)
    return frozenset(found)


def _strangers(file: Ported, names: Collection[bytes]) -> Iterator[tuple[int, str]]:
    spans: Mapping[int, int] = {item.start: item.end for item in file.references}
    last = -1
    for match in _NAME.finditer(file.data):
        last = max(last, spans.get(match.start(), -1))
        if match[0] not in names or match.start() < last:
            continue
        if file.trivia.both.at(match.start()) is None:
            yield match.start(), match[0].decode()
