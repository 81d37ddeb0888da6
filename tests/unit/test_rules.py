"""Tests of the registry of rules: it is complete, and nothing else depends on a rule's name."""

from __future__ import annotations

import ast
from pathlib import Path

import mkdocs_deploy_plugin
from mkdocs_deploy_plugin.findings.rules import RULES, without_consequences
from mkdocs_deploy_plugin.findings.rules import diagnostic as make
from mkdocs_deploy_plugin.model import START, Span
from tests.unit.samples import ROOT

PACKAGE = Path(mkdocs_deploy_plugin.__file__).parent
COMPOSED = {"checking.ambiguous": {"yaml-date", "yaml-octal", "yaml-time"}}
"""Rules whose names are put together where they are reported."""


def named_in(path: Path) -> set[str]:
    """Return the rules whose names are in a module as they are."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    values = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return {value for value in values if isinstance(value, str) and value in RULES}


def test_only_the_checks_of_a_rule_name_it() -> None:
    named: dict[str, set[str]] = {module: set(rules) for module, rules in COMPOSED.items()}
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if module != "findings.rules" and (rules := named_in(path)):
            named.setdefault(module, set()).update(rules)
    registered: dict[str, set[str]] = {}
    for rule in RULES.values():
        for module in rule.checks:
            registered.setdefault(module, set()).add(rule.name)
    assert named == registered


def test_rules_are_in_the_order_of_their_names() -> None:
    assert list(RULES) == sorted(RULES)
    for rule in RULES.values():
        assert {*rule.brings, *rule.replaces} <= set(RULES)
        assert (ROOT / "docs" / rule.page).is_file()


def test_a_consequence_is_dropped_where_its_cause_is() -> None:
    cause = make("duplicate-id", "a.md", START, "Two")
    consequence = make("id-file-name", "a.md", START, "Other")
    elsewhere = make("id-file-name", "a.md", Span(2, 1, 2, 1), "Other")
    assert without_consequences([consequence, cause, elsewhere]) == [cause, elsewhere]
    assert without_consequences([consequence]) == [consequence]
