"""Cross-links: makes links of the references that stand in a rendered page as plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.model import ReferenceKind
from mkdocs_deploy_plugin.reading.references import Found, ReferenceSyntax

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_LEFT_ALONE = frozenset({"a", "code", "pre", "script", "style", "textarea", *HEADINGS})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: the address of the link and the words that a pointer shows over it."""

    href: str
    title: str


Resolve = Callable[[Found], Target | None]


def link_references(
    root: Element, syntax: ReferenceSyntax, resolve: Resolve, is_data: Callable[[str], bool]
) -> None:
    """Put a link around every reference below an element that `resolve` knows.

    Headings, code and what is a link already are left alone, and so is every text of which
    `is_data` says that it is not prose. Code spans are the business of `link_code`.
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
    """Link what stands in a text: that of `parent`, or the tail of `before`.

    New elements go in at `index`; gives the index behind them.
    """
    text = (parent.text if before is None else before.tail) or ""
    found = syntax.find(text)
    if not found:
        return index
    end = 0
    for one in found:
        one = _completed(one, text, parent[index] if index < len(parent) else None, syntax)
        target = resolve(one)
        if target is None:
            continue
        _put(parent, before, text[end : one.start])
        before = _anchor(target)
        before.text = text[one.start : one.end]
        before.tail = ""
        parent.insert(index, before)
        index += 1
        end = one.end
    if end:
        _put(parent, before, text[end:])
    return index


def link_code(text: str, syntax: ReferenceSyntax, resolve: Resolve) -> Element | None:
    """Return a link with a code span in it for code that is a reference as a whole, else None."""
    found = syntax.find_code(text)
    target = resolve(found) if found is not None else None
    if target is None:
        return None
    link = _anchor(target)
    SubElement(link, "code").text = text.strip()
    return link


def _unlink_code(link: Element) -> None:
    """Take the links of `link_code` out of another link: when they were made, it was not there yet."""
    for parent in list(link.iter()):
        for index, child in enumerate(parent):
            if child.tag == "a" and len(child) == 1:
                code = child[0]
                code.tail = child.tail
                parent[index] = code


def _completed(found: Found, text: str, following: Element | None, syntax: ReferenceSyntax) -> Found:
    """Return a step at the end of a text the procedure that the code span behind it names."""
    if found.kind is not ReferenceKind.STEP or following is None or not len(following):
        return found
    if not syntax.across.fullmatch(f"{text[found.end :]} "):
        return found
    procedure = syntax.find_code(following[0].text or "") if following[0].tag == "code" else None
    if procedure is None or procedure.anchor:
        return found
    return Found(ReferenceKind.PROCEDURE, procedure.target, found.anchor, found.start, found.end)


def _put(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = text
    else:
        before.tail = text


def _anchor(target: Target) -> Element:
    attributes = {"href": target.href}
    if target.title:
        attributes["title"] = target.title
    return Element("a", attributes)
