"""How fast a run goes, and how long it will take, in words.

What comes in are how much is done of how much, and the time; what goes out is a line for a person.
Nothing here looks at a clock, or prints.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How much was done when a run had begun, of which a file has so many ``steps``."""

    steps: int
    began: float

    def told(self, done: int, total: int, now: float) -> str:
        """Percent, files a second, and the time that is left if it goes on so."""
        passed = now - self.began
        share = f"{100 * done // total if total else 100}%"
        if not done or passed <= 0:
            return share
        rate = done / passed
        files = rate / self.steps
        shown = f"{files:,.0f}" if files >= 10 else f"{files:.1f}"
        return f"{share}, {shown} files/s, {_clock((total - done) / rate)} left"


def _clock(seconds: float) -> str:
    """``0:07``, ``12:30`` or ``1:02:30``."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
