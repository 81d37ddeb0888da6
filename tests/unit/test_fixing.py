"""Tests of `fixing`: edits of bytes, the loop, and what is not done because it would make something worse."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.fixing.rounds import ROUNDS, Applied, FixResult, apply_edits, diff, fix_all
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Source, Span
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.text import visible
from tests.mistakes.table import PATH, singles
from tests.rows import each_row
from tests.unit.samples import GOOD, check_all, read
from tests.unit.test_fuzz import mutated


@dataclass(frozen=True)
class Found:
    """The outcome of a check, as `fix_all` needs it."""

    diagnostics: Sequence[Diagnostic]


def found_in(contents: Mapping[str, bytes]) -> Found:
    """Check some procedures."""
    return Found(check_all([read(data, path) for path, data in contents.items()]))


def fixed(data: bytes, path: str = PATH) -> FixResult[Found]:
    """Fix all that can be fixed in one procedure."""
    return fix_all(found_in, {path: data}, lambda found: found.diagnostics)


def at(line: int, column: int, end_line: int | None = None, end_column: int | None = None) -> Span:
    """Return a place; without an end, one of no length."""
    return Span(line, column, end_line or line, end_column or column)


# Edits.


@each_row(
    ("before", "edits", "after"),
    [
        (b"ab\ncd\n", [Edit(at(2, 1, 2, 2), "X")], b"ab\nXd\n"),
        (b"\xef\xbb\xbfab\r\ncd", [Edit(at(1, 1), "x")], b"\xef\xbb\xbfxab\r\ncd"),
        (b"ab\r\ncd\r\n", [Edit(at(1, 3), "\nx\ny")], b"ab\r\nx\r\ny\r\ncd\r\n"),
        (b"ab\rcd\r", [Edit(at(2, 1), "x\n")], b"ab\rx\rcd\r"),
        (b"a\nb\r\nc", [Edit(at(2, 2), "\nx"), Edit(at(1, 2), "\ny")], b"a\ny\nb\r\nx\r\nc"),
        (b"a\r\nb", [Edit(at(2, 2), "\nx")], b"a\r\nb\r\nx"),
        (b"a", [Edit(at(1, 2), "\nx")], b"a\nx"),
        (b"", [Edit(at(1, 1), "x\n")], b"x\n"),
        (b"a \t\r\n\tb  \r\n", [Edit(at(2, 2, 2, 3), "c")], b"a \t\r\n\tc  \r\n"),
        (b"a\nb\nc\n", [Edit(at(1, 2, 3, 1), " ")], b"a c\n"),
        (b"a\n", [Edit(at(2, 1), "x")], b"a\nx"),
        ("é😀b".encode(), [Edit(at(1, 3, 1, 4), "日")], "é😀日".encode()),
        (b"ab", [Edit(at(1, 2), "1"), Edit(at(1, 2), "2")], b"a12b"),
        ("\ufeff\ufeffa".encode(), [Edit(at(1, 2), "x")], "\ufeff\ufeffxa".encode()),
        (b"a\r\nb", [Edit(at(1, 2), "\r\nx")], b"a\r\nx\r\nb"),
        (b"a\x0bb\x0c\xc2\x85c\n", [Edit(at(1, 7), "x")], b"a\x0bb\x0c\xc2\x85cx\n"),
    ],
)
def test_edits_change_what_they_name_and_no_other_byte(
    before: bytes, edits: list[Edit], after: bytes
) -> None:
    assert apply_edits(before, edits) == after


@pytest.mark.parametrize(
    ("data", "edits"),
    [
        (b"\xff", [Edit(at(1, 1), "x")]),
        (b"ab", [Edit(at(2, 1), "x")]),
        (b"ab", [Edit(at(0, 1), "x")]),
        (b"ab", [Edit(at(1, 4), "x")]),
        (b"ab", [Edit(at(1, 0), "x")]),
        (b"ab\ncd", [Edit(Span(2, 1, 1, 1), "x")]),
        (b"abcd", [Edit(at(1, 1, 1, 3), "x"), Edit(at(1, 2, 1, 4), "y")]),
        (b"a\rb\nc", [Edit(at(2, 1, 2, 2), "")]),  # The \r and the \n would become one line ending.
    ],
)
def test_edits_that_do_not_fit_change_nothing(data: bytes, edits: list[Edit]) -> None:
    assert apply_edits(data, edits) is None


ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])
TEXTS = st.lists(st.tuples(st.text("ab é😀\t#", max_size=6), ENDINGS), max_size=8).map(
    lambda lines: "".join(text + end for text, end in lines)
)


@given(TEXTS, st.text("xy\n", max_size=5), st.data(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_edited_bytes_read_as_the_edited_text(text: str, new: str, data: st.DataObject, mark: bool) -> None:
    before = (codecs.BOM_UTF8 if mark else b"") + text.encode()
    source = decode("x", before)
    assert isinstance(source, Source)
    places = [(n, c) for n, line in enumerate(source.lines, 1) for c in range(1, len(line) + 2)]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    after = apply_edits(before, [Edit(Span(*start, *end), new)])
    offsets = [sum(len(line) + 1 for line in source.lines[: n - 1]) + c - 1 for n, c in (start, end)]
    wanted = source.text[: offsets[0]] + new + source.text[offsets[1] :]
    if after is None:
        assert "\r" in text
        return
    edited = decode("x", after)
    assert isinstance(edited, Source)
    assert edited.text == wanted
    whole = text.splitlines(keepends=True)  # The texts have no other line endings than those above.
    kept = (codecs.BOM_UTF8 if mark else b"") + "".join(whole[: start[0] - 1]).encode()
    assert after.startswith(kept)
    assert after.endswith("".join(whole[end[0] :]).encode())


# The fixes of the cases.

GIVES_GOOD = [
    "renamed-section", "renamed-top-section", "section-one-level-up", "section-one-level-down",
    "missing-check", "gap-in-the-steps", "repeated-step", "step-of-another-phase",
    "step-with-a-leading-zero", "gap-in-the-phases", "phases-count-from-zero", "gap-in-the-rollback-steps",
    "step-without-colon", "only-step-without-colon", "misspelt-section-with-steps",
]  # fmt: skip
ADDS = {
    "missing-section": ("### Scope", "changes"),
    "missing-first-section": ("### Purpose", "changes"),
}
WITHOUT = [
    "section-at-level-1", "check-without-box", "check-in-a-fence", "reworded-check",
    "check-with-a-longer-word", "rollback-step-in-a-phase", "step-in-the-rollback", "step-with-one-number",
    "step-one-level-up", "step-one-level-down",
]  # fmt: skip


FORMS = {
    "lf": lambda text: text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
    "mark": lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
    "no end": lambda text: text.rstrip("\n").encode(),
    "blanks": lambda text: text.replace("Sam Lee\n", "Sam Lee \t\n").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_fixed_case_has_its_finding_no_more(form: str, subtests: pytest.Subtests) -> None:
    for name in [*GIVES_GOOD, *ADDS]:
        with subtests.test(name):
            is_fixed(name, form)


def is_fixed(name: str, form: str) -> None:
    case = singles()[name]
    data = FORMS[form](case.text)
    outcome = fixed(data)
    after = outcome.contents[PATH]
    assert len(outcome.applied) == 1
    assert case.rules[0] not in {one.rule for one in outcome.checked.diagnostics}
    if name in GIVES_GOOD:
        assert after == FORMS[form](GOOD)
    else:
        heading, words = ADDS[name]
        ending = {"cr": b"\r", "crlf": b"\r\n", "mark": b"\r\n"}.get(form, b"\n")
        block = next(
            after[n:]
            for n in range(len(data))
            if after[n : n + len(heading)] == heading.encode() and data[:n] == after[:n]
        )
        block = block[: len(after) - len(data)]
        assert after.replace(block, b"", 1) == data
        lines = block.split(ending)
        assert lines[0] == heading.encode()
        assert words.encode() in lines[1]
        assert lines[2:] == [b"", b""]
    assert fixed(after).contents[PATH] == after


@each_row("name", WITHOUT)
def test_what_takes_a_decision_has_no_fix(name: str) -> None:
    assert [one.fix for one in found_in({PATH: singles()[name].text.encode()}).diagnostics] == [None]


def without_box(line: bytes) -> bytes:
    """Return a line without its bullet and box, and without a byte order mark that hides them."""
    line = line.replace(codecs.BOM_UTF8, b"")
    return re.sub(rb"^([ \t>]*)(?:(?:[-*+]|[0-9]+[.)])[ \t]*)?\[[ \txX]*\][ \t]*", rb"\1", line)


@given(mutated(), st.sampled_from(sorted(FORMS)))
@settings(max_examples=60, deadline=None)
def test_fixing_any_procedure_twice_is_fixing_it_once(text: str, form: str) -> None:
    data = FORMS[form](text.encode(errors="replace").decode())
    once = fixed(data)
    assert fixed(once.contents[PATH]).contents == once.contents
    assert len(once.applied) >= sum(1 for one in once.contents if once.contents[one] != data)
    lines = iter([bare(without_box(line)) for line in re.split(rb"\r\n|\r|\n", once.contents[PATH])])
    body = data.split(b"---", 2)[-1]
    for line in re.split(rb"\r\n|\r|\n", body)[1:]:
        # Headings, what refers to them, and boxes may change. Everything else is there, in its order.
        assert b"#" in line or b"Step" in line or b"Phase" in line or bare(without_box(line)) in lines, line
    before = {one.rule for one in found_in({PATH: data}).diagnostics}
    after = {one.rule for one in once.checked.diagnostics}
    hard = {"not-utf8", "invalid-yaml", "unclosed-fence", "duplicate-key", "unclosed-front-matter"}
    assert after & hard <= before


def bare(line: bytes) -> str:
    """Return a line with plain spaces, and without what nobody sees."""
    return " ".join(visible(line.decode()).split())


# The loop.


def finding(line: int, rule: str = "empty-value", path: str = "a", edit: Edit | None = None) -> Diagnostic:
    fix = Fix(f"Fix {path}:{line}", (edit,)) if edit else None
    return diagnostic(rule, path, at(line, 1), f"{rule} {line}", fix=fix)


def scripted(contents: Mapping[str, bytes]) -> Found:
    """Find an error in each line that begins with `!`.

    Its fix takes the mark away, or puts what stands behind `!put` in the place of the line. Lines that
    begin with `bad` or `open` are other errors without a fix, `far` is one in another file.
    """
    found: list[Diagnostic] = []
    for path, data in contents.items():
        for number, line in enumerate(data.decode().split("\n"), 1):
            word, _, rest = line.partition(" ")
            if word.startswith("!"):
                edit = Edit(at(number, 1, number, len(line) + 1), rest if word == "!put" else line[1:])
                rule = "unknown-field" if word == "!open" else "empty-value"
                found.append(finding(number, rule, path, edit))
            elif word in ("bad", "open"):
                found.append(finding(number, "invalid-value", path))
            elif word == "far":
                found.append(finding(1, "unknown-step", "z"))
    return Found(found)


def run(text: str) -> tuple[str, list[str]]:
    outcome = fix_all(scripted, {"a": text.encode(), "z": b""}, lambda found: found.diagnostics)
    return outcome.contents["a"].decode(), [one.description for one in outcome.applied]


def test_a_fix_that_brings_an_error_is_left_out_and_the_others_are_made() -> None:
    assert run("!x\n!put bad\n!y\n!z") == ("x\n!put bad\ny\nz", ["Fix a:1", "Fix a:3", "Fix a:4"])


def test_a_fix_that_brings_an_error_in_another_file_is_left_out() -> None:
    assert run("!put far\n!y") == ("!put far\ny", ["Fix a:2"])
    assert run("far\n!put x") == ("far\nx", ["Fix a:2"])


def test_a_fix_may_bring_to_light_what_was_hidden() -> None:
    assert run("!open x") == ("open x", ["Fix a:1"])
    assert run("!put open x") == ("!put open x", [])


def test_a_fix_that_does_not_mend_is_left_out() -> None:
    assert run("!put !put x") == ("!put !put x", [])


def test_fixes_side_by_side_wait_for_each_other_and_equal_ones_are_made_once() -> None:
    seen: list[str] = []

    def capitals(contents: Mapping[str, bytes]) -> Found:
        text = contents["a"].decode()
        seen.append(text)
        edits = [Edit(at(1, n, 1, n + 1), c.lower()) for n, c in enumerate(text, 1) if c.isupper()]
        twice = [edit for edit in edits for _ in range(2)]
        return Found([finding(edit.span.column, "empty-value", "a", edit) for edit in twice])

    outcome = fix_all(capitals, {"a": b"ABC"}, lambda found: found.diagnostics)
    assert seen == ["ABC", "aBc", "abc"]
    assert [one.description for one in outcome.applied] == ["Fix a:1", "Fix a:3", "Fix a:2"]


def test_the_rounds_are_bounded() -> None:
    calls: list[int] = []

    def grow(contents: Mapping[str, bytes]) -> Found:
        calls.append(1)
        length = len(contents["a"])
        return Found([finding(length, "empty-value", "a", Edit(at(1, 1), "x"))])

    outcome = fix_all(grow, {"a": b""}, lambda found: found.diagnostics)
    assert len(outcome.contents["a"]) == ROUNDS == len(calls) - 1


def test_only_wanted_findings_are_fixed() -> None:
    outcome = fix_all(
        scripted,
        {"a": b"!x\n!y", "z": b""},
        lambda found: [one for one in found.diagnostics if one.span.line == 2],
    )
    assert outcome.contents["a"] == b"!x\ny"
    assert outcome.applied == (Applied("a", "Fix a:2"),)


def test_a_file_that_is_not_there_has_no_fixes() -> None:
    outcome = fix_all(scripted, {"a": b"x"}, lambda _: [finding(1, path="b", edit=Edit(at(1, 1), "x"))])
    assert outcome.applied == ()


# Diffs.


def test_a_diff() -> None:
    assert diff("p/a.md", b"1\n2\n3\n", b"1\nX\n3\n") == (
        b"--- a/p/a.md\n+++ b/p/a.md\n@@ -1,3 +1,3 @@\n 1\n-2\n+X\n 3\n"
    )
    assert diff("a", b"1\r\n2", b"1\r\n2\r\n3") == (
        b"--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n 1\r\n-2\n\\ No newline at end of file\n"
        b"+2\r\n+3\n\\ No newline at end of file\n"
    )
    assert diff("a", b"x\ry\n\xff", b"z\ry\n\xff").startswith(
        b"--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-x\ry\n+z\ry\n"
    )
    assert diff("a", b"x", b"x") == b""
