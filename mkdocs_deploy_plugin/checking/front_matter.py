"""Where a value of the front matter is, and why it is required."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Document, FrontMatter, Span
from mkdocs_deploy_plugin.template import Field, Template
from mkdocs_deploy_plugin.template.meanings import STATUS


def place_of(front_matter: FrontMatter, pointer: str) -> Span:
    """Return the place of a value, else that of its key, else the end of the front matter."""
    return front_matter.values.get(pointer) or front_matter.keys.get(pointer) or front_matter.end


def because(verb: str, document: Document, template: Template) -> str:
    """Return that the status of a document requires or forbids something; empty without statuses."""
    if not template.statuses:
        return ""
    return f"{verb} because {template.key_of(STATUS)} is {document.string(STATUS)}"


def why(field: Field | None, condition: str = "") -> str:
    """Return why a value is required: a condition, and the template's description of the field."""
    words = f"{field.label}: {field.description}" if field and field.description else ""
    return ". ".join(filter(None, (condition, words)))
