"""Compute the positions of the boxes and lines of a layered picture, with prerequisites on the left.

Longest paths determine the columns, barycentres the order within each column, and the mean of the neighbours
the height, as close as order and distances allow. The same graph always results in the same picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.graphs import back_edges

BETWEEN_COLUMNS = 34
"""The distance between columns. With many lines between them, it grows up to twice as large, so that no
line is too steep."""

BETWEEN_BOXES = 14
MARGIN = 3
LANE = 8
"""The height reserved for a line that passes through a column."""

_SWEEPS = 6
_MOST_LANES = 400
"""The largest number of lanes. In a picture that would need more, lines pass behind boxes."""


class Size(NamedTuple):
    """The size of a box."""

    width: int
    height: int


class Box(NamedTuple):
    """The position of a box: its upper left corner and its size."""

    x: int
    y: int
    width: int
    height: int


class Line(NamedTuple):
    """A line between two boxes.

    Attributes:
        source: The box where it begins.
        target: The box where it ends.
        points: The points where it enters and leaves each column, from left to right; the first one is on
            the right side of a box, the last one on the left side of another.
        back: Whether it runs from right to left.
    """

    source: str
    target: str
    points: tuple[tuple[int, int], ...]
    back: bool


class Layout(NamedTuple):
    """The layout of a picture: its boxes by name, its lines, and its size."""

    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]
    width: int
    height: int


def layout(graph: Mapping[str, Sequence[str]], sizes: Mapping[str, Size]) -> Layout:
    """Place the boxes of a graph, with the targets of each node to its right.

    Args:
        graph: The targets of each node. Every target is also a key. Nodes get no lines to themselves.
        sizes: The smallest size of each box; all boxes of a column become equally wide, so that no line
            crosses them.
    """
    back = back_edges(graph)
    # Two nodes that lead to each other have two lines, one above the other.
    edges = [(a, b, (a, b) in back) for a in graph for b in dict.fromkeys(graph[a]) if a != b]
    columns = _columns(graph, [(b, a) if turned else (a, b) for a, b, turned in edges])
    chains = _Chains(edges, columns)
    beside = _beside(columns, chains.links)
    order = _ordered(columns, *beside)
    centres = _centres(order, {name: size.height for name, size in sizes.items()}, *beside)
    lefts, rights = _sides(order, sizes, _gaps(columns, chains.links))
    top = min((centres[name] - sizes[name].height / 2 for name in graph), default=0.0)
    top = min([top, *(centres[name] - LANE / 2 for name in centres if name not in sizes)])
    shift = MARGIN - top
    boxes = {
        name: Box(
            lefts[columns[name]],
            round(centres[name] + shift - sizes[name].height / 2),
            rights[columns[name]] - lefts[columns[name]],
            sizes[name].height,
        )
        for name in graph
    }
    lines = tuple(
        _line(edge, names, boxes, {name: round(centres[name] + shift) for name in names}, lefts, rights)
        for edge, names in zip(edges, chains.names, strict=True)
    )
    bottom = max((box.y + box.height for box in boxes.values()), default=0)
    bottom = max([bottom, *(y + LANE // 2 for line in lines for _, y in line.points)])
    return Layout(boxes, lines, max(rights, default=0) + MARGIN, bottom + MARGIN)


Edge = tuple[str, str, bool]


def _columns(graph: Mapping[str, Sequence[str]], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the column of each node: the length of the longest path to it."""
    after: dict[str, list[str]] = {name: [] for name in graph}
    waiting: dict[str, int] = dict.fromkeys(graph, 0)
    for a, b in edges:
        after[a].append(b)
        waiting[b] += 1
    columns = dict.fromkeys(graph, 0)
    ready = [name for name in graph if not waiting[name]]
    first = list(ready)
    for name in ready:  # grows during the iteration
        for other in after[name]:
            columns[other] = max(columns[other], columns[name] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    for name in first:  # next to the first node that needs it, not at the far left
        columns[name] = min((columns[other] for other in after[name]), default=1) - 1
    return columns


class _Chains:
    """The nodes and lanes along each edge, one in each column, and the links between neighbouring ones."""

    def __init__(self, edges: Sequence[Edge], columns: dict[str, int]) -> None:
        """Add a lane to `columns` wherever an edge passes a column."""
        spans = [abs(columns[b] - columns[a]) - 1 for a, b, _ in edges]
        straight = sum(spans) > _MOST_LANES
        self.names: list[list[str]] = []
        self.links: list[tuple[str, str]] = []
        for number, (a, b, turned) in enumerate(edges):
            left, right = (b, a) if turned else (a, b)
            first, last = columns[left], columns[right]
            names = [left]
            for column in [] if straight else range(first + 1, last):
                lane = f"\0{number}:{column}"  # cannot be an id
                columns[lane] = column
                names.append(lane)
            names.append(right)
            self.names.append(names)
            self.links += pairwise(names)


Neighbours = Mapping[str, Sequence[str]]


def _ordered(columns: Mapping[str, int], left: Neighbours, right: Neighbours) -> list[list[str]]:
    """Return the names in each column from top to bottom, in an order with few crossing lines."""
    order: list[list[str]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for name, column in columns.items():
        order[column].append(name)
    place = {name: float(number) for names in order for number, name in enumerate(names)}
    for sweep in range(_SWEEPS):
        beside = left if sweep % 2 == 0 else right
        for names in order if sweep % 2 == 0 else reversed(order):
            mean = {
                name: sum(place[one] for one in beside[name]) / len(beside[name])
                if beside[name]
                else place[name]
                for name in names
            }
            names.sort(key=mean.__getitem__)
            place.update((name, float(number)) for number, name in enumerate(names))
    return order


def _beside(columns: Mapping[str, int], links: Sequence[tuple[str, str]]) -> tuple[Neighbours, Neighbours]:
    """Return the left neighbours and the right neighbours of each name."""
    left: dict[str, list[str]] = {name: [] for name in columns}
    right: dict[str, list[str]] = {name: [] for name in columns}
    for a, b in links:
        right[a].append(b)
        left[b].append(a)
    return left, right


def _centres(
    order: Sequence[Sequence[str]], heights: Mapping[str, int], left: Neighbours, right: Neighbours
) -> dict[str, float]:
    """Return the vertical centre of each name, measured from the top."""
    centres: dict[str, float] = {}
    gaps: dict[str, float] = {}
    for names in order:
        bottom = 0.0
        for name in names:
            half = heights.get(name, LANE) / 2
            gaps[name] = half + (BETWEEN_BOXES if name in heights else LANE)
            bottom = centres[name] = bottom + gaps[name]
            bottom += half
    for sweep in range(_SWEEPS):
        beside = (left, right)[sweep % 2]
        for names in order if sweep % 2 == 0 else reversed(order):
            wanted = [
                sum(centres[one] for one in beside[name]) / len(beside[name])
                if beside[name]
                else centres[name]
                for name in names
            ]
            offsets = [0.0]
            for above, name in pairwise(names):
                offsets.append(offsets[-1] + heights.get(above, LANE) / 2 + gaps[name])
            settled = _rising([one - offset for one, offset in zip(wanted, offsets, strict=False)])
            for name, one, offset in zip(names, settled, offsets, strict=False):
                centres[name] = one + offset
    return centres


def _rising(values: Sequence[float]) -> list[float]:
    """Return the closest values that do not decrease; neighbours that would decrease get their mean."""
    joined: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while joined and joined[-1][0] / joined[-1][1] >= total / count:
            above, number = joined.pop()
            total, count = total + above, count + number
        joined.append((total, count))
    return [total / count for total, count in joined for _ in range(count)]


def _gaps(columns: Mapping[str, int], links: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Return the distance from each column to the next one."""
    counts: dict[int, int] = {}
    for a, _ in links:
        counts[columns[a]] = counts.get(columns[a], 0) + 1
    return {column: BETWEEN_COLUMNS + min(BETWEEN_COLUMNS, count) for column, count in counts.items()}


def _sides(
    order: Sequence[Sequence[str]], sizes: Mapping[str, Size], gaps: Mapping[int, int]
) -> tuple[list[int], list[int]]:
    lefts: list[int] = []
    rights: list[int] = []
    at = MARGIN
    for column, names in enumerate(order):
        width = max((sizes[name].width for name in names if name in sizes), default=0)
        lefts.append(at)
        rights.append(at + width)
        at += width + gaps.get(column, BETWEEN_COLUMNS)
    return lefts, rights


def _line(
    edge: Edge,
    names: Sequence[str],
    boxes: Mapping[str, Box],
    middle: Mapping[str, int],
    lefts: Sequence[int],
    rights: Sequence[int],
) -> Line:
    source, target, back = edge
    left, right = boxes[names[0]], boxes[names[-1]]
    # If two nodes lead to each other, the line back runs below the other one.
    aside = 6 if back else 0
    column = lefts.index(left.x)
    points = [(left.x + left.width, middle[names[0]] + aside)]
    for number, name in enumerate(names[1:-1], column + 1):
        points += [(lefts[number], middle[name]), (rights[number], middle[name])]
    points.append((right.x, middle[names[-1]] + aside))
    return Line(source, target, tuple(points), back)
