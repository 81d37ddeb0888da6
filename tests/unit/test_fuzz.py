"""Tests with made-up input: nothing raises, and every place that is named lies in the file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking.document import check_document
from mkdocs_deploy_plugin.cli.checkrun import Selection, fix_project
from mkdocs_deploy_plugin.findings.rules import rule_of
from mkdocs_deploy_plugin.model import Document, Severity, Span
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.block_tree import plain
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import TemplateError, builtin_template, load_template
from mkdocs_deploy_plugin.template.data import document_data
from tests.unit.samples import GOOD, GOOD_ID, ROOT, check_all, collections, read, schema_check

PIECES = st.sampled_from(
    ["---\n", "+++\n", "...\n", "\n", "\n\n", " ", "    ", "\t", "- ", "-\n", "- [ ] ", "- [x] ", "1. ",
     "> ", "# ", "## Overview\n", "### Purpose\n", "### Phase 1: a\n", "#### Step 1.1: a\n",
     "#### Step R.1: a\n", "```\n", "````", "~~~ sh\n", "!!! note\n", "??? x\n", "=== \"T\"\n", "<!-- ",
     " -->", "<!-- procedures:metadata -->\n", "<div>", "id: ", "title: ", "status: Approved\n",
     "risk:\n", "  level: Low\n", "a: ", "{", "}", "[", "]", "&a ", "*a", "!!str ", "|\n", ">-\n", "'",
     "\"", "~~", "**", "`", "TODO", "[threshold]", "{#id}", "| a |\n|---|\n",
     "deploy-shop-001-checkout", "Step 1.1", " of ", "[x](a.md#b)", "[^1]", "[^1]: ", "日本", "😀", "é",
     "\xa0", "\u2028", "\x00", "\x1b", "\r\n", "\r", "\ufeff", "&amp;", "\\", "====\n", "***\n"]
)  # fmt: skip
MARKDOWN = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)


REAL = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "procedures").glob("deploy-*.md"))]


@st.composite
def mutated(draw: st.DrawFn, text: str = GOOD) -> str:
    """Return a procedure with lines removed, repeated, moved, or with pieces put into them."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        action = draw(st.integers(0, 4))
        if action == 0:
            del lines[at : at + draw(st.integers(1, 12))]
        elif action == 1:
            lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
        elif action == 2:
            lines.insert(draw(st.integers(0, len(lines))), lines.pop(at))
        else:
            column = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + draw(PIECES | st.text(max_size=3)) + lines[at][column:]
        lines = lines or [""]
    return "\n".join(lines)


def in_file(span: Span, lines: list[str]) -> bool:
    """Return whether a place lies in a file, the line behind its end included."""
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    if not (span.line >= 1 and span.column >= 1 and start <= end and span.end_line <= len(lines) + 1):
        return False
    return all(column <= len([*lines, ""][line - 1]) + 1 for line, column in (start, end))


def held(document: Document) -> None:
    """Check what holds for every document, whatever its text."""
    lines = document.source.lines
    found = check_all([document])
    for one in found:
        assert one.message
        if one.rule == "not-utf8":
            continue  # The place is one of the bytes; there is no text.
        assert in_file(one.span, lines), one
        assert one.related is None or in_file(one.related.span, lines), one
    report = Report(tuple(found), (document.source.path,), {document.source.path: lines})
    for render in FORMATS.values():
        render(report).encode()
    if document.front_matter is not None:
        for span in (*document.front_matter.keys.values(), *document.front_matter.values.values()):
            assert in_file(span, lines), span
    outline = document.outline
    if outline is None:
        assert found
        return
    parsed_anchors = [section.anchor for section in outline.sections()]
    assert len(set(parsed_anchors)) == len(parsed_anchors)
    ids: list[str] = []
    for section in outline.root.walk():
        assert in_file(outline.span(section.start, section.end), lines), section
        ranges = [(one.start, one.end) for one in section.commands]
        ranges += [(one.start, one.end) for one in section.directives]
        assert all(in_file(outline.span(*one), lines) for one in ranges), section
        for item in section.items:
            ids.append(item.id)
            span = outline.span(item.start, item.end)
            assert in_file(span, lines), item
            if item.text.isalnum() and item.text.isascii() and not item.struck:
                assert item.text in "\n".join(lines[span.line - 1 : span.end_line]), item
    assert len(set(ids)) == len(ids)
    ranges = [(one.start, one.end) for one in outline.marks]
    ranges += [(one.start, one.end) for one in outline.references]
    assert all(in_file(outline.span(*one), lines) for one in ranges)
    template, validator = builtin_template(), schema_check(builtin_template())._validator
    valid = validator.is_valid(document_data(document, template))
    assert validator.is_valid(document_data(document, template, everything=False)) == valid
    assert valid or found


@example("    !!! note\n")
@given(MARKDOWN)
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    held(read(text.encode(errors="replace")))


@given(MARKDOWN)
@settings(max_examples=100, deadline=None)
def test_any_body(text: str) -> None:
    front_matter = GOOD.split("\n---\n", 1)[0]
    held(read(f"{front_matter}\n---\n{text}".encode(errors="replace")))


@given(MARKDOWN)
@settings(max_examples=100, deadline=None)
def test_any_front_matter(text: str) -> None:
    held(read(f"---\n{text}\n---\n# A Deployment Procedure\n".encode(errors="replace")))


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda data: b"---\nid: a\n---\n" + data))
@settings(max_examples=100, deadline=None)
def test_any_bytes(data: bytes) -> None:
    held(read(data))


@given(mutated())
@settings(max_examples=100, deadline=None)
def test_a_mutated_procedure(text: str) -> None:
    held(read(text.encode(errors="replace")))


@given(st.sampled_from(REAL).flatmap(mutated))
@settings(max_examples=40, deadline=None)
def test_a_mutated_procedure_of_this_project(text: str) -> None:
    held(read(text.encode(errors="replace")))


@given(st.sampled_from([*REAL, GOOD]).flatmap(mutated), st.booleans())
@settings(max_examples=30, deadline=None)
def test_fixing_a_mutated_procedure_makes_nothing_worse(text: str, windows: bool) -> None:
    data = (text.replace("\n", "\r\n") if windows else text).encode(errors="replace")
    with tempfile.TemporaryDirectory() as name:
        project = Settings(Path(name))
        file = Path(name, "procedures", f"{GOOD_ID}.md")
        file.parent.mkdir()
        file.write_bytes(data)
        before = load_project(project)
        fixed = fix_project(project, Selection())
        if not any(
            rule_of(one).hides for one in before.diagnostics if one.fix is not None
        ):  # What could not be read before is no worse for being read.
            assert count_errors(fixed.project) <= count_errors(before)
        for path, new in fixed.after.items():
            (Path(name) / path).write_bytes(new)
        assert load_project(project).diagnostics == fixed.project.diagnostics
        again = fix_project(project, Selection())
        assert (again.after, again.applied) == ({}, ())
    assert check_all([read(data)]) == check_all([read(data)])


def count_errors(project: Project) -> int:
    """Count what is wrong, without what the template's own text brings along: that is to be filled in."""
    brought = {"empty-section", "placeholder", "placeholder-value", "todo-in-command"}
    return sum(one.severity is Severity.ERROR and one.rule not in brought for one in project.diagnostics)


@given(mutated())
@settings(max_examples=30, deadline=None)
def test_line_endings_change_nothing_but_the_bytes(text: str) -> None:
    text = text.replace("\r", "")
    unix, windows = read(text), read(text.replace("\n", "\r\n"))
    assert unix.source == windows.source
    assert unix.diagnostics == windows.diagnostics
    assert (unix.outline and unix.outline.root) == (windows.outline and windows.outline.root)


@given(st.lists(mutated() | MARKDOWN, max_size=3), st.binary(max_size=40))
@settings(max_examples=30, deadline=None)
def test_any_project(texts: list[str], data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "procedures").mkdir()
        for number, text in enumerate(texts):
            (root / "procedures" / f"{number}.md").write_bytes(text.encode(errors="replace"))
        (root / "procedures" / f"{GOOD_ID}.md").write_bytes(data)
        project = load_project(Settings(root))
        assert len(project.catalog) == len(texts) + 1
        for procedure in project.catalog:
            project.catalog.back_links(procedure.id)
        places = [(one.path, one.span) for one in project.diagnostics]
        assert places == sorted(places)


@given(MARKDOWN)
@example("---\n\xa0")
@settings(max_examples=60, deadline=None)
def test_any_template(text: str) -> None:
    head = "---\nid: d-[nnn]\n# Status: x. (choice)\nstatus: '[Draft/Done]'\n"
    try:
        template = load_template("team.md", f"{head}{text}\n---\n# [T]\n{text}\n".encode(errors="replace"))
    except TemplateError:
        return
    document = read(GOOD, template=template)
    schema_check(template)(document)
    list(check_document(document, template, collections(template)))


def test_plain_of_nothing() -> None:
    assert plain([]) == ""
