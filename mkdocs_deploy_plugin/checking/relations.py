"""Rules about relations between procedures: no cycles, no retired dependencies, no clashing paths."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.catalog.graphs import components, shortest_circle
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Related
from mkdocs_deploy_plugin.template.meanings import DEPENDS_ON, IDENTIFIER, STATUS, SUPERSEDES
from mkdocs_deploy_plugin.text import one_of, quoted

_SHOWN = 8
"""The maximum number of procedures of a cycle that a message names."""


def check_relations(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for cycles, retired dependencies, and paths that differ only in case."""
    yield from _cycles(catalog, DEPENDS_ON, "depend on")
    yield from _cycles(catalog, SUPERSEDES, "supersede")
    yield from _retired(catalog)
    yield from _paths(catalog)


def _targets(catalog: Catalog, procedure: Procedure, name: str) -> dict[str, int]:
    """Return the ids of known procedures in a front matter list, each with the index of its first entry."""
    values = procedure.document.value(name)
    targets: dict[str, int] = {}
    for number, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, str) and catalog.get(value) is not None:
            targets.setdefault(value, number)
    return targets


def _cycles(catalog: Catalog, relation: str, verb: str) -> Iterator[Diagnostic]:
    """Yield one finding for each set of procedures that refer to each other in a cycle."""
    # If two procedures have the same id, references lead to the first.
    known = {procedure.id: procedure for procedure in catalog if catalog.get(procedure.id) is procedure}
    targets = {name: _targets(catalog, procedure, relation) for name, procedure in known.items()}
    for component in components({name: list(ids) for name, ids in targets.items()}):
        members = set(component)
        if len(component) == 1 and component[0] not in targets[component[0]]:
            continue
        first = min(component, key=lambda name: known[name].path)
        cycle = shortest_circle(
            {name: [to for to in targets[name] if to in members] for name in component}, first
        )
        following = cycle[1]
        shown = cycle if len(cycle) <= _SHOWN + 1 else [*cycle[: _SHOWN - 1], "…", *cycle[-2:]]
        if following == first:
            key = known[first].template.key_of(relation)
            message, help_ = f"The procedure lists itself in {key}: {first} → {first}", "Remove the entry."
            related = None
        else:
            message = f"Procedures {verb} each other in a cycle: {' → '.join(shown)}"
            help_ = "Remove the wrong entry, here or in one of the other procedures."
            after = known[following]
            place = after.place(relation, targets[following][cycle[2]])
            related = Related(after.path, place, "next entry in the cycle")
        entry = (relation, targets[first][following])
        yield diagnostic(
            "dependency-cycle",
            known[first].path,
            known[first].place(*entry),
            message,
            help_,
            pointer=f"/front_matter{known[first].template.pointer(*entry)}",
            related=related,
        )


def _retired(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for dependencies on retired procedures."""
    successors: dict[str, set[str]] = {}
    for procedure in catalog:
        if not procedure.is_retired:
            for target in _targets(catalog, procedure, SUPERSEDES):
                successors.setdefault(target, set()).add(procedure.id)
    for procedure in catalog:
        if procedure.is_retired:
            continue
        for target, number in _targets(catalog, procedure, DEPENDS_ON).items():
            dependency = catalog.get(target)
            if dependency is None or dependency is procedure or not dependency.is_retired:
                continue
            retired = dependency.template.retired
            replacements = sorted(successors.get(target, set()) - {procedure.id})
            key = dependency.template.key_of(STATUS)
            yield diagnostic(
                "retired-dependency",
                procedure.path,
                procedure.place(DEPENDS_ON, number),
                f"{target} is no longer in use: its {key} is {retired}",
                f"Replace it with {one_of(replacements)}, which supersedes it."
                if replacements
                else "Remove the entry, or replace it with the procedure that is now in use.",
                pointer=f"/front_matter{procedure.template.pointer(DEPENDS_ON, number)}",
                related=Related(dependency.path, dependency.place(IDENTIFIER), f"its {key} is {retired}"),
            )


def _paths(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for paths that are the same on file systems that ignore case."""
    paths: dict[str, str] = {}
    for procedure in catalog:
        path = procedure.path
        other = paths.setdefault(path.casefold(), path)
        if other != path:
            yield diagnostic(
                "duplicate-path",
                path,
                START,
                f"The path differs from {quoted(other, 200)} only in upper and lower case",
                "Rename one of them: Windows and macOS usually cannot store both.",
                related=Related(other, START, "the other file"),
            )
