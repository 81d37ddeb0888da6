"""Take labelled lines such as `**Risk Level:** High`, and the lists below them."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_deploy_plugin.authoring.migration.inline import Inline, split_lines
from mkdocs_deploy_plugin.authoring.migration.taking import Path, Taking, label, labels_of, says_nothing
from mkdocs_deploy_plugin.authoring.migration.values import value_of
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.template import Field, FieldKind


class Lines:
    """Takes values for the front matter from labelled lines."""

    def __init__(self, taking: Taking) -> None:
        """Add to the values that `taking` collects."""
        self.taking = taking

    def take(self, field: Field, heading: str, blocks: Sequence[Block]) -> None:
        """Take `Label: value` lines, and lists below a label, as the fields of a mapping."""
        labels = labels_of(field.fields, (field.key,))
        waiting: tuple[Path, Field, Inline] | None = None
        for block in blocks:
            if block.kind in ("paragraph", "heading"):
                waiting = None
                # Markdown reads "**Risk Factors:**" above a single "-" as a heading of two lines.
                for line in split_lines(block, self.taking.tree.text):
                    waiting = self._labelled(labels, heading, line) or (waiting if not line.text else None)
            elif block.kind == "list" and waiting is not None:
                self._items(waiting, block)
                waiting = None
            elif not says_nothing(block):
                self.taking.keep(block, heading)

    def _labelled(
        self, labels: dict[str, tuple[Path, Field]], heading: str, line: Inline
    ) -> tuple[Path, Field, Inline] | None:
        """Take a line. Return the field whose entries may follow in a list, or None."""
        parted = line.labelled()
        name, rest = parted if parted is not None else (heading, line)
        target = labels.get(label(name))
        if target is None or (parted is None and value_of(target[1], rest) is None):
            self.taking.stays(line.start, line.end, heading)
            return None
        path, field = target
        if field.kind is FieldKind.LIST and not rest.text:
            self.taking.gone |= self.taking.lines(line.start, line.end)
            return path, field, line
        said = self.taking.place(target, rest, f'"{name}"')
        if said is not None:
            self.taking.remove(line.start, line.end, [name, *said], line.faithful, f'"{name}"')
        return None

    def _items(self, target: tuple[Path, Field, Inline], block: Block) -> None:
        """Take the items of a list as the entries of a field."""
        path, _, line = target
        if self.taking.is_repeated(path, line, "The list"):
            self.taking.gone -= self.taking.lines(line.start, line.end)
            return
        entries: list[Json] = []
        all_gone = True
        for item in block.children:
            end = item.start + len(self.taking.tree.text[item.start : item.end].rstrip())
            if not item.children and not item.checked:
                self.taking.gone |= self.taking.lines(item.start, end)
                continue
            inline = [line for child in item.children for line in split_lines(child, self.taking.tree.text)]
            text = " ".join(part.text for part in inline if part.text)
            if text:
                entries.append(text)
            said = [text, *(echo for part in inline for echo in part.echoes)]
            plain = item.checked is None and len(item.children) == 1 and all(part.faithful for part in inline)
            start = item.children[0].start if item.children else item.start
            if self.taking.remove(start, end, said, plain, "The entry"):
                self.taking.gone |= self.taking.lines(item.start, end)
            else:
                all_gone = False
        if entries:
            self.taking.values[path] = entries
        if not all_gone:
            self.taking.gone -= self.taking.lines(line.start, line.end)
