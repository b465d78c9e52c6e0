"""The branches of one ``#if`` that asks for a version of CUDA, or an architecture: what becomes of
its conditions, decided by their values and by what stands behind them.

What comes in are the branches and the entries of the file; what goes out are changed entries, and
what is left out of the compilation. Groups within others are settled before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.checks.openconditions import VERSION_BRANCH, is_asking, is_of_values, is_open
from migrate.checks.outcomes import Condition, Valuer, compiled, is_one_release, left_out, regions
from migrate.checks.settling import Settling
from migrate.model import Span, Status
from migrate.rewrite.entries import unsaid
from migrate.text.conditions import UNSEEN, Alternative
from migrate.text.lexer import Directive
from migrate.tree.scan import Scan


class Group:
    """The branches of one ``#if``."""

    def __init__(self, scan: Scan, settling: Settling, group: tuple[Alternative, ...]) -> None:
        self._scan, self._settling, self._group = scan, settling, group
        self._entries, self._known = settling.entries, settling.known
        self._behind = settling.behind
        self.spans = regions(group)
        self._valuer = Valuer(scan, settling.known.guards)
        self.left_out: list[Span] = []  # what is not compiled, unless a person decides so

    def is_edited(self) -> bool:
        """Whether the first condition is one on the architecture that is edited."""
        own = self._own(self._group[0].directive)
        return any(self._entries[start].fix is not None for start in own)

    def settle(self) -> None:
        asked = [list(self._own(item.directive)) for item in self._group]
        own = [start for each in asked for start in each]
        if not own:
            return
        if self._is_work_around(own):
            self._settling.leave(own)
            self._settling.silence(self.spans, 1)
            self._settling.remark(own[0], self._behind.kept(self._entries[own[0]].reference.name))
            return
        each = zip(self._group, self.spans, asked, strict=False)
        conditions = [self._condition(*item) for item in each]
        if any(map(self._is_version, own)):
            self._settle_versions(conditions, own)
        elif edited := [start for start in own if self._entries[start].fix is not None]:
            self._settle_architecture(edited, conditions)
        asking = [start for start in own if self._is_asking(start)]
        if asking:
            self._settle_asking(asking, conditions)
        if any(self._entries[start].reference.status is Status.REVIEW for start in own):
            self.left_out = left_out(conditions)

    def _is_work_around(self, own: Sequence[int]) -> bool:
        """Whether the first branch is for one release of CUDA's alone, which the target is not: it
        gets what all others get.
        """
        first, *others = self._group
        if first.directive.keyword != "if" or any(
            item.directive.keyword != "else" for item in others
        ):
            return False
        if any(self._is_version(at) and self._entries[at].fix is not None for at in own):
            return False
        text = self._scan.data[first.directive.body : first.directive.end]
        return is_one_release(text)

    def _settle_versions(self, conditions: Sequence[Condition], own: Sequence[int]) -> None:
        stands, certain = compiled([item.stands for item in conditions])
        after, certain_after = compiled([item.after for item in conditions])
        opened = any(item.edits for item in conditions)
        if opened and certain and certain_after and stands == after:
            self._settling.leave([at for item in conditions if item.settled for at in item.at])
            opened = False
        elif opened and self._stays(stands, after, conditions):
            self._settling.leave(own)
            self._settling.silence(self.spans, after if certain else None, alone=True)
        elif opened:
            self._settling.edit([item for item in conditions if item.settled])
            self._settling.silence(self.spans, after if certain_after else None)
        for item in conditions:
            if item.settled and not item.edits:
                self._settling.leave(item.at)
        rest = [item for item in conditions if item.is_open]
        if rest and (not opened or certain_after):
            self._ask(conditions, rest, after, certain_after)
        elif rest:
            self._settling.leave([at for item in rest for at in item.at])

    def _settle_asking(self, asking: Sequence[int], conditions: Sequence[Condition]) -> None:
        """A person is not asked about a capability, or a version of nvcc, where what is compiled
        is ported, or where CUDA's compiler never reads the file; nor about one condition twice.
        """
        if self._known.hosts_own(asking[0]):
            self._settling.leave(asking)
            return
        for item in filter(self._is_told, conditions):
            self._settling.leave([at for at in item.own if self._is_asking(at)])
        sides = [
            compiled(truths) for truths in zip(*(item.sides for item in conditions), strict=True)
        ]
        if not all(certain for _, certain in sides):
            return
        taken = {at for at, _ in sides if at is not None}
        others = [span for at, span in enumerate(self.spans) if at not in taken]
        works = all(self._asks_nothing(self.spans[at], others) for at in taken)
        if not works and self._known.in_body(asking[0]):
            # In a function the branches do the same, each as its architectures can.
            works = all(self._behind.is_way(self.spans[at]) for at in taken)
        if works:
            name = self._entries[asking[0]].reference.name
            self._settling.leave(asking)
            self._settling.silence(self.spans, min(taken) if len(taken) == 1 else None)
            self._settling.remark(asking[0], self._behind.kept(name))

    def _is_told(self, item: Condition) -> bool:
        """Whether something else in a condition is a person's to decide."""
        line = Span(item.branch.directive.body, item.branch.directive.end)
        told = (at for at in self._behind.inside(line) if at in item.at or at not in item.own)
        found = (each.status for at in told for each in self._entries[at].findings)
        return any(status is not Status.INFO for status in found)

    def _own(self, directive: Directive) -> Iterator[int]:
        for start in self._behind.inside(Span(directive.body, directive.end)):
            if is_open(self._entries[start], self._known.guards):
                yield start

    def _is_asking(self, start: int) -> bool:
        return is_asking(self._entries[start], self._known.guards)

    def _is_version(self, start: int) -> bool:
        return self._entries[start].reference.rule == VERSION_BRANCH

    def _settle_architecture(self, own: Sequence[int], conditions: Sequence[Condition]) -> None:
        """Instructions that nobody ported are not opened where there is a way without them."""
        first, *others = self.spans
        if others and self._group[0].directive.keyword in ("if", "ifdef"):
            aside = self._behind.instructions(first) and self._behind.is_way(others[-1])
            if aside or self._behind.only_aside(first):
                self._settling.leave(own)
                self._settling.silence(self.spans, 0, alone=True)
                return
        taken, certain = compiled([item.sides[1] for item in conditions])
        if taken is not None and certain:
            for item in (*conditions[:taken], *conditions[taken + 1 :]):
                self._spare(item)

    def _spare(self, item: Condition) -> None:
        """Nothing is said of a branch that is not compiled for the device: of device code in it, if
        it is for the host.
        """
        for start in self._behind.inside(item.region):
            entry = self._entries[start]
            if item.sides[0] is False or (is_of_values(entry) and self._known.on_device(start)):
                self._entries[start] = unsaid(entry, UNSEEN)

    def _condition(self, branch: Alternative, region: Span, own: Sequence[int]) -> Condition:
        at = tuple(start for start in own if self._is_version(start))
        on_device = any(self._entries[start].fix is not None for start in own)
        return self._valuer.condition(branch, region, at, tuple(own), on_device)

    def _stays(
        self, stands: int | None, after: int | None, conditions: Sequence[Condition]
    ) -> bool:
        """Whether the code that is compiled as it stands is a way that is ported, in a function,
        and that for newer versions is not.
        """
        if stands is None or after is None or stands == after:
            return False
        old, new = self.spans[stands], self.spans[after]
        if not self._known.in_body(conditions[0].branch.directive.start):
            return False
        return self._behind.is_way(old) and bool(self._behind.unported(new))

    def _ask(
        self,
        conditions: Sequence[Condition],
        rest: Sequence[Condition],
        taken: int | None,
        certain: bool,
    ) -> None:
        """What is said of conditions that stay as they are, at the first of them."""
        own = [at for item in rest for at in item.at]
        old = self.spans[taken] if taken is not None and certain else None
        if old is not None and self._is_left(old) and self._go_on(conditions, old):
            return
        self._settling.leave(own)
        others = [span for span in self.spans if span != old]
        if old is None and all(map(self._behind.is_slight, others)):
            return
        if old is not None and (
            self._asks_nothing(old, others) or self._is_newest(conditions, taken)
        ):
            self._settling.silence(self.spans, taken)
            self._settling.remark(own[0], self._behind.kept(self._entries[own[0]].reference.name))
            return
        reference = self._entries[own[0]].reference
        self._entries[own[0]] = self._settling.finding(reference, rest[0], old, others)

    def _is_left(self, old: Span) -> bool:
        """Whether a branch is none to take: it stops the build, or includes the tree's own copy of
        what newer versions of CUDA bring along.
        """
        behind = self._behind
        others = [span for span in self.spans if span != old and not behind.stops(span)]
        return behind.stops(old) or (
            behind.only_includes(old)
            and not behind.inside(old)
            and len(others) == 1
            and behind.only_includes(others[0])
            and bool(behind.inside(others[0]))
            and not behind.unported(others[0])
        )

    def _is_newest(self, conditions: Sequence[Condition], taken: int | None) -> bool:
        """Whether the newest version takes the same branch, which refuses nothing."""
        if any(self._is_asking(at) for item in conditions for at in item.own):
            return False
        newest = [self._valuer.newest(item) if item.is_open else item for item in conditions]
        same = compiled([item.after for item in newest]) == (taken, True)
        if taken is None or not same or any(not item.settled for item in newest):
            return False
        span = self.spans[taken]
        return self._behind.is_empty(span) or self._behind.is_way(span)

    def _asks_nothing(self, old: Span, others: Sequence[Span]) -> bool:
        """Whether what is compiled is a way that names something of CUDA's, all of it ported; or
        whether the branches differ in nothing that matters.
        """
        behind = self._behind
        if behind.is_slight(old) and all(map(behind.is_nothing, others)):
            return True
        if behind.is_no_choice(old, others):
            return True
        alone = all(behind.is_empty(span) or behind.stops(span) for span in others)
        in_body = self._known.in_body(self._group[0].directive.start)
        is_step = in_body and (alone or behind.are_same_calls(old, others))
        return behind.is_way(old) and (is_step or behind.names_cudas(old))

    def _go_on(self, conditions: Sequence[Condition], stopped: Span) -> bool:
        """Edit a check so that it does not stop the build; False where that is not possible."""
        newest = [self._valuer.newest(item) if item.is_open else item for item in conditions]
        if any(not item.settled for item in newest):
            return False
        taken, certain = compiled([item.after for item in newest])
        if taken is None or not certain or self._behind.stops(self.spans[taken]):
            return False
        if self.spans[taken] == stopped:
            return False
        self._settling.edit([item for item in newest if item.at])
        self._settling.silence(self.spans, taken)
        return True
