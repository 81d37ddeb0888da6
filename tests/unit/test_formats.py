"""Tests of `reporting`: every format is valid, and all of them say the same in the same order."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from gzip import compress
from hashlib import sha256
from importlib import import_module
from itertools import groupby
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin import __version__
from mkdocs_deploy_plugin.cli.checkrun import sources
from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.reporting import markdown, sarif
from mkdocs_deploy_plugin.reporting.formats import FORMATS, render_limited
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import place_in_words, prose
from mkdocs_deploy_plugin.text import encodable, printable
from tests.mistakes.table import mistakes
from tests.rows import each_row
from tests.unit.readers import (
    PREFIX,
    READERS,
    Row,
    as_github_has_it,
    command,
    expected,
    github_rows,
    gitlab_rows,
    is_valid,
    json_rows,
    of_repository,
    rows,
    sarif_rows,
    table,
)

# Reports.


@cache
def report_of_all_mistakes() -> Report:
    """Return one report of all mistakes, each in a folder with a space and an accent in its name."""
    diagnostics: list[Diagnostic] = []
    files: dict[str, list[str]] = {}
    for mistake in mistakes().values():
        folder = f"{mistake.name} é"
        for diagnostic in mistake.project.diagnostics:
            related = diagnostic.related
            related = related and replace(related, path=f"{folder}/{related.path}")
            diagnostics.append(replace(diagnostic, path=f"{folder}/{diagnostic.path}", related=related))
        lines = sources(mistake.project)
        files |= {f"{folder}/{path}": list(lines.get(path, ())) for path in mistake.procedures}
    diagnostics.sort(key=lambda one: one.path)
    return Report(tuple(diagnostics), tuple(sorted(files)), files, PREFIX)


SPAN = Span(2, 3, 2, 6)
ERROR = Diagnostic("unknown-field", Severity.ERROR, "p/a.md", SPAN, "It is wrong", "Do it.", "Because.", "/x")
WARNING = replace(ERROR, rule="unknown-directive", severity=Severity.WARNING)
INFO = replace(ERROR, rule="unknown-step", severity=Severity.INFO)
FULL = replace(
    ERROR,
    related=Related("p/b c.md", Span(7, 1, 8, 2), "the first one"),
    fix=Fix("Rename to x", (Edit(SPAN, "x\n"), Edit(Span(3, 1, 3, 1), "{0} [a](b)"))),
)
LINES = ("first", "abcdefg", "third")


def report(*diagnostics: Diagnostic, prefix: str = PREFIX) -> Report:
    return Report(diagnostics, ("p/a.md", "p/good.md"), {"p/a.md": LINES}, prefix)


def test_all_formats_are_known() -> None:
    assert list(FORMATS) == list(READERS)


def in_report_order(name: str, found: list[Row]) -> list[Row]:
    """Return rows as they are, except those of annotations, whose order has its own tests."""
    return sorted(found, key=str) if name == "github" else found


def test_every_format_has_the_same_findings_in_the_same_order(subtests: pytest.Subtests) -> None:
    found = report_of_all_mistakes()
    for name, render in FORMATS.items():
        with subtests.test(name):
            text = render(found)
            is_valid(name, text)
            assert in_report_order(name, READERS[name](text)) == in_report_order(name, expected(name, found))


@pytest.mark.parametrize(
    "found",
    [
        report(),
        report(ERROR),
        report(WARNING),
        report(INFO),
        report(FULL, FULL, WARNING, INFO),
        report(replace(ERROR, span=Span(2, 3, 4, 1)), replace(ERROR, span=Span(3, 6, 3, 6))),
        replace(report(replace(ERROR, path="z.json")), files=()),
    ],
    ids=["nothing", "error", "warning", "info", "several", "places", "other file"],
)
def test_every_format_is_valid(found: Report) -> None:
    for name, render in FORMATS.items():
        text = render(found)
        is_valid(name, text)
        assert in_report_order(name, READERS[name](text)) == in_report_order(name, expected(name, found)), (
            name
        )
        assert text.endswith("\n") or not found.diagnostics, name


HOSTILE = (
    ["::", "::error::", "##[error]", "\n", "\r\n", "\r", "%", "%0A", "%25", ",", "=", "]]>", "</", "<b>",
     "-->", "&amp;", "&", "\x00", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\u2028", "\ufeff", "\ufffe",
     "\uffff", "\udcff", "\u200c", "日本", "😀", "é", "e\u0301", '"', "'", "\\", "|", "`", "**",
     "[a](b)", "{0}", "}", "\t", "  ", "#1", "@a", "https://a.example/", "a" * 300, "/", "..",
     "[unknown-field]", ": error: "]
)  # fmt: skip
PIECES = st.sampled_from(HOSTILE)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join)
PATHS = st.lists(PIECES | st.text(min_size=1, max_size=5), min_size=1, max_size=4).map(
    lambda parts: "p/" + "".join(parts)
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    line, column = draw(st.integers(1, 9)), draw(st.integers(1, 20))
    end_line = draw(st.integers(line, line + 2))
    return Span(line, column, end_line, draw(st.integers(column if end_line == line else 1, 30)))


@st.composite
def diagnostics(draw: st.DrawFn) -> Diagnostic:
    path = draw(PATHS)
    related = st.builds(Related, st.just(path) | PATHS, spans(), TEXTS)
    edits = st.lists(st.builds(Edit, spans(), TEXTS), min_size=1, max_size=2).map(tuple)
    return Diagnostic(
        draw(st.sampled_from(sorted(RULES))),
        draw(st.sampled_from(Severity)),
        path,
        draw(spans()),
        draw(TEXTS),
        draw(TEXTS),
        draw(TEXTS),
        draw(TEXTS.map(lambda text: text and f"/{text}")),
        draw(st.none() | related),
        draw(st.none() | st.builds(Fix, TEXTS, edits)),
    )


@each_row("piece", HOSTILE, ids=ascii)
def test_hostile_text_everywhere(piece: str) -> None:
    path = f"p/{piece}"
    one = Diagnostic(
        "unknown-field",
        Severity.ERROR,
        path,
        SPAN,
        piece,
        piece,
        piece,
        f"/{piece}",
        Related(path, SPAN, piece),
        Fix(piece, (Edit(SPAN, piece),)),
    )
    breaks_no_format([one, one], [piece.replace("\n", "")] * 3)


@settings(max_examples=50)
@given(st.lists(diagnostics(), max_size=3), st.lists(TEXTS, max_size=5))
def test_hostile_text_breaks_no_format(found: list[Diagnostic], lines: list[str]) -> None:
    breaks_no_format(found, lines)


def breaks_no_format(found: list[Diagnostic], lines: list[str]) -> None:
    # As a check has them: findings of a file stand together, files in the order of their names.
    found.sort(key=lambda one: one.path)
    sources = {one.path: [line.replace("\n", "") for line in lines] for one in found}
    full = Report(tuple(found), tuple(sources), sources, PREFIX)
    texts = {name: render(full) for name, render in FORMATS.items()}
    for name, text in texts.items():
        is_valid(name, text)
    clean = [row._replace(path=encodable(row.path)) for row in rows(full)]
    assert json_rows(texts["json"]) == clean
    annotated = in_report_order("github", github_rows(texts["github"]))
    assert annotated == in_report_order("github", [as_github_has_it(row) for row in of_repository(clean)])
    assert gitlab_rows(texts["gitlab"]) == of_repository(clean)
    assert sarif_rows(texts["sarif"]) == of_repository(clean)
    heads = [
        f"{printable(one.path)}:{one.span.line}:{one.span.column}: {one.severity}: "
        f"{printable(one.message)} [{one.rule}]"
        for one in found
    ]
    assert [part.split("\n")[0] for part in texts["text"].split("\n\n")[:-1]] == heads
    messages = [command(line)[2].split("\n")[0] for line in texts["github"].split("\n") if line[:2] == "::"]
    assert sorted(messages) == sorted(printable(one.message) for one in found)
    assert [one["description"] for one in json.loads(texts["gitlab"])] == [prose(one) for one in found]


@settings(max_examples=50)
@given(st.lists(diagnostics(), max_size=4))
def test_hostile_text_in_test_cases(found: list[Diagnostic]) -> None:
    found.sort(key=lambda one: one.path)
    full = Report(tuple(found), tuple({one.path: None for one in found}), {}, "")
    cases = list(ElementTree.fromstring(FORMATS["junit"](full)).iter("testcase"))
    groups = [(path, list(group)) for path, group in groupby(found, key=lambda one: one.path)]
    for case, (path, group) in zip(cases, groups, strict=True):
        assert case.get("name") == printable(encodable(path))
        (outcome,) = case
        paragraphs = (outcome.text or "").split("\n\n")
        for one, paragraph in zip(group, paragraphs, strict=True):
            head = (
                f":{one.span.line}:{one.span.column}: {one.severity}: {printable(one.message)} [{one.rule}]"
            )
            assert paragraph.split("\n")[0].endswith(head)


def shown(text: str) -> str:
    """Return a text as a cell of a table has it, without runs of white space."""
    text = printable(text)
    return text if len(text) <= markdown.CELL else f"{text[: markdown.CELL - 1]}…"


@settings(max_examples=50)
@given(st.lists(diagnostics(), min_size=1, max_size=3))
def test_hostile_text_in_a_table(found: list[Diagnostic]) -> None:
    read_back = table(FORMATS["markdown"](Report(tuple(found), (), {}, "")))
    assert read_back.tags <= {"td", "strong", "code"}
    cells = [" ".join(cell.split()) for row in read_back.rows[1:] for cell in row]
    assert cells == [
        " ".join(cell.split())
        for one in found
        for cell in (
            f"{shown(encodable(one.path))}, {place_in_words(one.span)}",
            f"{one.severity}: {shown(one.message)} ({one.rule})",
            shown(one.help),
        )
    ]


# What is particular to each format.


def test_json_is_the_contract() -> None:
    text = FORMATS["json"](replace(report(FULL), accepted=3, waived=2))
    assert json.loads(text) == {
        "version": 1,
        "summary": {"files": 2, "errors": 1, "warnings": 0},
        "diagnostics": [
            {
                "rule": "unknown-field",
                "severity": "error",
                "path": "p/a.md",
                "line": 2,
                "column": 3,
                "end_line": 2,
                "end_column": 6,
                "pointer": "/x",
                "message": "It is wrong",
                "help": "Do it.",
                "reason": "Because.",
                "related": {
                    "path": "p/b c.md",
                    "line": 7,
                    "column": 1,
                    "end_line": 8,
                    "end_column": 2,
                    "message": "the first one",
                },
                "fix": {
                    "description": "Rename to x",
                    "edits": [
                        {"line": 2, "column": 3, "end_line": 2, "end_column": 6, "text": "x\n"},
                        {"line": 3, "column": 1, "end_line": 3, "end_column": 1, "text": "{0} [a](b)"},
                    ],
                },
                "url": "reference/rules/#unknown-field",
            }
        ],
    }
    (bare,) = json.loads(FORMATS["json"](report(ERROR)))["diagnostics"]
    assert (bare["related"], bare["fix"]) == (None, None)


def test_github_commands() -> None:
    one = replace(ERROR, path="p/a,b:c%.md", message="100% wrong: a, b", help="", reason="")
    assert FORMATS["github"](report(one, WARNING, INFO)).split("\n") == [
        "::error file=docs site/p/a%2Cb%3Ac%25.md,line=2,col=3,endLine=2,endColumn=5,title=unknown-field"
        "::100%25 wrong: a, b",
        "::warning file=docs site/p/a.md,line=2,col=3,endLine=2,endColumn=5,title=unknown-directive"
        "::It is wrong%0ADo it.%0AWhy: Because.",
        "::notice file=docs site/p/a.md,line=2,col=3,endLine=2,endColumn=5,title=unknown-step"
        "::It is wrong%0ADo it.%0AWhy: Because.",
        "",
    ]


def test_github_has_no_columns_over_several_lines() -> None:
    text = FORMATS["github"](report(replace(ERROR, span=Span(2, 3, 4, 1))))
    assert text.startswith("::error file=docs site/p/a.md,line=2,endLine=4,title=")


def test_github_shows_the_most_important_findings() -> None:
    """GitHub shows the first ten of each severity."""
    noisy = [
        replace(ERROR, rule="placeholder", path="p/a.md", span=Span(line, 1, line, 2))
        for line in range(1, 31)
    ]
    cause = replace(ERROR, rule="unclosed-fence", path="p/a.md", span=Span(40, 1, 40, 2))
    quiet = [
        diagnostic
        for number in range(12)
        for diagnostic in (
            replace(WARNING, path=f"p/b{number:02}.md"),
            replace(ERROR, path=f"p/b{number:02}.md"),
        )
    ]
    other = replace(ERROR, rule="unknown-step", path="p/c.md")
    text = FORMATS["github"](report(*noisy, cause, *quiet, other))
    found = github_rows(text)
    assert len(found) == len(noisy) + 1 + len(quiet) + 1
    assert [(row.path.removeprefix(PREFIX), row.rule) for row in found[:10]] == [
        ("p/a.md", "unclosed-fence"),
        *((f"p/b{number:02}.md", "unknown-field") for number in range(8)),
        ("p/c.md", "unknown-step"),
    ]
    assert [row.severity for row in found[10:20]] == ["warning"] * 10
    assert text.splitlines()[-1] == (
        "44 errors and 12 warnings in 2 procedures. GitHub shows 20 of them as annotations."
    )


def test_a_file_with_several_annotations_shows_several_rules() -> None:
    repeated = [replace(ERROR, span=Span(line, 1, line, 2)) for line in range(1, 31)]
    others = [replace(ERROR, rule=rule, span=Span(99, 1, 99, 2)) for rule in ("unknown-spec", "unknown-role")]
    shown = github_rows("".join(FORMATS["github"](report(*repeated, *others)).splitlines(keepends=True)[:10]))
    assert [row.rule for row in shown] == ["unknown-field"] * 8 + ["unknown-spec", "unknown-role"]


def prints(text: str) -> list[str]:
    return [one["fingerprint"] for one in json.loads(text)]


def test_gitlab_fingerprints_stay_when_lines_move() -> None:
    before = FORMATS["gitlab"](report(ERROR, ERROR, WARNING))
    moved = [replace(one, span=Span(5, 3, 5, 6)) for one in (ERROR, ERROR, WARNING)]
    after = FORMATS["gitlab"](replace(report(*moved), sources={"p/a.md": ("", "", "", *LINES)}))
    assert prints(before) == prints(after)
    assert len(set(prints(before))) == 3
    assert prints(before)[1] == f"{prints(before)[0]}-2"
    (elsewhere,) = prints(FORMATS["gitlab"](report(ERROR, prefix="other/")))
    assert elsewhere not in prints(before)


def test_gitlab_severities() -> None:
    data = json.loads(FORMATS["gitlab"](report(ERROR, WARNING, INFO)))
    assert [one["severity"] for one in data] == ["major", "minor", "info"]
    assert data[0]["description"] == "It is wrong. Do it. Why: Because."


def test_sarif_has_all_rules() -> None:
    (run,) = json.loads(FORMATS["sarif"](report()))["runs"]
    driver = run["tool"]["driver"]
    assert driver["semanticVersion"] == __version__
    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    for rule, ours in zip(driver["rules"], RULES.values(), strict=True):
        # GitHub refuses rules without these.
        assert rule["shortDescription"]["text"] == rule["fullDescription"]["text"] == ours.summary
        assert rule["help"]["text"] == ours.summary
        assert rule["defaultConfiguration"]["level"] == ours.severity
        assert "helpUri" not in rule
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_results() -> None:
    (run,) = json.loads(FORMATS["sarif"](report(FULL, FULL, INFO)))["runs"]
    first, second, third = run["results"]
    assert (first["level"], third["level"]) == ("error", "note")
    assert first["message"] == {"text": "It is wrong. Do it. Why: Because."}
    (related,) = first["relatedLocations"]
    assert related["message"] == {"text": "the first one"}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "docs%20site/p/b%20c.md"
    (fix,) = first["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "docs%20site/p/a.md"
    assert change["replacements"][1] == {
        "deletedRegion": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 1},
        "insertedContent": {"text": "{0} [a](b)"},
    }
    digests = [one["partialFingerprints"]["procedures/v1"] for one in (first, second, third)]
    assert len(set(digests)) == 3
    assert "fixes" not in third
    assert "relatedLocations" not in third


def test_sarif_has_no_more_results_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.LIMIT == 25_000
    monkeypatch.setattr(sarif, "LIMIT", 2_500)
    warnings = [replace(WARNING, path="p/a.md")] * (sarif.LIMIT - 1)
    found = report(*warnings, ERROR, replace(ERROR, path="p/z.md"), replace(INFO, path="p/z.md"))
    text, notice = render_limited("sarif", found)
    is_valid("sarif", text)
    (run,) = json.loads(text)["runs"]
    assert len(run["results"]) == sarif.LIMIT
    assert [result["level"] for result in run["results"][-3:]] == ["warning", "error", "error"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == notice
    assert "the 2,500 most important of 2,502 findings" in notice
    text, notice = render_limited("sarif", report(*warnings, ERROR))
    assert notice == ""
    assert "invocations" not in json.loads(text)["runs"][0]


def test_sarif_is_no_larger_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "BYTES", 20_000)
    found = report(
        *(replace(WARNING, path="p/a.md", message=sha256(b"%d" % n).hexdigest()) for n in range(500))
    )
    text, notice = render_limited("sarif", found)
    shown = len(json.loads(text)["runs"][0]["results"])
    assert len(compress(text.encode())) <= 20_000
    assert 100 < shown < 400
    assert f"the {shown} most important of 500 findings" in notice


@each_row("name", ["gitlab", "junit"])
def test_other_formats_are_limited_and_say_so(name: str) -> None:
    """With a tenth of their findings, files have a tenth of the size that is allowed."""
    module = import_module(f"mkdocs_deploy_plugin.reporting.{name}")
    with patch.object(module, "LIMIT", module.LIMIT // 10):
        warnings = [replace(WARNING, path="p/a.md")] * module.LIMIT
        text, notice = render_limited(name, report(*warnings, replace(ERROR, path="p/z.md")))
        assert f"the {module.LIMIT:,} most important of {module.LIMIT + 1:,} findings" in notice
        assert "p/z.md" in text
        assert len(text) < {"gitlab": 10_000_000, "junit": 3_000_000}[name]
        assert render_limited(name, report(*warnings))[1] == ""


def test_sarif_messages_hold_neither_arguments_nor_links() -> None:
    one = replace(ERROR, message="Add {role: Lead} or {0}", help="See [here](1).", reason="")
    (run,) = json.loads(FORMATS["sarif"](report(one)))["runs"]
    assert run["results"][0]["message"]["text"] == "Add {{role: Lead}} or {{0}}. See [here] (1)."


def test_junit_has_a_case_for_each_file() -> None:
    other = replace(WARNING, path="p/b.md")
    found = Report((ERROR, WARNING, other), ("p/a.md", "p/b.md", "p/c.md"), {}, "")
    root = ElementTree.fromstring(FORMATS["junit"](found))
    (suite,) = root
    for element in (root, suite):
        assert [element.get(key) for key in ("tests", "failures", "errors")] == ["3", "1", "0"]
    failed, warned, passed = suite
    assert [case.get("name") for case in suite] == ["p/a.md", "p/b.md", "p/c.md"]
    assert failed[0].attrib == {"message": "It is wrong", "type": "unknown-field"}
    assert failed[0].text == (
        "p/a.md:2:3: error: It is wrong [unknown-field]\n"
        "place: line 2, columns 3 to 5\nhelp: Do it.\nwhy: Because.\n\n"
        "p/a.md:2:3: warning: It is wrong [unknown-directive]\n"
        "place: line 2, columns 3 to 5\nhelp: Do it.\nwhy: Because."
    )
    assert [element.tag for element in warned] == ["system-out"]
    assert list(passed) == []
    early = replace(found, diagnostics=(replace(ERROR, path="a.json"), *found.diagnostics))
    (suite,) = ElementTree.fromstring(FORMATS["junit"](early))
    assert [case.get("name") for case in suite] == ["a.json", "p/a.md", "p/b.md", "p/c.md"]
    many = ElementTree.fromstring(FORMATS["junit"](replace(found, diagnostics=(ERROR,) * 3)))
    assert many[0][0][0].get("message") == "It is wrong (and 2 more)"


def test_markdown_is_cut_before_github_drops_it() -> None:
    long = replace(ERROR, message="日<" * 400, help="|" * 600)
    warnings = [replace(long, severity=Severity.WARNING)] * 1999
    text = FORMATS["markdown"](report(*warnings, replace(long, path="p/z.md")))
    assert 800_000 < len(text.encode()) < 1024 * 1024
    read_back = table(text)
    assert read_back.rows[-1][0].startswith(f"{PREFIX}p/z.md, ")
    hidden = re.search("\nAnd ([0-9,]+) more\\. The table is limited to 900,000 bytes\\.\n$", text)
    assert hidden is not None
    assert len(read_back.rows) - 1 + int(hidden[1].replace(",", "")) == 2000


def test_markdown_of_nothing() -> None:
    text = FORMATS["markdown"](replace(report(), accepted=2))
    assert "2 procedures checked, nothing found; 2 accepted by the baseline" in text
    assert table(text).rows == []
