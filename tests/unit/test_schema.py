"""Tests of `schema` and `data`: valid schemas, and the same verdict from two validators."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.catalog.schema_files import CATALOG_FILE, catalog_schema, schema_files
from mkdocs_deploy_plugin.checking.validators import validator, violations
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.project import load_collections
from mkdocs_deploy_plugin.template import SectionRule, builtin_template, load_template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.kinds import KINDS
from mkdocs_deploy_plugin.template.schema import (
    DOCUMENT_FILE,
    FRONT_MATTER_FILE,
    document_schema,
    front_matter_schema,
)
from mkdocs_deploy_plugin.template.stand_ins import STAND_IN
from tests.mistakes.table import singles
from tests.unit.samples import FIXTURES, GOOD, GOOD_ID, ROOT, check, read, replaced

TEMPLATE = builtin_template()
SCHEMAS = {
    FRONT_MATTER_FILE: front_matter_schema(TEMPLATE),
    DOCUMENT_FILE: document_schema(TEMPLATE),
    CATALOG_FILE: catalog_schema(TEMPLATE, kind="procedures"),
}
SLOW = {
    name: Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for name, schema in SCHEMAS.items()
}
FAST = {name: validator(schema) for name, schema in SCHEMAS.items()}


def verdict(name: str, data: Any) -> bool:
    """Return what both validators say about some data, and jsonschema with its own patterns and formats."""
    fast, slow = FAST[name].is_valid(data), SLOW[name].is_valid(data)
    assert fast == slow, [error.message for error in SLOW[name].iter_errors(data)]
    assert fast == (not any(violations(SCHEMAS[name], data)))
    return fast


def data_of(text: str) -> dict[str, Any]:
    """Return a procedure as the data that the schema describes."""
    return document_data(read(text), TEMPLATE)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_draft_2020_12(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_files_in_the_repository_follow_from_the_template(name: str) -> None:
    procedures, *_ = load_collections(load_settings(ROOT / "mkdocs.yml", ROOT))
    files = schema_files(procedures.template, kind=procedures.kind)
    assert (ROOT / "schema" / name).read_text(encoding="utf-8") == files[name]
    assert json.loads(schema_files(TEMPLATE, kind=procedures.kind)[name]) == SCHEMAS[name]


def test_site_keys_are_allowed() -> None:
    text = replaced(GOOD, "tags: [shop]", "tags: [shop]\nowner: x\nhide: [toc]\nsocial: {cards: true}")
    assert [one.rule for one in check(text)] == ["unknown-field"]
    schema = front_matter_schema(TEMPLATE, ["owner", "title"])
    assert "owner" in schema["properties"]
    assert schema["properties"]["title"]["minLength"] == 1


def test_every_field_has_its_description() -> None:
    properties = SCHEMAS[FRONT_MATTER_FILE]["properties"]
    assert all(schema["description"] for schema in properties.values())
    assert properties["approver"]["description"].startswith("who approves the procedure for use")


def suggestions(schema: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each value that editors offer, with the schema that offers it."""
    if isinstance(schema, list):
        for inner in schema:
            yield from suggestions(inner)
    elif isinstance(schema, dict):
        offered = [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]
        yield from ((schema, value) for value in offered)
        for keyword, inner in schema.items():
            if keyword not in ("examples", "default", "enum", "const"):
                yield from suggestions(list(inner.values()) if keyword == "properties" else inner)


TEAM = load_template("template.md", (FIXTURES / "team/template.md").read_bytes())


@pytest.mark.parametrize("name", [*KINDS, "team"])
def test_what_editors_offer_is_allowed(name: str) -> None:
    template = TEAM if name == "team" else load_template(name, KINDS[name].read())
    schema = front_matter_schema(template)
    offered = list(suggestions(schema))
    assert len(offered) > 3
    for inner, value in offered:
        assert isinstance(value, str | int | float), "editors show a row as [object Object]"
        assert Draft202012Validator(inner).is_valid(value), (inner, value)
        assert not re.match(STAND_IN, str(value))
        assert str(value).casefold() not in template.placeholders
        assert "[" not in str(value)


def test_what_editors_offer() -> None:
    properties = SCHEMAS[FRONT_MATTER_FILE]["properties"]
    assert properties["status"]["default"] == "Draft"
    assert properties["version"]["default"] == "1.0.0"
    assert properties["id"]["examples"] == ["deploy-project-001-feature-name"]
    assert not {"default", "examples"} & {*properties["author"], *properties["environments"]}
    rows = properties["environments"]["items"]["properties"]
    assert rows["name"]["examples"] == ["Production", "Staging"]
    # A single date or address would be written as the value, and look real.
    assert rows["url"]["examples"] == ["https://shop.example", "https://example.com/"]
    assert len(properties["reviewed"]["examples"]) == 2
    assert all("type" in schema or {"const", "enum", "anyOf"} & {*schema} for schema in properties.values())


def test_every_pattern_is_of_the_dialect_of_json_schema() -> None:
    patterns = re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', schema_files(TEMPLATE)[DOCUMENT_FILE])
    assert len(patterns) > 40
    for pattern in patterns:
        escapes = set(re.findall(r"\\(.)", json.loads(f'"{pattern}"')))
        assert escapes <= set(r"\wd^$.*+?()[]{}|/-")


def test_the_good_procedure_as_data() -> None:
    data = data_of(GOOD)
    assert verdict(DOCUMENT_FILE, data)
    assert verdict(FRONT_MATTER_FILE, data["front_matter"])
    body = data["body"]
    assert body["title"] == "Checkout Deployment Procedure"
    assert body["placeholders"] == []
    steps = body["sections"]["Deployment Steps"]
    assert [phase["number"] for phase in steps["phases"]] == ["1", "2"]
    step = steps["phases"][0]["steps"][0]
    assert (step["number"], step["title"], step["anchor"]) == ("1.1", "Look", "step-1.1")
    assert step["commands"] == [{"language": "bash", "text": "kubectl get pods\n"}]
    assert [item["id"] for item in step["items"]] == ["step-1.1/pods-are-there"]
    assert json.loads(json.dumps(data)) == data


def test_headings_are_known_in_any_case() -> None:
    assert check(replaced(GOOD, "### Scope", "### SCOPE")) == []


def test_both_validators_agree_on_every_broken_procedure(subtests: pytest.Subtests) -> None:
    # Many mistakes are of no concern to a schema, and leave the same data.
    known: set[str] = set()

    def is_new(value: Any) -> bool:
        text = json.dumps(value)
        return text not in known and not known.add(text)  # type: ignore[func-returns-value]

    for mistake in singles().values():
        with subtests.test(mistake.name):
            document = read(mistake.text)
            data = document_data(document, TEMPLATE)
            asked = document_data(document, TEMPLATE, everything=False)
            if is_new(asked):
                assert verdict(DOCUMENT_FILE, data) == verdict(DOCUMENT_FILE, asked)
            elif is_new(data):
                verdict(DOCUMENT_FILE, data)
            if "front_matter" in data and is_new(data["front_matter"]):
                verdict(FRONT_MATTER_FILE, data["front_matter"])


def test_what_a_schema_can_ask_for_is_all_that_it_asks_for() -> None:
    def names(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(names, schema))
        if not isinstance(schema, dict):
            return set()
        inner = schema.get("properties", {})
        return set(inner) | set().union(*map(names, [*inner.values(), *schema.values()]))

    body = SCHEMAS[DOCUMENT_FILE]["properties"]["body"]
    headings = {rule.heading for rule in all_rules(TEMPLATE.sections)}
    known = {"title", "sections", "placeholders", "text", "items", "reason", "number"}
    assert names(body) <= known | headings | set(TEMPLATE.words.values())


def all_rules(rules: tuple[SectionRule, ...]) -> Iterator[SectionRule]:
    for rule in rules:
        yield rule
        yield from all_rules(rule.sections)


def test_both_validators_agree_on_the_procedures_of_this_project() -> None:
    for path in (ROOT / "procedures").glob("deploy-*.md"):
        assert verdict(DOCUMENT_FILE, document_data(read(path.read_bytes(), str(path)), TEMPLATE))


# `$` of Python's regular expressions also matches before a newline at the end; JSON Schema's does not.
TEXTS = st.text(max_size=12).filter(lambda text: not text.endswith("\n"))
PLAUSIBLE = st.sampled_from(
    ["", "Draft", "In Review", "Approved", "Retired", "High", "1.0.0", "01.2.3", "1.2.3-rc.1+5", "2026-10-01",
     "2026-02-29", "2024-02-29", "20261001", "٢٠٢٦-١٠-٠١", "https://a.example", "http://", "https://a b",
     "ftp://a", "deploy-a-001-b", "deploy-a-1-b", "deploy-a-001-" + "b" * 41, "[Author Name]", "[YYYY-MM-DD]",
     "Operations", "https://日本.example"]
)  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | PLAUSIBLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | PLAUSIBLE, inner, max_size=3),
    max_leaves=4,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in inner for found in [(*path, key), *paths(one, (*path, key))]]


FRONT_MATTER = data_of(GOOD)["front_matter"]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_both_validators_agree_on_mutated_front_matter(data: st.DataObject) -> None:
    mutated = copy.deepcopy(FRONT_MATTER)
    for _ in range(data.draw(st.integers(1, 3))):
        possible = paths(mutated)
        if not possible:
            break
        *path, key = data.draw(st.sampled_from(possible))
        target: Any = mutated
        for part in path:
            target = target[part]
        action = data.draw(st.sampled_from(["set", "set", "delete", "add"]))
        if action == "delete":
            del target[key]
        elif action == "add" and isinstance(target, dict):
            target[data.draw(TEXTS)] = data.draw(VALUES)
        else:
            target[key] = data.draw(VALUES)
    verdict(FRONT_MATTER_FILE, mutated)


def fill(text: str, status: str) -> str:
    """Fill in a template: placeholders, TODOs, empty bullets, sections without text, what is rolled back."""
    front_matter, body = text.split("\n---\n", 1)
    front_matter = front_matter.replace("deploy-[project]-[nnn]-[feature-name]", GOOD_ID)
    front_matter = re.sub(rf"(depends_on|supersedes):\n  - {GOOD_ID}", r"\1: []", front_matter)
    front_matter = front_matter.replace(
        "  - role: DevOps Lead", "  - role: DevOps Lead\n  - role: Operations"
    )
    front_matter = front_matter.replace("[Draft/In Review/Approved/Retired]", status)
    front_matter = front_matter.replace("[Low/Medium/High]", "Low").replace("[YYYY-MM-DD]", "2026-10-01")
    front_matter = re.sub(r'"\[(.*)\]"', r'"\1"', front_matter)
    body = re.sub(r"\[[^\]\n]{2,}\]", "42", body)
    body = body.replace("TODO", "Done").replace("\n-\n-\n", "\n- None\n")
    body = re.sub(r"(### (?:Purpose|Scope)\n<!-- .* -->\n)", r"\1Text.\n", body)
    body = body.replace(
        "#### Step R.1: Initiate Rollback\n", "#### Step R.1: Initiate Rollback\nRolls back Phases 1 to 3.\n"
    )
    return f"{front_matter}\n---\n{body}"


@pytest.mark.parametrize("status", TEMPLATE.statuses)
def test_the_template_filled_in_passes_its_own_schema(status: str) -> None:
    filled = fill(TEMPLATE.text, status)
    assert check(filled) == []
    assert verdict(DOCUMENT_FILE, data_of(filled))


@pytest.mark.parametrize("status", TEMPLATE.statuses)
def test_the_template_with_its_data_only_passes_as_a_draft_only(status: str) -> None:
    front_matter = fill(TEMPLATE.text, status).split("\n---\n", 1)[0]
    text = f"{front_matter}\n---\n" + TEMPLATE.text.split("\n---\n", 1)[1]
    rules = {one.rule for one in check(text)}
    left = {"placeholder", "todo-in-command", "empty-section", "phase-without-rollback"}
    assert rules == (set() if status == "Draft" else left)


def test_the_template_itself_is_no_procedure() -> None:
    assert {one.rule for one in check(TEMPLATE.text)} >= {"placeholder-value"}
    assert not verdict(DOCUMENT_FILE, data_of(TEMPLATE.text))
