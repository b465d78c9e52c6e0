"""Write ``docs/rules/``: a page for each construct rule, one for what the tool says, an index;
``docs/targets/``: a page for each target, with what it has for CUDA's names; the values in
``docs/architecture.md`` and the tables in ``docs/guide/sycl-helper.md``.

    python -m docs.generate            # write what is not as it should be
    python -m docs.generate --check    # write nothing; exit 1 if a page is stale

What comes in are the rules; what goes out are Markdown pages, the same ones every time. A rule's
example is shown as the difference that its port makes; the marks for the tests are left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from difflib import ndiff
from pathlib import Path

from docs import architecture, coverage, helper
from migrate.files.kinds import BUILD_KINDS
from migrate.report.rulepage import Group, Shape, groups, in_words, meaning
from migrate.rules.buildrules import BuildRules
from migrate.rules.constructs import Case, Rule
from migrate.rules.ruleset import load
from migrate.rules.targetfiles import targets
from migrate.rules.targets import TargetInfo, rules_folder
from migrate.settings.toml import read_toml

Answers = list[tuple[TargetInfo, Rule]]  # of the targets that a rule for every one holds for
DOCS = Path(__file__).resolve().parent
GENERATED = ("rules", coverage.FOLDER)
ARCHITECTURE = "architecture.md"
FINDINGS = "migrate.md"
BUILD = "build.md"
_MARK = re.compile(r"^[ \t]*(?://|/\*) *(?:expect|ok)(?:\([\w, ]+\))?: .*\n", re.MULTILINE)
_CODE = "`"
_SHORT = 40  # lines of an example that is shown whole
_CONTEXT = 3  # lines around each change that are shown of a longer one


def pages() -> dict[str, str]:
    """The text of every page by its path below ``docs/rules/``."""
    texts = {FINDINGS: _findings_page()}
    index = ["# Rules", "", *_introduction()]
    common: dict[str, Answers] = {}
    for target in targets():
        for rule in load(target.name).rules:
            if rule.target:
                common.setdefault(rule.id, []).append((target, rule))
    index += _common_index(common)
    texts |= {_path(answers[0][1]): _common_page(answers) for answers in common.values()}
    for target in targets():
        known = load(target.name)
        own = tuple(rule for rule in known.rules if not rule.target)
        index += _index(target, own)
        texts |= {_path(rule): _page(rule, target) for rule in own}
        if known.reads_build_files:
            texts[f"{target.name}/{BUILD}"] = _build_page(known.build, target)
            index += ["", f"What is said of build files is on [one page]({target.name}/{BUILD})."]
    return {**texts, "README.md": "\n".join(index) + "\n"}


def _introduction() -> Iterator[str]:
    yield "A construct rule says what becomes of a call, a declaration or a directive whose name"
    yield "alone does not decide it. Names are decided by the tables in `rules/<target>/names/`;"
    yield "`migrate api NAME` shows their rows, and `migrate explain ID` a page of these."
    yield "In parentheses stands the effort that one such place takes"
    yield "([effort](../guide/effort.md))."
    yield f"What the tool says of its own accord is on [one page]({FINDINGS})."


def _common_index(common: Mapping[str, Answers]) -> Iterator[str]:
    yield from ("", "## Every target", "")
    yield "Hazards of CUDA's code, which each target answers with its own facts and words."
    yield from ("", "| Rule | What it finds | Outcome | Targets |", "|---|---|---|---|")
    for rule_id in sorted(common):
        answers = common[rule_id]
        rule = answers[0][1]
        titles = ", ".join(target.title for target, _ in answers)
        yield f"| [{rule.id}]({_path(rule)}) | {rule.title} | {_outcomes(rule)} | {titles} |"


def _outcomes(rule: Rule) -> str:
    return " or ".join(dict.fromkeys(meaning(case.status) for case in rule.cases))


def _common_page(answers: Answers) -> str:
    """A rule for every target: the page of the first, and what the others say instead."""
    (first, rule), *others = answers
    titles = ", ".join(target.title for target, _ in answers)
    text = _page(rule, first) + f"\nThat is for {first.title}; the rule holds for {titles}.\n"
    said = {*_said(rule), _words_of(rule.message)}
    for target, other in others:
        texts = dict.fromkeys((_words_of(other.message), *_said(other)))
        own = [text for text in texts if text not in said]
        if own:
            text += f"\n## {target.title}\n\n" + "".join(f"- {_plain(item)}\n" for item in own)
    return text


def _index(target: TargetInfo, rules: tuple[Rule, ...]) -> Iterator[str]:
    if not rules:
        return
    yield from ("", f"## {target.title}", "", "| Rule | What it finds | Outcome |", "|---|---|---|")
    for rule in rules:
        yield f"| [{rule.id}]({_path(rule)}) | {rule.title} | {_outcomes(rule)} |"


def _path(rule: Rule) -> str:
    return f"{rule.id}.md"


def _page(rule: Rule, target: TargetInfo) -> str:
    """One rule: what it finds and why, its shapes, its example."""
    lines = [f"# {rule.title}", "", f"`{rule.id}`", ""]
    if rule.message:
        lines += [_plain(_words_of(rule.message)), ""]
    if rule.option:
        lines += [f"Applies only with `--{rule.option.replace('=', ' ')}`.", ""]
    lines += ["## Shapes"]
    said = {_words_of(rule.message)}
    for group in groups(rule, _CODE):
        lines += ["", f"**{group.outcome.capitalize()}**{_versions(group, target)}", ""]
        lines += [_shape(shape) for shape in group.shapes]
        for text in dict.fromkeys((group.message, group.suggestion)):
            lines += [] if not text or text in said else ["", _plain(text)]
            said.add(text)
    lines += _words(rule)
    lines += ["", "## Example", "", "```diff", *_example(rule), "```"]
    if rule.links:
        lines += ["", *(f"- <{link}>" for link in rule.links)]
    return "\n".join(lines) + "\n"


def _shape(shape: Shape) -> str:
    """A shape, what it becomes, and the names for which the same holds."""
    text = f"- {_code(shape.text)}"
    if shape.rewrite is not None and shape.rewrite != shape.text:
        text += f" becomes {_code(shape.rewrite)}"
    return text + (f"; and so {', '.join(map(_code, shape.also))}" if shape.also else "")


def _code(text: str) -> str:
    return f"`{text}`"


def _cell(text: str) -> str:
    return _code(text).replace("|", r"\|")


def _versions(group: Group, target: TargetInfo) -> str:
    since = f"{target.title} {group.since} and newer" if group.since else ""
    until = f"before {group.until}" if group.until else ""
    return "".join(f", {text}" for text in (since, until) if text)


def _words(rule: Rule) -> Iterator[str]:
    """What stands for the modifiers that an opcode leaves open."""
    words = {name: items for case in rule.cases for name, items in case.words}
    if words:
        yield from ("", "| Word | In PTX | Here |", "|---|---|---|")
    for name, items in sorted(words.items()):
        for key, text in items:
            yield f"| `{name}` | {_cell(key) if key else 'nothing'} | {_cell(text)} |"


def _said(rule: Rule) -> dict[str, None]:
    """What single cases say, and what is suggested, each text once."""
    texts = (
        _words_of(text, case) for case in rule.cases for text in (case.message, case.suggestion)
    )
    return dict.fromkeys(text for text in texts if text)


def _words_of(text: str, case: Case | None = None) -> str:
    return in_words(text, case, _CODE)


def _plain(text: str) -> str:
    """A message as prose: with a full stop."""
    return text.rstrip(".") + "."


def _example(rule: Rule) -> Iterator[str]:
    """The lines of the example with a mark where the port differs; dots for a stretch of others."""
    before, after = (_unmarked(file) for file in (rule.example, rule.expected))
    lines = [line.rstrip() for line in ndiff(before, after) if not line.startswith("?")]
    changed = [number for number, line in enumerate(lines) if line[:1] in ("+", "-")]
    near = {near for at in changed for near in range(at - _CONTEXT, at + _CONTEXT + 1)}
    if not changed or len(lines) <= _SHORT:
        near = set(range(len(lines)))
    for number, line in enumerate(lines):
        if number in near:
            yield line
        elif number - 1 in near or number == 0:
            yield "  ..."


def _unmarked(file: Path) -> list[str]:
    return _MARK.sub("", file.read_text("utf-8")).splitlines()


def _build_page(build: BuildRules, target: TargetInfo) -> str:
    """All that is said of build files: what CUDA's options and libraries become."""
    lines = [
        f"# Build files on {target.title}",
        "",
        "Build files are read and reported, never edited. What each rule says:",
    ]
    for rule in build.rules:
        kinds = ", ".join(sorted(kind.value for kind in rule.kinds))
        files = "all build files" if rule.kinds == BUILD_KINDS else kinds
        lines += ["", f"## {rule.title}", "", f"`{rule.id}` ({meaning(rule.status)}; {files})", ""]
        lines += [_sentence(text) for text in (rule.message, rule.advice) if text]
        lines += ["", "```", *(line.strip() for line in rule.finds), "```"]
        if rule.links:
            lines += ["", *(f"- <{link}>" for link in rule.links)]
    lines += ["", "## Libraries", "", "| CUDA | link | CMake | |", "|---|---|---|---|"]
    for name, library in build.libraries.items():
        link = f"`{library.link}`" if library.link else "none"
        cmake = f"`{library.target}`" if library.target else ""
        lines.append(f"| `{name}` | {link} | {cmake} | {library.note} |")
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _findings_page() -> str:
    lines = [
        "# What the tool itself says",
        "",
        "These findings and ledger entries come from no rule.",
    ]
    for entry in read_toml(rules_folder() / "findings.toml")["finding"]:
        lines += ["", f"## {entry['title']}", "", f"`{entry['id']}`", "", entry["text"].strip()]
        if "effort" in entry:
            lines += ["", f"Effort: {entry['effort']}."]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or name those that are stale."""
    wanted = {f"rules/{path}": text for path, text in pages().items()} | coverage.pages()
    there = {
        file.relative_to(DOCS).as_posix()
        for folder in GENERATED
        for file in (DOCS / folder).rglob("*.md")
    }
    wanted[ARCHITECTURE] = architecture.page(_read(ARCHITECTURE))
    wanted[helper.PAGE] = helper.page(_read(helper.PAGE))
    there |= {ARCHITECTURE, helper.PAGE}
    stale = [path for path, text in wanted.items() if path not in there or _read(path) != text]
    gone = sorted(there - wanted.keys())
    if "--check" in arguments:
        sys.stdout.writelines(f"docs/{path} is stale\n" for path in [*stale, *gone])
        return 1 if stale or gone else 0
    for path in stale:
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(wanted[path], "utf-8")
    for path in gone:
        (DOCS / path).unlink()
    return 0


def _read(path: str) -> str:
    return (DOCS / path).read_text("utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
