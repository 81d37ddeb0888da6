"""The relations between procedures in both directions, and the neighbourhood of a procedure.

Immutable, and computed once for all procedures. Relations refer to ids. If two procedures have the same id,
their relations are merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import BackLink, Catalog, Procedure
from mkdocs_deploy_plugin.catalog.graphs import components, shortest_circle
from mkdocs_deploy_plugin.template.meanings import DEPENDS_ON, RELATED_SPECS, SUPERSEDES


class Mention(NamedTuple):
    """A procedure whose body refers to another one, with the places where it does so."""

    id: str
    places: tuple[BackLink, ...]


@dataclass(frozen=True, slots=True)
class RelatedProcedure:
    """The relations of a procedure to others, as ids without duplicates.

    Attributes:
        depends_on: The procedures that it depends on, as written; they may not exist.
        required_by: The procedures that depend on it.
        supersedes: The procedures that it supersedes, as written; they may not exist.
        superseded_by: The procedures that supersede it.
        related: The procedures listed as related here, and those that list this one.
        mentioned_by: The procedures whose bodies refer to it, with their sections.
    """

    depends_on: tuple[str, ...] = ()
    required_by: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    mentioned_by: tuple[Mention, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


class Neighbourhood(NamedTuple):
    """The procedures around another one that fit into a picture.

    Attributes:
        ids: The ids, beginning with the procedure itself.
        before: The number of its prerequisites within reach that are not among the ids.
        after: The number of procedures within reach that depend on it and are not among the ids.
    """

    ids: tuple[str, ...]
    before: int
    after: int


NONE = RelatedProcedure()


class Relations:
    """The relations of all procedures of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Collect all relations."""
        self._catalog = catalog
        self._by_id = _by_id(catalog)

    def of(self, procedure_id: str) -> RelatedProcedure:
        """Return the relations of a procedure."""
        return self._by_id.get(procedure_id, NONE)

    @cached_property
    def dependencies(self) -> Mapping[str, Sequence[str]]:
        """The existing procedures that each procedure depends on, by id, sorted."""
        return {
            name: [to for to in self.of(name).depends_on if self._catalog.get(to) is not None]
            for name in sorted({procedure.id for procedure in self._catalog})
        }

    @cached_property
    def circles(self) -> list[list[str]]:
        """A cycle for each group of procedures that depend on each other, with the same id at both ends."""
        cycles: list[list[str]] = []
        for component in components(self.dependencies):
            if len(component) > 1:
                within = set(component)
                graph = {name: [to for to in self.dependencies[name] if to in within] for name in component}
                cycles.append(shortest_circle(graph, min(component)))
        loops = [
            [procedure.id, procedure.id]
            for procedure in self._catalog
            if procedure.id in _named(procedure, DEPENDS_ON)
        ]
        return sorted([*cycles, *loops])

    def around(self, procedure_id: str, steps: int, most: int) -> Neighbourhood:
        """Return the prerequisites and the dependents of a procedure, the nearest first.

        Args:
            procedure_id: The id of the procedure.
            steps: The largest distance of the others.
            most: The largest number of the others.
        """
        before = self._reached(procedure_id, steps, required=False)
        after = self._reached(procedure_id, steps, required=True)
        # Each direction gets half of the room, and what the other direction leaves of its half.
        room = max(most // 2, most - len(after))
        first = before[:room]
        then = after[: most - len(first)]
        ids = tuple(dict.fromkeys((procedure_id, *first, *then)))
        shown = set(ids)
        hidden_before = sum(name not in shown for name in before)
        hidden_after = sum(name not in shown for name in after)
        return Neighbourhood(ids, hidden_before, hidden_after)

    def _reached(self, procedure_id: str, steps: int, required: bool) -> list[str]:
        reached: dict[str, None] = {}
        frontier = [procedure_id]
        for _ in range(steps):
            following: list[str] = []
            for name in frontier:
                others = self.of(name).required_by if required else self.dependencies.get(name, ())
                for other in others:
                    if other != procedure_id and other not in reached:
                        reached[other] = None
                        following.append(other)
            frontier = following
        return list(reached)


def _by_id(catalog: Catalog) -> dict[str, RelatedProcedure]:
    depends, required = _both_ways(catalog, DEPENDS_ON)
    supersedes, superseded = _both_ways(catalog, SUPERSEDES)
    related, relating = _both_ways(catalog, RELATED_SPECS)
    mentioned = _mentions(catalog)
    relations: dict[str, RelatedProcedure] = {}
    for procedure in catalog:
        name = procedure.id
        # Most related specs are not procedures.
        near = [to for to in related.get(name, ()) if catalog.get(to) is not None]
        relations[name] = RelatedProcedure(
            tuple(depends.get(name, ())),
            tuple(required.get(name, ())),
            tuple(supersedes.get(name, ())),
            tuple(superseded.get(name, ())),
            tuple(dict.fromkeys((*near, *relating.get(name, ())))),
            tuple(mentioned.get(name, ())),
        )
    return relations


def _both_ways(
    catalog: Catalog, relation: str
) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    """Return the ids that each procedure lists in a field, and the inverse. Self-references are left out."""
    to: dict[str, dict[str, None]] = {}
    back: dict[str, dict[str, None]] = {}
    for procedure in catalog:
        for name in _named(procedure, relation):
            if name != procedure.id:
                to.setdefault(procedure.id, {})[name] = None
                if catalog.get(name) is not None:
                    back.setdefault(name, {})[procedure.id] = None
    return to, back


def _named(procedure: Procedure, relation: str) -> Iterator[str]:
    value = procedure.document.value(relation)
    return (name for name in value if isinstance(name, str) and name) if isinstance(value, list) else iter(())


def _mentions(catalog: Catalog) -> dict[str, list[Mention]]:
    mentioned: dict[str, list[Mention]] = {}
    for target in sorted({procedure.id for procedure in catalog}):
        places: dict[str, list[BackLink]] = {}
        for link in catalog.back_links(target):
            if not link.relation and link.source != target:
                places.setdefault(link.source, []).append(link)
        for source, links in places.items():
            mentioned.setdefault(target, []).append(Mention(source, tuple(links)))
    return mentioned
