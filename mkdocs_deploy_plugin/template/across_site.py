"""Let the procedures of a template refer to those of the other templates of a site."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from mkdocs_deploy_plugin.template import Field, Template
from mkdocs_deploy_plugin.template.derived import ID
from mkdocs_deploy_plugin.template.meanings import DEPENDS_ON, IDENTIFIER, SUPERSEDES


@lru_cache(maxsize=16)
def across_site(template: Template, templates: tuple[Template, ...]) -> Template:
    """Return a template with the references to procedures of all templates of a site.

    Args:
        template: The template.
        templates: All templates of the site, itself included.
    """
    if all(other is template for other in templates):
        return template
    own = _id_pattern(template)
    patterns = dict.fromkeys((own, *map(_id_pattern, templates)))
    syntax = template.syntax.across_site(other.syntax for other in templates)
    fields = tuple(_with_ids(field, own, "|".join(patterns)) for field in template.fields)
    return replace(template, syntax=syntax, fields=fields)


def _id_pattern(template: Template) -> str:
    """Return the pattern of a template's ids; that of any id if they have no form of their own."""
    field = template.field(IDENTIFIER)
    return field.pattern if field is not None and field.pattern else ID


def _with_ids(field: Field, own: str, patterns: str) -> Field:
    """Return a field; the entries of a relation can be any of the ids, instead of those of its template."""
    if field.name not in (DEPENDS_ON, SUPERSEDES):
        return field
    shapes = (replace(one, pattern=f"(?:{patterns})") if one.pattern == own else one for one in field.fields)
    return replace(field, fields=tuple(shapes))
