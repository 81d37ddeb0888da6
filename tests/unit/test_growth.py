"""Tests that work grows with the size of the input and no faster: calls are counted, no clock is asked.

What runs inside one call of C is not counted; there, the time limit of each test on input of a
megabyte (`test_hostile`) is the net.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from cProfile import Profile
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin.cli.checkrun import Selection, fix_project, sources
from mkdocs_deploy_plugin.findings.baseline import (
    Accepted,
    _rows,
    entries_of,
    judge,
    read_baseline,
    write_baseline,
)
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.settings import Settings
from tests.unit.samples import GOOD, GOOD_ID, replaced

SIZE = 30
"""How many units the smaller input has. The larger one has ten times as many."""

PATH = f"procedures/{GOOD_ID}.md"


def body(text: str) -> str:
    return replaced(GOOD, "### Notes\n", f"### Notes\n{text}\n")


def above(text: str) -> str:
    return replaced(GOOD, "tags: [shop]\n", f"{text}\n")


INPUTS: dict[str, Callable[[int], str]] = {
    "emphasis": lambda n: body("*a **b " * n),
    "struck": lambda n: body("~~a" * n),
    "brackets": lambda n: body("[a](" * n),
    "code spans": lambda n: body("".join("`" * (1 + k % 40) + "a" for k in range(n))),
    "HTML": lambda n: body("<div>\n" * n + "x\n" + "</div>\n" * n),
    "inline HTML": lambda n: body("<b>" * n + "x" + "</b>" * n),
    "open comments": lambda n: body("<!-- " * n),
    "open waivers": lambda n: body("<!-- procedures:waive " * n),
    "waivers": lambda n: body("<!-- procedures:waive missing-check: a -->\n" * n),
    "waivers in front matter": lambda n: above(
        "".join(f"# procedures:waive missing-check: a{k}\n" for k in range(n)) + "tags: [shop]"
    ),
    "directives": lambda n: body("<!-- procedures:weather -->\n\n" * n),
    "addresses": lambda n: body("https://a.example/x, www.b.example (a@c.example) \\_ <b> " * n),
    "addresses in a word": lambda n: body("a@www.https://b_" * n),
    "links within the page": lambda n: body("[a](#b) {#c} " * n),
    "open ids": lambda n: body("[a](#b) " + "{#" * n + "\n\n" + "<a id=" * n),
    "headings": lambda n: body("".join(f"#### H {k}\n" for k in range(n))),
    "equal headings": lambda n: body("#### H\n" * n),
    "task items": lambda n: body("".join(f"- [ ] t {k}\n" for k in range(n))),
    "equal task items": lambda n: body("- [ ] t\n" * n),
    "struck items": lambda n: body("- [ ] ~~a~~\n" * n),
    "table rows": lambda n: body("|a|\n|-|\n" + "|TODO|\n" * n),
    "table columns": lambda n: body(f"|{'a|' * n}\n|{'-|' * n}\n|{'b|' * n}"),
    "fences": lambda n: body("~~~\na\n~~~\n" * n),
    "commands": lambda n: body("```bash\n" + "kubectl get -f x | sh\n" * n + "```"),
    "tabs of the site": lambda n: body('=== "a"\n\n    x\n\n' * n),
    "admonitions": lambda n: body("!!! note\n\n    x\n\n" * n),
    "code like admonitions": lambda n: body("x\n\n" + "    !!! note\n" * n),
    "TODOs": lambda n: body("TODO\n" * n),
    "steps that do not exist": lambda n: body("Step 9.9 " * n),
    "procedures that do not exist": lambda n: body("deploy-pay-002-cards " * n),
    "misspelt parameters": lambda n: body("{{ relese }} " * n),
    "conflicts": lambda n: body("<<<<<<< a\n=======\n>>>>>>> b\n" * n),
    "steps": lambda n: replaced(
        GOOD, "## Rollback Plan\n", "#### Step 7.7: b\n- [ ] c\n" * n + "## Rollback Plan\n"
    ),
    "equal keys": lambda n: above("a: 1\n" * n),
    "unknown keys": lambda n: above("".join(f"key{k}: 1\n" for k in range(n)) + "tags: [shop]"),
    "cut values": lambda n: above("tags:" + "".join(f"\n  - a{k} #b" for k in range(n))),
    "misspelt columns": lambda n: replaced(
        GOOD, "sign_off:\n", "sign_off:\n" + "  - {role: Other, nam: x}\n" * n
    ),
    "depends_on": lambda n: replaced(
        GOOD, "depends_on: []", "depends_on:" + "\n  - deploy-pay-002-cards" * n
    ),
}


def calls(work: Callable[[], object]) -> int:
    """Return how many functions some work calls, those of Python and those of C."""
    profile = Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def run(folder: Path, text: str) -> Iterator[tuple[str, int]]:
    """Yield each part of the work on a procedure with the calls that it takes."""
    (folder / PATH).parent.mkdir(parents=True)
    (folder / PATH).write_text(text, encoding="utf-8")
    settings = Settings(folder)
    project = load_project(settings)  # What is loaded or compiled once is not counted.
    yield "check", calls(partial(load_project, settings))
    report = Report(project.diagnostics, (PATH,), sources(project), "")
    for name, render in FORMATS.items():
        render(report)
        yield name, calls(partial(render, report))
    yield "baseline", calls(partial(accept_all, report))
    yield "fix", calls(partial(fix_project, settings, Selection()))


def accept_all(report: Report) -> None:
    """Write the findings to a baseline, read it, and apply it."""
    entries = read_baseline("baseline.json", write_baseline(entries_of(report.diagnostics, report.lines)))
    assert judge(report.diagnostics, entries, report.lines).new == ()


@pytest.mark.parametrize("text", INPUTS.values(), ids=INPUTS)
def test_ten_times_the_input_takes_at_most_ten_times_the_work(
    tmp_path: Path, text: Callable[[int], str]
) -> None:
    small = dict(run(tmp_path / "small", text(SIZE)))
    large = dict(run(tmp_path / "large", text(10 * SIZE)))
    # Work that does not depend on the input only lowers the ratio; logarithms are allowed for.
    too_much = {part: (small[part], count) for part, count in large.items() if count > 11 * small[part]}
    assert too_much == {}


class Scanned(str):
    """A text that counts how many of its characters are searched; one call of C can search all."""

    characters = 0

    def count(self, sub: str, start: Any = 0, end: Any = None) -> int:
        self.characters += (len(self) if end is None else end) - start
        return super().count(sub, start, end)

    def rfind(self, sub: str, start: Any = 0, end: Any = None) -> int:
        place = super().rfind(sub, start, end)
        self.characters += (len(self) if end is None else end) - max(place, start)
        return place


@pytest.mark.parametrize("separator", ["\n", " "], ids=["one entry per line", "one line"])
def test_ten_times_the_baseline_takes_at_most_ten_times_the_search(separator: str) -> None:
    def characters(size: int) -> int:
        entries = [Accepted(PATH, "missing-check", "m", f"{number:032x}") for number in range(size)]
        text = Scanned(write_baseline(entries).decode().replace("\n", separator))
        assert len(list(_rows(text))) == size
        return text.characters

    assert characters(10 * SIZE) <= 11 * characters(SIZE)
