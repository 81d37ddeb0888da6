"""What a template calls its documents: the mark, and the findings and schemas that use the word."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START
from mkdocs_deploy_plugin.template import load_template
from mkdocs_deploy_plugin.template.kinds import KINDS
from mkdocs_deploy_plugin.template.nouns import PROCEDURE, Noun, called, read_noun
from mkdocs_deploy_plugin.template.schema import document_schema, front_matter_schema

RUNBOOK, EXERCISE = Noun("runbook", "runbooks"), Noun("exercise", "exercises")


@pytest.mark.parametrize(
    ("mark", "noun"),
    [
        ("noun: runbook, runbooks", RUNBOOK),
        ("noun: database change, database changes", Noun("database change", "database changes")),
        ("noun: Betriebsanleitung, Betriebsanleitungen", Noun("Betriebsanleitung", "Betriebsanleitungen")),
        ("noun: 手順書", Noun("手順書", "手順書")),
        ("noun: mise à jour、mises à jour", Noun("mise à jour", "mises à jour")),
        ("noun: a, b, c", None),
        ("noun: ,", None),
        ("noun: <b>, c", None),
        (f"noun: {'x' * 41}", None),
        ("gates: a, b, c", None),
    ],
)
def test_the_mark(mark: str, noun: Noun | None) -> None:
    assert read_noun(mark) == noun


@pytest.mark.parametrize(
    ("noun", "text", "expected"),
    [
        (RUNBOOK, "The procedure has no Step", "The runbook has no Step"),
        (RUNBOOK, "Procedures depend on each other", "Runbooks depend on each other"),
        (EXERCISE, "works only in a procedure.", "works only in an exercise."),
        (EXERCISE, "A procedure", "An exercise"),
        (
            RUNBOOK,
            'The section "My procedure" is in `procedure`',
            'The section "My procedure" is in `procedure`',
        ),
        (
            RUNBOOK,
            "procedures/procedure-1.md: see procedures.json",
            "procedures/procedure-1.md: see procedures.json",
        ),
        (
            RUNBOOK,
            "Run procedures check; write procedures:waive",
            "Run procedures check; write procedures:waive",
        ),
        (PROCEDURE, "The procedure", "The procedure"),
    ],
)
def test_findings_use_the_noun(noun: Noun, text: str, expected: str) -> None:
    finding = called(diagnostic("missing-step", "a.md", START, text, text), noun)
    assert (finding.message, finding.help) == (expected or text, expected or text)


@pytest.mark.parametrize(
    ("kind", "title", "front_matter"),
    [
        ("deployment-procedure", "Deployment procedure", "Front matter of a deployment procedure"),
        ("incident-runbook", "Runbook", "Front matter of a runbook"),
        ("database-change", "Database change", "Front matter of a database change"),
        ("disaster-recovery-exercise", "Exercise", "Front matter of an exercise"),
    ],
)
def test_schemas_use_the_noun(kind: str, title: str, front_matter: str) -> None:
    template = load_template(KINDS[kind].file, KINDS[kind].read())
    assert (document_schema(template)["title"], front_matter_schema(template)["title"]) == (
        title,
        front_matter,
    )
