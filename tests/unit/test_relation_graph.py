"""Tests of the relations between procedures: both directions, circles, and what surrounds a procedure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.graphs import back_edges, components, connected
from mkdocs_deploy_plugin.catalog.relations import RelatedProcedure, Relations
from mkdocs_deploy_plugin.model import Document
from tests.unit.samples import read

NAMES = "abcdefgh"


def name_of(letter: str) -> str:
    return f"deploy-x-001-{letter}"


def listed(key: str, letters: str) -> str:
    return f"{key}: [{', '.join(map(name_of, letters))}]"


def procedure(letter: str, *more: str, body: str = "", path: str = "") -> Document:
    name = name_of(letter)
    head = "\n".join((f"id: {name}", f"title: The {letter}", *more))
    return read(f"---\n{head}\n---\n\n# T\n\n{body}", path or f"procedures/{name}.md")


def relations(*documents: Document) -> Relations:
    return Relations(Catalog(documents))


def depending(graph: dict[str, str]) -> Relations:
    return relations(*(procedure(letter, listed("depends_on", to)) for letter, to in graph.items()))


def letters(ids: object) -> str:
    return "".join(one[-1] for one in ids)  # type: ignore[attr-defined]


def test_each_relation_has_both_directions() -> None:
    found = relations(
        procedure("a", listed("depends_on", "bc"), listed("supersedes", "d")),
        procedure("b", listed("related_specs", "c")),
        procedure("c"),
        procedure("d", listed("depends_on", "c")),
    )
    assert letters(found.of(name_of("a")).depends_on) == "bc"
    assert letters(found.of(name_of("c")).required_by) == "ad"
    assert letters(found.of(name_of("a")).supersedes) == "d"
    assert letters(found.of(name_of("d")).superseded_by) == "a"
    assert letters(found.of(name_of("b")).related) == "c"
    assert letters(found.of(name_of("c")).related) == "b"
    assert found.of("nothing") == RelatedProcedure()
    assert not found.of("nothing")


def test_what_is_not_there_is_named_all_the_same() -> None:
    found = relations(procedure("a", listed("depends_on", "z"), "related_specs: [PRD-1]"))
    assert letters(found.of(name_of("a")).depends_on) == "z"
    assert found.dependencies == {name_of("a"): []}
    assert found.of(name_of("a")).related == ()


def test_values_that_are_no_ids_are_left_out() -> None:
    found = relations(procedure("a", "depends_on: [1, {x: y}, '', [b]]", "supersedes: b"), procedure("b"))
    assert not found.of(name_of("a"))
    assert not found.of(name_of("b"))


def test_a_mention_has_its_sections() -> None:
    found = relations(
        procedure(
            "a", body=f"## One\n\nSee {name_of('b')}.\n\n## Two\n\n{name_of('b')} and {name_of('b')}.\n"
        ),
        procedure("b"),
    )
    (incoming,) = found.of(name_of("b")).mentioned_by
    assert letters([incoming.id]) == "a"
    assert [place.heading for place in incoming.places] == ["One", "Two"]
    assert not found.of(name_of("a"))


def test_circles_are_given_once_and_so_is_what_depends_on_itself() -> None:
    found = depending({"a": "b", "b": "c", "c": "a", "d": "d", "e": "a"})
    assert [letters(one) for one in found.circles] == ["abca", "dd"]


def test_of_two_hundred_those_that_fit_are_shown_and_the_rest_is_counted() -> None:
    names = [f"deploy-x-{number:03}-n" for number in range(1, 201)]
    others = [read(f"---\nid: {name}\n---\n", f"procedures/{name}.md") for name in names]
    found = relations(procedure("a", f"depends_on: [{', '.join(names)}]"), *others)
    around = found.around(name_of("a"), 2, 40)
    assert around.ids == (name_of("a"), *names[:40])
    assert (around.before, around.after) == (160, 0)
    assert found.around(names[0], 2, 40) == ((names[0], name_of("a")), 0, 0)


def test_both_directions_have_a_place_where_room_is_short() -> None:
    found = depending({"a": "bcd", "b": "", "c": "", "d": "", "e": "a", "f": "a", "g": "a"})
    assert letters(found.around(name_of("a"), 1, 4).ids) == "abcef"
    assert found.around(name_of("a"), 1, 4)[1:] == (1, 1)


def test_steps_are_counted_in_each_direction() -> None:
    found = depending({"a": "b", "b": "c", "c": "d", "d": "e", "e": ""})
    assert letters(found.around(name_of("c"), 1, 40).ids) == "cdb"
    assert letters(found.around(name_of("c"), 2, 40).ids) == "cdeba"


GRAPHS = st.fixed_dictionaries({letter: st.lists(st.sampled_from(NAMES), unique=True) for letter in NAMES})


@given(GRAPHS, GRAPHS, GRAPHS)
def test_every_edge_has_its_back_edge(
    depends: dict[str, list[str]], replaces: dict[str, list[str]], near: dict[str, list[str]]
) -> None:
    found = relations(
        *(
            procedure(
                one,
                listed("depends_on", "".join(depends[one])),
                listed("supersedes", "".join(replaces[one])),
                listed("related_specs", "".join(near[one])),
            )
            for one in NAMES
        )
    )
    for one in map(name_of, NAMES):
        for other in map(name_of, NAMES):
            here, there = found.of(one), found.of(other)
            assert (other in here.depends_on) == (one in there.required_by)
            assert (other in here.supersedes) == (one in there.superseded_by)
            assert (other in here.related) == (one in there.related)
            assert (other in here.depends_on) == (other[-1] in depends[one[-1]] and one != other)


@given(GRAPHS, st.integers(0, 3), st.integers(0, 9))
def test_what_surrounds_a_procedure_is_bounded_and_counted(
    graph: dict[str, list[str]], steps: int, most: int
) -> None:
    found = depending({one: "".join(to) for one, to in graph.items()})
    around = found.around(name_of("a"), steps, most)
    whole = found.around(name_of("a"), steps, 100)
    assert (whole.before, whole.after) == (0, 0)
    assert around.ids[0] == name_of("a")
    assert len(set(around.ids)) == len(around.ids) <= most + 1
    assert set(around.ids) <= set(whole.ids)
    assert len(whole.ids) - len(around.ids) <= around.before + around.after


@given(GRAPHS)
def test_without_its_back_edges_a_graph_has_no_circle(graph: dict[str, list[str]]) -> None:
    back = back_edges(graph)
    rest = {one: [to for to in graph[one] if (one, to) not in back] for one in graph}
    assert all(len(one) == 1 for one in components(rest))
    assert all(one not in rest[one] for one in rest)
    assert all(to in graph[one] for one, to in back)


@given(GRAPHS)
def test_nothing_leads_from_one_part_of_a_graph_to_another(graph: dict[str, list[str]]) -> None:
    parts = connected(graph)
    assert sorted(name for part in parts for name in part) == sorted(graph)
    for part in parts:
        assert all(set(graph[name]) <= set(part) for name in part)
    assert all(
        any(set(graph[one]) & set(part) or any(one in graph[to] for to in part) for one in part)
        for part in parts
        if len(part) > 1
    )
