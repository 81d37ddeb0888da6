"""Tests of `migration`: the table form becomes front matter, and no word of it is lost."""

from __future__ import annotations

import json
import os
import re
from collections import Counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.authoring.migration import Migrated, migrate
from mkdocs_deploy_plugin.authoring.migration.exported import without_export
from mkdocs_deploy_plugin.authoring.migration.inline import read_rows, unsaid
from mkdocs_deploy_plugin.model import Diagnostic, Document, Json
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from tests.rows import each_row
from tests.unit.samples import FIXTURES, check_all, read, replaced

FOLDER = FIXTURES / "migrate"
NAMES = ["foreign", "full", "markup", "scripts", "sparse", "untouched", "windows"]
SEED = (FIXTURES / "seed.md").read_text(encoding="utf-8")
TEMPLATE = builtin_template()


def migrated(text: str | bytes, path: str = "old/form.md", template: Template = TEMPLATE) -> Migrated:
    """Migrate a text that can be migrated."""
    done = migrate(path, text if isinstance(text, bytes) else text.encode(), template)
    assert isinstance(done, Migrated), done
    return done


def document(done: Migrated) -> Document:
    """Read the new file."""
    return read(done.data, f"procedures/{done.name}.md")


def data_of(done: Migrated) -> dict[str, Json]:
    """Return the front matter of the new file, which YAML 1.1 reads in the same way."""
    found = document(done)
    assert found.diagnostics == ()
    assert found.front_matter is not None
    _, head, _ = found.source.text.split("---\n", 2)
    assert yaml.safe_load(head) == found.front_matter.data
    return found.front_matter.data


def findings(done: Migrated) -> list[str]:
    """Return the rules of all findings of the new file with what they are about, in order."""
    return [f"{one.rule} {one.pointer.removeprefix('/front_matter')}" for one in check_all([document(done)])]


def noted(done: Migrated) -> list[tuple[str, int]]:
    """Return the rule and the line of each note."""
    return [(one.rule, one.span.line) for one in done.notes]


def meta(*rows: str, header: str = "| Field | Value |\n|---|---|\n") -> str:
    """Return a form with a metadata table of these rows."""
    start, end = SEED.index("| Field | Value |"), SEED.index("\n---\n")
    return SEED[:start] + header + "".join(f"{row}\n" for row in rows) + SEED[end:]


ID_ROW = "| Document ID | deploy-shop-004-cart |"


# --- old forms


BULLETS = [
    "- **Document ID:** deploy-shop-004-cart",
    "- **Author**: Dana\\_Doe",
    "- Version: 1.2.0",
    "- **Pager:** 555",
    "- [ ] Status: Approved",
    "- Ask Sam",
]


def test_metadata_as_a_bulleted_list() -> None:
    done = migrated(meta(*BULLETS, header=""))
    data = data_of(done)
    assert [data[key] for key in ("id", "author", "version", "status")] == [
        "deploy-shop-004-cart", "Dana_Doe", "1.2.0", "Draft",
    ]  # fmt: skip
    kept = "\n".join(BULLETS[3:])
    assert f"## Document Metadata\n\n<!-- procedures:metadata -->\n\n{kept}\n" in done.data.decode()
    assert [rule for rule, _ in noted(done)] == ["assumed-value", "unknown-row", "unknown-row", "unknown-row"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("| Document ID | deploy-shop-004-cart |\n|---|---|\n", "| Author | Dana\\_Doe |"),
        ("| | |\n|---|---|\n", "| **Document ID** | deploy-shop-004-cart |\n| **Author** | Dana\\_Doe |"),
        ("| **Author** | Dana_Doe<br> |\n|---|---|\n", "| **Document ID** | deploy-shop-004\\-cart |"),
    ],
)
@pytest.mark.parametrize("levels", [0, 1, -1])
def test_metadata_without_a_header_below_headings_of_any_level(header: str, row: str, levels: int) -> None:
    form = meta(row, header=header)
    text = re.sub(r"^#{2,5} ", lambda at: "#" * (len(at[0]) - 1 + levels) + " ", form, flags=re.M)
    done = migrated(text)
    data = data_of(done)
    assert (data["id"], data["author"]) == ("deploy-shop-004-cart", "Dana_Doe")
    assert [
        len(rows) for key in ("environments", "contacts", "sign_off") if isinstance(rows := data[key], list)
    ] == [2, 4, 3]
    assert "Deployment Lead |" not in done.data.decode()
    said = [one.message for one in done.notes if one.rule == "heading-level"]
    assert len(said) == (5 if levels else 0)
    assert all(f", not {3 if level else 2}" in one for level, one in enumerate(said))


# --- whole files


@pytest.mark.parametrize("name", NAMES)
def test_filled_in_forms(name: str) -> None:
    done = migrated((FOLDER / f"{name}.md").read_bytes(), f"{name}.md")
    notes = [
        {
            "rule": one.rule,
            "line": one.span.line,
            "column": one.span.column,
            "message": one.message,
            "help": one.help,
        }
        for one in done.notes
    ]
    if os.environ.get("WRITE_EXPECTED"):
        (FOLDER / f"{name}.expected.md").write_bytes(done.data)
        text = json.dumps({"name": done.name, "notes": notes}, indent=2, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.notes.json").write_text(text, encoding="utf-8", newline="\n")
    assert done.data == (FOLDER / f"{name}.expected.md").read_bytes()
    expected = json.loads((FOLDER / f"{name}.notes.json").read_text(encoding="utf-8"))
    assert {"name": done.name, "notes": notes} == expected


def test_every_form_is_tested() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md") if "." not in path.stem) == NAMES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("full", []),
        ("sparse", []),
        ("untouched", ["placeholder-value /id", "placeholder-value /risk/level"]),
        # No version in the table, the risk not chosen, and a heading that is not the template's.
        ("foreign", ["missing-field /version", "placeholder-value /risk/level", "invalid-title /body/title"]),
        # The version has two numbers, and two addresses are none.
        (
            "scripts",
            [f"invalid-value {key}" for key in ("/version", "/environments/0/url", "/environments/1/url")],
        ),
    ],
)
def test_what_the_check_says_of_them(name: str, expected: list[str]) -> None:
    assert findings(migrated((FOLDER / f"{name}.md").read_bytes(), f"{name}.md")) == expected


def test_what_the_check_says_of_those_past_a_draft() -> None:
    # Both are no drafts any more, so what is open in their bodies counts.
    of_body = {"placeholder", "todo-in-command", "empty-section", "phase-without-rollback"}
    done = migrated((FOLDER / "windows.md").read_bytes(), "windows.md")
    assert [one for one in findings(done) if one.split()[0] not in of_body] == [
        "unknown-reference ",
        "unknown-reference ",
        "unknown-reference ",
        "missing-field /risk/level",
        "unknown-role /sign_off/2/role",
    ]
    done = migrated((FOLDER / "markup.md").read_bytes(), "markup.md")
    assert [one for one in findings(done) if one.split()[0] not in of_body] == [
        "invalid-value /version",
        "missing-field /reviewed",
        "missing-row /sign_off/Operations",
        "unknown-role /sign_off",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_untouched_but_for_what_is_taken(name: str) -> None:
    source = (FOLDER / f"{name}.md").read_bytes()
    done = migrated(source, f"{name}.md")
    ending = b"\r\n" if b"\r\n" in source else b"\n"
    bom = b"\xef\xbb\xbf"
    assert done.data.startswith(bom + b"---" if source.startswith(bom) else b"---")
    body = done.data.split(ending + b"---" + ending, 1)[1].splitlines(keepends=True)[1:]
    old = source.removeprefix(bom).splitlines(keepends=True)
    rest = iter(old)
    new = [line for line in body if not line.startswith(b"<!-- procedures:") and line.strip()]

    def is_part(line: bytes, whole: bytes) -> bool:
        """Return whether a line is the same, or the row of a table without some of its cells."""
        cells = [cell.strip() for cell in line.split(b"|")]
        return line == whole or (line[:1] == whole[:1] == b"|" and all(cell in whole for cell in cells))

    assert all(any(is_part(line, one) for one in rest) for line in new), "a line is new, or not in its place"
    assert all(line.endswith(ending) for line in done.data.splitlines(keepends=True))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_migrated_is_refused(name: str) -> None:
    done = migrated((FOLDER / f"{name}.md").read_bytes(), f"{name}.md")
    again = migrate("x.md", done.data, TEMPLATE)
    assert isinstance(again, Diagnostic)
    assert (again.rule, again.message) == ("has-front-matter", "The file already has front matter")


# --- pages of a wiki

EXPORTS = ["html-tables", "pandoc-attributes", "pandoc-gfm", "plain"]
PAGE_DATA = {
    "id": "deploy-shop-004-cart",
    "title": "Cart",
    "status": "In Review",
    "version": "1.2.0",
    "author": "Dana Doe",
    "approver": "Sam & Kim",
    "risk": {"level": "High", "factors": ["Money"]},
    "environments": [{"name": "Production", "url": "https://cart.example", "version": "v1"}],
    "contacts": [{"role": "On-Call Engineer", "name": "Jo", "contact": "#cart"}],
    "sign_off": [{"role": "Deployment Lead", "name": "Sam"}],
}
PAGE_TEXT = """
Careful Never on a Friday. A new cart service. The cart. Production deployment credentials Cloud provider
console access More about access Ask the platform team. kubectl apply -f cart.yaml Pods are there Log is
quiet Region eu-west-1
"""


@pytest.mark.parametrize("name", EXPORTS)
def test_a_page_of_a_wiki(name: str) -> None:
    raw = (FOLDER / "exports" / f"{name}.md").read_bytes()
    done = migrated(raw, f"{name}.md")
    if os.environ.get("WRITE_EXPECTED"):
        (FOLDER / "exports" / f"{name}.expected.md").write_bytes(done.data)
    assert done.data == (FOLDER / "exports" / f"{name}.expected.md").read_bytes()
    data = data_of(done)
    specs = data.pop("related_specs")
    # Only one of the converters has dropped the line break.
    assert specs == (["PRD-112 PRD-113"] if name == "plain" else ["PRD-112", "PRD-113"])
    assert data == PAGE_DATA
    body = document(done).body
    assert counted(PAGE_TEXT) - counted(body) == Counter()
    assert not re.search("<div|<span|<table|:::|toc-macro|^#+ [0-9]|\\{[#.]", body, re.M)
    assert re.findall(r"^- \[.\] .*", body, re.M) == [
        "- [ ] Production deployment credentials",
        "- [ ] Cloud provider console access",
        "- [x] Pods are there",
        "- [ ] Log is quiet",
    ]
    lines = raw.decode().split("\n")
    said = {one.rule: lines[one.span.line - 1] for one in done.notes}
    assert said["extra-columns"].count("Region") == 1
    assert "1. Document" in said["export-contents"].replace("\\", "")
    assert said["export-boxes"].endswith("Production deployment credentials")


@each_row(
    ("old", "new", "rules"),
    [
        ("## 3.1. Overview\n", "## Overview\n", ["export-headings"]),
        ("## 3.1 Own words\n", "## 3.1 Own words\n", []),
        ("## Overview {#Page-Overview}\n", "## Overview\n", ["export-headings"]),
        ("## Overview {#mine}\n", "## Overview {#mine}\n", []),
        ("```\n## 1. Overview\n[x] a\n<div class='panel'>\n```\n",
         "```\n## 1. Overview\n[x] a\n<div class='panel'>\n```\n", []),
        ("\\[ \\] a\n- ☒ b\n* [x] c\n", "- [ ] a\n- [x] b\n* [x] c\n", ["export-boxes"]),
        ("- [A](#a)\n- [B](#b)\n\n## A\n\n## B\n", "## A\n\n## B\n", ["export-contents"]),
        ("- [A](#a)\n- [C](#c)\n\n## A\n", "- [A](#a)\n- [C](#c)\n\n## A\n", []),
        ('<div class="confluence-information-macro confluence-information-macro-tip">\n\nSo.\n\n</div>\n',
         "> [!TIP]\n>\n> So.\n", ["export-blocks"]),
        ('<div class="grid">\n\na\n\n</div>\n', '<div class="grid">\n\na\n\n</div>\n', []),
        ('<div\nclass="grid">\n\n<div\nclass="panel">\n\na\n\n</div>\n\n</div>\n',
         '<div\nclass="grid">\n\na\n\n</div>\n', ["export-blocks"]),
        ('a\n\n<div class="expand-control">\n\n</div>\n\nb\n', "a\n\nb\n", ["export-blocks"]),
        ('<div class="panel">\n\na\n', '<div class="panel">\n\na\n', []),
        ("<table><tr><th>a|b</th><th>*c*</th></tr>\n<tr><td><p>x</p><p>y</p></td><td><br/></td></tr></table>\n",
         "| a\\|b | \\*c\\* |\n| --- | --- |\n| x<br>y | |\n", ["export-tables"]),
        ('<table><tr><td colspan="2">a</td></tr></table>\n',
         '<table><tr><td colspan="2">a</td></tr></table>\n', ["html-table"]),
        ("<table><tr><td><ul><li>a</li></ul></td></tr></table>\n",
         "<table><tr><td><ul><li>a</li></ul></td></tr></table>\n", ["html-table"]),
        ("a\n\n[TABLE]\n", "a\n\n[TABLE]\n", ["lost-table"]),
        ("+---+---+\n| a | b |\n+---+---+\n", "+---+---+\n| a | b |\n+---+---+\n", ["lost-table"]),
        ('see <a href="/x" class="y">z</a>.\n', "see [z](/x).\n", ["export-attributes"]),
        ('``` {.syntaxhighlighter-pre x="brush: bash"}\nls\n```\n', "```bash\nls\n```\n",
         ["export-attributes"]),
    ],
)  # fmt: skip
def test_marks_of_an_export(old: str, new: str, rules: list[str]) -> None:
    for ending in ("\n", "\r\n"):
        done = without_export("x.md", old.replace("\n", ending), TEMPLATE)
        assert (old if done is None else done.text) == (old if done is None else new.replace("\n", ending))
        assert (done is None) == (old == new and not rules)
        assert [note.rule for note in done.notes] == rules if done is not None else not rules


# --- files that are no table form

NO_TABLE = "The file has no metadata table: no table has a row for the id"
NO_DATA = "The file begins with {}, but not with valid front matter"


@each_row(
    ("data", "rule", "message"),
    [
        (b"", "no-table-form", "The file is empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "no-table-form", "The file is empty"),
        (b"# Notes\n\nText.\n", "no-table-form", NO_TABLE),
        (b"| a | b |\n|---|---|\n| c | d |\n", "no-table-form", NO_TABLE),
        (b"```\n| Document ID | x |\n|---|---|\n", "no-table-form", NO_TABLE),
        (b"---\nid: x\n---\n", "has-front-matter", "The file already has front matter"),
        (b"---\n[\n---\n", "has-front-matter", NO_DATA.format("---")),
        (b"---\n\n# Title\n", "has-front-matter", NO_DATA.format("---")),
        (b"+++\nid = 1\n+++\n", "has-front-matter", NO_DATA.format("+++")),
        (b"# \xff\n", "not-utf8", "The file is not UTF-8: invalid byte 0xff"),
        (b"# \x00" + b"a" * 2_000_000, "too-large", "The file is larger than 2,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_migrated(data: bytes, rule: str, message: str) -> None:
    refused = migrate("x.md", data, TEMPLATE)
    assert isinstance(refused, Diagnostic)
    assert (refused.rule, refused.message) == (rule, message)
    assert refused.help


# --- parts


@each_row(
    ("row", "key", "value"),
    [
        ("| **Status** | *in_review* |", "status", "In Review"),
        ("| STATUS: | DRAFT |", "status", "Draft"),
        ("|Status|Retired|", "status", "Retired"),
        ("Status | Draft", "status", "Draft"),
        ("| Author | `Dana` |", "author", "Dana"),
        ("| author | Dana \\| Sam |", "author", "Dana | Sam"),
        ("| Author | a \\*b\\* &amp; c |", "author", "a *b* & c"),
        ("| Author | <dana@shop.example> |", "author", "dana@shop.example"),
        ("| Author | [dana@shop.example](mailto:dana@shop.example) |", "author", "dana@shop.example"),
        ("| Author | - |", "author", "-"),
        ("| Author | null |", "author", "null"),
        ("| Title | Carts: all |", "title", "Carts: all"),
        ("| Risk Level | HIGH |", "risk", {"level": "High"}),
        ("| Risk Factors | one, two |", "risk", {"factors": ["one", "two"]}),
        ("| Last Review | 2026-11-03 |", "reviewed", "2026-11-03"),
        ("| Related Specs | A-1, B-2; C-3<br>D-4 |", "related_specs", ["A-1", "B-2", "C-3", "D-4"]),
        ("| Related Specs | N/A |", "related_specs", []),
        ("| Related Specs | [A, b](https://x.example/a,b) |", "related_specs",
         [{"title": "A, b", "url": "https://x.example/a,b"}]),
        ("| Related Specs | [A](https://a.example) [B](https://b.example) |", "related_specs",
         [{"title": "A", "url": "https://a.example"}, {"title": "B", "url": "https://b.example"}]),
        ("| Depends On | [deploy-a-001-b](./deploy-a-001-b.md), DEPLOY-C-002-D |", "depends_on",
         ["deploy-a-001-b", "deploy-c-002-d"]),
    ],
)  # fmt: skip
def test_rows_that_are_taken(row: str, key: str, value: Json) -> None:
    text = meta(ID_ROW, row)
    done = migrated(text)
    found = data_of(done)[key]
    if isinstance(value, dict) and isinstance(found, dict):  # the risk's other half is in its section
        found = {name: found[name] for name in value}
    assert found == value
    line = text[: text.index(row)].count("\n") + 1
    assert [one for one in done.notes if one.span.line == line] == []
    assert row not in done.data.decode()


@each_row(
    ("row", "rule", "part", "value"),
    [
        ("| Reviewers | Sam |", "unknown-row", '"Reviewers"', None),
        ("| | Sam |", "unknown-row", '""', None),
        ("| Status | Final |", "unknown-choice", "Draft or In Review or App", ("status", "Draft")),
        ("| Status | Draft or Approved |", "unknown-choice", '"Draft or Approved"', ("status", "Draft")),
        ("| Status | Approved by Sam |", "kept-text", '"by", "sam"', ("status", "Approved")),
        ("| Document Type | Runbook |", "unknown-choice", '"Runbook"', ("document_type", None)),
        ("| Document ID | deploy-shop-005-x |", "repeated-field", "second", ("id", "deploy-shop-004-cart")),
        ("| Author | [Dana](https://dana.example) |", "kept-text", '"https"', ("author", "Dana")),
        ("| Author | ~~Dana~~ Sam |", "kept-text", '"dana"', ("author", "Sam")),
        ("| Author | ![Dana](dana.png) Sam |", "kept-text", '"dana"', ("author", "Sam")),
        ("| Author | <b>Dana</b> |", "kept-text", '"b", "b"', ("author", "Dana")),
        ("| Author | Dana <!-- left --> |", "kept-text", '"left"', ("author", "Dana")),
        ("| Author | Dana 🎉 | |", None, "", ("author", "Dana 🎉")),
        ("| Author | Dana | since May |", "kept-text", '"since", "may"', ("author", "Dana")),
        ("| Depends On | [deploy-a-001-b](x/deploy-a-001-b.md) |", "kept-text", '"001"', None),
        ("| Author<br>Writer | Dana |", "unknown-row", '"Author Writer"', ("author", None)),
        ("| Parameters | release |", "unknown-row", '"Parameters"', ("parameters", None)),
        ("Ask Sam", "kept-text", "no columns", None),
    ],
)  # fmt: skip
def test_rows_that_stay(row: str, rule: str | None, part: str, value: tuple[str, str | None] | None) -> None:
    text = meta(ID_ROW, row)
    done = migrated(text)
    line = text[: text.index(row)].count("\n") + 1
    notes = [one for one in done.notes if one.span.line == line]
    assert [one.rule for one in notes] == ([rule] if rule else [])
    assert all(part in f"{one.message} {one.help}" for one in notes)
    assert (row in done.data.decode()) == (rule is not None)
    if rule:  # a table needs its header
        assert f"<!-- procedures:metadata -->\n\n| Field | Value |\n|---|---|\n{row}\n" in done.data.decode()
    if value is not None:
        assert data_of(done).get(value[0]) == value[1]


def test_other_headers_of_the_metadata() -> None:
    rows = [ID_ROW, "| Author | Dana |"]
    for header in ("| Property | Content |\n|---|---|\n", "| Property | Content | Since |\n| - | - | - |\n"):
        text = migrated(meta(*rows, header=header)).data.decode()
        assert "Property |" not in text.split("---\n", 2)[2]
        assert text.startswith("---\n# | Property | Content |")
    done = migrated(meta(ID_ROW, header="| Author | Dana |\n|---|---|\n"))
    assert "Dana" not in done.data.decode().split("---\n", 2)[2]
    assert data_of(done)["author"] == "Dana"
    done = migrated(meta(ID_ROW, "| x | y |", header="| Author | Dana |\n|---|---|\n"))
    assert "| Author | Dana |\n|---|---|\n| x | y |\n" in done.data.decode()


def test_a_metadata_table_with_more_columns() -> None:
    rows = (
        f"{ID_ROW[:-1]}| |",
        "| Author | Dana | since May |",
        "| Approver | [Sam](https://x.example) | asked |",
    )
    done = migrated(meta(*rows, header="| Field | Value | Notes |\n|---|---|---|\n"))
    data = data_of(done)
    assert (data["author"], data["approver"]) == ("Dana", "Sam")
    kept = f"| Field | Value | Notes |\n|---|---|---|\n| Author | | since May |\n{rows[2]}\n"
    assert f"<!-- procedures:metadata -->\n\n{kept}" in done.data.decode()


def test_a_metadata_table_without_its_heading() -> None:
    text = replaced(meta(ID_ROW, "| Status | Approved |"), "## Document Metadata\n", "")
    done = migrated(text)
    assert data_of(done)["status"] == "Approved"
    assert "procedures:metadata" not in done.data.decode()
    assert "Document ID" not in done.data.decode()


def test_a_directive_that_is_there_stays_the_only_one() -> None:
    text = replaced(SEED, "### Sign-off\n", "### Sign-off\n<!-- procedures:sign-off -->\n")
    assert migrated(text).data.decode().count("procedures:sign-off") == 1


@each_row(
    ("text", "risk", "kept"),
    [
        ("**Risk Level:** high\n\n**Risk Factors:**\n-\n-\n", {"level": "High"}, ""),
        ("**Risk Level:** high\n\n**Risk Factors:**\n-\n- a\n", {"level": "High", "factors": ["a"]}, ""),
        ("Risk level: Low\n**Risk factors**:\n* a\n* b\n  c\n",
         {"level": "Low", "factors": ["a", "b c"]}, ""),
        ("Medium\n", {"level": "Medium"}, ""),
        ("**Risk Level:** High\n**Risk Factors:** money\n", {"level": "High", "factors": ["money"]}, ""),
        ("**Risk Level:** High\n**Owner:** Dana\n", {"level": "High"}, "**Owner:** Dana\n"),
        ("**Risk Level:** 5 of 5\n", None, "**Risk Level:** 5 of 5\n"),
        ("**Risk Level:** High\n\n**Risk Level:** Low\n", {"level": "High"}, "**Risk Level:** Low\n"),
        ("**Risk Factors:**\n- a\n\n**Risk Factors:**\n- b\n", {"factors": ["a"]},
         "**Risk Factors:**\n- b\n"),
        ("**Risk Factors:**\n- a\n- [b](https://b.example)\n", {"factors": ["a", "b"]},
         "**Risk Factors:**\n- [b](https://b.example)\n"),
        ("**Risk Factors:**\n- a\n\n  more\n- b\n", {"factors": ["a more", "b"]},
         "**Risk Factors:**\n- a\n\n  more\n"),
        ("**Risk Factors:**\n- [x] a\n", {"factors": ["a"]}, "**Risk Factors:**\n- [x] a\n"),
        ("**Risk Factors:**\n- [x]\n- [ ]\n", None, "**Risk Factors:**\n- [x]\n"),
        ("- a\n- b\n", None, "- a\n- b\n"),
        ("> High\n", None, "> High\n"),
    ],
)  # fmt: skip
def test_risk(text: str, risk: dict[str, Json] | None, kept: str) -> None:
    start, end = SEED.index("**Risk Level:**"), SEED.index("\n---\n\n## Prerequisites")
    done = migrated(SEED[:start] + text + SEED[end:])
    assert data_of(done).get("risk") == risk
    body = done.data.decode().split("### Risk Level\n", 1)[1].split("\n---\n", 1)[0]
    assert body.replace("<!-- procedures:risk -->\n", "").strip() == kept.strip()
    assert ("procedures:risk" in body) == (text != kept)
    assert bool(done.notes) == bool(kept)


def test_tables_of_rows() -> None:
    text = replaced(
        SEED,
        "| Production | | |\n| Staging | | |\n",
        "| Production | https://a.example | v1 |\n| | | |\n| Staging\n| | https://b.example | |\nAsk Sam.\n",
    )
    done = migrated(text)
    rows = [{"name": "Production", "url": "https://a.example", "version": "v1"}, {"name": "Staging"}]
    assert data_of(done)["environments"] == rows
    body = done.data.decode()
    assert (
        "<!-- procedures:environments -->\n\n| Environment | URL/Endpoint | Version |\n"
        "|-------------|--------------|---------|\n| | https://b.example | |\nAsk Sam.\n"
    ) in body
    line = text[: text.index("| | https://b")].count("\n") + 1
    assert noted(done) == [("kept-text", line), ("kept-text", line + 1)]


ENVIRONMENTS = "| Environment | URL/Endpoint | Version |\n|-------------|--------------|---------|\n"
NO_ROWS = "| Production | | |\n| Staging | | |\n"


@each_row(
    ("table", "rows", "kept"),
    [
        # Only the column that the template lacks stays, with the names of its rows.
        ("| Environment | Version | Region | URL |\n|:--|--:|:-:|-|\n"
         "| Production | v1 | eu \\| us | https://a.example |\n| Staging | v2 | | |\n",
         [{"name": "Production", "url": "https://a.example", "version": "v1"},
          {"name": "Staging", "version": "v2"}],
         "| Environment | Region |\n| :-- | :-: |\n| Production | eu \\| us |\n"),
        # What no row of the front matter has stays where it is; what one has is not said again.
        ("| Environment | Version | Owner |\n|-|-|-|\n| Production | v1 | Ops |\n| | v3 | |\nAsk Sam.\n",
         [{"name": "Production", "version": "v1"}],
         "| Environment | Version | Owner |\n| - | - | - |\n| Production | | Ops |\n| | v3 | |\nAsk Sam.\n"),
    ],
)  # fmt: skip
def test_columns_that_the_template_lacks_are_kept_once(table: str, rows: Json, kept: str) -> None:
    text = replaced(SEED, ENVIRONMENTS + NO_ROWS, table)
    done = migrated(text)
    assert data_of(done)["environments"] == rows
    assert f"<!-- procedures:environments -->\n\n{kept}\n" in done.data.decode()
    line = text[: text.index(table)].count("\n") + 1
    assert noted(done)[0] == ("extra-columns", line)


RUNBOOK = """\
---
# Owner: who keeps it.
owner: "[team]"
# Severity: how bad it is. (optional) (choice)
severity: "[low/high]"
---

# [Alert]

## Meaning
"""


@each_row(
    ("template", "form", "data"),
    [
        (RUNBOOK, "| Severity | HIGH |\n|-|-|\n| Owner | Mail |\n", {"owner": "Mail", "severity": "high"}),
        (RUNBOOK, "- Owner: Mail\n", {"owner": "Mail"}),
        (RUNBOOK, "| Host | Owner |\n|-|-|\n| a | Mail |\n", None),
        (RUNBOOK, "| Owner | Phone | Since |\n|-|-|-|\n| Mail | 1 | May |\n", None),
        ("# [Alert]\n\n## Meaning\n", "| Owner | Mail |\n|-|-|\n", None),
    ],
)
def test_a_template_without_id_and_status(template: str, form: str, data: dict[str, Json] | None) -> None:
    text = f"# Relay down\n\n{form}\n## Meaning\n\nText.\n"
    done = migrate("old/RelayDown.md", text.encode(), load_template("t.md", template.encode()))
    if data is None:
        assert isinstance(done, Diagnostic)
        assert done.rule == "no-table-form"
    else:
        assert isinstance(done, Migrated)
        assert (done.name, data_of(done)) == ("RelayDown", data)


def test_columns_may_be_fewer_or_in_another_order_but_one_is_needed() -> None:
    header = "| Role | Name | Contact |\n|------|------|---------|\n"
    rows = "| Deployment Lead | | |\n| On-Call Engineer | | |\n| Technical Lead | | |\n| DevOps Lead | | |\n"
    done = migrated(replaced(SEED, header + rows, "| Contact | **ROLE** |\n|-|-|\n| #a | Boss |\n"))
    assert data_of(done)["contacts"] == [{"role": "Boss", "contact": "#a"}]
    done = migrated(
        replaced(SEED, header + rows, "| Role | Role | Pager |\n|-|-|-|\n| Boss | Aide | |\n| X | | |\n")
    )
    assert data_of(done)["contacts"] == [{"role": "Boss"}, {"role": "X"}]
    assert "| Role | Role | Pager |\n|-|-|-|\n| Boss | Aide | |\n\n" in done.data.decode()
    done = migrated(replaced(SEED, header + rows, "| Role | Pager |\n|-|-|\n| Boss | |\n"))
    assert data_of(done)["contacts"] == [{"role": "Boss"}]
    assert done.data.startswith(b"---\n# | Role | Pager |\n")
    done = migrated(replaced(SEED, header + rows, "| Pager | Name |\n|-|-|\n| 1 | Al |\n"))
    assert "contacts" not in data_of(done)
    assert [one.rule for one in done.notes] == ["unknown-table"]


def test_ids_and_names() -> None:
    assert migrated(meta("| Document ID | DEPLOY-Shop-004-Cart |")).name == "deploy-shop-004-cart"
    done = migrated(meta("| Document ID | |"), "x/deploy-shop-007-y.md")
    assert (done.name, data_of(done)["id"]) == ("deploy-shop-007-y", "deploy-shop-007-y")
    assert "assumed-value" in [one.rule for one in done.notes]
    for row in ("| Document ID | |", "| Document ID | ../../etc/passwd |", "| Document ID | DEPLOY 7 |"):
        assert migrated(meta(row), "x/carts.md").name == "carts"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Gift Cards Deployment Procedure", "Gift Cards"),
        ("# Gift Cards: DEPLOYMENT PROCEDURE", "Gift Cards"),
        ("# `v2` of *carts* Deployment Procedure #", "v2 of carts"),
        ("# Gift Cards", "Gift Cards"),
        ("# Deployment Procedure", "Deployment Procedure"),
        ("Gift Cards Deployment Procedure\n===", "Gift Cards"),
        ("## Gift Cards", None),
    ],
)
def test_titles(heading: str, title: str | None) -> None:
    done = migrated(replaced(SEED, "# [Feature Name] Deployment Procedure", heading))
    assert data_of(done).get("title") == title
    assert f"\n{heading}\n" in done.data.decode()


def test_sections_that_stand_elsewhere_or_are_optional_stay() -> None:
    text = replaced(SEED, "### Key Contacts", "## Key Contacts (if applicable)")
    done = migrated(text)
    assert "contacts" not in data_of(done)
    assert [one.rule for one in done.notes] == ["misplaced-section"]
    assert "| On-Call Engineer | | |" in done.data.decode()


def test_a_team_that_calls_things_otherwise() -> None:
    text = TEMPLATE.text
    for old, new in (
        ("# Document ID: deploy", "# Kennung: deploy"),
        ("# Author: who", "# Verfasserin: who"),
        ("  # Risk Level: the", "  # Stufe: the"),
        ('"[Low/Medium/High]"', '"[gering/mittel/hoch]"'),
        ("  - # Role: what to call", "  - # Rolle: what to call"),
        ("### Risk Level\n", "### Risiko\n"),
        ("# Title: what is", "# Replicas: how many.\nreplicas: 3\n\nfrozen: false\n\n# Title: what is"),
    ):
        text = replaced(text, old, new)
    template = load_template("team.md", text.encode())
    form = meta(
        "| Kennung | deploy-shop-004-cart |", "| Verfasserin | Ida |", "| Replicas | 5 |", "| frozen | True |"
    )
    form = replaced(
        form, "### Risk Level\n\n**Risk Level:** [Low/Medium/High]", "### Risiko\n\n**Stufe:** Hoch"
    )
    form = replaced(form, "| Role | Name | Contact |", "| Rolle | Name | Contact |")
    done = migrated(form, template=template)
    data = data_of(done)
    assert (data["id"], data["author"]) == ("deploy-shop-004-cart", "Ida")
    assert (data["replicas"], data["frozen"]) == (5, True)
    assert data["risk"] == {"level": "hoch"}
    assert isinstance(data["contacts"], list)
    assert len(data["contacts"]) == 4
    assert [one.rule for one in done.notes] == ["assumed-value"]  # the table has no status


def test_relative_links_are_known() -> None:
    text = (
        SEED
        + "\n[a](b.md#c) ![d](e/f.png) [g](#h) [i](https://j) [k](/l) <mailto:m@n.o> [p](deploy-a-001-b.md)\n"
    )
    assert [link for link, _ in migrated(text).links] == ["b.md", "e/f.png", "deploy-a-001-b.md"]


# --- the reading of rows


@each_row(
    ("row", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| a", ["a", ""]),
        ("|||", ["", ""]),
        ("| `a \\| b` | c |", ["a | b", "c"]),
        ("| `a | b` | c |", ["`a", "b`"]),
        ("| **a** *b* | __c__ ***d*** |", ["a b", "c d"]),
        ("| [a *b*](c) d | e |", ["a b d", "e"]),
        ("| **[a](b)** | `` c ` `` |", ["a", "c `"]),
        ("| a | b | c |", ["a", "b"]),
    ],
)
def test_cells(row: str, cells: list[str]) -> None:
    tree = parse(f"| x | **y** |\n|---|---|\n{row}\n| *last* | **row** |\n")
    (table,) = tree.root.children
    header, middle, last = read_rows(table, tree.text)
    assert [[cell.text for cell in one.cells] for one in (header, middle, last)] == [
        ["x", "y"],
        cells,
        ["last", "row"],
    ]
    assert tree.text[middle.start : middle.end].decode() == row


def test_words_that_are_said_nowhere() -> None:
    assert sorted(unsaid("a **b** `c` b", ["b a"])) == ["b", "c"]
    assert unsaid("snake\\_case &amp; x<br/>y", ["snake_case & x y"]) == []
    assert unsaid("É 日本 🔴", ["é 日本"]) == ["🔴"]


# --- no word is lost


LABELS = re.compile(
    "document|metadata|type|id|status|version|author|approver|related|specs|field|value|risk|level|factors"
    "|role|name|signature|environment|url|endpoint|contact|title|last|review|depends|on|parameters|supersedes"
)
PIECES = st.sampled_from(
    ["Dana", "PRD-112", "a \\| b", "`code`", "`a | b`", "**bold**", "*it*", "~~gone~~", "{#id}", "TODO", ", ",
     ";",
     "[text](https://u.example/p)", "[a](b.md)", "![alt](p.png)", "<https://auto.example>", "<b>html</b>",
     "<br>",
     "&amp;", "&nbsp;", "\\*", "\\\\", "日本", "שלום", "🔴", "\u202e", "\xa0", "'q'", '"', ": ", " #",
     "- ", "[x]",
     "[^1]", "High", "draft", "In Review", "1.0.0", "deploy-shop-004-cart", "none", "null", "yes",
     "[Author Name]", "<!-- c -->", "Step 2.1", "\t", "\\", "|", "Status", "Author"]
)  # fmt: skip
CELL = st.lists(PIECES, max_size=4).map(" ".join)
LABEL = st.sampled_from(
    ["Document ID", "**Status**", "Version", "author:", "Approver", "Related Specs", "Depends On", "Title",
     "Risk Level", "Risk Factors", "Last Review", "Reviewers", "", "Parameters", "[Author](x)", "`Status`",
     "Document Type"]
)  # fmt: skip
ROW = st.lists(CELL, min_size=1, max_size=4).map(lambda cells: f"| {' | '.join(cells)} |")
META_ROW = st.tuples(LABEL, st.lists(CELL, max_size=3)).map(
    lambda row: f"| {' | '.join([row[0], *row[1]])} |"
)
COLUMN = st.sampled_from(
    ["Role", "Name", "Contact", "Signature", "Environment", "URL/Endpoint", "Version", "Extra", ""]
)
COLUMNS = st.lists(COLUMN, min_size=1, max_size=4)
BEGINNINGS = st.sampled_from(
    ["", "- ", "  ", "> ", "**Risk Level:** ", "**Risk Factors:**\n- ", "Risk Level: ", "1. ", "-\n", "---\n",
     "```\n", "#### ", "!!! note\n    ", "    ", "***\n"]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\n\n"])
PROSE = st.lists(st.tuples(BEGINNINGS, CELL, ENDS).map("".join), max_size=4).map("".join)
HEADERS = st.sampled_from(
    [
        "| Field | Value |\n|---|---|\n",
        "| Property | Field | x |\n|---|---|---|\n",
        "| Status | Final |\n|--|--|\n",
    ]
)


@st.composite
def forms(draw: st.DrawFn) -> str:
    """Return a filled-in form: any cells, columns, rows and prose, in any line endings."""

    def table() -> str:
        columns = draw(COLUMNS)
        lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *draw(st.lists(ROW, max_size=4))]
        return "\n".join(lines) + "\n"

    rows = [*draw(st.lists(META_ROW, max_size=4)), ID_ROW, *draw(st.lists(META_ROW, max_size=4))]
    text = "\n".join(
        [
            f"# {draw(CELL)} Deployment Procedure\n\n## Document Metadata\n{draw(PROSE)}",
            draw(HEADERS) + "\n".join(rows),
            f"{draw(PROSE)}\n## Overview\n\n### Risk Level\n\n{draw(PROSE)}{draw(PROSE)}",
            f"## Verification\n\n### Sign-off\n{draw(PROSE)}",
            f"{table()}{draw(PROSE)}\n## Appendix\n\n### Environment Details\n",
            f"{table()}\n{draw(PROSE)}\n### Key Contacts\n",
            f"{table()}\n{table()}{draw(PROSE)}",
        ]
    )
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", ending)


def spoken(value: Json) -> list[str]:
    """Return every text in a value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in spoken(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in spoken(inner)]
    return [str(value)]


def counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+|🔴", text.casefold()))


@given(forms())
@settings(max_examples=100)
def test_no_word_is_lost(text: str) -> None:
    done = migrate("form.md", text.encode(), TEMPLATE)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if isinstance(done, Diagnostic):
        # Something above the table has made code or a quote of it.
        assert done.rule == "no-table-form"
        return
    new = document(done)
    assert new.front_matter is not None
    assert new.diagnostics == () or {one.rule for one in new.diagnostics} <= {
        "unclosed-fence",
        "invisible-character",
    }
    head = new.source.text[: new.body_start]
    data = {key: value for key, value in new.front_matter.data.items() if key != "title" or "Title" in text}
    comments = [line for line in head.splitlines() if line.startswith("#")]
    after = counted(" ".join([*spoken(data), *comments, new.body]))
    for mark_up in ("<br>", "[Author Name]", "&amp;", "&nbsp;", "1. "):
        text = text.replace(mark_up, " ")
    before = counted(text)
    known = {word for word in before if LABELS.fullmatch(word)} | {"none"}  # "none" is an empty list
    assert {word: number for word, number in (before - after).items() if word not in known} == {}
    for note in done.notes:
        assert 1 <= note.span.line <= len(lines)
        assert 1 <= note.span.column <= len(lines[note.span.line - 1]) + 1


EXPORTED = st.sampled_from(
    ["<div class='panel'>", "<div\nclass='grid'>", "</div>", '<div class="expand-control">', "::: panel",
     '<div class="confluence-information-macro-note">', ":::", "<table>", "<tr><th>h</th></tr>", "</table>",
     "<table><tr><td>w|q</td><td>*e*</td></tr></table>", "| | |\n|-|-|\n| Role | Name |", "| a | b |",
     "\\[x\\] k", "☐ k", "- [ ] k", "- Stakeholder sign-off", "## 1. Overview", "## Own {#p-Own}", "```",
     "    code", "text", "", "[TABLE]", "- [Overview](#o)\n- [Own](#p)", '<a href="/zz">yy</a>']
)  # fmt: skip


@given(st.lists(EXPORTED, max_size=12), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=150)
def test_no_word_of_an_export_is_lost(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    done = without_export("x.md", text, TEMPLATE)
    if done is None:
        return
    marks = r"</?\w+[^<>]*>|::: panel|\{#[^{}]*\}|^## 1\.|^- \[(?:Overview|Own)\]\(#\w\)$"
    left = counted(re.sub(marks, " ", text, flags=re.M)) - counted(done.text)
    assert left == Counter()
    assert not done.text or len(done.lines) == len(done.text.removesuffix("\n").split("\n"))
    assert done.notes
    assert all(1 <= number <= len(text.split("\n")) for number, _ in done.lines)
    assert without_export("x.md", text.replace("\n", "\r\n"), TEMPLATE) is not None


@given(st.text(max_size=200) | st.binary(max_size=200))
@settings(max_examples=100)
def test_nothing_raises(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    for around in (b"", SEED.encode()):
        migrate("form.md", around + data, TEMPLATE)
        migrate("form.md", around.replace(b"[Author Name]", data), TEMPLATE)


def test_code_and_tables_that_stay_keep_their_html() -> None:
    command = 'Run `grep \'<a href="x.html">y</a>\' f` and read <a href="https://e.example/">e</a>.'
    text = replaced(
        (FOLDER / "full.md").read_text(encoding="utf-8"), "The checkout becomes one page.", command
    )
    body = migrated(text).data.decode()
    assert "Run `grep '<a href=\"x.html\">y</a>' f` and read [e](https://e.example/)." in body
