"""Build the elements of a page from the operations between its leaves."""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from mkdocs_deploy_plugin.hosts.preprocessing import Conversion
from mkdocs_deploy_plugin.rendering.operations import (
    MARKER,
    SITE_MARKER,
    Close,
    EmptyTask,
    Finished,
    Generated,
    Heading,
    Open,
    OpenSite,
    Operation,
    Task,
    Text,
    marker_pattern,
)

_MARKER, _SITE_MARKER = marker_pattern(MARKER), marker_pattern(SITE_MARKER)
_ENTITY = re.compile(r"&(?=#?\w+;)")


class Build(BlockProcessor):
    """Builds elements from operations, and adds the blocks between markers to them."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        """Share the state of the conversion."""
        super().__init__(md.parser)
        self.md = md
        self.state = state

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a block is a marker, or belongs to an element that is open."""
        return _is_marker(block) or id(parent) in self.state.open

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Perform the operations of a marker, or parse the blocks up to the next one."""
        site = _SITE_MARKER.fullmatch(blocks[0].strip())
        if site is not None:
            blocks.pop(0)
            content = self.state.sites.setdefault(int(site[1]), parent)
            if content is not parent:  # of a footnote, whose place is made at the end
                parent.extend(content)
            return True
        # The element is kept together with its id, so that Python does not reuse the id.
        _, stack = self.state.open.setdefault(id(parent), (parent, []))
        match = _MARKER.fullmatch(blocks[0].strip())
        if match is not None:
            blocks.pop(0)
            for operation in self.state.normalised.operations[int(match[1])]:
                self._do(operation, stack[-1] if stack else parent, stack)
        else:
            inner: list[str] = []
            while blocks and not _is_marker(blocks[0]):
                inner.append(blocks.pop(0))
            self.parser.parseBlocks(stack[-1], inner)
        if not stack:
            del self.state.open[id(parent)]
        return True

    def _do(self, operation: Operation, parent: Element, stack: list[Element]) -> None:
        match operation:
            case Close():
                if stack:  # empty if another extension has treated a marker as code
                    stack.pop()
            case OpenSite(number):
                stack.append(self.state.sites.setdefault(number, Element("div")))
            case Text(text):
                _append(parent, text)
            case Task():
                stack.append(self._task(operation, parent))
            case Open(tag, attributes, text):
                element = SubElement(parent, tag, dict(attributes))
                if text:
                    element.text = text
                stack.append(element)
            case EmptyTask(checked):
                box = {"type": "checkbox", "disabled": "disabled", "aria-label": "empty item"}
                SubElement(parent, "input", box | ({"checked": "checked"} if self._ticked(checked) else {}))
            case Heading(level, anchor, text, further):
                attributes = {"id": anchor, **further} if anchor else {}
                SubElement(parent, f"h{level}", attributes).text = text
            case Generated(name, arguments):
                for element in self.state.page.generate(name, arguments):
                    self._make_atomic(element)
                    parent.append(element)

    def _ticked(self, checked: bool) -> bool:
        """Return whether a box starts ticked. Those of a procedure are ticked in a run, by a person."""
        return checked and self.state.page.keeps_ticks

    def _make_atomic(self, element: Element) -> None:
        """Protect the texts of generated elements from Markdown: they are data or finished HTML."""
        for inner in element.iter():
            if isinstance(inner.text, Finished):
                html = inner.text.replace(STX, "\ufffd").replace(ETX, "\ufffd")
                inner.text = AtomicString(self.md.htmlStash.store(html))
            elif inner.text:
                inner.text = AtomicString(_literal(inner.text))
            if inner.tail:
                inner.tail = AtomicString(_literal(inner.tail))
            if "title" in inner.attrib:
                inner.set("title", _literal(inner.attrib["title"]))

    def _task(self, task: Task, parent: Element) -> Element:
        """Add a list item with a checkbox and a label.

        Checkbox and label are stashed as HTML, because every extension walks all elements: as elements, a
        hundred of each would cost more than everything else that this package does to a page.
        """
        read = task.item
        attributes = {"id": read.id, "data-item": read.id, "data-rev": read.rev}
        if read.struck:
            attributes["data-struck"] = ""
        if read.named:
            attributes["data-named"] = ""
        attributes.update(task.attributes)
        item = SubElement(parent, "li", attributes)
        box = escape(f"box:{read.id}")
        checked = " checked" if self._ticked(read.checked) else ""
        opening = f'<input type="checkbox" id="{box}"{checked}><label for="{box}">'
        store = self.md.htmlStash.store
        if not self.state.label_end:
            self.state.label_end = store("</label>")
        item.text = f"{store(opening)}{task.text}{self.state.label_end}"
        return item


def _is_marker(block: str) -> bool:
    return block.lstrip("\n").startswith(("\x02procedures:", "\x02procedures-site:"))


def _append(parent: Element, text: str) -> None:
    """Append a text to the content of an element."""
    if not len(parent):
        parent.text = text if not parent.text else f"{parent.text}\n{text}"
        return
    # The inline processor reads texts, but tails only of elements that it has created itself.
    parent[-1].tail = parent[-1].tail or "\n"
    SubElement(parent, "span").text = text


def _literal(text: str) -> str:
    """Return a text escaped for the serialiser, which leaves entities alone and replaces placeholders."""
    return _ENTITY.sub(f"{AMP_SUBSTITUTE}amp;", text.replace(STX, "\ufffd").replace(ETX, "\ufffd"))
