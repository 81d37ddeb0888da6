"""Check that no two ids of a project have the same number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Related, Span
from mkdocs_deploy_plugin.template import FieldKind, Template
from mkdocs_deploy_plugin.template.fields import KEBAB, pattern_of
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER

_NUMBER = re.compile(r"\[n+\]")


def check_id_numbers(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for ids that differ, but have the number of an earlier one in the same project."""
    for collection in catalog.collections:
        yield from _repeated_numbers(catalog.of(collection), collection.template)


def _repeated_numbers(procedures: Iterable[Procedure], template: Template) -> Iterator[Diagnostic]:
    field = template.field(IDENTIFIER)
    if field is None or field.kind is not FieldKind.PATTERN or not _NUMBER.search(field.example):
        return
    pattern = _pattern(field.example)
    first: dict[tuple[str, int], tuple[Procedure, Span]] = {}
    highest: dict[str, int] = {}
    repeated: list[tuple[Procedure, Span, str, str]] = []
    for procedure in procedures:
        front_matter = procedure.document.front_matter
        place = front_matter.values.get(template.pointer(IDENTIFIER)) if front_matter is not None else None
        match = pattern.fullmatch(procedure.id)
        if match is None or place is None:
            continue
        project, number = match["project"], int(match["number"])
        highest[project] = max(number, highest.get(project, 0))
        owner, _ = first.setdefault((project, number), (procedure, place))
        if owner.id != procedure.id:
            repeated.append((procedure, place, project, match["number"]))
    for procedure, place, project, written in repeated:
        owner, used = first[project, int(written)]
        highest[project] += 1
        following = str(highest[project]).zfill(len(written))
        yield diagnostic(
            "duplicate-number",
            procedure.path,
            place,
            f"The number {written} is already used by {owner.id}",
            f"Use the next free number, {following}, in the id and in the file name.",
            reason="people name a procedure by its project and number",
            related=Related(owner.path, used, "used here"),
        )


def _pattern(example: str) -> re.Pattern[str]:
    """Return the pattern of ids, with groups for the number and for all that is before it, the project."""
    place = _NUMBER.search(example)
    assert place is not None
    before = pattern_of(example[: place.start()]).replace(KEBAB, KEBAB.replace("{0,11}", "{0,11}?"))
    number, after = pattern_of(place[0]), pattern_of(example[place.end() :])
    return re.compile(f"(?P<project>{before})(?P<number>{number}){after}")
