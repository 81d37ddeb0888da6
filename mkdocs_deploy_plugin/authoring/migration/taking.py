"""Take values out of a body: the lines to remove, the values they become, and notes on the rest.

A line is removed if each of its words is in a value or is a label of the template. If only some are,
the line stays in addition to the value, and a note names the other words.
"""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_deploy_plugin.authoring.migration.inline import Inline, unsaid
from mkdocs_deploy_plugin.authoring.migration.values import folded, placeholder, value_of
from mkdocs_deploy_plugin.model import Diagnostic, Json, Severity
from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.meanings import STATUS

Path = tuple[str, ...]


def label(text: str) -> str:
    """Return the name of a row or column in the form used for comparison."""
    return folded(text)


def labels_of(fields: Iterable[Field], prefix: Path = ()) -> dict[str, tuple[Path, Field]]:
    """Return the fields whose value fits in one cell, by label and by key."""
    targets: dict[str, tuple[Path, Field]] = {}
    inner: list[dict[str, tuple[Path, Field]]] = []
    for field in fields:
        path = (*prefix, field.key)
        if field.kind is FieldKind.OBJECT:
            inner.append(labels_of(field.fields, path))
        elif field.kind is not FieldKind.MAP and not field.columns and field.key:
            for name in (field.label, field.key):
                targets.setdefault(label(name), (path, field))
    for more in inner:
        for name, target in more.items():
            targets.setdefault(name, target)
    return targets


class Taking:
    """The values, removed lines and notes collected from one body."""

    def __init__(self, path: str, tree: Tree, template: Template) -> None:
        self.path = path
        self.tree = tree
        self.template = template
        self.labels = labels_of(template.fields)
        self.values: dict[Path, Json] = {}
        self.open: dict[Path, Json] = {}
        """Placeholders of fields that are optional in a first draft."""
        self.remarks: list[str] = []
        """Table headers that are not labels of the template."""
        self.gone: set[int] = set()
        self.changed: dict[int, str] = {}
        """Lines of which only a part stays, without their line endings."""
        self.notes: list[Diagnostic] = []

    def note(self, rule: str, start: int, end: int, message: str, help_: str) -> None:
        """Add a note for the writer to check."""
        span = self.tree.span(start, end)
        self.notes.append(Diagnostic(rule, Severity.WARNING, self.path, span, message, help_))

    def source(self, start: int, end: int) -> str:
        """Return the source of a range."""
        return self.tree.text[start:end].decode()

    def lines(self, start: int, end: int) -> set[int]:
        """Return the line numbers of a range."""
        span = self.tree.span(start, end)
        return set(range(span.line, span.end_line + (span.end_column > 1)))

    def remove(self, start: int, end: int, said: Iterable[str], faithful: bool, name: str) -> bool:
        """Remove the lines of a range if other texts contain all their words; otherwise add a note.

        Args:
            start: First byte.
            end: First byte after the range.
            said: The texts that contain the words.
            faithful: Whether the range has nothing but words.
            name: The name of the range in a note.
        """
        missing = unsaid(self.source(start, end), said)
        if not missing and faithful:
            self.gone |= self.lines(start, end)
            return True
        shown = ", ".join(f'"{word}"' for word in missing[:4]) + (" …" if len(missing) > 4 else "")
        reason = f"the front matter has no place for {shown}" if missing else "its markup would be lost"
        self.note(
            "kept-text", start, end,
            f"{name} stays in the body: {reason}", "Move it to where it belongs, or remove it.",
        )  # fmt: skip
        return False

    def place(self, target: tuple[Path, Field], inline: Inline, name: str) -> tuple[str, ...] | None:
        """Store a value. Return the words that are in it, or None if it was not taken."""
        path, field = target
        text = inline.text
        if not text:
            return ()
        if self.is_repeated(path, inline, name):
            return None
        if placeholder(field, text, self.template):
            if path == (self.template.key_of(STATUS),) and self.template.statuses:
                self.values[path] = self.template.statuses[0]
            elif field.optional or field.required_from:
                self.open[path] = [text] if field.kind is FieldKind.LIST else text
            else:
                self.values[path] = text
            return (text,)
        value = value_of(field, inline)
        if value is None:
            allowed = field.choices or (str(field.value),)
            self.note(
                "unknown-choice", inline.start, inline.end,
                f'{name} cannot be "{text[:60]}": the text stays in the body',
                f"Write {' or '.join(allowed)}.",
            )  # fmt: skip
            return None
        self.values[path] = value.data
        return (*value.said, *inline.echoes)

    def is_repeated(self, path: Path, inline: Inline, name: str) -> bool:
        """Return whether a field already has a value; if so, note the second one."""
        if path not in self.values and path not in self.open:
            return False
        self.note(
            "repeated-field", inline.start, inline.end,
            f"{name} appears twice: the second one stays in the body", "Keep only the correct one.",
        )  # fmt: skip
        return True

    def keep(self, block: Block, heading: str) -> None:
        """Note a block in a generated section that is not part of its data."""
        self.stays(block.start, block.start + len(self.tree.text[block.start : block.end].rstrip()), heading)

    def stays(self, start: int, end: int, heading: str) -> None:
        """Note text in a generated section that is not part of its data."""
        if self.source(start, end).strip():
            self.note(
                "extra-text", start, end,
                f'The text stays in the body, below the generated content of "{heading}"',
                "Move it to where it belongs, or leave it.",
            )  # fmt: skip


def says_nothing(block: Block) -> bool:
    """Return whether a block is a thematic break or a comment."""
    return block.kind == "rule" or (block.kind == "html" and block.text.lstrip().startswith("<!--"))
