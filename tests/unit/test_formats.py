"""Tests of `reporting`: every format is valid, and all of them say the same in the same order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema_rs
import pytest
import xmlschema
from cmarkgfm import markdown_to_html_with_extensions
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin import __version__
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.reporting import markdown
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.reporting.report import Report, encodable
from mkdocs_deploy_plugin.reporting.text import printable, prose
from mkdocs_deploy_plugin.rules import RULES
from tests.unit.broken import CASES
from tests.unit.samples import GOOD, GOOD_ID, ROOT, check_all, read, replaced

SCHEMAS = ROOT / "tests" / "schemas"
PREFIX = "docs site/"


class Row(NamedTuple):
    """What a format says of a finding. What it does not say is None."""

    rule: str
    severity: str
    path: str
    line: int
    column: int | None
    end_line: int | None
    end_column: int | None


def rows(report: Report) -> list[Row]:
    """Give what every format has to say of the findings."""
    return [Row(one.rule, one.severity.value, one.path, *one.span) for one in report.diagnostics]


def without_end(found: list[Row]) -> list[Row]:
    """Give rows as formats have them that name the beginning of a place only."""
    return [row._replace(end_line=None, end_column=None) for row in found]


def of_repository(found: list[Row]) -> list[Row]:
    """Give rows as formats have them whose paths are relative to the repository."""
    return [row._replace(path=PREFIX + row.path) for row in found]


# Readers: each reads a format back as its consumer does.

HEAD = re.compile(r"(.+?):([0-9]+):([0-9]+): (error|warning|info): .* \[([a-z0-9-]+)\]")


def head_row(line: str) -> Row:
    match = HEAD.fullmatch(line)
    assert match is not None, line
    return Row(match[5], match[4], match[1], int(match[2]), int(match[3]), None, None)


def text_rows(text: str) -> list[Row]:
    *findings, _ = text.split("\n\n")
    return [head_row(finding.split("\n")[0]) for finding in findings]


def json_rows(text: str) -> list[Row]:
    keys = ("rule", "severity", "path", "line", "column", "end_line", "end_column")
    return [Row(*(one[key] for key in keys)) for one in json.loads(text)["diagnostics"]]


def command(line: str) -> tuple[str, dict[str, str], str]:
    """Take a workflow command apart as the runner does."""
    match = re.fullmatch(r"::([a-z]+) (.*?)::(.*)", line)
    assert match is not None, line
    properties = dict(one.split("=", 1) for one in match[2].split(","))
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        properties = {name: value.replace(escape, character) for name, value in properties.items()}
    message = match[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    return match[1], properties, message


def github_rows(text: str) -> list[Row]:
    """Read workflow commands. The last column is counted in, so an empty place looks like one character."""
    found = []
    severities = {"error": "error", "warning": "warning", "notice": "info"}
    # The runner reads lines that end with either character.
    for line in re.split("[\r\n]", text)[:-1]:
        name, properties, _ = command(line)
        last = properties.get("endColumn")
        column = properties.get("col")
        found.append(
            Row(
                properties["title"],
                severities[name],
                properties["file"],
                int(properties["line"]),
                int(column) if column else None,
                int(properties["endLine"]),
                int(last) + 1 if last else None,
            )
        )
    return found


def as_github_has_it(row: Row) -> Row:
    if row.line != row.end_line:
        return row._replace(column=None, end_column=None)
    assert row.column is not None
    assert row.end_column is not None
    return row._replace(end_column=max(row.end_column, row.column + 1))


def gitlab_rows(text: str) -> list[Row]:
    severities = {"major": "error", "minor": "warning", "info": "info"}
    found = []
    for one in json.loads(text):
        begin, end = (one["location"]["positions"][key] for key in ("begin", "end"))
        assert one["location"]["lines"] == {"begin": begin["line"], "end": end["line"]}
        severity, path = severities[one["severity"]], one["location"]["path"]
        found.append(
            Row(one["check_name"], severity, path, begin["line"], begin["column"], end["line"], end["column"])
        )
    return found


def sarif_rows(text: str) -> list[Row]:
    severities = {"error": "error", "warning": "warning", "note": "info"}
    (run,) = json.loads(text)["runs"]
    found = []
    for one in run["results"]:
        (location,) = one["locations"]
        place = location["physicalLocation"]
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        region = place["region"]
        keys = ("startLine", "startColumn", "endLine", "endColumn")
        path = unquote(place["artifactLocation"]["uri"], errors="strict")
        found.append(Row(one["ruleId"], severities[one["level"]], path, *(region[key] for key in keys)))
    return found


def junit_rows(text: str) -> list[Row]:
    found = []
    for case in ElementTree.fromstring(text).iter("testcase"):
        (*outcome,) = case
        assert len(outcome) <= 1
        for element in outcome:
            rows = [head_row(one.split("\n")[0]) for one in (element.text or "").split("\n\n")]
            assert {row.path for row in rows} == {case.get("name")}
            assert (element.tag == "failure") == any(row.severity == "error" for row in rows)
            found += rows
    return found


class Table(HTMLParser):
    """The cells of a table of HTML, and all tags within them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.within:
            self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.within = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.within:
            self.rows[-1][-1] += data


def table(text: str) -> Table:
    return Table(markdown_to_html_with_extensions(text, extensions=["table"]))


def markdown_rows(text: str) -> list[Row]:
    found = []
    for place, finding, _ in table(text).rows[1:]:
        where = re.fullmatch("(.*), line ([0-9]+), column ([0-9]+)", place)
        what = re.fullmatch(r"(error|warning|info): .* \(([a-z0-9-]+)\)", finding)
        assert where is not None, place
        assert what is not None, finding
        found.append(Row(what[2], what[1], where[1], int(where[2]), int(where[3]), None, None))
    return found


READERS: Mapping[str, Callable[[str], list[Row]]] = {
    "text": text_rows,
    "json": json_rows,
    "github": github_rows,
    "gitlab": gitlab_rows,
    "sarif": sarif_rows,
    "junit": junit_rows,
    "markdown": markdown_rows,
}


def expected(name: str, report: Report) -> list[Row]:
    """Give the rows that a format should have, less what the format cannot say."""
    found = rows(report)
    if name not in ("text", "json"):
        found = of_repository(found)
    if name in ("text", "junit", "markdown"):
        found = without_end(found)
    return [as_github_has_it(row) for row in found] if name == "github" else found


# The published rules of the formats.

JSON_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "summary", "diagnostics"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "summary": {
            "required": ["files", "errors", "warnings"],
            "additionalProperties": False,
            "patternProperties": {"": {"type": "integer", "minimum": 0}},
            "properties": {"files": True, "errors": True, "warnings": True},
        },
        "diagnostics": {"items": {"$ref": "#/$defs/diagnostic"}},
    },
    "$defs": {
        "place": {
            "required": ["line", "column", "end_line", "end_column"],
            "properties": {
                key: {"type": "integer", "minimum": 1} for key in ("line", "column", "end_line", "end_column")
            },
        },
        "diagnostic": {
            "$ref": "#/$defs/place",
            "required": ["rule", "severity", "path", "pointer", "message", "help", "reason", "related",
                         "fix", "url"],
            "properties": {
                "rule": {"enum": list(RULES)},
                "severity": {"enum": ["error", "warning", "info"]},
                "path": {"type": "string"},
                "pointer": {"type": "string", "pattern": "^(/|$)"},
                "message": {"type": "string"},
                "help": {"type": "string"},
                "reason": {"type": "string"},
                "related": {
                    "type": ["object", "null"],
                    "$ref": "#/$defs/place",
                    "required": ["path", "message"],
                    "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
                    "unevaluatedProperties": False,
                },
                "fix": {
                    "type": ["object", "null"],
                    "required": ["description", "edits"],
                    "additionalProperties": False,
                    "properties": {
                        "description": {"type": "string"},
                        "edits": {
                            "items": {
                                "$ref": "#/$defs/place",
                                "required": ["text"],
                                "properties": {"text": {"type": "string"}},
                                "unevaluatedProperties": False,
                            }
                        },
                    },
                },
                "url": {"pattern": "^reference/rules/#[a-z0-9-]+$"},
            },
            "unevaluatedProperties": False,
        },
    },
}  # fmt: skip
"""The contract of the JSON format, with nothing but what it names."""

GITLAB_SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}(-[0-9]+)?$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\.?/"}},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                    "positions": {
                        "required": ["begin"],
                        "properties": {
                            "begin": {"required": ["line"], "properties": {"line": {"type": "integer"}}}
                        },
                    },
                },
            },
        },
    },
}
"""The Code Quality format as GitLab's documentation describes it. No schema of it is published."""


@cache
def sarif_validator() -> jsonschema_rs.Validator:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True)


@cache
def junit_schema() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(SCHEMAS / "junit-10.xsd")


def is_valid(name: str, text: str) -> None:
    """Hold a text to the published rules of its format."""
    text.encode()
    if name == "json":
        jsonschema_rs.validate(JSON_SCHEMA, json.loads(text))
    elif name == "gitlab":
        data = json.loads(text)
        jsonschema_rs.validate(GITLAB_SCHEMA, data)
        prints = [one["fingerprint"] for one in data]
        assert len(set(prints)) == len(prints)
    elif name == "sarif":
        data = json.loads(text)
        sarif_validator().validate(data)
        for uri in uris(data):
            assert re.fullmatch("(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), uri
    elif name == "junit":
        assert text.isascii()
        junit_schema().validate(text)
    elif name == "github":
        assert all(line.startswith("::") for line in re.split("[\r\n]", text)[:-1])
    elif name == "text":
        assert all(printable(line) == line for line in text.split("\n"))


def uris(value: Any) -> list[str]:
    """Give all addresses of files that a SARIF log names."""
    if isinstance(value, list):
        return [uri for one in value for uri in uris(one)]
    if not isinstance(value, dict):
        return []
    own = [value["uri"]] if "uri" in value else []
    return own + [uri for one in value.values() for uri in uris(one)]


# Reports.


@cache
def report_of_all_cases() -> Report:
    """Give the report of all broken procedures, each in a folder of its own, read and checked."""
    diagnostics: list[Diagnostic] = []
    sources: dict[str, list[str]] = {}
    for number, case in enumerate(CASES):
        path = f"procedures/{number:03} é/{GOOD_ID}.md"
        document = read(replaced(GOOD, case.old, case.new), path)
        sources[path] = document.source.lines
        diagnostics += check_all([document])
    assert len(diagnostics) >= len(CASES) - 1  # One is a link to what lies beside another folder.
    good = f"procedures/{GOOD_ID}.md"
    return Report(tuple(diagnostics), (*sources, good), sources, PREFIX)


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


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_the_same_findings_in_the_same_order(name: str) -> None:
    found = report_of_all_cases()
    text = FORMATS[name](found)
    is_valid(name, text)
    assert READERS[name](text) == expected(name, found)


@pytest.mark.parametrize("name", FORMATS)
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
def test_every_format_is_valid(name: str, found: Report) -> None:
    text = FORMATS[name](found)
    is_valid(name, text)
    assert READERS[name](text) == expected(name, found)
    assert text.endswith("\n") or not found.diagnostics


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


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
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
    assert github_rows(texts["github"]) == [as_github_has_it(row) for row in of_repository(clean)]
    assert gitlab_rows(texts["gitlab"]) == of_repository(clean)
    assert sarif_rows(texts["sarif"]) == of_repository(clean)
    heads = [
        f"{printable(one.path)}:{one.span.line}:{one.span.column}: {one.severity}: "
        f"{printable(one.message)} [{one.rule}]"
        for one in found
    ]
    assert [part.split("\n")[0] for part in texts["text"].split("\n\n")[:-1]] == heads
    for one, (_, _, message) in zip(found, map(command, texts["github"].split("\n")[:-1]), strict=True):
        assert message.split("\n")[0] == printable(one.message)
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
    """Give a text as a cell of a table has it, without runs of white space."""
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
            f"{shown(encodable(one.path))}, line {one.span.line}, column {one.span.column}",
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
        "p/a.md:2:3: error: It is wrong [unknown-field]\nhelp: Do it.\nwhy: Because.\n\n"
        "p/a.md:2:3: warning: It is wrong [unknown-directive]\nhelp: Do it.\nwhy: Because."
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
    text = FORMATS["markdown"](report(*[long] * 2000))
    assert 800_000 < len(text.encode()) < 1024 * 1024
    read_back = table(text)
    hidden = re.search("\nAnd ([0-9,]+) more\\.\n$", text)
    assert hidden is not None
    assert len(read_back.rows) - 1 + int(hidden[1].replace(",", "")) == 2000


def test_markdown_of_nothing() -> None:
    text = FORMATS["markdown"](replace(report(), accepted=2))
    assert "2 procedures checked, nothing found; 2 accepted by the baseline" in text
    assert table(text).rows == []
