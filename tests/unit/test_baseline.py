"""Tests of `baseline`: what is accepted stays accepted, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.findings.baseline import (
    Accepted,
    BaselineError,
    Comparison,
    difference,
    entries_of,
    judge,
    read_baseline,
    stale,
    write_baseline,
)
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Severity, Span
from tests.mistakes.table import Single, singles
from tests.rows import each_row
from tests.unit.samples import GOOD, GOOD_ID, check, checked, replaced

PATH = f"procedures/{GOOD_ID}.md"


def entries(text: str) -> tuple[Accepted, ...]:
    """Return the baseline that accepts all findings of a procedure."""
    return entries_of(check(text), lambda _: text.split("\n"))


def verdict(text: str, accepted: Sequence[Accepted]) -> Comparison:
    """Judge the findings of a procedure."""
    return judge(check(text), accepted, lambda _: text.split("\n"))


ONE = [one for one in singles().values() if len(one.rules) == 1 and "procedures:waive" not in one.text]
"""Mistakes that give one finding. These tests know no waivers."""


def test_what_was_written_accepts_what_was_found(subtests: pytest.Subtests) -> None:
    for mistake in singles().values():
        with subtests.test(mistake.name):
            diagnostics, sources = checked(mistake.text), {PATH: mistake.text.split("\n")}
            written = write_baseline(entries_of(diagnostics, sources.__getitem__))
            accepted = read_baseline("b.json", written)
            assert judge(diagnostics, accepted, sources.__getitem__) == Comparison((), len(diagnostics), ())
            assert write_baseline(accepted) == written


INSERTIONS = [
    ("\nauthor:", "\n\n\nauthor:"),
    ("\n## Overview\n", "\n\nSome more text.\n\n## Overview\n"),
    ("\ncontacts:\n", "\ncontacts:\n  - {role: Security}\n"),
    ("\nrelated_specs:\n", "\nrelated_specs:\n  - PRD-7\n"),
    ("\n    - Payment", "\n    - Another reason\n    - Payment"),
    ("\n- [ ] Stakeholders informed", "\n- [ ] Ours\n- [ ] Stakeholders informed"),
    ("\n### Notes", "\n### More\nText.\n\n### Notes"),
    ("\nenvironments:\n", "\nenvironments:\n  - {name: Staging}\n"),
    ("\n- [ ] File is there", "\n\n\n- [ ] File is there"),
]


@given(st.sampled_from(ONE), st.lists(st.sampled_from(INSERTIONS), max_size=6))
@settings(max_examples=100, deadline=None)
def test_what_is_inserted_elsewhere_wakes_nothing(case: Single, insertions: list[tuple[str, str]]) -> None:
    text = case.text
    accepted = entries(text)
    longer = text
    for old, new in insertions:
        longer = longer.replace(old, new, 1)
    assert verdict(longer, accepted) == Comparison((), 1, ())


@given(st.integers(1, 4), st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_more_of_the_same_than_was_accepted_is_new(accepted: int, more: int) -> None:
    def text(number: int) -> str:
        return replaced(GOOD, "None.", "\n\n".join(["See Step 7.1."] * number))

    result = verdict(text(accepted + more), entries(text(accepted)))
    assert (len(result.new), result.accepted, result.left) == (more, accepted, ())
    lines = [one.span.line for one in result.new]
    assert lines == [one.span.line for one in check(text(accepted + more))][accepted:]
    fewer = verdict(text(accepted), entries(text(accepted + more)))
    assert (fewer.new, fewer.accepted, [one.count for one in fewer.left]) == (
        (),
        accepted,
        [more] if more else [],
    )


def test_another_mistake_is_new() -> None:
    text = replaced(GOOD, "None.", "See Step 7.1.")
    both = replaced(text, "Paid orders a minute.", "See Step 7.2.")
    result = verdict(both, entries(text))
    assert [one.message for one in result.new] == ['"Step 7.2" does not exist on this page']
    assert verdict(text, ()).new == tuple(check(text))


def test_what_is_fixed_is_left() -> None:
    accepted = entries(replaced(GOOD, "None.", "See Step 7.1."))
    result = verdict(GOOD, accepted)
    assert (result.new, result.accepted, result.left) == ((), 0, accepted)


def one(line: int, rule: str = "empty-value", message: str = "It is empty", path: str = PATH) -> Diagnostic:
    return diagnostic(rule, path, Span(line, 1, line, 2), message)


def lines_of(_: str) -> list[str]:
    return ["same"] * 9


def test_the_file_is_sorted_and_has_one_finding_a_line() -> None:
    found = [one(1), one(3), one(2, "missing-row", "A «row»"), one(1, path="procedures/\udcff.md")]
    text = write_baseline(entries_of(found, lines_of)).decode()
    lines = text.split("\n")
    assert (lines[:3], lines[-3:]) == (["{", '  "version": 1,', '  "findings": ['], ["  ]", "}", ""])
    rows = [json.loads(line.rstrip(",")) for line in lines[3:-3]]
    assert [(row["path"], row["rule"], row["message"], row.get("count")) for row in rows] == [
        (PATH, "empty-value", "It is empty", 2),
        (PATH, "missing-row", "A «row»", None),
        ("procedures/\udcff.md", "empty-value", "It is empty", None),
    ]
    assert "«row»" in text
    assert r"procedures/\udcff.md" in text
    assert read_baseline("b", text.encode())[2].path == "procedures/\udcff.md"
    assert write_baseline(reversed(entries_of(found, lines_of))) == text.encode()


def test_an_empty_baseline() -> None:
    assert write_baseline(()) == b'{\n  "version": 1,\n  "findings": []\n}\n'
    assert read_baseline("b", write_baseline(())) == ()


def test_the_message_of_a_known_finding_stays() -> None:
    known = entries_of([one(1, message="Entry 1 of x is empty")], lines_of)
    again = entries_of([one(2, message="Entry 2 of x is empty")], lines_of, known)
    assert again == known
    assert entries_of([one(2, message="Entry 2 of x is empty")], lines_of) != known


def test_difference() -> None:
    first, second = (
        entries_of([one(1), one(2)], lines_of),
        entries_of([one(1), one(1, "missing-row")], lines_of),
    )
    assert difference(first, second) == (1, 1)
    assert difference((), first) == (2, 0)
    assert difference(first, first) == (0, 0)


def test_entries_that_stand_twice_count_twice() -> None:
    (entry,) = entries_of([one(1)], lines_of)
    result = judge([one(1), one(2), one(3)], [entry, entry], lines_of)
    assert (len(result.new), result.accepted, result.left) == (1, 2, ())
    result = judge([one(1)], [entry, entry], lines_of)
    assert (result.accepted, result.left) == (1, (entry,))


def test_stale_entries_are_findings_at_their_lines() -> None:
    written = write_baseline(entries_of([one(1), one(2), one(3, "missing-row", "A row")], lines_of))
    first, second = read_baseline("b.json", written)
    findings = list(stale("b.json", [first, second]))
    assert [(f.rule, f.severity, f.path, f.span.line, f.span.column) for f in findings] == [
        ("stale-baseline", Severity.ERROR, "b.json", 4, 5),
        ("stale-baseline", Severity.ERROR, "b.json", 5, 5),
    ]
    assert "accepts 2 findings that no longer exist" in findings[0].message
    assert findings[1].message.endswith(f"a finding that no longer exists: {PATH}: A row [missing-row]")
    assert "--update-baseline" in findings[0].help
    lines = written.decode().split("\n")
    assert findings[1].span.end_column == len(lines[4]) + 1


ROW = '{"path": "p", "rule": "r", "message": "m", "fingerprint": "f"}'


@each_row(
    ("text", "message"),
    [
        ("", "b.json:1:1: not JSON: Expecting value"),
        ('{\n  "version": 1,,\n}', "b.json:2:16: not JSON: "),
        ("<<<<<<< HEAD\n{}", "b.json:1:1: not JSON: Expecting value"),
        ("[]", 'b.json:1:1: a baseline must be an object with "version" and "findings"'),
        ("{}", 'b.json:1:1: a baseline must be an object with "version" and "findings"'),
        ('{\n"version": 2, "findings": []}', "b.json:2:1: unsupported version 2; expected 1"),
        ('{"version": true, "findings": []}', "b.json:1:1: unsupported version true; expected 1"),
        ('{"version": "1", "findings": []}', 'b.json:1:1: unsupported version "1"; expected 1'),
        ('{"version": 1}', 'b.json:1:1: a baseline must have only "version" and a list of "findings"'),
        ('{"version": 1, "findings": {}}', 'and a list of "findings"'),
        ('{"version": 1, "findings": [], "more": 1}', 'must have only "version" and a list of "findings"'),
        ('{"version": 1, "findings": [\n  1]}', "b.json:2:3: a finding must be an object"),
        (
            '{"version": 1, "findings": [\n' + ROW + ",\n {}]}",
            'b.json:3:2: a finding must have "path" as a string',
        ),
        (
            '{"version": 1, "findings": [' + ROW.replace('"f"', "7") + "]}",
            'must have "fingerprint" as a string',
        ),
        ('{"version": 1, "findings": [' + ROW[:-1] + ', "count": 0}]}', '"count" must be a positive integer'),
        (
            '{"version": 1, "findings": [' + ROW[:-1] + ', "count": "2"}]}',
            '"count" must be a positive integer',
        ),
        (
            '{"version": 1, "findings": [' + ROW[:-1] + ', "count": true}]}',
            '"count" must be a positive integer',
        ),
        ('{"version": 1, "findings": [' + ROW[:-1] + ', "why": "x"}]}', 'unknown key "why" in a finding'),
        ("[" * 100_000, "b.json:1:1: "),
        ('{"version": ' + "9" * 5000 + "}", "b.json:1:1: "),
    ],
)
def test_what_is_no_baseline_is_one_line_with_the_place(text: str, message: str) -> None:
    with pytest.raises(BaselineError) as caught:
        read_baseline("b.json", text.encode())
    assert message in str(caught.value)
    assert str(caught.value).startswith("b.json:")
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(BaselineError, match=r"^b.json:1:1: the baseline is not UTF-8$"):
        read_baseline("b.json", b"\xff")


def outcome(data: bytes) -> str:
    """Return why some bytes are no baseline, or nothing where they are one."""
    try:
        read_baseline("b", data)
    except BaselineError as error:
        return str(error)
    return ""


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="replace")))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_baseline_or_an_error(data: bytes) -> None:
    assert "\n" not in outcome(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["version", "findings", "path", "rule", "message", "fingerprint", "count"]), inner, max_size=5),
    max_leaves=8,
)  # fmt: skip


@given(JSON, JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_is_a_baseline_or_an_error(version: object, findings: object) -> None:
    for document in (
        version,
        {"version": 1, "findings": findings},
        {"findings": findings, "version": version},
    ):
        assert "\n" not in outcome(json.dumps(document).encode())


def test_other_line_endings_and_a_byte_order_mark_are_no_obstacle() -> None:
    written = write_baseline(entries_of([one(1), one(3, "missing-row")], lines_of))
    windows = b"\xef\xbb\xbf" + written.replace(b"\n", b"\r\n")
    assert read_baseline("b", windows) == read_baseline("b", written)
    assert [entry.span for entry in read_baseline("b", windows)] == [
        entry.span for entry in read_baseline("b", written)
    ]
