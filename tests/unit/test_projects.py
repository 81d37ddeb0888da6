"""Tests of the project of a procedure."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.catalog.project_names import ProjectNames
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.template import builtin_template, load_template


def slug_of(front_matter: str, template: str = "", file: str = "procedures/x.md") -> str:
    builtin = builtin_template()
    text = builtin.text.replace("\ntitle:", f"\n{template}\ntitle:", 1) if template else builtin.text
    read = load_template("t.md", text.encode())
    document = read_document(file, f"---\n{front_matter}\n---\n\n# T\n".encode(), read.syntax)
    return ProjectNames(read).slug(document)


@pytest.mark.parametrize(
    ("identifier", "project"),
    [
        ("deploy-shop-001-checkout", "shop"),
        ("deploy-web-shop-001-checkout", "web-shop"),
        ("deploy-shop-001-checkout-002-more", "shop"),
        ("deploy-shop-2-001-checkout", "shop-2"),
        ("something-else", ""),
    ],
)
def test_an_id_tells_the_project(identifier: str, project: str) -> None:
    assert slug_of(f"id: {identifier}") == project


def test_a_file_without_id_is_taken_by_its_name() -> None:
    assert slug_of("title: T", file="procedures/deploy-shop-001-checkout.md") == "shop"


@pytest.mark.parametrize(
    ("name", "project"), [("../x", "x"), ("Web Shop", "web-shop"), ("決済", "決済"), ("..", ""), ("<b>", "b")]
)
def test_a_field_of_the_template_goes_before_the_id(name: str, project: str) -> None:
    field = 'project: "[Project]"'
    assert slug_of(f'id: deploy-shop-001-checkout\nproject: "{name}"', field) == project


@pytest.mark.parametrize(
    ("file", "project"),
    [
        ("ops/runbooks/a.md", ""),
        ("ops/runbooks/Web Shop/a.md", "web-shop"),
        ("ops/runbooks/shop/disks/a.md", "shop"),
        ("ops/runbooks/<b>/a.md", "b"),
    ],
)
def test_folders_are_projects_if_ids_have_none(file: str, project: str) -> None:
    template = load_template("t.md", b"# [Alert]\n\n## Meaning\n")
    document = read_document(file, b"# A\n", template.syntax)
    assert ProjectNames(template, "ops/runbooks/").slug(document) == project
