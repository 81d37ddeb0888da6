"""All procedures of a site with their findings: the value that hosts and commands work with."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.model import Diagnostic, Document, Severity
from mkdocs_deploy_plugin.settings import FailOn, Settings
from mkdocs_deploy_plugin.template.nouns import Noun, common_noun

if TYPE_CHECKING:  # No check needs them.
    from mkdocs_deploy_plugin.catalog.attention import Attention
    from mkdocs_deploy_plugin.catalog.history import History
    from mkdocs_deploy_plugin.catalog.relations import Relations


@dataclass(frozen=True)
class Project:
    """All procedures of a site with their findings.

    Attributes:
        settings: The settings used to load it.
        catalog: The procedures. Their outlines contain only headings and references.
        diagnostics: All findings, sorted by path and position.
        waived: The number of findings suppressed by waivers.
        misfits: The paths of the procedures that do not fit the document schema, whatever the rules say.
        pages: The ordinary pages that contain directives, by path.
        today: The day on which the procedures were checked.
    """

    settings: Settings
    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    waived: int = 0
    misfits: frozenset[str] = frozenset()
    pages: Mapping[str, Document] = field(default_factory=dict)
    today: date = date.min

    @property
    def collections(self) -> tuple[Collection, ...]:
        """The collections of the procedures."""
        return self.catalog.collections

    def noun(self, paths: Container[str] | None = None) -> Noun:
        """Return what the procedures are called together, or those at some paths."""
        chosen = (one for one in self.catalog if paths is None or one.path in paths)
        return common_noun(one.template.own_words.noun for one in chosen)

    @property
    def empty(self) -> tuple[Path, ...]:
        """The folders without any procedures."""
        return tuple(self.settings.root / one.folder for one in self.collections if not self.catalog.of(one))

    @cached_property
    def history(self) -> History:
        """When the files were last changed; git runs only when this is used."""
        from mkdocs_deploy_plugin.catalog.history import read_history

        return read_history(self.settings.root, [one.folder for one in self.collections])

    @cached_property
    def attention(self) -> Attention:
        """The procedures that need attention."""
        from mkdocs_deploy_plugin.catalog.attention import Limits, is_unfinished, needs_attention
        from mkdocs_deploy_plugin.catalog.history import History

        limits = Limits(self.today, self.settings.review_days, self.settings.draft_days)
        asked = limits.draft_days and any(map(is_unfinished, self.catalog))
        return needs_attention(self.catalog, self.relations, limits, self.history if asked else History())

    @cached_property
    def relations(self) -> Relations:
        """The relations between the procedures."""
        from mkdocs_deploy_plugin.catalog.relations import Relations

        return Relations(self.catalog)

    def of(self, path: str) -> list[Diagnostic]:
        """Return the findings of one file."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.path == path]

    def fails(self, strict: bool = False, diagnostics: Iterable[Diagnostic] | None = None) -> bool:
        """Return whether its findings, or others, fail the build.

        With `strict`, warnings count like errors.
        """
        fail_on = self.settings.fail_on
        if fail_on is FailOn.NEVER:
            return False
        severities = {
            diagnostic.severity for diagnostic in (self.diagnostics if diagnostics is None else diagnostics)
        }
        bar = {Severity.ERROR}
        if strict or fail_on is FailOn.WARNING:
            bar.add(Severity.WARNING)
        return bool(severities & bar)
