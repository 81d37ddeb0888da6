"""Tests of `reporting.text`: findings as a terminal shows them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.reporting.colour import COLOURS, is_wanted
from mkdocs_deploy_plugin.reporting.overview import overview
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import describe, headline, place_in_words, prose, render, summary
from mkdocs_deploy_plugin.text import display_width, printable
from tests.rows import each_row

SPAN = Span(2, 3, 2, 6)


def finding(span: Span = SPAN) -> Diagnostic:
    """Return an error at a place."""
    return Diagnostic("a-rule", Severity.ERROR, "p/a.md", span, "It is wrong")


def frame(lines: tuple[str, ...], span: Span) -> list[str]:
    """Return the lines of source that a finding shows."""
    return describe(finding(span), lines).split("\n")[1:]


def test_the_whole_of_a_finding() -> None:
    related = Related("p/b.md", Span(7, 1, 7, 2), "the first one")
    one = Diagnostic(
        "a-rule", Severity.WARNING, "p/a.md", SPAN, "It is wrong", "Do it.", "Because.", "/x", related
    )
    assert describe(one, ("first", "abcdefg", "third")) == (
        "p/a.md:2:3: warning: It is wrong [a-rule]\n"
        "  1 | first\n"
        "  2 | abcdefg\n"
        "    |   ^^^\n"
        "  help: Do it.\n"
        "  why:  Because.\n"
        "  see:  p/b.md:7:1: the first one"
    )


def test_nothing_is_said_about_what_is_not_known() -> None:
    assert describe(finding(Span(1, 1, 1, 1)), ()) == "p/a.md:1:1: error: It is wrong [a-rule]"


@each_row(
    ("line", "column", "end", "shown", "carets"),
    [
        ("abc", 1, 4, "abc", "^^^"),
        ("abc", 2, 2, "abc", " ^"),
        ("abc", 4, 4, "abc", "   ^"),
        ("日本 x", 4, 5, "日本 x", "     ^"),
        ("a日本b", 2, 4, "a日本b", " ^^^^"),
        ("😀 id", 3, 5, "😀 id", "   ^^"),
        ("e\u0301 x", 4, 5, "e\u0301 x", "  ^"),
        ("\u26a0\ufe0f x", 4, 5, "\u26a0\ufe0f x", "  ^"),
        ("\tid: x", 2, 4, "    id: x", "    ^^"),
        ("a\x1b[31mb", 7, 8, "a\\u001b[31mb", "           ^"),
        ("a\u202eb", 2, 3, "a\\u202eb", " ^^^^^^"),
    ],
)
def test_carets_stand_below_what_is_meant(line: str, column: int, end: int, shown: str, carets: str) -> None:
    assert frame((line,), Span(1, column, 1, end)) == [f"  1 | {shown}", f"    | {carets}"]


def test_what_goes_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    lines = ["  1 | ab", "  2 | cdef", "    |  ^^^"]
    assert frame(("ab", "cdef", "gh"), Span(2, 2, 3, 2)) == [*lines, "  to:   line 3, column 1"]
    assert frame(("ab", "cdef", "gh"), Span(2, 2, 3, 1)) == [*lines, "  to:   the end of line 2"]


@each_row(
    ("span", "words"),
    [
        (Span(2, 3, 2, 3), "line 2, column 3"),
        (Span(2, 3, 2, 4), "line 2, column 3"),
        (Span(2, 3, 2, 6), "line 2, columns 3 to 5"),
        (Span(2, 3, 4, 2), "line 2, column 3 to line 4, column 1"),
        (Span(2, 3, 4, 1), "line 2, column 3 to the end of line 3"),
    ],
)
def test_places_in_words(span: Span, words: str) -> None:
    assert place_in_words(span) == words


def test_line_numbers_are_aligned() -> None:
    lines = tuple("x" for _ in range(10))
    assert frame(lines, Span(10, 1, 10, 2)) == ["   9 | x", "  10 | x", "     | ^"]


def test_a_place_behind_the_end_shows_the_last_lines() -> None:
    assert frame(("a", "b"), Span(3, 1, 3, 1)) == ["  1 | a", "  2 | b"]


def test_long_lines_are_cut() -> None:
    text = frame(("x" * 500,), Span(1, 100, 1, 400))
    assert [len(line) for line in text[:2]] == [166, 166]
    assert text[2:] == ["  to:   line 1, column 399"]
    assert text[1].count("^") == 61
    assert frame(("x" * 500,), Span(1, 300, 1, 400)) == [
        "  1 | " + "x" * 160,
        "  to:   line 1, column 399",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("日本 é 😀", "日本 é 😀"),
        ("a\tb", "a    b"),
        ("a\nb", "a\\u000ab"),
        ("\x00\x07\x7f\x9b", "\\u0000\\u0007\\u007f\\u009b"),
        ("\u200b\u2028\u2066\ufeff", "\\u200b\\u2028\\u2066\\ufeff"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("\U000e0041\ue000", "\\U000e0041\\ue000"),
        ("\ud800", "\\ud800"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_nothing_of_a_procedure_reaches_the_terminal_as_a_control_character() -> None:
    evil = "\x1b]0;x\x07"
    one = Diagnostic("a-rule", Severity.ERROR, evil, SPAN, evil, evil, evil, "", Related(evil, SPAN, evil))
    assert describe(one, ("a", evil)).replace("\n", "").isprintable()
    assert headline(one).isprintable()


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("😀", 2), ("ｶ", 1), ("Ａ", 2)]
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_summary() -> None:
    warning = Diagnostic("b", Severity.WARNING, "a.md", SPAN, "x")
    assert summary([], 0) == "0 procedures checked, nothing found"
    assert summary([], 1) == "1 procedure checked, nothing found"
    assert summary([finding()], 1) == "1 error and 0 warnings in 1 procedure"
    assert summary([finding(), finding(), warning], 1200) == "2 errors and 1 warning in 1,200 procedures"


def test_severities_that_a_team_has_changed_are_counted() -> None:
    info = Diagnostic("b", Severity.INFO, "a.md", SPAN, "x")
    assert summary([info], 1) == "0 errors, 0 warnings and 1 info in 1 procedure"
    assert summary([info, finding(), info], 1) == "1 error, 0 warnings and 2 infos in 1 procedure"


def test_report() -> None:
    files = ("p/a.md", "p/b.md", "p/c.md")
    assert render(Report((finding(),), files, {"p/a.md": ("one", "two three")})) == (
        "p/a.md:2:3: error: It is wrong [a-rule]\n"
        "  1 | one\n"
        "  2 | two three\n"
        "    |   ^^^\n"
        "\n"
        "1 error and 0 warnings in 3 procedures\n"
    )
    assert render(Report((), files)) == "3 procedures checked, nothing found\n"


def test_findings_that_are_not_shown_are_counted() -> None:
    accepted = Report((), ("p/a.md",), accepted=1200)
    assert render(accepted) == "1 procedure checked, nothing found; 1,200 accepted by the baseline\n"
    both = Report((finding(),), ("p/a.md",), accepted=1, waived=2)
    expected = "1 error and 0 warnings in 1 procedure; 1 accepted by the baseline, 2 waived"
    assert render(both).splitlines()[-1] == expected
    waived = render(Report((), ("p/a.md",), waived=1))
    assert waived == "1 procedure checked, nothing found; 1 waived\n"


def test_more_findings_than_the_limit_are_counted_by_rule_and_file() -> None:
    errors = [
        replace(finding(Span(line, 1, line, 2)), path=f"p/{name}.md", rule="placeholder")
        for name in "ab"
        for line in (1, 2)
    ]
    warning = replace(finding(), path="p/\x1b.md", rule="yaml-date", severity=Severity.WARNING)
    report = Report((warning, *errors), ("p/a.md", "p/b.md", "p/\x1b.md"))
    assert render(report, limit=2) == (
        "p/a.md:1:1: error: It is wrong [placeholder]\n"
        "\n"
        "p/b.md:1:1: error: It is wrong [placeholder]\n"
        "\n"
        "Shown: the 2 most important of 5 findings.\n"
        "By rule:\n"
        "  4 errors  0 warnings  placeholder in 2 files\n"
        "  0 errors   1 warning  yaml-date in 1 file\n"
        "\n"
        "By file:\n"
        "  2 errors  0 warnings  p/a.md\n"
        "  2 errors  0 warnings  p/b.md\n"
        "  0 errors   1 warning  p/\\u001b.md\n"
        "\n"
        "To see all findings, use --limit 0; to see those of a file or folder, name it.\n"
        "\n"
        "4 errors and 1 warning in 3 procedures\n"
    )
    assert render(report, limit=5) == render(report)


def test_the_overview_of_many_files_is_short() -> None:
    diagnostics = [replace(finding(), path=f"p/{number:03}.md", rule="placeholder") for number in range(500)]
    lines = overview(diagnostics).splitlines()
    assert lines[:2] == ["By rule:", "  500 errors  placeholder in 500 files"]
    assert lines[-2:] == ["  1 error  p/019.md", "  and 480 more files"]


def test_a_related_place_in_the_same_file_is_shown() -> None:
    one = replace(finding(), related=Related("p/a.md", Span(10, 1, 10, 4), "the first one"))
    lines = ("a", "bcdefg", *"xxxxxxx", "first line")
    assert describe(one, lines).split("\n")[-3:] == [
        "  see:  p/a.md:10:1: the first one",
        "  10 | first line",
        "     | ^^^",
    ]
    elsewhere = replace(one, related=Related("p/b.md", Span(1, 1, 1, 4), "the first one"))
    assert describe(elsewhere, lines).split("\n")[-1] == "  see:  p/b.md:1:1: the first one"


def test_a_fix_is_offered() -> None:
    one = replace(finding(), help="Do it.", fix=Fix("Rename to x", (Edit(SPAN, "x"),)))
    assert describe(one, ()).split("\n")[1:] == [
        "  to:   line 2, column 5",
        "  help: Do it.",
        "  fix:  Rename to x (procedures check --fix)",
    ]


def test_colour_is_added_and_nothing_else() -> None:
    related = Related("p/a.md", Span(1, 1, 1, 2), "the first one")
    errors = replace(finding(), help="Do it.", related=related)
    warning = replace(errors, severity=Severity.WARNING)
    report = Report((errors, warning), ("p/a.md",), {"p/a.md": ("first", "abcdefg")})
    coloured = render(report, COLOURS)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report)
    assert "\x1b[1;31merror\x1b[0m: It is wrong \x1b[2m[a-rule]\x1b[0m" in coloured
    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    assert "    |   \x1b[1;31m^^^\x1b[0m\n" in coloured
    assert "    | \x1b[36m^\x1b[0m" in coloured
    assert "\x1b" not in render(report)


@each_row(
    ("choice", "environment", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_there_is_colour(
    choice: str, environment: dict[str, str], terminal: bool, expected: bool
) -> None:
    assert is_wanted(choice, environment, terminal) is expected


def test_prose() -> None:
    assert prose(finding()) == "It is wrong."
    one = replace(finding(), message="Did\nyou?", help="Do it.", reason="Because.")
    assert prose(one) == "Did\\u000ayou? Do it. Why: Because."
