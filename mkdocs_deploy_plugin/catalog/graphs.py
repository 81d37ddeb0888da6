"""Algorithms on graphs, given as mappings from nodes to their targets. Every target is also a key."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence


def components(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the strongly connected components of a graph (Tarjan's algorithm, iterative)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    result: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            for target in rest:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component: list[str] = []
                    while not component or component[-1] != node:
                        component.append(stack.pop())
                        on_stack.discard(component[-1])
                    result.append(component)
    return result


def shortest_circle(graph: Mapping[str, Sequence[str]], first: str) -> list[str]:
    """Return the shortest cycle through a node of a component, with the node at both ends."""
    before: dict[str, str] = {}
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        for target in graph[node]:
            if target == first:
                path = [first]
                while node != first:
                    path.append(node)
                    node = before[node]
                return [first, *path[::-1]]
            if target not in before:
                before[target] = node
                waiting.append(target)
    raise AssertionError("every node of a component is on a cycle")


def back_edges(graph: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Return the back edges of a depth-first search. Without them, the graph has no cycle."""
    back: set[tuple[str, str]] = set()
    state: dict[str, bool] = {}
    for root in graph:
        if root in state:
            continue
        state[root] = True
        work = [(root, iter(graph[root]))]
        while work:
            node, rest = work[-1]
            for target in rest:
                if target not in state:
                    state[target] = True
                    work.append((target, iter(graph[target])))
                    break
                if state[target]:
                    back.add((node, target))
            else:
                state[node] = False
                work.pop()
    return back


def connected(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the weakly connected components of a graph, each in the order of the graph."""
    beside: dict[str, list[str]] = {name: list(targets) for name, targets in graph.items()}
    for name, targets in graph.items():
        for target in targets:
            beside[target].append(name)
    part: dict[str, int] = {}
    for number, root in enumerate(graph):
        if root in part:
            continue
        part[root] = number
        waiting = [root]
        while waiting:
            for other in beside[waiting.pop()]:
                if other not in part:
                    part[other] = number
                    waiting.append(other)
    parts: dict[int, list[str]] = {}
    for name in graph:
        parts.setdefault(part[name], []).append(name)
    return list(parts.values())
