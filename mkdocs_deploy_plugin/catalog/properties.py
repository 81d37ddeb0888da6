"""The properties that procedures can be filtered, sorted and shown by.

These are the scalar fields of the template, those of its mappings (`rollout.stage`), its lists of names, and
a few derived properties. A property exists only if the template has its field, because the template is the
schema. A team's own field takes precedence over a derived property with the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.meanings import (
    DEPENDS_ON,
    ENVIRONMENTS,
    IDENTIFIER,
    LEVEL,
    NAME,
    RELATED_SPECS,
    REVIEWED,
    SUPERSEDES,
    TITLE,
)

FACETS = frozenset(("project", "status", "risk", "author", "environment", "overdue", "spec"))
"""The names of the properties that readers can narrow a list down by."""

KIND = "kind"
"""The name of the property that tells the collections of a site apart."""

YES, NO = "yes", "no"
"""The values of a yes-or-no property."""

_FIRST = ("id", "title", PROJECT, "status", "risk", "version", "author", "approver", "reviewed")
_NESTED = frozenset((FieldKind.LIST, FieldKind.OBJECT, FieldKind.MAP))


@dataclass(frozen=True, slots=True)
class Property:
    """A property that procedures can be filtered, sorted and shown by.

    Attributes:
        name: The name in directives and options; that of the field's meaning, whatever its key is.
        label: The name in tables.
        facet: Whether readers can narrow a list down by it unless a page says otherwise.
        kind: The kind of its values.
        choices: All allowed values, in order; empty if any value is allowed.
        key: The field that it comes from; empty if it is computed.
        inner: The key within the field's value, or within each of its rows; or empty.
        many: Whether a procedure can have several values.
        by_request: Whether it is a facet where a page asks for it.
        shared: Whether all kinds of procedures in question have it.
        former: The names that its field had in earlier versions of the template.
        others: The names that the keys of other templates give it.
    """

    name: str
    label: str
    facet: bool
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    key: str = ""
    inner: str = ""
    many: bool = False
    by_request: bool = False
    shared: bool = True
    former: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The names that the keys of the template give it, which mean the same; the shortest first."""
        nested = f"{self.key}.{self.inner}"
        if not self.inner:
            return (self.key, *self.others) if self.key else self.others
        return (nested, *self.others) if "." in self.name else (self.key, nested, *self.others)

    @property
    def shown(self) -> str:
        """The name to list for people: the one that they know from their template, if it is but one."""
        same = {"", self.name, *_KEYS.get(self.name, ())}
        return self.name if self.others or self.key in same else self.written[0]


_KEYS = {"environment": (ENVIRONMENTS,), "spec": (RELATED_SPECS,)}
"""The names of the fields from which properties with other names are derived."""


def properties(collections: Sequence[Collection]) -> tuple[Property, ...]:
    """Return the properties of the procedures of some collections, in the order of columns."""
    each = [template_properties(one.template) for one in collections]
    if len(each) == 1:
        return each[0]
    by_name: dict[str, list[Property]] = {}
    for known in chain.from_iterable(each):
        by_name.setdefault(known.name, []).append(known)
    return tuple(_merged(alike, len(alike) == len(each)) for alike in by_name.values())


def kind_property(collections: Sequence[Collection], shared: bool = True) -> Property:
    """Return the property that tells the kinds of procedures apart."""
    kinds = tuple(one.kind for one in collections)
    return Property(KIND, "Kind", shared, FieldKind.TEXT, kinds, shared=shared)


def _merged(alike: Sequence[Property], everywhere: bool) -> Property:
    """Return the property that stands for those of one name in several templates."""
    first, *others = alike
    names = chain.from_iterable(known.written for known in others)
    choices = tuple(dict.fromkeys(chain.from_iterable(known.choices for known in alike)))
    return replace(
        first,
        facet=first.facet and everywhere,
        kind=first.kind if all(known.kind is first.kind for known in others) else FieldKind.TEXT,
        choices=choices if all(known.choices for known in alike) else (),
        many=any(known.many for known in alike),
        by_request=any(known.facet or known.by_request for known in alike),
        shared=everywhere,
        others=tuple(dict.fromkeys(name for name in names if name not in first.written)),
    )


@lru_cache(maxsize=16)
def template_properties(template: Template) -> tuple[Property, ...]:
    """Return the properties of procedures that use a template, in the order of columns."""
    by_name: dict[str, Property] = {}
    for known in (*_of_fields(template), *_derived(template)):
        by_name.setdefault(known.name, known)
    first = [by_name.pop(name) for name in _FIRST if name in by_name]
    return (*first, *by_name.values())


def _of_fields(template: Template) -> Iterator[Property]:
    identifier = next((field.pattern for field in template.fields if field.name == IDENTIFIER), "")
    for field in template.fields:
        if field.kind not in _NESTED:
            yield _property(field.name, field.label, field, field.key)
        elif field.kind is FieldKind.OBJECT:
            for inner in field.fields:
                if inner.name == LEVEL:
                    yield _property(field.name, field.label, inner, field.key, inner.key)
                elif inner.kind not in _NESTED:
                    name = f"{field.name}.{inner.name}"
                    yield replace(_property(name, inner.label, inner, field.key, inner.key), by_request=True)
        elif field.kind is FieldKind.LIST and len(field.fields) == 1:
            (shape,) = field.fields
            # A list of ids is a relation, which has pages and tables of its own.
            names_ids = shape.pattern == identifier or field.name in (DEPENDS_ON, SUPERSEDES)
            if shape.kind not in _NESTED and not (shape.pattern and names_ids):
                known = _property(field.name, field.label, shape, field.key)
                yield replace(known, many=True, by_request=True)


def _derived(template: Template) -> Iterator[Property]:
    if template.id_from_file_name:
        yield Property("id", "ID", facet=False)
    if template.title_from_heading:
        yield Property("title", "Title", facet=False)
    yield Property(PROJECT, "Project", facet=True)
    environments = template.field(ENVIRONMENTS)
    column = environments.column(NAME) if environments is not None else None
    if environments is not None and column is not None:
        yield Property(
            "environment", column.label, True, FieldKind.TEXT, (), environments.key, column.key, True
        )
    reviewed = template.field(REVIEWED)
    if (
        reviewed is not None
        and reviewed.kind is FieldKind.DATE
        and (template.in_force or not template.statuses)
    ):
        yield Property("overdue", "Review overdue", True, FieldKind.CHOICE, (YES, NO))
    specs = template.field(RELATED_SPECS)
    if specs is not None and specs.kind is FieldKind.LIST:
        title = template.key_of(RELATED_SPECS, 0, TITLE)
        label = "Spec" if specs.key == RELATED_SPECS else specs.label
        yield Property("spec", label, True, FieldKind.TEXT, (), specs.key, title, True)


def _property(name: str, label: str, field: Field, key: str, inner: str = "") -> Property:
    choices = ("true", "false") if field.kind is FieldKind.BOOLEAN else field.choices
    if name == PROJECT:  # A project is identified by its slug.
        choices = tuple(map(slug, choices))
    by_request = field.kind in (FieldKind.CHOICE, FieldKind.BOOLEAN)
    former = field.former if not inner else ()
    return Property(
        name, label, name in FACETS, field.kind, choices, key, inner, by_request=by_request, former=former
    )
