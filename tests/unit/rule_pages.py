"""Reads the pages about rules, and writes what the checker says into them.

A page in `docs/reference/rules` has the sections of `SECTIONS`. Its examples are fences with the language
`yaml`, `markdown` or `json`; a `title` names the file that one is from, if it is not the good procedure.
Everything else on the page is for people.

    python -m tests.unit.rule_pages

writes the section "What the checker says" of every page anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.unit.samples import ROOT

FOLDER = ROOT / "docs" / "reference" / "rules"
SECTIONS = ("What it finds", "Wrong", "Right", "What the checker says", "How to fix it", "How to waive it")
FIXES = {"no": False, "yes": True, "in simple cases": True}
"""What a page can say about an automatic fix, and whether `--fix` corrects its example."""

_FENCE = re.compile(r'(?P<fence>`{3,})(?P<language>[\w-]*)(?: title="(?P<title>[^"]*)")?$')
_LEVEL = re.compile(r"\*\*Level:\*\* (?P<level>\w+) · \*\*Automatic fix:\*\* (?P<fix>[\w ]+)$")
_EXAMPLES = ("yaml", "markdown", "json")


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block of a page.

    Attributes:
        language: Its language.
        title: The file that it is from; empty for the good procedure.
        text: Its lines, without a line break at the end.
        first: The first of these lines, from 0.
        last: The line behind them, which closes it.
    """

    language: str
    title: str
    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page about a rule.

    Attributes:
        path: The file.
        title: The heading of level 1.
        summary: The paragraph below it.
        level: What the page says of the rule's level.
        fix: What the page says about an automatic fix.
        prose: The text of each section without its fences, by its heading, in order.
        fences: The fences of each section.
    """

    path: Path
    title: str
    summary: str
    level: str
    fix: str
    prose: Mapping[str, str]
    fences: Mapping[str, tuple[Fence, ...]]

    def examples(self, section: str) -> list[Fence]:
        """Give the fences of a section that are pieces of files."""
        return [one for one in self.fences[section] if one.language in _EXAMPLES]


def read_page(path: Path) -> Page:
    """Read a page.

    Raises:
        ValueError: It has not the form of such a page.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    if len(lines) < 6 or not lines[0].startswith("# ") or not (match := _LEVEL.match(lines[4])):
        raise ValueError(f"{path.name} does not begin with its title, the rule's summary, level and fix")
    prose: dict[str, list[str]] = {"": []}
    fences: dict[str, list[Fence]] = {"": []}
    section = ""
    covered = 0
    for fence in _fences(lines):
        section = _prose(lines[covered : fence.first - 1], section, prose, fences)
        fences[section].append(fence)
        covered = fence.last + 1
    _prose(lines[covered:], section, prose, fences)
    return Page(
        path,
        lines[0].removeprefix("# "),
        lines[2],
        match["level"],
        match["fix"],
        {name: "\n".join(text).strip() for name, text in prose.items() if name},
        {name: tuple(those) for name, those in fences.items() if name},
    )


def _prose(
    lines: list[str], section: str, prose: dict[str, list[str]], fences: dict[str, list[Fence]]
) -> str:
    """Take lines outside of fences, and give the section that is open behind them."""
    for line in lines:
        if line.startswith("## "):
            section = line.removeprefix("## ")
            prose[section], fences[section] = [], []
        else:
            prose[section].append(line)
    return section


def _fences(lines: list[str]) -> Iterator[Fence]:
    number = 0
    while number < len(lines):
        if match := _FENCE.match(lines[number]):
            first = number + 1
            last = lines.index(match["fence"], first)
            text = "\n".join(lines[first:last])
            yield Fence(match["language"], match["title"] or "", text, first, last)
            number = last
        number += 1


def with_output(page: Page, output: str) -> str:
    """Give the text of a page with what the checker says now."""
    (fence,) = page.fences["What the checker says"]
    lines = page.path.read_text(encoding="utf-8").split("\n")
    return "\n".join([*lines[: fence.first], *output.split("\n"), *lines[fence.last :]])


def main() -> None:
    """Write what the checker says into all pages."""
    import tempfile

    import tests.conftest  # noqa: F401 - it says what day it is
    from tests.unit.rule_examples import said

    for path in sorted(FOLDER.glob("*.md")):
        if path.stem == "index":
            continue
        page = read_page(path)
        if "What the checker says" not in page.fences:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(with_output(page, said(page, Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
