"""Find the project that a procedure belongs to, from its front matter, its id, or else its folder."""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import FieldKind, Template
from mkdocs_deploy_plugin.template.fields import KEBAB, pattern_of
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, PROJECT

FIELD = PROJECT
"""The name of the template's field for the project, and the placeholder for the project in its ids."""

_PART = f"[{FIELD}]"


class ProjectNames:
    """The lookup of the project of procedures that share a template.

    A project is identified by its slug, which is safe in addresses and directives whatever its name is:
    `Shop` and `shop` are the same project, and `../x` is `x`.
    """

    def __init__(self, template: Template, folder: str = "") -> None:
        """Determine where procedures of the template name their project.

        Args:
            template: The template.
            folder: The folder of all procedures, relative to that of `mkdocs.yml`. If the template has no
                place for a project, that of a procedure is the first folder on the way from there.
        """
        self._folder = f"{folder.strip('/')}/"
        self._has_field = template.field(FIELD) is not None
        field = template.field(IDENTIFIER)
        named = field is not None and field.kind is FieldKind.PATTERN and _PART in field.example
        self._pattern = re.compile(_pattern(field.example)) if named and field is not None else None

    def name(self, document: Document) -> str:
        """Return the name of the project as written, or an empty string."""
        if self._has_field:
            return document.string(FIELD)
        if self._pattern is None:
            first, _, below = document.source.path.removeprefix(self._folder).partition("/")
            return first if below else ""
        match = self._pattern.fullmatch(document.string(IDENTIFIER) or document.stem)
        return match[FIELD] if match else ""

    def slug(self, document: Document) -> str:
        """Return the slug of the project, or an empty string."""
        return slug(self.name(document))


def _pattern(example: str) -> str:
    """Return the pattern of ids, in which the project is a non-greedy group."""
    before, _, after = example.partition(_PART)
    return f"{pattern_of(before)}(?P<{FIELD}>{KEBAB.replace('{0,11}', '{0,11}?')}){pattern_of(after)}"
