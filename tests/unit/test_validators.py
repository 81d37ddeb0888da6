"""Tests of the two validators: one says whether a document fits, the other one what is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin import project
from mkdocs_deploy_plugin.checking import schema_check
from mkdocs_deploy_plugin.checking.validators import validator, violations
from mkdocs_deploy_plugin.checking.violation import Violation
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import Template, builtin_template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.schema import document_schema
from tests.mistakes.table import mistakes
from tests.unit.samples import GOOD, GOOD_ID, ROOT, replaced


def found(schema: dict[str, Any], data: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...], str]]:
    assert not validator(schema).is_valid(data)
    return [(one.keyword, one.path, one.missing) for one in violations(schema, data)]


def test_each_missing_key_is_a_violation_by_itself() -> None:
    schema = {"required": ["a", "b", "c"]}
    assert found(schema, {"b": 1}) == [("required", (), "a"), ("required", (), "c")]


def test_branches_are_kept_apart() -> None:
    row = {"type": "object", "properties": {"k": {"type": "string"}}, "required": ["k"]}
    schema = {"properties": {"rows": {"items": {"anyOf": [{"type": "string"}, row]}}}}
    (violation,) = violations(schema, {"rows": [{"k": 1}]})
    assert (violation.keyword, violation.path) == ("anyOf", ("rows", 0))
    assert [[(one.keyword, one.path) for one in branch] for branch in violation.branches] == [
        [("type", ("rows", 0))],
        [("type", ("rows", 0, "k"))],
    ]


def test_fields_may_be_named_like_keywords() -> None:
    field = {"type": "string", "pattern": "^a$"}
    names = ("if", "then", "propertyNames", "properties", "required", "status")
    then = {"properties": {name: {"minLength": 2} for name in names}, "required": ["then"]}
    schema = {
        "properties": dict.fromkeys(names, field),
        "allOf": [{"if": {"properties": {"status": {"enum": ["a"]}}, "required": ["status"]}, "then": then}],
    }
    assert found(schema, {"then": "b", "propertyNames": "b"}) == [
        ("pattern", ("then",), ""),
        ("pattern", ("propertyNames",), ""),
    ]
    (missing, short) = sorted(violations(schema, {"status": "a"}), key=lambda one: one.keyword, reverse=True)
    assert (missing.keyword, missing.missing, missing.statuses) == ("required", "then", ("a",))
    assert (short.keyword, short.path, short.statuses) == ("minLength", ("status",), ("a",))


def test_a_key_that_is_refused_is_named() -> None:
    schema = {"properties": {"parameters": {"propertyNames": {"pattern": "^[a-z]+$"}}}}
    (violation,) = violations(schema, {"parameters": {"good": 1, "BAD": 2}})
    assert (violation.keyword, violation.path, violation.value) == ("propertyNames", ("parameters",), "BAD")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "(a+)+$"}, "a" * 60 + "b"),  # Python's own engine would not come back
        ({"pattern": r"^[^\W\d]+$"}, "é1"),
        ({"pattern": "^a$"}, "a\n"),
        ({"format": "date"}, "2026-02-30"),
        ({"format": "uri"}, "https://a b"),
    ],
)
def test_patterns_and_formats_mean_the_same_to_both(schema: dict[str, Any], value: str) -> None:
    assert [one.keyword for one in violations(schema, {"value": value})] == []
    nested = {"properties": {"value": schema}}
    assert found(nested, {"value": value}) == [(next(iter(schema)), ("value",), "")]


def checked(folder: Path, text: str) -> Diagnostic:
    """Return the one finding of a procedure in a folder of its own."""
    (folder / "procedures").mkdir()
    (folder / "procedures" / f"{GOOD_ID}.md").write_text(text, encoding="utf-8")
    (diagnostic,) = load_project(Settings.from_mapping(folder, {})).diagnostics
    return diagnostic


def test_a_violation_that_no_rule_explains_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stricter(template: Template, site_keys: Any = ()) -> dict[str, Any]:
        schema = document_schema(template, site_keys)
        schema["properties"]["body"]["properties"]["sections"]["minProperties"] = 99
        return schema

    monkeypatch.setattr(project, "_schema_check", schema_check.SchemaCheck)  # not one compiled before
    monkeypatch.setattr(schema_check, "document_schema", stricter)
    diagnostic = checked(tmp_path, GOOD)
    assert (diagnostic.rule, diagnostic.severity) == ("unexplained-violation", "error")
    assert diagnostic.pointer == "/body/sections"
    assert diagnostic.message == (
        'The procedure does not match the schema: "/body/sections" violates minProperties'
    )


def test_validators_that_disagree_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(schema: dict[str, Any], data: dict[str, Any]) -> Iterator[Violation]:
        return iter(())

    monkeypatch.setattr(schema_check, "violations", nothing)
    diagnostic = checked(tmp_path, replaced(GOOD, "version: 1.2.0\n", ""))
    assert (diagnostic.rule, diagnostic.severity) == ("unexplained-violation", "error")


def test_the_explaining_validator_is_imported_only_when_something_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    code = (
        "import sys; from mkdocs_deploy_plugin.cli import main\n"
        "try: main(['check'])\n"
        "except SystemExit as end: print(end.code, 'jsonschema' in sys.modules)"
    )
    for text, expected in ((GOOD, "0 False"), (replaced(GOOD, "version: 1.2.0\n", ""), "1 True")):
        (folder / f"{GOOD_ID}.md").write_text(text, encoding="utf-8")
        result = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1793000000"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert result.stdout.split("\n")[-2] == expected


def agree(template: Template, path: str, data: bytes, site_keys: tuple[str, ...] = ()) -> bool:
    """Return whether a file fits the schema of a template, after asking both validators."""
    content = document_data(read_document(path, data, template.syntax), template)
    schema = document_schema(template, site_keys)
    fits: bool = schema_of(template, site_keys).is_valid(content)
    explained = list(violations(schema, content))
    assert fits == (not explained), (path, explained[:3])
    return fits


_COMPILED: dict[tuple[str, tuple[str, ...]], Any] = {}


def schema_of(template: Template, site_keys: tuple[str, ...]) -> Any:
    key = template.text, site_keys
    if key not in _COMPILED:
        _COMPILED[key] = validator(document_schema(template, site_keys))
    return _COMPILED[key]


def test_the_validators_agree_on_every_mistake_with_its_own_template_or_settings(tmp_path: Path) -> None:
    """The others are in `test_schema`."""
    special = [mistake for mistake in mistakes().values() if mistake.files != mistake.procedures]
    assert len(special) >= 20
    for number, mistake in enumerate(special):
        root = tmp_path / str(number)
        root.mkdir()
        settings = mistake.lay_out(root)
        template = project.load_collections(settings)[0].template
        for path, data in mistake.procedures.items():
            agree(template, path, data, settings.site_keys)


def test_the_validators_agree_on_the_bodies_of_the_corpus() -> None:
    template = builtin_template()
    head = GOOD.split("\n---\n", 1)[0].encode() + b"\n---\n"
    files = sorted((ROOT / "tests" / "corpus").rglob("*.md"))
    assert len(files) > 200
    for file in files:
        agree(template, file.name, file.read_bytes())
        agree(template, file.name, head + file.read_bytes())
