"""A comparison of targets as one HTML file: a table, and a tab for each target.

It fetches nothing and runs no script: a tab is a field to choose, and the style sheet shows what
belongs to the chosen one. All that comes from the sources is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from migrate.model import LEDGER_STATUSES, Ledger, Status
from migrate.report.outputs import html as page
from migrate.report.outputs.compared import Side
from migrate.report.outputs.compared.text import effort, portable
from migrate.report.outputs.names import printable
from migrate.report.summary import Cause, FileWork
from migrate.report.verdict import percent

_CAUSES = 30


def render(sides: Sequence[Side]) -> bytes:
    """The whole page, in UTF-8."""
    style = page.resource("style.css") + _style(len(sides))
    fields = {
        "policy": page.policy("", style),
        "title": _text("Ports of CUDA: " + ", ".join(side.title for side in sides)),
        "style": style,
        "fields": "".join(_fields(sides)),
        "table": "".join(_table(sides)),
        "tabs": "".join(_tab(number, side) for number, side in enumerate(sides, 1)),
    }
    text = files(__package__).joinpath("page.html").read_text("utf-8")
    for name, value in fields.items():
        text = text.replace(f"<!--{name}-->", value, 1)
    return text.encode()


def _style(tabs: int) -> str:
    """The style of the page, and what shows the tab that is chosen."""
    text = files(__package__).joinpath("page.css").read_text("utf-8")
    numbers = range(tabs + 1)
    shown = ", ".join(f"#t{n}:checked ~ main > #p{n}" for n in numbers)
    chosen = ", ".join(f'#t{n}:checked ~ header label[for="t{n}"]' for n in numbers)
    seen = ", ".join(f'#t{n}:focus-visible ~ header label[for="t{n}"]' for n in numbers)
    return (
        f"{text}{shown} {{ display: grid; }}\n"
        f"{chosen} {{ background: var(--inset); color: var(--text); font-weight: 600; }}\n"
        f"{seen} {{ outline: 2px solid var(--focus); }}\n"
    )


def _fields(sides: Sequence[Side]) -> Iterator[str]:
    for number in range(len(sides) + 1):
        first = " checked" if number == 0 else ""
        name = "All targets" if number == 0 else _text(sides[number - 1].title)
        named = f'id="t{number}" aria-label="{name}"'
        yield f'<input class="unseen" type="radio" name="tab" {named}{first}>\n'
    yield '<header id="top"><span class="brand"><strong>migrate</strong></span><nav>'
    yield '<label for="t0">All targets</label>'
    for number, side in enumerate(sides, 1):
        yield f'<label for="t{number}">{_text(side.title)}</label>'
    yield "</nav></header>\n"


def _table(sides: Sequence[Side]) -> Iterator[str]:
    yield "<table class=rows><thead><tr><th>target<th>references<th class=number>portable"
    yield "".join(f"<th class=number>{status.value}" for status in LEDGER_STATUSES)
    yield "<th class=number>effort<th>what takes most</thead><tbody>"
    for number, side in enumerate(sides, 1):
        counts = "".join(_number(side.ledger[status]) for status in LEDGER_STATUSES)
        causes = side.summary.causes
        yield (
            f'<tr><td><label class=to for="t{number}">{_text(side.title)}</label>'
            f"<td>{_bar(side.ledger)}<td class=number>{portable(side)}{counts}"
            f"<td class=number>{effort(side.summary.minutes)}"
            f"<td>{_text(causes[0].name) if causes else 'nothing is left'}"
        )
    yield "</tbody></table>"


def _bar(ledger: Ledger) -> str:
    """The shares of the statuses, as a picture: the page allows no style but its own."""
    at, parts = 0.0, []
    for status in LEDGER_STATUSES:
        width = 1000 * ledger[status] / max(1, ledger.total)
        place = f'x="{at:.1f}" width="{width:.1f}" height="10"'
        name = f"<title>{status.value} {ledger[status]:,}</title>"
        parts.append(f'<rect class="{status.value}" {place}>{name}</rect>')
        at += width
    inner = "".join(parts)
    return f'<svg class=share viewBox="0 0 1000 10" preserveAspectRatio="none">{inner}</svg>'


def _tab(number: int, side: Side) -> str:
    verdict = _text(str(side.document["summary"]["verdict"]))
    causes = "".join(_cause(cause) for cause in side.summary.causes[:_CAUSES])
    rest = len(side.summary.causes) - _CAUSES
    more = f"<p>{rest:,} more causes take less.</p>" if rest > 0 else ""
    worst = "".join(_file(file) for file in side.summary.worst if file.minutes)
    return (
        f'<section id="p{number}"><div class=card><h2>{_text(side.title)}</h2><p>{verdict}</p>'
        f"{_bar(side.ledger)}</div>"
        "<div class=card><h2>Causes</h2><table class=rows><thead><tr><th class=number>effort"
        "<th>status<th class=number>places<th class=number>files<th>cause<th>first place</thead>"
        f"<tbody>{causes}</tbody></table>{more}</div>"
        "<div class=card><h2>Files with most work</h2><table class=rows><thead><tr>"
        "<th class=number>effort<th class=number>places<th class=number>portable<th>file</thead>"
        f"<tbody>{worst}</tbody></table></div>"
        "<p>All findings: <code>migrate check PATH --report report.html --to "
        f"{_text(side.name)}</code></p></section>\n"
    )


def _cause(cause: Cause) -> str:
    place = _text(f"{cause.example.path}:{cause.example.line}")
    return (
        f"<tr><td class=number>{effort(cause.minutes)}<td>{_badge(cause.status)}"
        f"{_number(cause.places)}{_number(len(cause.files))}<td>{_text(cause.name)}"
        f"<td><code>{place}</code>"
    )


def _file(file: FileWork) -> str:
    share = "-" if file.portability is None else percent(file.portability)
    return (
        f"<tr><td class=number>{effort(round(file.minutes))}{_number(file.places)}"
        f"<td class=number>{share}<td><code>{_text(file.path)}</code>"
    )


def _badge(status: Status) -> str:
    return f'<span class="badge {status.value}">{status.value}</span>'


def _number(count: int) -> str:
    return f'<td class="number{"" if count else " nought"}">{count:,}'


def _text(words: str) -> str:
    return escape(printable(words))
