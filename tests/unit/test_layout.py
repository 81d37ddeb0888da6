"""Tests of pictures: where boxes and lines go, which words stand in them, and what the SVG has."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.rendering.labels import cut, runs_left, width
from mkdocs_deploy_plugin.rendering.layout import Box, Layout, Size, layout
from mkdocs_deploy_plugin.rendering.picture import MOST_LETTERS, Node, picture

Graph = dict[str, list[str]]


def placed(graph: Graph) -> Layout:
    return layout(graph, dict.fromkeys(graph, Size(100, 40)))


def apart(one: Box, other: Box) -> bool:
    across = one.x + one.width <= other.x or other.x + other.width <= one.x
    return across or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_what_comes_first_stands_on_the_left() -> None:
    found = placed({"a": ["b", "c"], "b": ["c"], "c": []})
    assert found.boxes["a"].x < found.boxes["b"].x < found.boxes["c"].x
    assert [(line.source, line.target, line.back) for line in found.lines] == [
        ("a", "b", False),
        ("a", "c", False),
        ("b", "c", False),
    ]
    over = next(line for line in found.lines if (line.source, line.target) == ("a", "c"))
    # It passes the middle column beside its box.
    assert len(over.points) == 4
    middle = found.boxes["b"]
    assert not middle.y <= over.points[1][1] <= middle.y + middle.height


def test_what_has_a_neighbour_stands_beside_it() -> None:
    found = placed({"a": ["b"], "b": ["c"], "c": ["d"], "d": [], "x": ["d"]})
    assert found.boxes["x"].x == found.boxes["c"].x


def test_a_circle_has_one_line_that_leads_back() -> None:
    found = placed({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert [(line.source, line.target) for line in found.lines if line.back] == [("c", "a")]


def test_two_that_lead_to_each_other_have_two_lines_apart() -> None:
    found = placed({"a": ["b"], "b": ["a"]})
    there, back = found.lines
    assert (there.back, back.back) == (False, True)
    assert there.points != back.points


def test_lines_do_not_cross_without_need() -> None:
    found = placed({"a": ["y"], "b": ["z"], "c": ["x"], "x": [], "y": [], "z": []})
    order = sorted("abc", key=lambda name: found.boxes[name].y)
    beside = {"a": "y", "b": "z", "c": "x"}
    assert [beside[name] for name in order] == sorted("xyz", key=lambda name: found.boxes[name].y)


def test_nothing_is_a_picture_too() -> None:
    assert placed({}).boxes == {}
    assert placed({"a": ["a"]}).lines == ()


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, dict[str, Size]]:
    count = draw(st.integers(1, 14))
    names = [f"n{number}" for number in range(count)]
    edges = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=40))
    graph = {name: [b for a, b in edges if a == name] for name in names}
    sizes = {name: Size(draw(st.integers(20, 220)), draw(st.integers(10, 60))) for name in names}
    return graph, sizes


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_any_graph_has_a_picture(drawn: tuple[Graph, dict[str, Size]]) -> None:
    graph, sizes = drawn
    found = layout(graph, sizes)
    assert set(found.boxes) == set(graph)
    assert all(box.height == sizes[name].height for name, box in found.boxes.items())
    assert all(box.width >= sizes[name].width for name, box in found.boxes.items())
    assert all(apart(one, other) for one, other in combinations(found.boxes.values(), 2))
    wanted = sorted({(a, b) for a in graph for b in graph[a] if a != b})
    assert sorted((line.source, line.target) for line in found.lines) == wanted
    for box in found.boxes.values():
        assert 0 <= box.x <= box.x + box.width <= found.width
        assert 0 <= box.y <= box.y + box.height <= found.height
    for line in found.lines:
        source, target = found.boxes[line.source], found.boxes[line.target]
        left, right = (target, source) if line.back else (source, target)
        assert left.x + left.width == line.points[0][0] <= line.points[-1][0] == right.x
        assert left.y <= line.points[0][1] <= left.y + left.height + 6
        assert all(x <= to_x for (x, _), (to_x, _) in pairwise(line.points))
        assert all(0 <= y <= found.height for _, y in line.points)
    assert layout(graph, sizes) == found


def test_a_lane_never_runs_through_a_box() -> None:
    names = [f"n{number}" for number in range(8)]
    found = placed({name: names[number + 1 :] for number, name in enumerate(names)})
    for line in found.lines:
        for (x, y), (to_x, to_y) in pairwise(line.points):
            if y == to_y:
                inside = [
                    name
                    for name, box in found.boxes.items()
                    if x < box.x + box.width and box.x < to_x and box.y < y < box.y + box.height
                ]
                assert inside == []


def test_many_lines_are_drawn_without_lanes() -> None:
    names = [f"n{number:02}" for number in range(40)]
    found = placed({name: names[number + 1 :] for number, name in enumerate(names)})
    assert len(found.lines) == 780
    assert all(len(line.points) == 2 for line in found.lines)


@pytest.mark.parametrize(
    "text", ["決済" * 80, "مرحبا " * 50, "W" * 300, "i" * 300, "e\u0301" * 200, "👩‍💻" * 60]
)
def test_three_hundred_letters_are_cut_by_how_wide_they_are(text: str) -> None:
    short = cut(text, MOST_LETTERS)
    assert short.endswith("…")
    assert MOST_LETTERS - 4 <= width(short) <= MOST_LETTERS
    assert text.startswith(short[:-1].rstrip())


def test_a_letter_keeps_its_marks() -> None:
    assert cut("e\u0301" * 40, 5).removesuffix("…") == "e\u0301" * 3
    assert cut("short", 28) == "short"
    assert cut(" a \n b ", 28) == "a b"
    assert cut("", 28) == ""


def test_the_first_letter_with_a_direction_decides() -> None:
    assert runs_left("3 שלום a")
    assert runs_left("«مرحبا»")
    assert not runs_left("a שלום")
    assert not runs_left("決済 2")
    assert not runs_left("123")


def drawn(graph: Graph, **nodes: Node) -> Element:
    return picture(
        {name: nodes.get(name) or Node(name, name, href=f"{name}/") for name in graph}, graph, "P"
    ).element


def test_boxes_are_links_with_all_of_their_names() -> None:
    long = "決済" * 150
    svg = drawn({"a": ["b"], "b": []}, b=Node(long, long, "deploy-x-001-b", "b/", "retired"))
    (a, b) = svg.findall("a")
    assert (a.get("xlink:href"), b.get("xlink:href"), b.get("class")) == ("a/", "b/", "procedures-retired")
    assert b.findtext("title") == long
    words = [text.text for text in b.findall("text")]
    assert words[0] is not None
    assert re.fullmatch("(決済)+決?…", words[0])
    assert words[1] == "deploy-x-001-b"


def test_words_from_right_to_left_begin_at_the_right() -> None:
    svg = drawn({"a": []}, a=Node("n", "שלום עולם", "deploy-x-001-a"))
    rect, first, second = (svg.find(f"g/{path}") for path in ("rect", "text[1]", "text[2]"))
    assert rect is not None
    assert first is not None
    assert second is not None
    assert first.get("direction") == "rtl"
    assert int(first.get("x", "")) > int(rect.get("x", "")) + int(rect.get("width", "")) / 2
    assert second.get("direction") is None


def test_lines_that_lead_back_look_different_and_every_line_is_drawn() -> None:
    svg = drawn({"a": ["b"], "b": ["c"], "c": ["a", "b"]})
    paths = {path.get("class"): path.get("d", "").count("M") for path in svg.findall("path")}
    assert paths == {
        "procedures-lines": 2,
        "procedures-heads": 2,
        "procedures-lines procedures-back": 2,
        "procedures-heads procedures-back": 2,
    }


def test_counts_stand_on_lines() -> None:
    nodes = {name: Node(name, name) for name in "ab"}
    svg = picture(nodes, {"a": ["b"], "b": []}, "P", {("a", "b"): "12"}).element
    assert "12" in [text.text for text in svg.findall("text")]


def test_no_style_and_no_script_stands_in_a_picture() -> None:
    hostile = '"><script>alert(1)</script>'
    html = tostring(drawn({"a": ["a"]}, a=Node(hostile, hostile, hostile)), encoding="unicode", method="html")
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("kind", ["", "here"])
@pytest.mark.parametrize(
    ("words", "more"),
    [("W" * 300, "m" * 300), ("i", "deploy-x-001-a"), ("決済" * 80, ""), ("مرحبا " * 9, "a")],
)
def test_a_box_holds_its_texts_however_wide_a_font_makes_them(kind: str, words: str, more: str) -> None:
    svg = drawn({"a": []}, a=Node("x", words, more, kind=kind))
    (rect,) = svg.findall("g/rect")
    box = int(rect.get("width", "0"))
    assert box <= 225
    for text in svg.findall("g/text"):
        assert text.get("lengthAdjust") == "spacingAndGlyphs"
        assert 0 < int(text.get("textLength", "0")) <= box - 18
