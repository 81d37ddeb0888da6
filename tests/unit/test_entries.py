"""Tests of what procedures can be selected by, and of their values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.catalog.entries import Entry, entries, project_labels, properties
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.catalog.properties import template_properties
from mkdocs_deploy_plugin.catalog.query import select
from mkdocs_deploy_plugin.catalog.query_arguments import read_query
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.directives import read_directive
from mkdocs_deploy_plugin.rendering.tables import Renderer
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import FieldKind, builtin_template, load_template

TODAY = date(2026, 11, 20)
FACETS = ["project", "status", "risk", "author", "environment", "overdue", "spec"]
TEAM = """---
# Number: what it is called. (choice)
status: "[New/Live]"
id: run-[nnn]
# Owner: the team.
owner: "[team-a]"
# Critical: whether it wakes people up.
critical: true
spec: "[SPEC-1]"
project: "[Web Shop]"
kind: Runbook
notes:
  - "[note]"
---

# Run
"""


def load(folder: Path, template: str = "", **files: str) -> Project:
    """Load procedures, their front matter by the name of the file."""
    procedures = folder / "procedures"
    procedures.mkdir()
    for name, text in files.items():
        file = procedures / f"{name.replace('_', '-')}.md"
        file.write_text(f"---\n{text}\n---\n\n# T\n", encoding="utf-8")
    options = {"template": "t.md"} if template else {}
    (folder / "t.md").write_text(template, encoding="utf-8")
    return load_project(Settings.from_mapping(folder, options), today=TODAY)


def only(project: Project) -> Entry:
    (entry,) = entries(project, TODAY)
    return entry


def test_properties_of_the_built_in_template() -> None:
    known = template_properties(builtin_template())
    assert [one.name for one in known] == [
        "id", "title", "project", "status", "risk", "version", "author", "approver", "reviewed",
        "document_type", "environment", "overdue", "spec",
    ]  # fmt: skip
    assert [one.name for one in known if one.facet] == FACETS
    by_name = {one.name: one for one in known}
    assert by_name["status"].choices == ("Draft", "In Review", "Approved", "Retired")
    assert by_name["risk"].choices == ("Low", "Medium", "High")
    assert by_name["reviewed"].label == "Last Review"
    assert by_name["version"].kind is FieldKind.VERSION


def test_properties_are_those_of_the_template() -> None:
    known = template_properties(load_template("t.md", TEAM.encode()))
    assert [one.name for one in known] == [
        "id",
        "title",
        "project",
        "status",
        "owner",
        "critical",
        "spec",
        "kind",
        "notes",
    ]
    assert [one.choices for one in known if one.name == "critical"] == [("true", "false")]
    # The team's own field, not that which is made of `related_specs`.
    assert [one.key for one in known if one.name == "spec"] == ["spec"]


NESTED = """---
status: "[New/Live]" # (choice)
id: run-[nnn]
# Rollout: how it goes. (optional)
rollout:
  # Stage: how far. (choice)
  stage: "[canary/full]"
  # Limits: what holds. (optional)
  limits: ["[limit]"]
risk:
  level: "[Low/High]" # (choice)
# Regions: where. (choice)
regions: ["[eu/us]"]
# Before: what runs first. (optional)
depends_on: ["run-[nnn]"]
---

# Run
"""


def test_mappings_and_lists_of_names_have_properties(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        NESTED,
        run_001="status: Live\nrollout: {stage: full, limits: [x]}\n"
        "risk: {level: Low}\nregions: [us, eu, us]",
    )
    assert [(one.name, one.label, one.choices, one.facet) for one in properties(project.collections)][
        -3:
    ] == [
        ("risk", "Risk", ("Low", "High"), True),
        ("rollout.stage", "Stage", ("canary", "full"), False),
        ("regions", "Regions", ("eu", "us"), False),
    ]
    values = only(project).values
    assert (values["rollout.stage"], values["regions"]) == (("full",), ("us", "eu"))
    _, arguments = read_directive(
        "procedures:catalog rollout.stage=full regions=EU columns=id,risk.level,rollout.stage "
        "facets=regions,rollout.stage"
    ) or ("", None)
    assert arguments is not None
    query, problems = read_query(arguments.values, project.collections)
    assert problems == ()
    assert [one.name for one in query.columns] == ["id", "risk", "rollout.stage"]
    assert [one.name for one in query.facets or ()] == ["regions", "rollout.stage"]
    assert select(entries(project, TODAY), query) == (only(project),)


def test_values(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        deploy_shop_001_x='title: "Doe,  Jane\\n"\nstatus: Approved\nauthor: 決済\nreviewed: 2025-11-19\n'
        "risk: {level: High, factors: [a]}\nenvironments: [{name: Production}, {name: Staging}, {url: x}]\n"
        "related_specs: [PRD-1, PRD-1, {title: The plan, url: 'https://x.example'}, {url: y}]",
    )
    assert only(project).values == {
        "id": ("deploy-shop-001-x",),
        "title": ("Doe, Jane",),
        "project": ("shop",),
        "status": ("Approved",),
        "risk": ("High",),
        "version": (),
        "author": ("決済",),
        "approver": (),
        "reviewed": ("2025-11-19",),
        "document_type": ("Deployment Procedure (DEPLOY)",),
        "environment": ("Production", "Staging"),
        "overdue": ("yes",),
        "spec": ("PRD-1", "The plan"),
    }


@pytest.mark.parametrize(
    ("front_matter", "overdue"),
    [
        ("status: Approved\nreviewed: 2025-11-20", "no"),
        ("status: Approved\nreviewed: 2025-11-19", "yes"),
        ("status: Draft\nreviewed: 2001-01-01", "no"),
        ("status: Approved\nreviewed: 2025-02-30", "no"),
        ("status: Approved\nreviewed: [2025-01-01]", "no"),
        ("status: Approved", "no"),
    ],
)
def test_overdue_is_what_the_checker_finds(tmp_path: Path, front_matter: str, overdue: str) -> None:
    project = load(tmp_path, deploy_shop_001_x=front_matter)
    assert only(project).values["overdue"] == (overdue,)
    assert ("overdue-review" in {one.rule for one in project.diagnostics}) is (overdue == "yes")


def test_values_of_another_sort_are_none(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        deploy_shop_001_x="title: [a, b]\nstatus: {a: b}\nauthor: 12\nrisk: High\nenvironments: Production\n"
        "version: true\nrelated_specs: [[a], 3]",
    )
    values = only(project).values
    assert values["title"] == ("deploy-shop-001-x",)
    assert (values["status"], values["risk"], values["author"]) == ((), ("High",), ("12",))
    assert (values["version"], values["spec"]) == (("true",), ("3",))
    assert values["environment"] == ("Production",)


def test_entries_come_in_the_order_of_ids_and_none_is_lost(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        b="id: deploy-a-002-x\ntitle: Same",
        a="id: deploy-a-003-x\ntitle: Same",
        c="id: deploy-a-002-x\ntitle: Same",
        z="not: [closed",
    )
    found = [(one.values["id"], one.procedure.path) for one in entries(project, TODAY)]
    assert found == [
        (("deploy-a-002-x",), "procedures/b.md"),
        (("deploy-a-002-x",), "procedures/c.md"),
        (("deploy-a-003-x",), "procedures/a.md"),
        (("z",), "procedures/z.md"),
    ]


def test_a_project_goes_by_its_slug_and_is_shown_by_its_name(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        TEAM,
        run_001="id: run-001\nproject: ../x\ncritical: false",
        run_002="id: run-002\nproject: Web Shop",
        run_003="id: run-003\nproject: web shop",
        run_004="id: run-004\nproject: ..",
    )
    found = [one.values["project"] for one in entries(project, TODAY)]
    assert found == [("x",), ("web-shop",), ("web-shop",), ()]
    assert entries(project, TODAY)[0].values["critical"] == ("false",)
    assert project_labels(project.catalog) == {"x": "../x", "web-shop": "Web Shop"}


def test_nested_mappings_have_their_labels_in_tables(tmp_path: Path) -> None:
    template = NESTED.replace(
        "rollout:\n", "rollout:\n  pace:\n    # Waves per day: how many.\n    waves: 3\n"
    )
    project = load(tmp_path, template, run_001="rollout: {pace: {waves: 2}, stage: full}")
    renderer = Renderer(project.collections[0].template, project.catalog, lambda procedure, fragment: "")
    (procedure,) = project.catalog
    assert "Stage: full" in (text := "".join(renderer.metadata(procedure).itertext()))
    assert "Waves per day: 2" in text
