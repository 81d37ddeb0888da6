"""Turn references in the plain text of a rendered page into links."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.model import ReferenceKind
from mkdocs_deploy_plugin.reading.references import Found, ReferenceSyntax
from mkdocs_deploy_plugin.rendering.theme import theme_text

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_HTML_LINK = re.compile(r"""(<a\s(?:[^<>]{0,500}\s)?href=["']?)(\#(?!__)[^\s"'<>]{1,200})""", re.I)
_LEFT_ALONE = frozenset({"a", "code", "pre", "script", "style", "textarea", *HEADINGS})


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a reference: the address of the link and its tooltip."""

    href: str
    title: str


Resolve = Callable[[Found], Target | None]
Address = Callable[[str], str]


def correct_links(root: Element, address: Address) -> None:
    """Replace the address of every link that leads to an anchor."""
    for link in root.iter("a"):
        href = link.get("href", "")
        if "#" in href:
            link.set("href", address(href))


def correct_html_links(html: str, address: Address) -> str:
    """Return raw HTML with the addresses of the links within the page replaced."""
    return _HTML_LINK.sub(lambda match: f"{match[1]}{escape(address(unescape(match[2])))}", html)


def link_references(
    root: Element, syntax: ReferenceSyntax, resolve: Resolve, is_data: Callable[[str], bool]
) -> None:
    """Link every reference below an element that `resolve` can resolve.

    Headings, code and existing links are left alone, and so is text for which `is_data` returns true.
    Code spans are handled by `link_code`.
    """
    if root.tag in _LEFT_ALONE:
        if root.tag == "a":
            _unlink_code(root)
        return
    index = 0
    if root.text and not is_data(root.text):
        index = _link_text(root, None, 0, syntax, resolve)
    while index < len(root):
        child = root[index]
        link_references(child, syntax, resolve, is_data)
        index += 1
        if child.tail and not is_data(child.tail):
            index = _link_text(root, child, index, syntax, resolve)


def _link_text(
    parent: Element, before: Element | None, index: int, syntax: ReferenceSyntax, resolve: Resolve
) -> int:
    """Link the references in the text of `parent`, or in the tail of `before`.

    New elements are inserted at `index`. Return the index after them.
    """
    text = (parent.text if before is None else before.tail) or ""
    references = syntax.find(text)
    if not references:
        return index
    end = 0
    for reference in references:
        completed = _completed(reference, text, parent[index] if index < len(parent) else None, syntax)
        target = resolve(completed)
        if target is None:
            continue
        _put(parent, before, text[end : completed.start])
        before = _anchor(target)
        before.text = text[completed.start : completed.end]
        before.tail = ""
        parent.insert(index, before)
        index += 1
        end = completed.end
    if end:
        _put(parent, before, text[end:])
    return index


def link_code(text: str, syntax: ReferenceSyntax, resolve: Resolve) -> Element | None:
    """Return a link around a code span if the whole code is a reference, else None."""
    reference = syntax.find_code(text)
    target = resolve(reference) if reference is not None else None
    if target is None:
        return None
    link = _anchor(target)
    SubElement(link, "code").text = text.strip()
    return link


def _unlink_code(link: Element) -> None:
    """Remove links created by `link_code` from within another link, which did not exist at that time."""
    for parent in list(link.iter()):
        for index, child in enumerate(parent):
            if child.tag == "a" and len(child) == 1:
                code = child[0]
                code.tail = child.tail
                parent[index] = code


def _completed(reference: Found, text: str, following: Element | None, syntax: ReferenceSyntax) -> Found:
    """Return a reference to a step at the end of a text with the procedure from the code span after it."""
    if reference.kind is not ReferenceKind.STEP or following is None or not len(following):
        return reference
    if not syntax.across.fullmatch(f"{text[reference.end :]} "):
        return reference
    procedure = syntax.find_code(following[0].text or "") if following[0].tag == "code" else None
    if procedure is None or procedure.anchor:
        return reference
    kind = ReferenceKind.PROCEDURE
    return Found(kind, procedure.target, reference.anchor, reference.start, reference.end)


def _put(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = text
    else:
        before.tail = text


def _anchor(target: Target) -> Element:
    attributes = {"href": target.href}
    if target.title:
        attributes["title"] = theme_text(target.title)
    return Element("a", attributes)
