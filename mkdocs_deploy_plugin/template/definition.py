"""A template as a value: its fields, the rules of its sections, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.reading.references import IN_TEMPLATE, ReferenceSyntax
from mkdocs_deploy_plugin.template.fields import Field
from mkdocs_deploy_plugin.template.gates import GateWords
from mkdocs_deploy_plugin.template.heading_marks import OwnWords
from mkdocs_deploy_plugin.template.marks import FORMER, FORMERLY
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, STATUS, TITLE, are_renamed, written
from mkdocs_deploy_plugin.template.wording import (
    NOT_APPLICABLE,
    Wording,
    optional_pattern,
    read_wording,
    without_remarks,
)
from mkdocs_deploy_plugin.text import pointer_of


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A baseline task item of the template.

    Attributes:
        text: Its text.
        pattern: The pattern that it matches in a procedure.
        optional: Whether it may be deleted.
        former: The texts that it had in earlier versions of the template.
    """

    text: str
    pattern: str
    optional: bool
    former: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text without remarks at its end, with which every such item begins."""
        return without_remarks(self.text)


@dataclass(frozen=True, slots=True)
class SectionRule:
    """The requirements of a template heading for procedures.

    Attributes:
        heading: The heading, without "(if applicable)".
        pattern: A pattern for the heading if it contains a placeholder, else empty.
        level: The level of the heading.
        kind: Word and shape of a numbered heading, which may be repeated; else None.
        description: The comment below the heading.
        optional: Whether the section may be left out.
        generated: The name of the directive that generates its content, or empty.
        text_from: The first status in which it must not be empty, or empty.
        checks: Its baseline task items.
        needs_items: Whether a numbered section needs a task item.
        rollback: Whether the section is only for a rollback; its numbered sections roll back the phases.
        rollback_unless: The phrases by which a phase declares that it needs no rollback step; None if the
            template requires no such step.
        decision_criteria: Whether the section says when to roll back.
        former: The headings that it had in earlier versions of the template; the words, if it is numbered.
        sections: The rules of the sections in it, with one rule for each kind of numbered section.
        start: First byte of the heading in the template's body; see `Template.source`.
    """

    heading: str
    pattern: str
    level: int
    kind: tuple[str, str] | None
    description: str
    optional: bool
    generated: str
    text_from: str
    checks: tuple[CheckRule, ...]
    needs_items: bool
    rollback: bool
    rollback_unless: tuple[str, ...] | None
    decision_criteria: bool
    former: tuple[str, ...]
    sections: tuple[SectionRule, ...]
    start: int

    @property
    def word(self) -> str:
        """The word of a numbered heading."""
        return self.heading.rpartition(" ")[0]

    @property
    def plural(self) -> str:
        """The key of the numbered sections of this kind in the document's data: `steps`, `action_items`."""
        assert self.kind is not None
        key = self.kind[0].replace(" ", "_")
        return f"{key}s" if key[-1].isascii() else key


@dataclass(frozen=True, eq=False)
class Template:
    """A template. Two are equal only if they are the same object, which makes it a key of caches.

    Attributes:
        path: The name of the file, for messages.
        text: The whole text.
        fields: The fields of its front matter, in order.
        title: The rule of its first heading, or None.
        sections: The rules of its sections, in order.
        placeholders: All of its bracketed placeholders, in lower case.
        syntax: The syntax of references in its procedures. Ids of other collections are added by the site.
        own_words: The words that it declares for its procedures.
    """

    path: str
    text: str
    fields: tuple[Field, ...]
    title: SectionRule | None
    sections: tuple[SectionRule, ...]
    placeholders: frozenset[str]
    syntax: ReferenceSyntax
    own_words: OwnWords

    @property
    def gate_words(self) -> GateWords:
        """The words that begin the marks of gates in its procedures."""
        return self.own_words.gates

    @property
    def not_applicable(self) -> str:
        """What its procedures write before the reason why a check does not apply."""
        return next(iter(self.own_words.not_applicable), NOT_APPLICABLE)

    def field(self, name: str) -> Field | None:
        """Return the field with a name, or None. The names are those of meanings, whatever the keys are."""
        return next((field for field in self.fields if field.name == name), None)

    def key_of(self, *path: str | int) -> str:
        """Return the key of a field whose path has the names of the fields; its name if there is none."""
        return str(written(path, self.fields)[-1])

    def pointer(self, *path: str | int) -> str:
        """Return the pointer into front matter to a value, whose path has the names of the fields."""
        return pointer_of(written(path, self.fields))

    @cached_property
    def renames(self) -> bool:
        """Whether the data of a document has other names than keys."""
        return are_renamed(self.fields)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of a procedure in the order of its life cycle."""
        status = self.field(STATUS)
        return status.choices if status else ()

    def statuses_from(self, status: str) -> tuple[str, ...]:
        """Return a status and all later ones; all statuses if it is unknown."""
        statuses = self.statuses
        return statuses[statuses.index(status) :] if status in statuses else statuses

    @property
    def in_force(self) -> str:
        """The status in which a procedure is run; empty if not marked."""
        status = self.field(STATUS)
        return status.in_force if status else ""

    @property
    def retired(self) -> str:
        """The status at the end of a procedure's life; empty if not marked."""
        status = self.field(STATUS)
        return status.retired if status else ""

    def is_finished(self, status: str) -> bool:
        """Return whether a document with this status has left the first one.

        If the template has no statuses, every document is finished.
        """
        return not self.statuses or status in self.statuses[1:]

    def is_in_force(self, status: str) -> bool:
        """Return whether a document with this status is run; always, if the template has no statuses."""
        return not self.statuses or (bool(status) and status == self.in_force)

    @property
    def id_from_file_name(self) -> bool:
        """Whether the name of a file is the id of its document."""
        return (field := self.field(IDENTIFIER)) is None or bool(field.source)

    @property
    def title_from_heading(self) -> bool:
        """Whether the first heading of a document that has no other title is its title."""
        return (field := self.field(TITLE)) is None or bool(field.source)

    @property
    def needs_front_matter(self) -> bool:
        """Whether any field is required, so that no document can do without front matter."""
        return any(not field.optional and not field.required_from for field in self.fields)

    @property
    def generated(self) -> list[str]:
        """The directives of the sections with generated content, in order."""

        def collect(rules: tuple[SectionRule, ...]) -> list[str]:
            directives: list[str] = []
            for rule in rules:
                directives += [rule.generated] if rule.generated else collect(rule.sections)
            return directives

        return collect(self.sections)

    @cached_property
    def words(self) -> dict[tuple[str, str], str]:
        """The key in the document's data for each kind of numbered section."""
        words: dict[tuple[str, str], str] = {}

        def collect(rules: tuple[SectionRule, ...]) -> None:
            for rule in rules:
                if rule.kind is not None:
                    words[rule.kind] = rule.plural
                collect(rule.sections)

        collect(self.sections)
        return words

    @property
    def has_former_names(self) -> bool:
        """Whether anything in it was called otherwise before."""
        return self.present_text is not self.text

    @cached_property
    def present_text(self) -> str:
        """Its text without former names, for what is copied from it; with the same lines."""
        return FORMER.sub("", self.text) if f"({FORMERLY}" in self.text else self.text

    @cached_property
    def present_slugs(self) -> dict[str, str]:
        """The slug of the present heading for the slug of each former one."""

        def collect(rules: tuple[SectionRule, ...]) -> Iterator[tuple[str, str]]:
            for rule in rules:
                if rule.kind is None:
                    yield from ((slug(name), slug(rule.heading)) for name in rule.former)
                yield from collect(rule.sections)

        return dict(collect(self.sections))

    def source(self, rule: SectionRule) -> list[str]:
        """Return the lines of a section in the template, including nested sections.

        Trailing blank lines are left out. A `---` that ends the section is the last line.
        """
        headings = self._headings
        end = next((line for start, level, line in headings if start > rule.start and level <= rule.level), 0)
        first = next(line for start, _, line in headings if start == rule.start)
        lines = self.present_text.split("\n")[first - 1 : end - 1 if end else None]
        while lines and not lines[-1].strip():
            lines.pop()
        return lines

    @cached_property
    def wording(self) -> Wording:
        """The wording of the template, for separating a procedure's own words from repeated ones."""
        document = read_document(self.path, self.present_text.encode(), IN_TEMPLATE, identities=False)
        data = document.front_matter.data if document.front_matter else {}
        return read_wording(document.body, data, optional_pattern(self.own_words.optional))

    @cached_property
    def _headings(self) -> list[tuple[int, int, int]]:
        """First byte, level and line of each heading, read on demand because few checks need them."""
        outline = read_document(self.path, self.text.encode(), IN_TEMPLATE, identities=False).outline
        assert outline is not None
        return [
            (section.start, section.level, outline.span(section.start, section.end).line)
            for section in outline.sections()
        ]

    @cached_property
    def verified(self) -> frozenset[tuple[str, str]]:
        """The kinds of numbered sections that need a task item."""

        def collect(rules: tuple[SectionRule, ...]) -> Iterator[tuple[str, str]]:
            for rule in rules:
                if rule.kind is not None and rule.needs_items:
                    yield rule.kind
                yield from collect(rule.sections)

        return frozenset(collect(self.sections))
