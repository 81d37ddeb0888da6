"""HTML that the Markdown extension puts into a page as it is.

What is large is handed over like this, because every extension walks all elements of a page. It is built as
elements all the same, whose texts are data.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring


class Finished(str):
    """HTML to be put into a page as it is. As the text of an element, it is the element's content."""

    __slots__ = ()


def finished(tag: str, attributes: dict[str, str], *content: Element) -> Element:
    """Give an element whose content is finished. Links in it lead where they do in the built site."""
    element = Element(tag, attributes)
    element.text = Finished("".join(tostring(one, encoding="unicode", method="html") for one in content))
    return element
