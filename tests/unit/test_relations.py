"""Tests of the rules about what procedures say of each other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.graphs import components
from mkdocs_deploy_plugin.checking.relations import check_relations
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.template import load_template
from tests.unit.samples import GOOD, check_all, collections, read
from tests.unit.test_whole import TEXT, edited


def procedure(name: str, more: str = "", status: str = "Approved", folder: str = "procedures") -> Document:
    """Read a procedure that has only its front matter."""
    return read(
        f"---\nid: deploy-x-001-{name}\nstatus: {status}\n{more}\n---\n", f"{folder}/deploy-x-001-{name}.md"
    )


def ids(*names: str) -> str:
    """Return a list of ids."""
    return f"[{', '.join(f'deploy-x-001-{name}' for name in names)}]"


def found(*documents: Document) -> list[Diagnostic]:
    """Return the findings about the relations of some procedures."""
    return list(check_relations(Catalog(documents)))


def circles(graph: dict[str, list[str]], key: str = "depends_on") -> list[Diagnostic]:
    """Return the findings about procedures that depend on each other as in a graph."""
    return found(*(procedure(name, f"{key}: {ids(*targets)}") for name, targets in graph.items()))


def test_two_that_depend_on_each_other_are_one_finding() -> None:
    (one,) = circles({"b": ["a"], "a": ["c", "b"], "c": []})
    assert (one.rule, one.path) == ("dependency-cycle", "procedures/deploy-x-001-a.md")
    assert one.message == (
        "Procedures depend on each other in a cycle: deploy-x-001-a → deploy-x-001-b → deploy-x-001-a"
    )
    assert (one.span.line, one.span.column, one.pointer) == (4, 30, "/front_matter/depends_on/1")
    assert one.related is not None
    assert (one.related.path, one.related.span.line) == ("procedures/deploy-x-001-b.md", 4)


def test_the_shortest_circle_through_the_first_is_named() -> None:
    (one,) = circles({"a": ["b"], "b": ["c", "d"], "c": ["d"], "d": ["a", "c"], "e": ["a"], "f": []})
    assert one.message.endswith(": deploy-x-001-a → deploy-x-001-b → deploy-x-001-d → deploy-x-001-a")


def test_each_circle_is_a_finding() -> None:
    assert [one.path[-4] for one in circles({"a": ["a"], "b": ["c"], "c": ["b"], "d": ["a", "b"]})] == [
        "a",
        "b",
    ]
    (one,) = circles({"a": ["b"], "b": ["a"]}, "supersedes")
    assert one.message.startswith("Procedures supersede each other in a cycle: ")


def test_what_leads_nowhere_or_is_no_list_makes_no_circle() -> None:
    assert (
        found(procedure("a", "depends_on: deploy-x-001-a"), procedure("b", "depends_on: [[x], 5, ~, no]"))
        == []
    )
    assert circles({"a": ["b", "b"], "b": ["c"]}) == []


def test_the_second_of_two_equal_ids_makes_no_circle() -> None:
    second = procedure("a", f"depends_on: {ids('b')}", folder="procedures/z")
    assert found(procedure("a"), procedure("b", f"depends_on: {ids('a')}"), second) == []


def test_five_thousand_procedures_in_a_chain_and_in_a_circle() -> None:
    names = [f"n{number}" for number in range(5000)]
    chain = {name: [following] for name, following in pairwise(names)} | {names[-1]: []}
    assert len(components(chain)) == 5000
    (one,) = circles(chain | {names[-1]: [names[0]]})
    assert "n0 → deploy-x-001-n1 →" in one.message
    assert "… →" in one.message
    assert len(one.message) < 400


NODES = st.integers(0, 7)


@given(st.dictionaries(NODES, st.lists(NODES, max_size=4)))
def test_components_are_those_that_reach_each_other(edges: dict[int, list[int]]) -> None:
    graph = {str(node): [str(to) for to in edges.get(node, [])] for node in range(8)}
    reach = {node: {node} for node in graph}
    for _ in graph:
        for node, targets in graph.items():
            reach[node] |= {far for to in targets for far in reach[to]}
    expected = {frozenset(b for b in graph if b in reach[a] and a in reach[b]) for a in graph}
    found = components(graph)
    assert {frozenset(one) for one in found} == expected
    assert sum(map(len, found)) == len(graph)


@given(st.dictionaries(NODES, st.lists(NODES, max_size=3, unique=True), min_size=1))
def test_each_message_names_a_circle(edges: dict[int, list[int]]) -> None:
    graph = {f"n{node}": [f"n{to}" for to in edges.get(node, [])] for node in range(8)}
    for one in circles(graph):
        names = [name.removeprefix("deploy-x-001-") for name in one.message.split(": ")[1].split(" → ")]
        assert names[0] == names[-1] == one.path.removesuffix(".md").rsplit("-", 1)[1]
        assert all(after in graph[before] for before, after in pairwise(names))
        assert len(set(names)) == len(names) - 1


def test_nobody_depends_on_what_is_retired() -> None:
    old, other = procedure("old", status="Retired"), procedure("other")
    for status in ("Draft", "In Review", "Approved"):
        (one,) = found(old, procedure("new", f"depends_on: {ids('other', 'old')}", status), other)
        assert (one.rule, one.span.line, one.pointer) == (
            "retired-dependency",
            4,
            "/front_matter/depends_on/1",
        )
        assert one.message == "deploy-x-001-old is no longer in use: its status is Retired"
        assert one.help == "Remove the entry, or replace it with the procedure that is now in use."
        assert one.related is not None
        assert (one.related.path, one.related.span.line) == (old.source.path, 2)
    assert found(old, procedure("new", f"depends_on: {ids('old')}", "Retired")) == []
    assert found(old, procedure("new", f"supersedes: {ids('old')}")) == []


def test_the_procedure_that_supersedes_a_retired_one_is_named() -> None:
    old, user = procedure("old", status="Retired"), procedure("user", f"depends_on: {ids('old')}")
    new = procedure("new", f"supersedes: {ids('old')}")
    gone = procedure("gone", f"supersedes: {ids('old')}", "Retired")
    (one,) = found(old, user, new, gone)
    assert one.help == "Replace it with deploy-x-001-new, which supersedes it."
    (one,) = found(old, procedure("user", f"depends_on: {ids('old')}\nsupersedes: {ids('old')}"))
    assert one.help == "Remove the entry, or replace it with the procedure that is now in use."


def test_a_template_that_names_no_end_knows_nothing_retired() -> None:
    template = load_template("team.md", edited((" (retired at Retired)", ""), text=TEXT).encode())
    documents = [procedure("old", status="Retired"), procedure("new", f"depends_on: {ids('old')}")]
    catalog = Catalog(documents, collections=collections(template))
    assert list(check_relations(catalog)) == []


def test_paths_that_differ_in_case_alone() -> None:
    lower, upper = "procedures/deploy-shop-001-checkout.md", "procedures/Deploy-shop-001-checkout.md"
    rules = [(one.rule, one.path) for one in check_all([read(GOOD, lower), read(GOOD, upper)])]
    assert rules == [("id-file-name", upper), ("duplicate-path", lower)]
    (one,) = found(procedure("a"), procedure("a", folder="Procedures"))
    assert (one.rule, one.path, one.span) == ("duplicate-path", "procedures/deploy-x-001-a.md", (1, 1, 1, 1))
    assert one.related is not None
    assert one.related.path == "Procedures/deploy-x-001-a.md"
    assert found(procedure("a"), procedure("a", folder="other")) == []
