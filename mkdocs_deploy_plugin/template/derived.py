"""Give a document what it does not say itself: its id and title from its file, and the names of its data."""

from __future__ import annotations

from dataclasses import replace

from mkdocs_deploy_plugin.model import Document, FrontMatter, Json, Outline
from mkdocs_deploy_plugin.reading.document import without_missing_front_matter
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, TITLE, named

FILE_NAME = r"[^\s/\\<>:\"|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""A character of a file name that is an id: not invisible, and usable in any file system."""

ID = f"{FILE_NAME}(?:(?:{FILE_NAME}| ){{0,118}}{FILE_NAME})?"
"""The pattern of an id that is a file name."""


def with_derived(document: Document, template: Template) -> Document:
    """Return a document with the data that the template takes from elsewhere than the front matter.

    If the template requires no field, front matter that is missing counts as empty.
    """
    if not template.needs_front_matter:
        document = without_missing_front_matter(document)
    front_matter = document.front_matter
    if front_matter is None:
        return document
    derived = derive(front_matter, document.outline, document.stem, template)
    return document if derived is front_matter else replace(document, front_matter=derived)


def derive(front_matter: FrontMatter, outline: Outline | None, stem: str, template: Template) -> FrontMatter:
    """Return front matter with the id and the title that it leaves out, and with the names of its data.

    What is written is kept.

    Args:
        front_matter: The front matter as written.
        outline: The structure of the body, if it was read.
        stem: The name of the file, without its ending.
        template: The template of the document.
    """
    data: dict[str, Json] = {}
    id_key, title_key = template.key_of(IDENTIFIER), template.key_of(TITLE)
    if template.id_from_file_name and id_key not in front_matter.data:
        data[id_key] = stem.encode(errors="replace").decode()  # A name that is not UTF-8 is no id.
    if template.title_from_heading and title_key not in front_matter.data and outline is not None:
        top = (section.heading for section in outline.root.sections if section.level == 1)
        if heading := next(top, ""):
            data[title_key] = heading
    if data:
        front_matter = replace(front_matter, data={**data, **front_matter.data})
    if template.renames:
        front_matter = replace(front_matter, named=named(front_matter.data, template.fields))
    return front_matter
