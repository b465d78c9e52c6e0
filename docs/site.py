"""What the site has beside the pages in ``docs/``: a complete navigation, and the changelog.

Called by mkdocs (``hooks:`` in ``mkdocs.yml``). A folder in the navigation stands for its pages, by
subfolder; a guide that the navigation does not name comes last in the guides. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DOCS = Path(__file__).resolve().parent
_GUIDE = "guide/"
_INDEX = "README.md"
_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)]+)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of folders into the navigation."""
    nav: list[Any] = config.nav or []
    named = set(_paths(nav))
    for at, entry in enumerate(nav):
        ((title, value),) = entry.items()
        if isinstance(value, str) and value.endswith("/"):
            nav[at] = {title: _folder(DOCS / value)}
        elif isinstance(value, list):
            value[:] = [item for each in value for item in _expanded(each)]
            if title == "Guide":
                value += sorted(_pages(_GUIDE) - named)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the changelog, which lies at the top of the repository."""
    text = (DOCS.parent / "CHANGELOG.md").read_text("utf-8")
    text = _LINK.sub(lambda match: f"]({match[1].removeprefix('docs/')})", text)
    files.append(File.generated(config, "changelog.md", content=text))
    return files


def _expanded(item: Any) -> list[Any]:
    """An entry of a section: a page as it is, a folder as a section of its own."""
    if isinstance(item, str) and item.endswith("/"):
        return [{_title(DOCS / item / _INDEX): _folder(DOCS / item)}]
    return [item]


def _folder(folder: Path) -> list[Any]:
    """The pages of a folder, its index first, and its folders as sections."""
    pages = sorted(file for file in folder.glob("*.md") if file.name != _INDEX)
    entries: list[Any] = [_path(file) for file in (folder / _INDEX, *pages) if file.exists()]
    below = (each for each in sorted(folder.iterdir()) if any(each.rglob("*.md")))
    return [*entries, *({each.name: _folder(each)} for each in below if each.is_dir())]


def _pages(folder: str) -> set[str]:
    return {_path(file) for file in (DOCS / folder).glob("*.md")}


def _path(file: Path) -> str:
    return file.relative_to(DOCS).as_posix()


def _title(file: Path) -> str:
    return file.read_text("utf-8").partition("\n")[0].lstrip("# ")


def _paths(nav: Any) -> Iterator[str]:
    """Every page that the navigation names."""
    for entry in nav:
        values = entry.values() if isinstance(entry, dict) else [entry]
        for value in values:
            if isinstance(value, str):
                yield value
            else:
                yield from _paths(value)
