"""Make the HTML of authors safe: keep what formats a text, and drop what runs, loads or covers anything.

An element may begin in one block and end in another, with Markdown between them. So the tags are cleaned one
by one. What is between them becomes text, so that a browser finds no other tag than those that were cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

import nh3

from mkdocs_deploy_plugin.reading.addresses import has_placeholder, is_unsafe
from mkdocs_deploy_plugin.rendering.html_blocks import VOID_ELEMENTS

_EVERYWHERE = "class id title lang dir align valign width height aria-label aria-hidden"
_OF_ELEMENTS = {
    "a": "href",
    "img": "src alt loading",
    "source": "srcset media",
    "ol": "start reversed type",
    "li": "value",
    "td": "colspan rowspan headers",
    "th": "colspan rowspan headers scope abbr",
    "col": "span",
    "colgroup": "span",
    "details": "open",
    "time": "datetime",
    "blockquote": "cite",
    "q": "cite",
    "del": "cite datetime",
    "ins": "cite datetime",
}
_AUTHORS = """
    a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span
    strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """
TAGS = frozenset(_AUTHORS.split())
"""The elements that authors may use: those that GitHub allows, and a few that format text."""

ATTRIBUTES = {
    "*": set(_EVERYWHERE.split()),
    **{tag: set(names.split()) for tag, names in _OF_ELEMENTS.items()},
}
"""The attributes that they may have."""

_MAX_DEPTH = 100
"""How many elements may be open at once; the tags of those nested deeper are dropped."""

# Where the parser of HTML accepts an element only within others.
_AROUND = {
    "caption": "<table>",
    "colgroup": "<table>",
    "col": "<table><colgroup>",
    "thead": "<table>",
    "tbody": "<table>",
    "tfoot": "<table>",
    "tr": "<table><tbody>",
    "td": "<table><tbody><tr>",
    "th": "<table><tbody><tr>",
}
_WITH_CONTENT = re.compile(
    r"<(?:script|style|svg|math|template|iframe|object|noscript|noembed|noframes|xmp|textarea|select|title)(?=[\s/>])",
    re.I,
)
_TAG = re.compile(r"""<([a-zA-Z][^\s/<>]*+)(?:[^"'<>]++|"[^"]*+"|'[^']*+'){0,200}+>""")
_END_TAG = re.compile(r"</([a-zA-Z][^\s/<>]*+)[^<>]*+>")
_DECLARATION = re.compile(r"<[!?][^<>]*+>")
_CLEANED = re.compile(r'<[a-z0-9]+(?: [a-z-]+="[^"]*")*>')
# Classes and ids by which the scripts and styles of the theme and of this plugin know their own elements.
_RESERVED_CLASS = re.compile(r"(?:md-(?!button\b|tag\b|icon\b)|procedures-|js-|tabbed-|__)\S*")
_RESERVED_MATERIAL = re.compile(r"(?<!\S)md-(?!button\b|tag\b|icon\b)\S*")
_RESERVED_ID = re.compile(r"__|box:")
_GENERATED_ID = re.compile(r"__tabbed_\d+_\d+|__span-\S*|__codelineno-\S*")


def safe_html(html: str) -> str:
    """Return a piece of HTML with the tags that are safe. Each element that it begins ends in it."""
    opened: list[str] = []
    return safe_tags(html, opened) + closing_tags(opened)


def safe_tags(html: str, opened: list[str]) -> str:
    """Return HTML with the tags that are safe.

    Args:
        html: The HTML.
        opened: The elements that are open, which may end in it; updated.
    """
    return "".join(_pieces(html, opened))


def closing_tags(opened: list[str], number: int = 0) -> str:
    """Return the end tags of all open elements but the first of them, and forget these elements."""
    tags = "".join(f"</{tag}>" for tag in reversed(opened[number:]))
    del opened[number:]
    return tags


def _pieces(html: str, opened: list[str]) -> Iterator[str]:
    place = 0
    unended: set[str] = set()
    while (start := html.find("<", place)) >= 0:
        yield _text(html[place:start])
        if html.startswith("<!--", start):
            end = html.find("-->", start + 2)
            place = end + 3 if end >= 0 else len(html)
        elif match := _TAG.match(html, start):
            tag, place = match[1].lower(), match.end()
            if _WITH_CONTENT.match(html, start):
                end_tag = None if tag in unended else re.compile(f"</{tag}", re.I).search(html, place)
                if end_tag is None:
                    unended.add(tag)
                else:
                    place = end_tag.start()
            elif len(opened) < _MAX_DEPTH and (cleaned := _clean(match[0], tag)):
                if tag not in VOID_ELEMENTS:
                    opened.append(tag)
                yield cleaned
        elif match := _END_TAG.match(html, start):
            place = match.end()
            yield _end(match[1].lower(), opened)
        elif match := _DECLARATION.match(html, start):
            place = match.end()
        else:
            place = start + 1
            yield "&lt;"
    yield _text(html[place:])


def _text(text: str) -> str:
    return text.replace(">", "&gt;") if ">" in text else text


def _end(tag: str, opened: list[str]) -> str:
    """Return the end tags of an element and of those in it; nothing if it is not open."""
    if tag not in opened:
        return ""
    number = len(opened) - 1 - opened[::-1].index(tag)
    return closing_tags(opened, number)


@lru_cache(maxsize=4096)
def _clean(tag: str, name: str) -> str:
    """Return a start tag with the attributes that are safe; an empty text if the element is not."""
    if name not in TAGS:
        return ""
    html = nh3.clean(
        _AROUND.get(name, "") + tag,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_safe_value,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    match = _CLEANED.search(html, max(html.rfind(f"<{name} "), html.rfind(f"<{name}>"), 0))
    if match is None or not match[0][1:].startswith(name):
        return ""
    # Not all versions of the sanitiser escape these in values.
    return f"<{match[0][1:-1].replace('<', '&lt;').replace('>', '&gt;')}>"


def _safe_value(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        value = safe_classes(value)
        return value or None
    if name == "id" and _RESERVED_ID.match(value):
        return None
    return value


def safe_classes(value: str) -> str:
    """Return the classes without those that belong to a theme's or this plugin's scripts."""
    return " ".join(name for name in value.split() if not _RESERVED_CLASS.match(name))


def safe_inline(html: str, opened: list[str]) -> str:
    """Return tags within a paragraph that are safe, with values in which Markdown finds nothing."""
    return _VALUE.sub(_without_markdown, safe_tags(html, opened)) if "<" in html else html


_VALUE = re.compile(r'="([^"]*)"')
_MARKDOWN = re.compile(r"[^\w ./-]|_")


def _without_markdown(match: re.Match[str]) -> str:
    return f'="{_MARKDOWN.sub(lambda sign: f"&#{ord(sign[0])};", unescape(match[1]))}"'


_GENERATED = "article aside audio button center footer header input label nav section video"
_OF_GENERATED = """
    abbr alt checked cite colspan controls datetime decoding disabled for headers hidden href hreflang
    loading markdown name open rel reversed role rowspan scope span src start tabindex target type value
    """
_GENERATED_TAGS = TAGS | frozenset(_GENERATED.split())
_GENERATED_ATTRIBUTES = frozenset(_OF_GENERATED.split()) | frozenset(_EVERYWHERE.split())
_HARMLESS_STYLE = re.compile(r"(?:(?:text-align|width): ?[a-z0-9.%]{1,20};? ?){1,3}")
# Material copies the text of an attribute when somebody clicks, and knows its own parts by others.
_DATA = re.compile(r"(?:aria|data(?!-md|-clipboard))-[a-z0-9-]+")


def make_safe(root: Element) -> None:
    """Remove from the elements of a page what an author can have added to them by attributes and blocks."""
    remove_unsafe_addresses(root)
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag not in _GENERATED_TAGS and not _is_formula(element):
            _make_span(element)
            if tag.lower() in ("script", "style"):
                element.text = ""
            continue
        if (tag == "a" and "href" not in element.attrib) or (tag == "img" and "src" not in element.attrib):
            element.tag = "span"  # MkDocs expects an address.
        if "class" in element.attrib:
            element.set("class", _RESERVED_MATERIAL.sub("", element.attrib["class"]).strip())
        for name, value in list(element.attrib.items()):
            if not _is_safe_attribute(element, name, str(value)):
                del element.attrib[name]


def remove_unsafe_addresses(root: Element) -> None:
    """Make text of the links and pictures of a page whose addresses run a script."""
    for element in root.iter():
        for name in ("href", "src"):
            value = element.get(name)
            if value is not None and is_unsafe(value, picture=name == "src"):
                element.text = element.text or element.get("alt")
                _make_span(element)


def _make_span(element: Element) -> None:
    element.tag = "span"
    element.attrib.clear()


def _is_formula(element: Element) -> bool:
    return element.tag == "script" and (element.get("type") or "").startswith("math/tex")


def _is_safe_attribute(element: Element, name: str, value: str) -> bool:
    if has_placeholder(value):
        return False  # What it stands for can end the value.
    if name == "style":
        return _HARMLESS_STYLE.fullmatch(value) is not None
    if name == "id":
        return not value.startswith("__") or _GENERATED_ID.fullmatch(value) is not None
    return name in _GENERATED_ATTRIBUTES or _DATA.fullmatch(name) is not None or _is_formula(element)


_OPTION = re.compile(r"([\w:.@-]+)[ \t]*=")
_OF_FENCES = frozenset({"title", "linenums", "hl_lines"})


def safe_info(info: str) -> str:
    """Return the info string of a fence; only its language if it sets other attributes than those of code."""
    without_values = re.sub(r"\"[^\"]*\"|'[^']*'", "", info)
    if {name.lower() for name in _OPTION.findall(without_values)} <= _OF_FENCES:
        return info
    match = re.match(r"\{?[ \t]*\.?([\w#+-]*)", info)
    return match[1] if match is not None else ""
