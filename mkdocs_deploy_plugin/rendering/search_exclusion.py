"""Mark elements that search ignores: what a page shows but what is not its own."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

PAGEFIND_IGNORES: Mapping[str, str] = {"data-pagefind-ignore": ""}
"""The attribute of an element that Pagefind ignores."""

LEFT_OUT: Mapping[str, str] = {"data-search-exclude": "1", **PAGEFIND_IGNORES}
"""The attributes of an element that every search ignores. Material's attribute has a value, because Material
only removes it from the page if it has one."""

_LABELS = frozenset({"thead", "dt"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def leave_out(element: Element) -> Element:
    """Exclude an element from every search, and return it.

    This is for generated content that repeats other pages, such as a table of all procedures. Material ends
    the exclusion at the first end tag of the same name, so the element must not contain another one.

    Raises:
        ValueError: If the element contains another one with the same tag.
    """
    within = [inner for inner in element.iter() if inner is not element]
    if any(inner.tag == element.tag for inner in within):
        raise ValueError(f"cannot exclude a {element.tag} that contains a {element.tag} from search")
    for excluded in (element, *(inner for inner in within if inner.tag in _HEADINGS)):
        for name, value in LEFT_OUT.items():
            excluded.set(name, value)
    return element


def leave_labels_out(element: Element) -> Element:
    """Exclude the labels of a generated table from Pagefind, and return the table."""
    for inner in element.iter():
        is_row = inner.tag == "th" and inner.get("scope") == "row"
        if is_row or inner.tag in _LABELS or inner.get("class") == "procedures-badge":
            inner.set("data-pagefind-ignore", "")
    return element
