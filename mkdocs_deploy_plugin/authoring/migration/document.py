"""Convert the bytes of a file with tables to those of a file with front matter."""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mkdocs_deploy_plugin.authoring.migration.assembling import assembled
from mkdocs_deploy_plugin.authoring.migration.exported import LOST_TABLE, without_export
from mkdocs_deploy_plugin.authoring.migration.inline import collapsed
from mkdocs_deploy_plugin.authoring.migration.lines import Lines
from mkdocs_deploy_plugin.authoring.migration.tables import Tables
from mkdocs_deploy_plugin.authoring.migration.taking import Taking, label, labels_of, says_nothing
from mkdocs_deploy_plugin.model import START, Diagnostic, Outline, Section, Severity, Source, Span
from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.reading.blocks import Tree, parse
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reading.endings import is_markdown
from mkdocs_deploy_plugin.reading.front_matter import read_front_matter
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.template import Field, FieldKind, SectionRule, Template
from mkdocs_deploy_plugin.template.directives import directive_field
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, STATUS, TITLE
from mkdocs_deploy_plugin.template.sections import body_sections, section_key

_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{2,80}\]")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.I)
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Migrated:
    """A converted file.

    Attributes:
        name: The name of the new file, without `.md`: the id, or the old name if the id is missing.
        data: The bytes of the new file.
        notes: What stayed in the body, and what was assumed; positions are those in the old file.
        links: The destinations of relative links, which may not exist from another folder.
    """

    name: str
    data: bytes
    notes: tuple[Diagnostic, ...]
    links: tuple[tuple[str, Span], ...]


def migrate(path: str, data: bytes, template: Template) -> Migrated | Diagnostic:
    """Convert a file with tables to a file with front matter.

    Args:
        path: The path of the file, for notes; its name replaces a missing id.
        data: The bytes of the file.
        template: The template, which defines the fields and their labels in tables.

    Returns:
        The new file, or the finding that says why the file was not converted.
    """
    if len(data) > MAX_BYTES:
        return _refused(
            path, "too-large", f"The file is larger than {MAX_BYTES:,} bytes", "Split the procedure."
        )
    source = decode(path, data)
    if isinstance(source, Diagnostic):
        return source
    if not source.text.strip():
        return _refused(path, "no-table-form", "The file is empty", "Pass a procedure with a metadata table.")
    if (
        refused := _begins_otherwise(path, source.lines[0].rstrip(), read_front_matter(source)[0] is None)
    ) is not None:
        return refused
    raw = data.removeprefix(codecs.BOM_UTF8).decode()
    export = without_export(path, raw, template)
    if export is not None:
        raw = export.text
        source = Source(path, raw.replace("\r\n", "\n").replace("\r", "\n"))
    tree = parse(source.text)
    outline = read_outline(tree, template.syntax, identities=False)
    body = _Body(path, tree, outline, template)
    if not body.take():
        missing, help_ = _missing_metadata(template)
        lost = [note.help for note in (export.notes if export is not None else ()) if note.rule == LOST_TABLE]
        help_ = lost[0] if lost else help_
        return _refused(path, "no-table-form", f"The file has no metadata table: {missing}", help_)
    file = posixpath.basename(path)
    name = body.name(posixpath.splitext(file)[0] if is_markdown(file) else file)
    text = assembled(raw, body.taking, body.directives)
    notes, links = body.taking.notes, list(_relative_links(tree))
    if export is not None:
        notes = [*export.notes, *(replace(note, span=export.old(note.span)) for note in notes)]
        links = [(link, export.old(span)) for link, span in links]
    return Migrated(
        name,
        (codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + text.encode(),
        tuple(sorted(notes, key=lambda note: (note.span, note.rule))),
        tuple(links),
    )


def _missing_metadata(template: Template) -> tuple[str, str]:
    """Return what no table of a file has, and what to do about it."""
    labels = [field.label for field in template.fields if not field.columns and not field.fields]
    identifier = template.field(IDENTIFIER)
    if not template.id_from_file_name and identifier is not None:
        return "no table has a row for the id", f'Add a table with the row "{identifier.label}".'
    if not labels:
        return "the template has no fields for it", "The file can be used as it is."
    return "no table has mostly labels of the template", f"Add a table with the rows {', '.join(labels)}."


def _refused(path: str, rule: str, message: str, help_: str) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, path, START, message, help_)


def _begins_otherwise(path: str, first: str, unusable: bool) -> Diagnostic | None:
    """Return why a file that begins with front matter, or seems to, is refused."""
    if first == "---" and not unusable:
        return _refused(
            path, "has-front-matter", "The file already has front matter", "It does not need to be migrated."
        )
    if first in ("---", "+++"):
        message = f"The file begins with {first}, but not with valid front matter"
        return _refused(path, "has-front-matter", message, "Correct the front matter, or remove the line.")
    return None


class _Body:
    """The body of a file: finds the data of the template's generated sections and takes it out."""

    def __init__(self, path: str, tree: Tree, outline: Outline, template: Template) -> None:
        self.template = template
        self.outline = outline
        self.tree = tree
        self.taking = Taking(path, tree, template)
        self.tables = Tables(self.taking)
        self.directives: dict[int, str] = {}
        blocks = tree.root.children
        self.after = {block.start: n + 1 for n, block in enumerate(blocks) if block.kind == "heading"}

    def take(self) -> bool:
        """Take all data. Return whether the body has a metadata table."""
        blocks = self.tree.root.children
        forms = [block for kind in ("table", "list") for block in blocks if block.kind == kind]
        metadata = next(filter(self.tables.is_metadata, forms), None)
        if metadata is None:
            return False
        generated = list(self.generated(body_sections(self.outline), self.template.sections))
        generated += list(self.shifted(generated))
        in_section = False
        for rule, section in generated:
            if rule.generated == "metadata" and metadata in self.blocks(rule, section):
                in_section = True
        if not in_section:
            self.tables.metadata(metadata)
        for rule, section in generated:
            self.section(rule, section, metadata)
        self.misplaced(generated)
        self.title()
        return True

    def generated(
        self, sections: tuple[Section, ...], rules: tuple[SectionRule, ...]
    ) -> Iterator[tuple[SectionRule, Section]]:
        """Yield the sections whose content is generated from data, each once."""
        present = {section_key(section, rules): section for section in reversed(sections)}
        for rule in rules:
            section = present.get(rule.heading)
            if section is not None and rule.kind is None:
                if rule.generated:
                    yield rule, section
                else:
                    yield from self.generated(section.sections, rule.sections)

    def shifted(self, found: list[tuple[SectionRule, Section]]) -> Iterator[tuple[SectionRule, Section]]:
        """Yield the generated sections that are one level off, and note the level of all.

        A form that was pasted into a page has all headings a level deeper or higher.
        """
        taken = {rule.heading for rule, _ in found}
        for rule, section in found:
            self.level_note(rule, section)
        for rule in _generated_rules(self.template.sections):
            named = [one for one in self.outline.sections() if section_key(one, (rule,)) == rule.heading]
            if rule.heading not in taken and len(named) == 1 and abs(named[0].level - rule.level) == 1:
                self.level_note(rule, named[0])
                yield rule, named[0]

    def level_note(self, rule: SectionRule, section: Section) -> None:
        """Note a heading that has another level than in the template."""
        if section.level != rule.level:
            self.taking.note(
                "heading-level", section.start, section.end,
                f'The heading "{section.heading}" has level {section.level}, not {rule.level}',
                f"Write {'#' * rule.level} {section.heading}, and shift the headings around it as well.",
            )  # fmt: skip

    def field(self, rule: SectionRule) -> Field | None:
        return directive_field(self.template, rule.generated)

    def blocks(self, rule: SectionRule, section: Section) -> list[Block]:
        """Return the blocks directly below a heading.

        Markdown reads a label above a single `-` as a heading, but its writer meant a label.
        """
        blocks = self.tree.root.children
        first = self.after.get(section.start)
        if first is None:  # the heading is within a quote or a list
            return []
        field = self.field(rule)
        labels = labels_of(field.fields) if field is not None and field.kind is FieldKind.OBJECT else {}
        last = first
        while last < len(blocks):
            block = blocks[last]
            if block.kind == "heading" and not self.is_label(block, labels):
                break
            last += 1
        return blocks[first:last]

    def is_label(self, block: Block, labels: dict[str, tuple[tuple[str, ...], Field]]) -> bool:
        source = self.tree.text[block.start : block.end]
        text = "".join(run.text for run in block.runs if run.kind == "text")
        return not source.lstrip().startswith(b"#") and text.rstrip().endswith(":") and label(text) in labels

    def section(self, rule: SectionRule, section: Section, metadata: Block) -> None:
        """Take the data of a section."""
        before = self.taking.gone | self.taking.changed.keys()
        blocks = self.blocks(rule, section)
        field = self.field(rule)
        if rule.generated == "metadata":
            for block in blocks:
                if block is metadata:
                    self.tables.metadata(block)
                elif not says_nothing(block):
                    self.taking.keep(block, section.heading)
        elif field is not None and field.columns:
            for block in blocks:
                if block.kind == "table":
                    self.tables.table(field, block)
                elif not says_nothing(block):
                    self.taking.keep(block, section.heading)
        elif field is not None and field.kind is FieldKind.OBJECT:
            Lines(self.taking).take(field, rule.heading, blocks)
        else:
            for block in blocks:
                if not says_nothing(block):
                    self.taking.keep(block, section.heading)
        taken = (self.taking.gone | self.taking.changed.keys()) - before
        if taken and all(directive.name != rule.generated for directive in section.directives):
            # Before the block: within it, the directive would split what stays of a table or a list.
            tables = [block for block in blocks if block.kind == "table"]
            whole = [block for block in tables if taken & self.taking.lines(block.start, block.end)]
            first = (whole or blocks)[0]
            line = min(self.taking.lines(first.start, first.end))
            self.directives[line] = f"<!-- procedures:{rule.generated} -->"

    def misplaced(self, generated: list[tuple[SectionRule, Section]]) -> None:
        """Note sections with the heading of a generated one that are in another place."""
        taken = {section.start for _, section in generated}
        names = {rule.heading.casefold() for rule in _generated_rules(self.template.sections)}
        for section in self.outline.sections():
            heading = _PARENTHESIS.sub("", section.heading).casefold()
            if section.start not in taken and heading in names:
                self.taking.note(
                    "misplaced-section",
                    section.start,
                    section.end,
                    f'The section "{section.heading}" is not where the template has it and stays unchanged',
                    "Move its content to the front matter by hand.",
                )

    def title(self) -> None:
        """Take the title from the first heading, which stays in the body."""
        heading = next((section for section in self.outline.root.sections if section.level == 1), None)
        path = (self.template.key_of(TITLE),)
        if path in self.taking.values or heading is None or self.template.field(TITLE) is None:
            return
        text = heading.heading
        if self.template.title is not None:
            before, *rest = _PLACEHOLDER.split(self.template.title.heading, maxsplit=1)
            after = "".join(rest)
            pattern = re.escape(before.strip()) + "(.+?)" + re.escape(after.strip())
            if match := re.fullmatch(pattern, text, re.I):
                text = match[1].strip(" \t:–—-") or text
        self.taking.values[path] = text

    def name(self, stem: str) -> str:
        """Return the name of the new file; fill in a missing id and status."""
        values, field = self.taking.values, self.template.field(IDENTIFIER)
        id_path, status_path = ((self.template.key_of(name),) for name in (IDENTIFIER, STATUS))
        identifier = values.get(id_path)
        pattern = field.pattern if field is not None else ""
        if identifier is None and re.fullmatch(pattern or "(?!)", stem):
            values[id_path] = identifier = stem
            self.assumed(id_path[0], f"The id is taken from the file name: {stem}")
        if status_path not in values and self.template.statuses:
            values[status_path] = self.template.statuses[0]
            self.assumed(status_path[0], f"The status is missing and was set to {self.template.statuses[0]}")
        fits = isinstance(identifier, str) and pattern and re.fullmatch(pattern, identifier)
        return str(identifier) if fits else stem

    def assumed(self, key: str, message: str) -> None:
        self.taking.note("assumed-value", 0, 0, message, f"Check `{key}` in the front matter.")


def _generated_rules(rules: tuple[SectionRule, ...]) -> Iterator[SectionRule]:
    for rule in rules:
        if rule.generated:
            yield rule
        yield from _generated_rules(rule.sections)


def _relative_links(tree: Tree) -> Iterator[tuple[str, Span]]:
    """Yield the links and images whose destinations depend on the folder of the file."""
    for block in tree.root.walk():
        for run in block.runs:
            target = collapsed(run.text).split("#", 1)[0] if run.kind == "link" else ""
            if target and not _ABSOLUTE.match(target):
                yield target, tree.span(run.start, run.end)
