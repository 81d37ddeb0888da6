"""How procedures are related: each relation in both directions, and what surrounds a procedure.

Immutable, and made once for all procedures. Relations go by ids. Of two procedures with one id, the
catalog knows the first, so theirs are taken together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import BackLink, Catalog, Procedure
from mkdocs_deploy_plugin.catalog.graphs import components, shortest_circle


class Mention(NamedTuple):
    """A procedure whose text speaks of another one, and the sections in which it does."""

    id: str
    places: tuple[BackLink, ...]


@dataclass(frozen=True, slots=True)
class RelatedProcedure:
    """What a procedure has to do with others, as their ids; each id stands once.

    Attributes:
        depends_on: What it depends on, as written: there may be no such procedures.
        required_by: What depends on it.
        supersedes: What it supersedes, as written.
        superseded_by: What supersedes it.
        related: What its front matter names as related, or names it as such.
        mentioned_by: Whose texts speak of it, with their sections.
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
    """The procedures around one that fit into a picture.

    Attributes:
        ids: The ids, that of the procedure itself first.
        before: How many more there are that have to be finished before it, in as many steps.
        after: How many more there are that wait for it.
    """

    ids: tuple[str, ...]
    before: int
    after: int


NONE = RelatedProcedure()


class Relations:
    """The relations of all procedures of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Find all relations, in time that grows with their number."""
        self._catalog = catalog
        self._by_id = _by_id(catalog)

    def of(self, procedure_id: str) -> RelatedProcedure:
        """Return the relations of a procedure."""
        return self._by_id.get(procedure_id, NONE)

    @cached_property
    def dependencies(self) -> Mapping[str, Sequence[str]]:
        """What each procedure depends on, by their ids in order; only procedures that there are."""
        return {
            name: [to for to in self.of(name).depends_on if self._catalog.get(to) is not None]
            for name in sorted({procedure.id for procedure in self._catalog})
        }

    @cached_property
    def circles(self) -> list[list[str]]:
        """A circle for each group of procedures that depend on each other; its first id is its last, too."""
        found: list[list[str]] = []
        for component in components(self.dependencies):
            if len(component) > 1:
                within = set(component)
                graph = {name: [to for to in self.dependencies[name] if to in within] for name in component}
                found.append(shortest_circle(graph, min(component)))
        own = [[one.id, one.id] for one in self._catalog if one.id in _named(one, "depends_on")]
        return sorted([*found, *own])

    def around(self, procedure_id: str, steps: int, most: int) -> Neighbourhood:
        """Return what a procedure depends on and what depends on it, the nearest first.

        Args:
            procedure_id: The procedure.
            steps: How far away the others may be.
            most: How many of them there may be.
        """
        before = self._reached(procedure_id, steps, required=False)
        after = self._reached(procedure_id, steps, required=True)
        # Each direction has one half, and what the other one leaves of its half.
        room = max(most // 2, most - len(after))
        first = before[:room]
        then = after[: most - len(first)]
        ids = tuple(dict.fromkeys((procedure_id, *first, *then)))
        shown = set(ids)
        return Neighbourhood(
            ids, sum(one not in shown for one in before), sum(one not in shown for one in after)
        )

    def _reached(self, procedure_id: str, steps: int, required: bool) -> list[str]:
        found: dict[str, None] = {}
        frontier = [procedure_id]
        for _ in range(steps):
            following: list[str] = []
            for name in frontier:
                ways = self.of(name).required_by if required else self.dependencies.get(name, ())
                for other in ways:
                    if other != procedure_id and other not in found:
                        found[other] = None
                        following.append(other)
            frontier = following
        return list(found)


def _by_id(catalog: Catalog) -> dict[str, RelatedProcedure]:
    depends, required = _both_ways(catalog, "depends_on")
    supersedes, superseded = _both_ways(catalog, "supersedes")
    related, relating = _both_ways(catalog, "related_specs")
    mentioned = _mentions(catalog)
    found: dict[str, RelatedProcedure] = {}
    for procedure in catalog:
        name = procedure.id
        # Most related specs are no procedures.
        near = [to for to in related.get(name, ()) if catalog.get(to) is not None]
        found[name] = RelatedProcedure(
            tuple(depends.get(name, ())),
            tuple(required.get(name, ())),
            tuple(supersedes.get(name, ())),
            tuple(superseded.get(name, ())),
            tuple(dict.fromkeys((*near, *relating.get(name, ())))),
            tuple(mentioned.get(name, ())),
        )
    return found


def _both_ways(catalog: Catalog, key: str) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    """Return what procedures name under a key, and for each procedure who names it. None names itself."""
    to: dict[str, dict[str, None]] = {}
    back: dict[str, dict[str, None]] = {}
    for procedure in catalog:
        for name in _named(procedure, key):
            if name != procedure.id:
                to.setdefault(procedure.id, {})[name] = None
                if catalog.get(name) is not None:
                    back.setdefault(name, {})[procedure.id] = None
    return to, back


def _named(procedure: Procedure, key: str) -> Iterator[str]:
    value = procedure.document.value(key)
    return (one for one in value if isinstance(one, str) and one) if isinstance(value, list) else iter(())


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
