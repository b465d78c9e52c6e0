"""``explain`` and ``api``: the pages of rules and findings, and what becomes of names.

What comes in is a workplace and the arguments of a call; what goes out is the text that the command
line prints, piece by piece.
"""

from __future__ import annotations

from migrate.mcp import pages
from migrate.mcp.workplace import Answer, Arguments, Workplace
from migrate.model import UserError
from migrate.report import describe


def explain(_: Workplace, arguments: Arguments) -> Answer:
    """The page of a rule, a table or a finding."""
    return _page("\n".join(describe.explain(arguments["id"])) + "\n", arguments)


def api(_: Workplace, arguments: Arguments) -> Answer:
    """What names become; of those that are in no table that, where others are."""
    known = describe.rule_sets(arguments.get("to"))
    found: list[str] = []
    refused: list[UserError] = []
    for name in arguments["names"]:
        try:
            found.append("\n".join(describe.api(name, known)))
        except UserError as error:
            refused.append(error)
            found.append(f"{error.title}: {error.advice}")
    if len(refused) == len(found):
        raise refused[0]
    return _page("\n\n".join(found) + "\n", arguments)


def _page(whole: str, arguments: Arguments) -> Answer:
    shown, at = pages.text(whole, arguments)
    return Answer({"page": at, "text": shown}, ("text",))
