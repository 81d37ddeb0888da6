"""The JavaScript of runs: its types, its own tests, and its exports, read by others' tools."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm
import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from tests.javascript import ROOT, TSC, run_node

TESTS = sorted((ROOT / "tests" / "js").glob("*.test.js"))
SCHEMA = json.loads((ROOT / "schema" / "run-record.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def examples() -> list[dict[str, str]]:
    """Runs as JSON and as Markdown, many of them with hostile texts."""
    done = run_node("tests/js/examples.js")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert len(found) > 80
    return found


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_the_tests_of_a_module_pass(path: Path) -> None:
    done = run_node("--test", "--test-reporter=tap", path)
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.M)
    assert passed is not None
    assert int(passed[1]) > 0


def test_the_types_of_the_core_are_right_without_a_page() -> None:
    done = run_node(TSC, "--noEmit")
    assert done.returncode == 0, done.stdout


def test_the_types_of_the_page_are_right() -> None:
    done = run_node(TSC, "--project", "tsconfig.page.json")
    assert done.returncode == 0, done.stdout


def verdict(data: Any) -> bool:
    """Return what two validators say about a record."""
    slow = Draft202012Validator(SCHEMA).is_valid(data)
    assert jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(data) == slow
    return slow


def test_the_schema_of_the_record_is_draft_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_exported_records_fit_the_schema(examples: list[dict[str, str]]) -> None:
    kinds = set()
    for example in examples:
        data = json.loads(example["json"])
        errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]
        assert not errors
        assert verdict(data)
        kinds |= {event["k"] for event in data["events"]}
    described = {
        kind
        for case in SCHEMA["$defs"]["event"]["allOf"]
        for kind in case["if"]["properties"]["k"].get("enum", [case["if"]["properties"]["k"].get("const")])
    }
    assert kinds - {"rollback"} == described - {"confirm"}


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("start", "t", "yesterday"),
        ("start", "l", 0),
        ("start", "e", "x"),
        ("start", "by", "two\nlines"),
        ("start", "v", {"kind": "test"}),
        ("page", "v", {}),
        ("verdict", "v", {"is": "approved", "after": []}),
        ("verdict", "v", {"is": "done"}),
        ("verdict", "p", "x"),
        ("guard", "v", {"guard": "x"}),
        ("guard", "note", None),
        ("note", "note", "x" * 2001),
        ("copy", "v", None),
        ("undo", "v", {"after": []}),
        ("value", "v", {"name": "a", "value": 1, "after": []}),
        ("sign", "v", {"role": "x"}),
        ("finish", "v", {"outcome": "done", "after": []}),
    ],
)
def test_what_readers_refuse_does_not_fit_the_schema(
    examples: list[dict[str, str]], kind: str, field: str, value: object
) -> None:
    data = json.loads(examples[0]["json"])
    event = next(event for event in data["events"] if event["k"] == kind)
    assert verdict(data)
    event[field] = value
    assert not verdict(data)


ABOUT_ITEM = {"l": 3, "t": "2026-11-03T01:00:00Z", "by": "Ida", "i": "step-1.1/agreed", "p": "0" * 12}


@pytest.mark.parametrize(
    ("event", "fits"),
    [
        ({"k": "wait", "v": {}}, True),
        ({"k": "wait"}, False),
        ({"k": "evidence", "v": {"text": "x" * 20_000}}, True),
        ({"k": "evidence", "v": {"text": "x" * 20_001}}, False),
        ({"k": "evidence", "v": {}}, False),
        ({"k": "guard", "v": {"guard": "gate"}, "note": "Agreed by phone"}, True),
        ({"k": "guard", "v": {"guard": "gate"}}, False),
        ({"k": "verdict", "v": {"is": "done", "after": [], "role": "Deployment Lead", "name": "Ida"}}, True),
        ({"k": "verdict", "v": {"is": "done", "after": [], "role": "two\nlines"}}, False),
    ],
)
def test_events_of_gates_fit_the_schema(
    examples: list[dict[str, str]], event: dict[str, object], fits: bool
) -> None:
    data = json.loads(examples[0]["json"])
    data["events"].append({"e": "later:1", **ABOUT_ITEM, **event})
    assert verdict(data) == fits


@pytest.mark.parametrize(
    ("gates", "fits"),
    [
        ({"hold": "Deployment Lead", "wait": 1800, "by": "DBA"}, True),
        ({"wait": 0}, False),
        ({"wait": 30 * 86_400 + 1}, False),
        ({"wait": 1.5}, False),
        ({"hold": "x" * 201}, False),
    ],
)
def test_items_with_gates_fit_the_schema(
    examples: list[dict[str, str]], gates: dict[str, object], fits: bool
) -> None:
    data = json.loads(examples[0]["json"])
    page = next(event for event in data["events"] if event["k"] == "page")
    page["v"]["items"][0] |= gates
    assert verdict(data) == fits


def test_kinds_of_a_later_version_fit_the_schema(examples: list[dict[str, str]]) -> None:
    data = json.loads(examples[0]["json"])
    data["events"].append(
        {"e": "later:1", "l": 2, "t": "2026-11-03T01:00:00Z", "by": "", "k": "photo", "v": 5}
    )
    assert verdict(data)


class _Page(HTMLParser):
    """Collects what a rendered record is made of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.headings = 0
        self.rows: list[int] = []
        self.text = ""
        self.code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.headings += tag in ("h1", "h2")
        self.code += tag in ("pre", "code")
        if tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in ("pre", "code")

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")

    def handle_data(self, data: str) -> None:
        if not self.code:
            self.text += data


_TAGS = {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "pre", "code"}


def test_no_text_breaks_out_of_the_markdown(examples: list[dict[str, str]]) -> None:
    for example in examples:
        page = _Page()
        # Raw HTML is let through on purpose, so that it would be seen.
        page.feed(
            cmarkgfm.markdown_to_html_with_extensions(
                example["markdown"],
                options=cmarkgfm.Options.CMARK_OPT_UNSAFE,
                extensions=["table", "strikethrough", "tasklist"],
            )
        )
        assert page.tags <= _TAGS, example["markdown"]
        assert not page.attributes - {"class"}
        own = ("\n## Holds and waits\n", "\n## Evidence\n")
        assert page.headings == 6 + sum(heading in example["markdown"] for heading in own)
        assert set(page.rows) <= {2, 4, 5, 6}
        assert not re.search(r"[@#!%&~$^]\w", page.text), page.text
