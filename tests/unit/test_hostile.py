"""Tests with input that nobody means well: it is told what is wrong with it, and soon, or it is fine.

No test asks a clock: what takes too long is ended by a time limit that is far from what it takes.
"""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.cli.checkrun import Selection, fix_project, sources
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.patterns import LinkPattern, PatternError, matches
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.block_tree import MAX_DEPTH, MAX_EVENTS, Run
from mkdocs_deploy_plugin.reading.blocks import find_comments
from mkdocs_deploy_plugin.reading.directives import may_hold_directives, read_directive
from mkdocs_deploy_plugin.reading.document import MAX_REFERENCES
from mkdocs_deploy_plugin.reading.references import locate
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.template import TemplateError, load_template
from tests.rows import each_row
from tests.unit.samples import GOOD, GOOD_ID, ROOT, read, replaced

LIMIT = 30
"""After how many seconds a test is ended. None of them needs a tenth of it."""

HEAD, REST = GOOD.split("\n---\n", 1)
PATH = f"procedures/{GOOD_ID}.md"


@pytest.fixture(autouse=True)
def _time_limit() -> Iterator[None]:
    """End the run where something hangs: a thread cannot be ended, and waiting tells nobody what hangs."""
    faulthandler.dump_traceback_later(LIMIT * 4, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def site(folder: Path, *files: tuple[str, str | bytes]) -> Settings:
    (folder / "procedures").mkdir()
    for name, data in files:
        path = folder / "procedures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    return Settings(folder)


def found(folder: Path, text: str | bytes) -> list[str]:
    """Check and fix a procedure, report on it in every format, and give the rules of what was found."""
    settings = site(folder, (f"{GOOD_ID}.md", text))
    project = load_project(settings)
    report = Report(project.diagnostics, (PATH,), sources(project), "")
    for render in FORMATS.values():
        render(report)
    fixed = fix_project(settings, Selection())
    assert errors(fixed.project) <= errors(project)
    return [one.rule for one in project.diagnostics]


def errors(project: Project) -> int:
    return sum(one.severity == "error" for one in project.diagnostics)


def body(text: str) -> str:
    return replaced(GOOD, "### Notes\n", f"### Notes\n{text}\n")


def above(text: str) -> str:
    return replaced(GOOD, "tags: [shop]\n", f"{text}\n")


# Large and deep.

MANY = 1_000
DEEP = {
    "block quotes": "> " * MANY + "x",
    "lists": "".join("  " * n + "- x\n" for n in range(MANY)),
    "task lists": "".join("  " * n + "- [ ] x\n" for n in range(MANY)),
    "lists in one line": "- " * MANY + "x",
    "quotes with lists": "> - " * MANY + "x",
    "admonitions": "".join("    " * n + "!!! note\n" for n in range(MANY)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_blocks_that_are_nested_too_deep_are_one_finding(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, body(text)) == ["too-large"]


def test_blocks_may_be_nested_as_deep_as_anybody_reads(tmp_path: Path) -> None:
    quotes = "> " * (MAX_DEPTH - 2) + "x"
    assert found(tmp_path, body(quotes)) == []
    one = read(body("> " + quotes)).diagnostics[0]
    assert (one.rule, one.message) == ("too-large", f"The body is nested more than {MAX_DEPTH} blocks deep")
    assert one.span.line == GOOD.count("\n") + 1


FLAT = {
    "emphasis": "*" * 200_000 + "x",
    "mixed emphasis": "*a **b " * 30_000,
    "struck": "~~a" * 20_000,
    "brackets": "[" * 100_000,
    "closed brackets": "[" * MANY + "x" + "]" * MANY,
    "links": "[a](" * 50_000,
    "images": "![" * 50_000,
    "code spans": "".join("`" * n + "a" for n in range(1, 700)),
    "entities": "&amp;" * 100_000,
    "HTML": "<div>\n" * MANY + "x\n" + "</div>\n" * MANY,
    "inline HTML": "<b>" * MANY + "x" + "</b>" * MANY,
    "open comments": "<!-- " * 100_000,
    "open waivers": "<!-- procedures:waive " * 50_000,
    "open waivers in HTML": "<div>\n" + "<!-- procedures:waive \n" * 5_000,
    "a waiver of blanks": "<!-- procedures:waive missing-check: a" + " " * 500_000 + "-->x",
    "directives with open quotes": "<!-- procedures:catalog" + ' a="b' * 50_000 + " -->",
    "a line of a megabyte": "word " * 200_000,
    "headings": "".join(f"#### H {n}\n" for n in range(10_000)),
    "equal headings": "### H\n" * 10_000,
    "task items": "".join(f"- [ ] t {n}\n" for n in range(10_000)),
    "a table of many columns": f"|{'a|' * 8_000}\n|{'-|' * 8_000}\n|{'b|' * 8_000}",
    "fences": "~~~\na\n~~~\n" * 10_000,
    "footnotes": "".join(f"[^{n}]: x\n" for n in range(9_000)),
    "tabs of the site": '=== "a"\n\n    x\n\n' * 5_000,
    "a code block of blanks": "```sh\n" + " \n" * 100_000 + "```",
    "commands": "```bash\n" + "kubectl get -f x | sh; " * 10_000 + "\n```",
    "open parameters": "{{ " * 100_000,
}


@pytest.mark.parametrize("text", FLAT.values(), ids=FLAT)
def test_what_is_much_and_right_is_no_finding(tmp_path: Path, text: str) -> None:
    rules = {rule for rule in found(tmp_path, body(text)) if rule != "unused-waiver"}
    assert rules <= {"unknown-directive", "invalid-directive", "invalid-waiver"}


WRONG = {
    "TODOs": ("placeholder", body("TODO\n" * 2_000)),
    "TODOs in a line": ("placeholder", body("TODO " * 50_000)),
    "TODOs in cells": ("placeholder", body(f"|{'a|' * 2_000}\n|{'-|' * 2_000}\n|{'TODO|' * 2_000}")),
    "steps in a line": ("unknown-step", body("Step 9.9 " * 2_000)),
    "steps beside entities": ("unknown-step", body("&amp; Step 9.9 " * 2_000)),
    "ids in a line": ("unknown-reference", body("deploy-pay-002-cards " * 1_000)),
    "struck items": ("struck-without-reason", body("- [ ] ~~a~~\n" * 1_000)),
    "ticked items": ("ticked-item", body("- [x] a\n" * 1_000)),
    "look-alikes of boxes": ("box-look-alike", body("- [] a\n" * 1_000)),
    "names in angle brackets": ("angle-placeholder", body("<div>" + "<!-- x --><pod>" * 1_000)),
    "directives": ("unknown-directive", body("<!-- procedures:weather -->\n\n" * 1_000)),
    "directives in one block": ("unknown-directive", body("<div>\n" + "<!-- procedures:a -->\n" * 1_000)),
    "waivers": ("unused-waiver", body("<!-- procedures:waive missing-check: a -->\n" * 1_500)),
    "waivers before a block": (
        "unused-waiver",
        body("<!-- procedures:waive missing-check: a -->\n" * 1_500 + "```sh\n" + "ls\n" * 3_000 + "```"),
    ),
    "waivers in front matter": (
        "unused-waiver",
        above("".join(f"# procedures:waive missing-check: a{n}\n" for n in range(1_500)) + "tags: [shop]"),
    ),
    "waivers behind values": (
        "unused-waiver",
        above("tags:" + "".join(f"\n  - 'x{n}' # procedures:waive id-file-name: a" for n in range(1_500))),
    ),
    "steps": (
        "step-number",
        replaced(GOOD, "## Rollback Plan\n", "#### Step 7.7: b\n" * 150 + "## Rollback Plan\n"),
    ),
    "conflicts": ("merge-conflict", body("<<<<<<< a\n=======\n>>>>>>> b\n" * 1_000)),
    "cut values": ("yaml-comment", above("tags:" + "".join(f"\n  - a{n} #b" for n in range(500)))),
    "misspelt keys": (
        "unknown-field",
        replaced(GOOD, "sign_off:\n", "sign_off:\n" + "  - {role: Other, nam: x}\n" * 300),
    ),
    "equal keys": ("duplicate-key", above("a: 1\n" * 1_000)),
    "misspelt parameters": ("unknown-parameter", body("{{ relese }} " * 2_000)),
    "references of the front matter": (
        "unknown-reference",
        replaced(GOOD, "depends_on: []", "depends_on:" + "\n  - deploy-pay-002-cards" * 1_000),
    ),
}


@pytest.mark.parametrize(("rule", "text"), WRONG.values(), ids=WRONG)
def test_what_is_much_and_wrong_is_told(tmp_path: Path, rule: str, text: str) -> None:
    assert found(tmp_path, text).count(rule) > 0


LONG = {
    "task items": ("pieces of Markdown", MAX_EVENTS // 4, "- [ ] a\n"),
    "table cells": ("pieces of Markdown", MAX_EVENTS // 5, "|b|\n"),
    "code spans in one paragraph": ("pieces of Markdown", MAX_EVENTS // 2, "`a` "),
    "items in an admonition": ("pieces of Markdown", MAX_EVENTS // 4, "    - [ ] a\n"),
    "references": ("references", MAX_REFERENCES, "Step 1.1 "),
}
BEFORE = {"table cells": "|a|\n|-|\n", "items in an admonition": "!!! note\n\n"}


@pytest.mark.parametrize("name", LONG)
def test_a_body_that_is_too_long_to_build_is_one_finding(tmp_path: Path, name: str) -> None:
    counted, limit, unit = LONG[name]
    (one,) = read(body(BEFORE.get(name, "") + unit * (limit + 1))).diagnostics
    assert (one.rule, counted in one.message) == ("too-large", True)
    assert one.span.line > GOOD.count("\n")
    assert read(body(BEFORE.get(name, "") + unit * (limit // 2))).diagnostics == ()


KEYS = "".join(f"k{n}: {n}\n" for n in range(100_000))
LARGE = {
    "10 megabytes": (["too-large"], "x" * 10_000_000),
    "100,000 keys": (
        ["too-large"],
        "---\n" + "".join(f"k{n}: {n}\n" for n in range(100_000)) + f"---\n{REST}",
    ),
    "brackets": (["too-large"], above("tags: " + "[" * MANY + "]" * MANY)),
    "mappings": (["too-large"], above("tags:\n" + "".join(" " * (n + 1) + "a:\n" for n in range(MANY)))),
    "hyphens": (["invalid-yaml"], f"---\n{'-' * 1_000_000}\n---\n{REST}"),
    "zeros": (["no-front-matter", "missing-title"], "\0" * 100_000),
    "blank lines": (["no-front-matter", "missing-title"], "\n" * 1_000_000),
    "blanks": (["no-front-matter", "missing-title"], " " * 1_000_000),
    "opening fences": (["missing-field", "missing-title"], "---\n" * 45_000),
    "tabs": (["yaml-tab"], above("tags: [shop]\n" + "\t" * 300_000 + "a: b")),
    "blanks behind a colon": (["yaml-colon"], above("tags: [shop]\na:" + " " * 300_000 + "b: c")),
    "a long id": (["invalid-value"], replaced(GOOD, f"id: {GOOD_ID}", "id: deploy-" + "a-" * 50_000)),
    "a long status": (
        ["invalid-choice"],
        replaced(GOOD, "status: Approved", "status: " + "Approved " * 50_000),
    ),
    "a long version": (["invalid-value"], replaced(GOOD, "version: 1.2.0", "version: " + "1." * 50_000)),
    "open lists": (["invalid-yaml"], above("tags: " + "[a, " * 25)),
}


@pytest.mark.parametrize(("rules", "text"), LARGE.values(), ids=LARGE)
def test_what_is_too_much_is_told(tmp_path: Path, rules: list[str], text: str) -> None:
    assert set(rules) <= set(found(tmp_path, text))


CHARACTERS = [*range(32), 0x7F, 0x85, 0xA0, 0x200B, 0x202E, 0x2028, 0x2066, 0xFEFF, 0xFFFE, 0x10FFFF]


@each_row("code", CHARACTERS, ids=hex)
def test_any_character_in_a_body_moves_nothing(code: int) -> None:
    text = body(f"a{chr(code)}b Step 9.9 {chr(code)}")
    (one,) = [one for one in load(text) if one.rule == "unknown-step"]
    line = text.replace("\r", "\n").split("\n")[one.span.line - 1]
    assert line[one.span.column - 1 : one.span.end_column - 1] == "Step 9.9"


@each_row("code", CHARACTERS, ids=hex)
def test_any_character_in_front_matter_is_fine_or_told(code: int) -> None:
    rules = [
        one.rule
        for one in load(replaced(GOOD, "title: Checkout redesign", f"title: Check{chr(code)}out redesign"))
    ]
    told = ["invalid-yaml", "invisible-character", "yaml-colon", "yaml-comment", "yaml-tab"]
    assert rules in ([], *([rule] for rule in told))


def load(text: str) -> tuple[Diagnostic, ...]:
    return read(text.encode()).diagnostics + tuple(references(text))


def references(text: str) -> list[Diagnostic]:
    from mkdocs_deploy_plugin.checking.references import check_references

    return list(check_references(Catalog([read(text.encode())])))


def test_a_chain_of_2000_procedures(tmp_path: Path) -> None:
    template = GOOD_TEMPLATE.replace("[nnn]", "[nnnn]").replace("Done]'", "Done]'\ndepends_on:\n  - d-[nnnn]")
    template = template.partition("\n## S")[0]
    (tmp_path / "template.md").write_text(template, encoding="utf-8")
    names = [f"d-{number:04}" for number in range(2_000)]
    texts = {
        name: f"---\nid: {name}\nstatus: Draft\ndepends_on: [{other}]\n---\n# T\n"
        for name, other in zip(names, [*names[1:], names[0]], strict=True)
    }
    settings = replace(site(tmp_path, *[(f"{n}.md", t) for n, t in texts.items()]), template="template.md")
    found = load_project(settings).diagnostics
    assert [(one.rule, one.path) for one in found] == [("dependency-cycle", "procedures/d-0000.md")]
    last = texts[names[-1]].replace(names[0], "")
    (tmp_path / "procedures" / f"{names[-1]}.md").write_text(last, encoding="utf-8")
    assert "dependency-cycle" not in {one.rule for one in load_project(settings).diagnostics}


# Files.


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    settings = site(tmp_path, ("good.md", GOOD.replace(GOOD_ID, "good")))
    folder = tmp_path / "procedures"
    (folder / "a-folder.md").mkdir()
    (folder / "dangling.md").symlink_to("nothing")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "self").symlink_to(".")
    os.mkfifo(folder / "pipe.md")
    told = {one.path: one.message for one in load_project(settings).diagnostics if one.rule == "unreadable"}
    assert told == {
        "procedures/a-folder.md": "The path is not a file",
        "procedures/dangling.md": "The file cannot be read: No such file or directory",
        "procedures/loop.md": "The file cannot be read: Too many levels of symbolic links",
        "procedures/pipe.md": "The path is not a file",
    }
    assert fix_project(settings, Selection()).after == {}


def linked(folder: Path) -> tuple[Settings, Path]:
    """Return a site in a repository, and the folder of its procedures."""
    (folder / "repository" / ".git").mkdir(parents=True)
    (folder / "repository" / ".git" / "config").write_text("token", encoding="utf-8")
    inside = folder / "repository" / "site"
    (inside / "drafts").mkdir(parents=True)
    (inside / "drafts" / ".secret").write_text("token", encoding="utf-8")
    return site(inside), inside / "procedures"


OUTSIDE = "The symbolic link leads out of the project or to a hidden file"


@pytest.mark.parametrize("name", ["a.md", "b.MD", "picture.png", "folder", "c.markdown"])
@pytest.mark.parametrize(
    "target",
    ["/proc/self/environ", "/etc/passwd", "/", "../../../outside.txt", "../../.git/config",
     "../drafts/.secret", "../../.git", "hop", "/dev/zero"],
)  # fmt: skip
def test_a_link_out_of_the_project_is_refused(tmp_path: Path, name: str, target: str) -> None:
    settings, folder = linked(tmp_path)
    (tmp_path / "outside.txt").write_text("token", encoding="utf-8")
    (folder.parent / "hop").symlink_to(tmp_path)  # a link by way of another one
    (folder / name).symlink_to("../hop/outside.txt" if target == "hop" else target)
    project = load_project(settings)
    assert {(one.rule, one.message) for one in project.diagnostics} == {("unreadable", OUTSIDE)}
    assert {one.path for one in project.diagnostics} == {f"procedures/{name}"}
    assert not any(procedure.document.source.text for procedure in project.catalog)
    report = Report(project.diagnostics, (f"procedures/{name}",), sources(project), "")
    for render in FORMATS.values():
        assert "token" not in render(report)


def test_the_folder_of_procedures_may_not_lead_out_of_the_project(tmp_path: Path) -> None:
    settings, folder = linked(tmp_path)
    folder.rmdir()
    folder.symlink_to(tmp_path)
    (tmp_path / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    project = load_project(settings)
    assert [(one.path, one.message) for one in project.diagnostics] == [("procedures", OUTSIDE)]
    assert not len(project.catalog)


def test_a_link_within_the_project_is_read_and_never_written(tmp_path: Path) -> None:
    text = replaced(GOOD, "status: Approved", "status: approved")
    for target in ("../drafts/x.md", "../../shared.md"):
        settings, folder = linked(tmp_path / target.strip("./").replace("/", "-"))
        (folder / target).write_text(text, encoding="utf-8")
        (folder / f"{GOOD_ID}.md").symlink_to(target)
        assert [one.rule for one in load_project(settings).diagnostics] == ["invalid-choice"]
        fixed = fix_project(settings, Selection())
        assert (fixed.after, fixed.linked) == ({}, (PATH,))
        assert (folder / target).read_text(encoding="utf-8") == text


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = site(tmp_path, (f"{GOOD_ID}.md", GOOD))
    opened: Callable[..., object] = Path.open

    def refuse(path: Path, *arguments: object, **named: object) -> object:
        if path.name == f"{GOOD_ID}.md":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    (one,) = load_project(settings).diagnostics
    assert (one.rule, one.message) == ("unreadable", "The file cannot be read: Permission denied")
    assert fix_project(settings, Selection()).after == {}


def test_names_that_differ_in_the_case_of_letters(tmp_path: Path) -> None:
    settings = site(tmp_path, (f"{GOOD_ID}.md", GOOD), (f"{GOOD_ID.upper()}.md", GOOD))
    if len(list((tmp_path / "procedures").iterdir())) < 2:
        pytest.skip("the file system takes the two names for one")
    assert "duplicate-path" in [one.rule for one in load_project(settings).diagnostics]


NAMES = ["a b.md", "a\nb.md", "a\r\x1b[31m.md", "😀.md", "é.md", "100%.md", "%41.md", "-rf.md", "--fix.md",
         "a:1:1: error.md", "'\"`$(x).md", "a#b?c.md", f"{'x' * 247}.md", "..md", "\u202egnp.md"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_kind(tmp_path: Path, name: str) -> None:
    settings = site(tmp_path, (name, replaced(GOOD, "status: Approved", "status: approved")))
    project = load_project(settings)
    if name.startswith("."):
        assert project.diagnostics == ()  # A hidden file.
        return
    path = f"procedures/{name}"
    assert {one.path for one in project.diagnostics} == {path}
    assert {one.rule for one in project.diagnostics} == {"id-file-name", "invalid-choice"}
    report = Report(project.diagnostics, (path,), sources(project), "")
    for render in FORMATS.values():
        render(report).encode()
    assert list(fix_project(settings, Selection()).after) == [path]


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    settings = site(tmp_path)
    try:
        (tmp_path / "procedures" / "a\udcff.md").write_text(GOOD, encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("the file system allows no such name")
    project = load_project(settings)
    assert [one.rule for one in project.diagnostics] == ["id-file-name"]
    report = Report(project.diagnostics, ("procedures/a\udcff.md",), sources(project), "")
    for render in FORMATS.values():
        render(report).encode()


# Patterns of a team.

HANG = ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*a){25}", "(a*)*b", r"(\w+\s?)*:$"]


@pytest.mark.parametrize("pattern", HANG)
def test_patterns_that_hang_python_do_not_hang_a_check(tmp_path: Path, pattern: str) -> None:
    """Run in a process of its own, which can be ended."""
    text = replaced(GOOD, "  - PRD-112\n", f"  - {'a' * 60}!\n  - {'a' * 60}\n")
    site(tmp_path, (f"{GOOD_ID}.md", text))
    config = (
        f"plugins:\n  - procedures:\n      spec_links:\n        '{pattern}': https://specs.example/{{key}}\n"
    )
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs_deploy_plugin", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert result.returncode == 1
    assert f'"{"a" * 59}…" does not match any pattern in spec_links' in result.stdout or pattern == "(a*)*b"
    assert result.stderr == ""


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+", "(a*)*", r"a*a*a*a*a*$", "((a){1,9}){1,9}"])
def test_groups_are_taken_of_plain_patterns_only(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(SettingsError, match=r"cannot be used: with .1. in the address"):
        Settings.from_mapping(tmp_path, {"spec_links": {pattern: "https://specs.example/{1}"}})
    Settings.from_mapping(tmp_path, {"spec_links": {pattern: "https://specs.example/{key}"}})


@pytest.mark.parametrize("pattern", ["(?=a)b", r"(a)\1", "(?<!a)b"])
def test_patterns_that_look_around_cannot_be_used(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(SettingsError, match="lookaround and backreferences are not supported"):
        Settings.from_mapping(tmp_path, {"spec_links": {pattern: "https://specs.example/{key}"}})


@pytest.mark.parametrize(
    ("pattern", "url", "key", "address"),
    [
        (r"PRD-(\d+)", "https://x/{1}", "PRD-112", "https://x/112"),
        (r"([A-Z]+)-(\d+)", "https://x/{1}/{2}", "AB-7", "https://x/AB/7"),
        (r"(a)|(b)", "https://x/{1}-{2}", "b", "https://x/-b"),
        (r"(?i)prd-\d+", "https://x/{key}", "PRD-1", "https://x/PRD-1"),
        (r"[*+({]+", "https://x/{key}", "*(", "https://x/%2A%28"),
        (r"\)\+(\d)", "https://x/{1}", ")+5", "https://x/5"),
        (r"PRD-(\d+)", "https://x/{1}", "PRD-", ""),
        (r"PRD-(\d+)", "https://x/{1}", "xPRD-1", ""),
        (r"a(.*)", "https://x/{1}", "a" * 101, ""),
    ],
)
def test_addresses_of_keys(pattern: str, url: str, key: str, address: str) -> None:
    assert LinkPattern(pattern, url).address(key) == address


def test_a_pattern_that_is_none() -> None:
    with pytest.raises(PatternError, match=r"^is not a valid regular expression: missing \)"):
        LinkPattern("(", "x")
    assert matches("a|b", "b")
    assert not matches("a|b", "ab")


MARKS = "[one] [two] [three] [four] [five] [six] [seven] [eight] [nine]"


def test_placeholders_side_by_side_in_a_template_do_not_hang(tmp_path: Path) -> None:
    template = GOOD_TEMPLATE.replace("- [ ] Check", f"- [ ] Check {MARKS} end")
    (tmp_path / "template.md").write_text(template, encoding="utf-8")
    words = "x " * 500
    site(tmp_path, ("d-001.md", f"---\nid: d-001\nstatus: Draft\n---\n# T\n## S\n- [ ] Check {words}\n"))
    (tmp_path / "mkdocs.yml").write_text(
        "plugins:\n  - procedures:\n      template: template.md\n", encoding="utf-8"
    )
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs_deploy_plugin", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert "[missing-check]" in result.stdout


GOOD_TEMPLATE = (
    "---\nid: d-[nnn]\n# Status: s. (choice)\nstatus: '[Draft/Done]'\n---\n# [Title]\n\n## S\n\n- [ ] Check\n"
)


def test_an_id_of_many_names_cannot_be_used() -> None:
    names = "-".join(f"[{name}]" for name in "abcde")
    with pytest.raises(TemplateError, match="at most 4 names"):
        load_template("team.md", GOOD_TEMPLATE.replace("d-[nnn]", f"d-{names}-[nnn]").encode())
    load_template("team.md", GOOD_TEMPLATE.replace("d-[nnn]", f"d-{names[4:]}-[nnn]").encode())


# The parts that were slow, by themselves.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("<!-- a --><!---->b<!-- c\n-->", ["<!-- a -->", "<!---->", "<!-- c\n-->"]),
        ("<!-- a <!-- b --> -->", ["<!-- a <!-- b -->"]),
        ("<!--> -->", ["<!--> -->"]),
        ("<!-- a", []),
    ],
)
def test_comments(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_comments(text)] == found


@pytest.mark.parametrize(
    ("source", "text", "part", "number"),
    [
        ("a &amp; b, a &amp; b", "a & b, a & b", "b", 2),
        ("a \\* b \\\\ b", "a * b \\ b", "b", 2),
        ("&#128512; é &lt; é", "😀 é < é", "é", 2),
        ("&nothing; & x", "&nothing; & x", "x", 1),
        ("&NotEqualTilde; x", "≂̸ x", "x", 1),
    ],
)
def test_the_place_of_each_word_beside_entities(source: str, text: str, part: str, number: int) -> None:
    raw = source.encode()
    start = -1
    for _ in range(number):
        start = text.index(part, start + 1)
    first, last = locate(raw, Run("text", text, 0, len(raw)), start, start + len(part))
    assert raw[first:last] == part.encode()
    assert raw[:first].count(part.encode()) == number - 1


def test_a_text_that_is_written_otherwise_is_found_as_a_whole() -> None:
    raw = b"&amp; x"
    assert locate(raw, Run("text", "& y", 0, len(raw)), 2, 3) == (0, len(raw))


@pytest.mark.parametrize(
    "part", ['a="', "a=b,", "a=b ", '"', "'\"", " ", "a", "a=", '=","', '"x" ', "procedures:", "<!--  ", ","]
)
def test_directives_are_read_in_one_pass(part: str) -> None:
    many = part * 300_000
    for comment in (many, f"a={many}", f'a="{many}'):
        assert read_directive(f"procedures:catalog {comment}") is not None
    assert may_hold_directives(f"procedures:{many}") is ("procedures:" in part and "<!--" in part)
