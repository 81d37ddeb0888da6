"""Procedures and ways to read and check them, for the tests of this folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.checking.document import check_document
from mkdocs_deploy_plugin.checking.references import check_references
from mkdocs_deploy_plugin.checking.relations import check_relations
from mkdocs_deploy_plugin.checking.review import check_review
from mkdocs_deploy_plugin.checking.schema_check import SchemaCheck
from mkdocs_deploy_plugin.checking.whole import check_whole
from mkdocs_deploy_plugin.findings.rules import without_consequences
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Section
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.template import Template, builtin_template
from mkdocs_deploy_plugin.template.derived import with_derived

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
GOOD = (FIXTURES / "good.md").read_text(encoding="utf-8")
GOOD_ID = "deploy-shop-001-checkout"
TODAY = date(2026, 11, 20)


_CHECKS: dict[tuple[str, str, tuple[str, ...]], SchemaCheck] = {}


def schema_check(template: Template, site_keys: Iterable[str] = ()) -> SchemaCheck:
    """Return the check of a template, compiled once."""
    # Its fields depend on the other templates of the site, too.
    key = template.text, repr(template.fields), tuple(site_keys)
    if key not in _CHECKS:
        _CHECKS[key] = SchemaCheck(template, site_keys)
    return _CHECKS[key]


def read(
    text: str | bytes, path: str = f"procedures/{GOOD_ID}.md", template: Template | None = None
) -> Document:
    """Read a procedure as a project does, with the built-in template if none is given."""
    data = text.encode() if isinstance(text, str) else text
    template = template or builtin_template()
    return with_derived(read_document(path, data, template.syntax), template)


def outline_of(body: str) -> Outline:
    """Read the outline of a body without front matter in front of it."""
    outline = read("---\n---\n" + body).outline
    assert outline is not None
    return outline


def section_of(body: str, heading: str) -> Section:
    """Return the one section of a body that has this heading."""
    (found,) = [section for section in outline_of(body).sections() if section.heading == heading]
    return found


def collections(template: Template | None = None) -> tuple[Collection, ...]:
    """Return the one collection of a site with a template, the built-in one if none is given."""
    return (Collection("procedures", template or builtin_template()),)


def check_all(
    documents: Iterable[Document],
    template: Template | None = None,
    spec_links: dict[str, str] | None = None,
) -> list[Diagnostic]:
    """Return all findings of some procedures, in the order in which a project has them."""
    template = template or builtin_template()
    documents = list(documents)
    found: list[Diagnostic] = []
    for document in documents:
        found.extend(document.diagnostics)
        if document.source.text:
            found.extend(schema_check(template)(document))
            found.extend(check_document(document, template, collections(template)))
            found.extend(check_whole(document, template))
            found.extend(check_review(document, template, TODAY, 365))
    catalog = Catalog(documents, spec_links, collections(template))
    found.extend(check_references(catalog))
    found.extend(check_relations(catalog))
    return sorted(without_consequences(found), key=lambda one: (one.path, one.span, one.rule))


def check(text: str | bytes, template: Template | None = None) -> list[Diagnostic]:
    """Return all findings of one procedure."""
    return check_all([read(text, template=template)], template)


@cache
def checked(text: str) -> tuple[Diagnostic, ...]:
    """Return all findings of a text that several tests check."""
    return tuple(check(text))


def copy_own_procedures(folder: Path) -> None:
    """Copy this project's deployment procedures and its `mkdocs.yml`, without its other collections."""
    shutil.copytree(ROOT / "procedures", folder / "procedures")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config, count = re.subn(r"^      collections:\n(?:        - .*\n)+", "", config, flags=re.M)
    assert count == 1
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")


def replaced(text: str, old: str, new: str) -> str:
    """Replace what stands exactly once in a text."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def place_of(text: str, part: str) -> tuple[int, int]:
    """Return line and column of what stands exactly once in a text."""
    assert text.count(part) == 1, f"{part!r} stands {text.count(part)} times"
    before = text[: text.index(part)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
