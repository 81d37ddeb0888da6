"""What is kept of a checked file: little enough for thousands of them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import RELATIONS
from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.checking.waivers import Waiver
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Section, Span
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import FORMER_IDS, IDENTIFIER, REVIEWED

_PLACES = (IDENTIFIER, *RELATIONS, FORMER_IDS, REVIEWED)
"""The names of the fields whose places are kept: those by which procedures refer to each other, and the date
that says something else every day."""


class CheckedFile(NamedTuple):
    """The result of checking one file alone.

    Attributes:
        digest: The digest of its content; empty if it could not be read.
        document: What is kept of it.
        diagnostics: The findings.
        waivers: The waivers.
        fits: Whether it fits the document schema.
    """

    digest: bytes
    document: Document
    diagnostics: tuple[Diagnostic, ...]
    waivers: tuple[Waiver, ...]
    fits: bool


def kept(document: Document, template: Template) -> Document:
    """Return a document reduced to what references between procedures need.

    These are its data, headings and references. The text is kept, so that any page can be parsed again;
    a thousand full outlines and front matters with all places would take too much memory.
    """
    front_matter, outline = document.front_matter, document.outline
    if front_matter is not None:
        values = front_matter.values
        referring = tuple(map(template.pointer, _PLACES))
        places = {pointer: values[pointer] for pointer in values if pointer.startswith(referring)}
        front_matter = replace(front_matter, keys={}, values=places)
    document = replace(document, front_matter=front_matter)
    if outline is None:
        return document
    return with_outline(document, replace(outline, root=_heading_only(outline.root), marks=()))


def with_outline(document: Document, outline: Outline) -> Document:
    """Return a document with an outline that finds places by parsing the body again: few are asked for."""
    text = replace(document, outline=None)

    def span(start: int, end: int) -> Span:
        return tree_of(text).span(start, end)

    return replace(document, outline=replace(outline, span=span))


def _heading_only(section: Section) -> Section:
    heading, level, label, anchor, *_ = section
    sections = tuple([_heading_only(inner) for inner in section.sections])
    return Section(heading, level, label, anchor, "", (), (), (), (), sections, section.start, section.end)
