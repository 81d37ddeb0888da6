"""The registry of directives: the comments that generated content replaces.

What renders each of them is in `rendering.page`, by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs_deploy_plugin.reading.braces import KEEP

if TYPE_CHECKING:  # Templates are checked for unknown directives while they are read.
    from mkdocs_deploy_plugin.template import Field, Template


@dataclass(frozen=True, slots=True)
class DirectiveKind:
    """A directive that does not belong to a single field of the front matter.

    Attributes:
        name: Its name, as in `<!-- procedures:NAME -->`.
        shows: What it is replaced with, as a noun phrase.
        anywhere: Whether it may be used on pages other than procedures.
        selects: Whether its attributes select procedures.
        of_kinds: Whether its attribute `kind` selects the kinds of procedures that it shows.
    """

    name: str
    shows: str
    anywhere: bool = False
    selects: bool = False
    of_kinds: bool = False


CATALOG = "catalog"

DIRECTIVES: Mapping[str, DirectiveKind] = {
    kind.name: kind
    for kind in (
        DirectiveKind("metadata", "the metadata table"),
        DirectiveKind(CATALOG, "a table of procedures", anywhere=True, selects=True),
        DirectiveKind("back-links", "the procedures that refer to this one"),
        DirectiveKind("dependencies", "a picture of dependencies", anywhere=True),
        DirectiveKind(
            "traceability", "specs with their procedures and environments", anywhere=True, of_kinds=True
        ),
        DirectiveKind("attention", "the procedures that need attention", anywhere=True, of_kinds=True),
        DirectiveKind("template", "what the template requires of procedures", anywhere=True, of_kinds=True),
        DirectiveKind("runs", "all runs in the reader's browser", anywhere=True),
        DirectiveKind(KEEP, "nothing; braces in the next block are left alone"),
    )
}
"""All directives by their names. Each field of the front matter has one, too: see `usable_directives`."""


@lru_cache(maxsize=16)
def usable_directives(template: Template | None) -> tuple[str, ...]:
    """Return the names of the directives of a template's procedures; without one, of ordinary pages."""
    if template is None:
        return tuple(kind.name for kind in DIRECTIVES.values() if kind.anywhere)
    return (*DIRECTIVES, *(directive_of(field.key) for field in template.fields))


def directive_of(key: str) -> str:
    """Return the directive of a field from its key, with hyphens."""
    return re.sub(r"[_\s]+", "-", key)


def directive_field(template: Template, directive: str) -> Field | None:
    """Return the field that a directive shows, or None."""
    return next((field for field in template.fields if directive_of(field.key) == directive), None)
