"""A layered picture as SVG: boxes that are links, and lines between them.

No style and no script stands in it; its colours come from the style sheet. All lines of one sort are one
path, so that a picture costs a page little more than the words in it. Each text says how long it is, and the
browser fits its letters to that: no font and no setting for texts takes words out of their boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.rendering.labels import cut, runs_left, width
from mkdocs_deploy_plugin.rendering.layout import Box, Line, Size, layout

MOST_LETTERS = 28
"""The width at which the words in a box are truncated, in average letters."""

_LETTER, _BOLD_LETTER, _SMALL_LETTER = 6.7, 7.2, 5.6
_PADDING = 9
_HREF = "xlink:href"
"""The older name of the attribute. Material assigns to the `href` property of every element with the newer
one, which SVG links do not allow, so its instant navigation would fail."""

_EM = 16
"""The number of units of the picture in 1em of the page."""


class Node(NamedTuple):
    """A box.

    Attributes:
        name: The full name, shown as a tooltip.
        words: The text in the box.
        more: The text below it, in small letters.
        href: Where it leads, or empty.
        kind: What sort of box it is, for the style sheet, or empty; the words of `here` are bold.
    """

    name: str
    words: str
    more: str = ""
    href: str = ""
    kind: str = ""


class _Label(NamedTuple):
    """A text in a box and how wide it is."""

    text: str
    width: int


class Picture(NamedTuple):
    """A picture and whether any of its lines leads back."""

    element: Element
    circular: bool


def picture(
    nodes: Mapping[str, Node],
    graph: Mapping[str, Sequence[str]],
    label: str,
    counts: Mapping[tuple[str, str], str] | None = None,
) -> Picture:
    """Return the picture of a graph.

    Args:
        nodes: The boxes by their keys.
        graph: The targets of each key, which are placed to its right.
        label: The accessible name of the picture.
        counts: Words on lines.
    """
    labels = {key: _labels(node) for key, node in nodes.items()}
    placed = layout(graph, {key: _size(*both) for key, both in labels.items()})
    svg = Element(
        "svg",
        {
            "viewBox": f"0 0 {placed.width} {placed.height}",
            "width": f"{placed.width / _EM:g}em",
            "height": f"{placed.height / _EM:g}em",
            "role": "group",
            "aria-label": label,
        },
    )
    for back in (False, True):
        _lines(svg, [line for line in placed.lines if line.back == back], back)
    for line in placed.lines:
        if counts and (text := counts.get((line.source, line.target))):
            _count(svg, line, text)
    for key in graph:
        _box(svg, nodes[key], *labels[key], placed.boxes[key])
    return Picture(svg, any(line.back for line in placed.lines))


def _labels(node: Node) -> tuple[_Label, _Label]:
    words, more = cut(node.words, MOST_LETTERS), cut(node.more, MOST_LETTERS + 6)
    letter = _BOLD_LETTER if node.kind == "here" else _LETTER
    return _Label(words, round(width(words) * letter)), _Label(more, round(width(more) * _SMALL_LETTER))


def _size(words: _Label, more: _Label) -> Size:
    return Size(max(64, max(words.width, more.width) + 2 * _PADDING), 40 if more.text else 26)


def _lines(svg: Element, lines: Sequence[Line], back: bool) -> None:
    if not lines:
        return
    way: list[str] = []
    heads: list[str] = []
    for line in lines:
        points = line.points
        way.append(f"M{points[0][0]} {points[0][1]}")
        for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
            if number % 2 or y == to_y:
                way.append(f"H{to_x}")
            else:
                half = (x + to_x) // 2
                way.append(f"C{half} {y} {half} {to_y} {to_x} {to_y}")
        x, y = points[0] if back else points[-1]
        heads.append(f"M{x} {y}l{7 if back else -7}-4v8z")
    kind = " procedures-back" if back else ""
    SubElement(svg, "path", {"class": f"procedures-lines{kind}", "d": "".join(way)})
    SubElement(svg, "path", {"class": f"procedures-heads{kind}", "d": "".join(heads)})


def _count(svg: Element, line: Line, text: str) -> None:
    (x, y), (to_x, to_y) = line.points[:2]
    at = {"x": str((x + to_x) // 2), "y": str((y + to_y) // 2 - 3), "class": "procedures-small"}
    SubElement(svg, "text", {**at, "text-anchor": "middle"}).text = text


def _box(svg: Element, node: Node, words: _Label, more: _Label, box: Box) -> None:
    attributes = {"class": f"procedures-{node.kind}"} if node.kind else {}
    group = SubElement(svg, "a" if node.href else "g", attributes)
    if node.href:
        group.set(_HREF, node.href)
        # Browsers need no such word, but tools that check pages know links by the newer attribute alone.
        group.set("tabindex", "0")
    SubElement(group, "title").text = node.name
    sides = {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(box.height), "rx": "4"}
    SubElement(group, "rect", sides)
    _text(group, words, box, 17, {})
    if more.text:
        _text(group, more, box, 32, {"class": "procedures-small"})


def _text(group: Element, label: _Label, box: Box, down: int, attributes: dict[str, str]) -> None:
    left = runs_left(label.text)
    x = box.x + box.width - _PADDING if left else box.x + _PADDING
    direction = {"direction": "rtl"} if left else {}
    fitted = {"textLength": str(label.width), "lengthAdjust": "spacingAndGlyphs"}
    at = {"x": str(x), "y": str(box.y + down)}
    SubElement(group, "text", {**at, **fitted, **direction, **attributes}).text = label.text
