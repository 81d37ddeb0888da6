"""The procedures of a site, by id and by path, with the references between them. Immutable."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from mkdocs_deploy_plugin.catalog.collection import Collection, builtin_collection, collection_of
from mkdocs_deploy_plugin.model import START, Document, Json, Reference, ReferenceKind, Section, Span
from mkdocs_deploy_plugin.patterns import LinkPattern
from mkdocs_deploy_plugin.reading.anchors import Anchors, fragment, read_anchors
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import (
    DEPENDS_ON,
    FORMER_IDS,
    IDENTIFIER,
    RELATED_SPECS,
    STATUS,
    SUPERSEDES,
    TITLE,
)
from mkdocs_deploy_plugin.template.schema import FORMER_ID, MAX_FORMER_IDS

RELATIONS = (DEPENDS_ON, SUPERSEDES, RELATED_SPECS)
"""The names of the fields whose values can be procedure ids."""

_FORMER_ID = re.compile(FORMER_ID)


@dataclass(frozen=True)
class Procedure:
    """One procedure of the catalog."""

    document: Document
    collection: Collection

    @property
    def template(self) -> Template:
        """The template of its collection."""
        return self.collection.template

    @property
    def kind(self) -> str:
        """The kind of its collection."""
        return self.collection.kind

    @property
    def project(self) -> str:
        """The slug of its project, or an empty string."""
        return self.collection.names.slug(self.document)

    @property
    def path(self) -> str:
        """The path of its file, relative to the folder of `mkdocs.yml`."""
        return self.document.source.path

    @cached_property
    def id(self) -> str:
        """Its id, or the stem of the file name if the front matter has no id."""
        return self.document.string(IDENTIFIER) or self.document.stem

    @cached_property
    def former_ids(self) -> Mapping[str, int]:
        """Its valid former ids, each with its index in the front matter."""
        values = _strings(self.document.value(FORMER_IDS), MAX_FORMER_IDS)
        former: dict[str, int] = {}
        for number, value in values:
            if value != self.id and _FORMER_ID.fullmatch(value):
                former.setdefault(value, number)
        return former

    @property
    def title(self) -> str:
        """Its title, or its id if the front matter has no title."""
        return self.document.string(TITLE) or self.id

    @property
    def is_retired(self) -> bool:
        """Whether it has the status at the end of its life."""
        retired = self.template.retired
        return bool(retired) and self.document.string(STATUS) == retired

    def place(self, *path: str | int) -> Span:
        """Return the place of a front matter value, whose path has the names of the fields.

        If there is no such value, it is the end of the front matter.
        """
        front_matter = self.document.front_matter
        if front_matter is None:
            return START
        return front_matter.values.get(self.template.pointer(*path), front_matter.end)

    @cached_property
    def anchors(self) -> Mapping[str, Section]:
        """Its sections by anchor."""
        outline = self.document.outline
        return {section.anchor: section for section in outline.sections()} if outline else {}

    @cached_property
    def linkable(self) -> Anchors:
        """The other anchors that links can lead to. Few links have one, so they are read when needed."""
        tree = parse(self.document.body)
        labels = (section.label for section in self.anchors.values())
        phrases = frozenset(label.word.lower() for label in labels if label is not None)
        words = ReferenceSyntax(phrases=phrases, former=self.template.syntax.former)
        return read_anchors(tree, read_outline(tree, words))

    def anchor(self, written: str) -> str:
        """Return the anchor on its page that the fragment of a link means, or an empty string.

        GitHub's meaning comes first: `#setup` is the heading to which it leads there.
        """
        meant = fragment(written)
        for name in (meant, self.present_anchor(meant)):
            if name in self.linkable.headings:
                return self.linkable.headings[name]
            if name in self.anchors or name in self.linkable.others:
                return name
        return ""

    def present_anchor(self, anchor: str) -> str:
        """Return the anchor on its page that an anchor with a former name means, or else that anchor.

        The words of steps are read as the present ones. A section keeps the anchor of its own heading, and is
        found by the other one.
        """
        if anchor in self.anchors or not self.template.has_former_names:
            return anchor
        now = self.template.present_slugs.get(anchor, anchor)
        sections = ((own, section) for own, section in self.anchors.items() if section.label is None)
        renamed = next((own for own, section in sections if slug(section.heading) == now), "")
        return renamed or self.template.syntax.present_anchor(anchor)


@dataclass(frozen=True, slots=True)
class BackLink:
    """A place that refers to a procedure.

    Attributes:
        source: The id of the procedure that contains the reference.
        anchor: The anchor of the section around the reference, or empty.
        heading: The heading of that section, or empty.
        relation: The name of the field that names the procedure; empty for a reference in the body.
    """

    source: str
    anchor: str
    heading: str
    relation: str


class Catalog:
    """All procedures of a site, iterated in the order of their paths.

    Attributes:
        collections: The collections that they belong to.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        spec_links: Mapping[str, str] | None = None,
        collections: Sequence[Collection] = (),
    ) -> None:
        """Build the catalog. If two procedures have the same id, the first one by path is used.

        Args:
            documents: The procedures.
            spec_links: The addresses of related specs, by pattern.
            collections: The collections of the procedures; without any, all belong to the built-in one.
        """
        self.collections = tuple(collections) or (builtin_collection(),)
        self._procedures: dict[str, Procedure] = {}
        self._by_path: dict[str, Procedure] = {}
        for document in sorted(documents, key=lambda document: document.source.path):
            procedure = Procedure(document, collection_of(document.source.path, self.collections))
            self._procedures.setdefault(procedure.id, procedure)
            self._by_path[document.source.path] = procedure
        self._procedures = dict(sorted(self._procedures.items()))
        self._spec_links = [LinkPattern(*link) for link in (spec_links or {}).items()]

    def __len__(self) -> int:
        return len(self._by_path)

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._by_path.values())

    @cached_property
    def _by_collection(self) -> Mapping[Collection, Sequence[Procedure]]:
        grouped: dict[Collection, list[Procedure]] = {}
        for procedure in self:
            grouped.setdefault(procedure.collection, []).append(procedure)
        return grouped

    def of(self, collection: Collection) -> Sequence[Procedure]:
        """Return the procedures of a collection, in the order of their paths."""
        return self._by_collection.get(collection, ())

    def get(self, procedure_id: str) -> Procedure | None:
        """Return the procedure with the given id."""
        return self._procedures.get(procedure_id)

    def meant(self, procedure_id: str) -> Procedure | None:
        """Return the procedure that has an id, or had it before it was renamed."""
        return self.get(procedure_id) or self.renamed.get(procedure_id)

    @cached_property
    def renamed(self) -> Mapping[str, Procedure]:
        """The procedures by their former ids, without ids that a procedure has now.

        If two procedures had the same id, the first one by path is used.
        """
        renamed: dict[str, Procedure] = {}
        for procedure in self:
            for former in procedure.former_ids:
                if former not in self._procedures:
                    renamed.setdefault(former, procedure)
        return renamed

    def at(self, path: str) -> Procedure | None:
        """Return the procedure at a path, relative to the folder of `mkdocs.yml`."""
        return self._by_path.get(path)

    @property
    def has_spec_links(self) -> bool:
        """Whether any link patterns for related specs are set."""
        return bool(self._spec_links)

    def spec_url(self, key: str) -> str:
        """Return the URL of a related spec from the first pattern that matches its whole key, or empty."""
        return next((url for pattern in self._spec_links if (url := pattern.address(key))), "")

    def target(self, procedure: Procedure, reference: Reference) -> Procedure | None:
        """Return the procedure that a reference in the body points to, or None."""
        if not reference.target:
            return procedure
        if reference.kind is ReferenceKind.PROCEDURE:
            return self.get(reference.target)
        return self._by_path.get(self.link_path(procedure, reference))

    def link_path(self, procedure: Procedure, reference: Reference) -> str:
        """Return the path that a Markdown link points to, relative to the folder of `mkdocs.yml`."""
        target = unquote(reference.target)
        return posixpath.normpath(posixpath.join(posixpath.dirname(procedure.path), target))

    @cached_property
    def _back_links(self) -> dict[str, list[BackLink]]:
        links: dict[str, dict[BackLink, None]] = {}
        for procedure in self:
            for name in RELATIONS:
                for _, target in _strings(procedure.document.value(name)):
                    if target in self._procedures and target != procedure.id:
                        links.setdefault(target, {})[BackLink(procedure.id, "", "", name)] = None
            outline = procedure.document.outline
            for reference in outline.references if outline else ():
                referred = self.target(procedure, reference)
                if referred is not None and referred is not procedure:
                    section = _section_at(procedure, reference.start)
                    link = BackLink(procedure.id, section.anchor, section.heading, "") if section else None
                    links.setdefault(referred.id, {})[link or BackLink(procedure.id, "", "", "")] = None
        return {target: list(back_links) for target, back_links in links.items()}

    def back_links(self, procedure_id: str) -> list[BackLink]:
        """Return every place that refers to a procedure, without duplicates, sorted by path."""
        return self._back_links.get(procedure_id, [])


def _strings(value: Json, most: int | None = None) -> list[tuple[int, str]]:
    """Return the strings among the first entries of a list, with their indices."""
    items = value[:most] if isinstance(value, list) else []
    return [(number, item) for number, item in enumerate(items) if isinstance(item, str)]


def _section_at(procedure: Procedure, offset: int) -> Section | None:
    """Return the innermost section that contains an offset in the body."""
    innermost: Section | None = None
    for section in procedure.anchors.values():
        if section.start <= offset and section.level > 1:
            innermost = section
    return innermost
