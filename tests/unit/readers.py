"""Readers of all formats: each reads a format back as its consumer does, and holds it to its rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema_rs
import xmlschema
from cmarkgfm import markdown_to_html_with_extensions

from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.text import printable
from tests.unit.samples import ROOT

SCHEMAS = ROOT / "tests" / "schemas"
PREFIX = "docs site/"
"""Where the site of the reports lies in its repository."""


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
    """Return what every format has to say of the findings."""
    return [Row(one.rule, one.severity.value, one.path, *one.span) for one in report.diagnostics]


def without_end(found: list[Row]) -> list[Row]:
    """Return rows as formats have them that name the beginning of a place only."""
    return [row._replace(end_line=None, end_column=None) for row in found]


def of_repository(found: list[Row]) -> list[Row]:
    """Return rows as formats have them whose paths are relative to the repository."""
    return [row._replace(path=PREFIX + row.path) for row in found]


# Readers: each reads a format back as its consumer does.

HEAD = re.compile(r"(.+?):([0-9]+):([0-9]+): (error|warning|info): .* \[([a-z0-9-]+)\]")


def head_row(line: str) -> Row:
    match = HEAD.fullmatch(line)
    assert match is not None, line
    return Row(match[5], match[4], match[1], int(match[2]), int(match[3]), None, None)


def span_of_words(words: str) -> Span:
    """Return the place that `line 2, columns 3 to 5` and the like mean, with the end excluded."""
    match = re.fullmatch(
        r"line (\d+), columns? (\d+)(?: to (?:(\d+)|line (\d+), column (\d+)|the end of line (\d+)))?", words
    )
    assert match is not None, words
    line, column = int(match[1]), int(match[2])
    if match[6]:
        return Span(line, column, int(match[6]) + 1, 1)
    if match[4]:
        return Span(line, column, int(match[4]), int(match[5]) + 1)
    return Span(line, column, line, int(match[3] or column) + 1)


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


def commands(text: str) -> list[str]:
    """Return the lines that are commands: all but a last one for people, if some findings are not shown."""
    # The runner reads lines that end with either character.
    lines = re.split("[\r\n]", text)[:-1]
    return lines[:-1] if lines and lines[-1].endswith(" as annotations.") else lines


def github_rows(text: str) -> list[Row]:
    """Read workflow commands. The last column is counted in, so an empty place looks like one character."""
    found = []
    severities = {"error": "error", "warning": "warning", "notice": "info"}
    for line in commands(text):
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
    return as_words_have_it(row)


def as_words_have_it(row: Row) -> Row:
    """Return a row as words have it, where an empty place looks like one character."""
    if row.line != row.end_line:
        return row
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
            rows = []
            for paragraph in (element.text or "").split("\n\n"):
                head, place = paragraph.split("\n")[:2]
                row, span = head_row(head), span_of_words(place.removeprefix("place: "))
                assert (row.line, row.column) == span[:2]
                rows.append(row._replace(end_line=span.end_line, end_column=span.end_column))
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
        where = re.fullmatch("(.*), (line [0-9]+, columns? .*)", place)
        what = re.fullmatch(r"(error|warning|info): .* \(([a-z0-9-]+)\)", finding)
        assert where is not None, place
        assert what is not None, finding
        found.append(Row(what[2], what[1], where[1], *span_of_words(where[2])))
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
    """Return the rows that a format should have, less what the format cannot say."""
    found = rows(report)
    if name not in ("text", "json"):
        found = of_repository(found)
    if name == "text":
        found = without_end(found)
    if name in ("junit", "markdown"):
        found = [as_words_have_it(row) for row in found]
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
        assert all(line.startswith("::") for line in commands(text))
    elif name == "text":
        assert all(printable(line) == line for line in text.split("\n"))


def uris(value: Any) -> list[str]:
    """Return all addresses of files that a SARIF log names."""
    if isinstance(value, list):
        return [uri for one in value for uri in uris(one)]
    if not isinstance(value, dict):
        return []
    own = [value["uri"]] if "uri" in value else []
    return own + [uri for one in value.values() for uri in uris(one)]
