"""By what procedures can be filtered, sorted and shown: the scalar fields of the template, and a few more.

The template is the schema, so a property for which it has no field does not exist. A team's own field
goes before a property of the same name that is made of other fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.catalog.project_names import ProjectNames
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import Field, FieldKind, Template

FACETS = frozenset(("project", "status", "risk", "author", "environment", "overdue", "spec"))
"""The names of the properties by which readers narrow a list down, one value after another."""

YES, NO = "yes", "no"
"""The values of a property that is a question."""

_FIRST = ("id", "title", PROJECT, "status", "risk", "version", "author", "approver", "reviewed")
_NESTED = frozenset((FieldKind.LIST, FieldKind.OBJECT, FieldKind.MAP))


@dataclass(frozen=True, slots=True)
class Property:
    """Something that procedures can be filtered by, sorted by or shown with.

    Attributes:
        name: As directives and options have it.
        label: What it is called in tables.
        facet: Whether readers narrow a list down by it.
        kind: What sort of values it has.
        choices: All values that it can have, in their order; empty where it can have any.
        key: The key of the front matter that it comes from; empty where it is worked out.
        inner: The key within that one's value, or in each of its rows; or empty.
        many: Whether a procedure can have several values.
    """

    name: str
    label: str
    facet: bool
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    key: str = ""
    inner: str = ""
    many: bool = False


def properties(template: Template) -> tuple[Property, ...]:
    """Return the properties of procedures that are written with a template, in the order of columns."""
    found: dict[str, Property] = {}
    for one in (*_of_fields(template), *_derived(template)):
        found.setdefault(one.name, one)
    first = [found.pop(name) for name in _FIRST if name in found]
    return (*first, *found.values())


def _of_fields(template: Template) -> Iterator[Property]:
    for field in template.fields:
        if field.kind not in _NESTED:
            yield _property(field.key, field.label, field, field.key)
        elif field.kind is FieldKind.OBJECT and (level := field.field("level")) is not None:
            yield _property(field.key, field.label, level, field.key, "level")


def _derived(template: Template) -> Iterator[Property]:
    if ProjectNames(template).tells:
        yield Property(PROJECT, "Project", facet=True)
    environments = template.field("environments")
    column = next((one for one in environments.columns if one.key == "name"), None) if environments else None
    if environments is not None and column is not None:
        yield Property(
            "environment", column.label, True, FieldKind.TEXT, (), environments.key, column.key, True
        )
    reviewed = template.field("reviewed")
    if reviewed is not None and reviewed.kind is FieldKind.DATE and template.in_force:
        yield Property("overdue", "Review overdue", True, FieldKind.CHOICE, (YES, NO))
    specs = template.field("related_specs")
    if specs is not None and specs.kind is FieldKind.LIST:
        yield Property("spec", "Spec", True, FieldKind.TEXT, (), specs.key, "title", True)


def _property(name: str, label: str, field: Field, key: str, inner: str = "") -> Property:
    choices = ("true", "false") if field.kind is FieldKind.BOOLEAN else field.choices
    if name == PROJECT:  # A project goes by its slug.
        choices = tuple(map(slug, choices))
    return Property(name, label, name in FACETS, field.kind, choices, key, inner)
