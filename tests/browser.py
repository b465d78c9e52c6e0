"""The browser that pages are opened in: Debian's chromium, or the one that ``CHROMIUM`` names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

# Waits are for elements: a condition in JavaScript is asked again as an ``eval`` in the page, which
# the policy of the page refuses.
SHOWN = "#main > :not(noscript)"  # what the script of a report has put in its place


def chromium() -> Iterator[Any]:
    """The browser, until the generator is closed; playwright is asked for only here."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()
