"""All procedures of a site, checked: the value that hosts and commands work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from mkdocs_deploy_plugin.catalog.attention import Attention, Limits, needs_attention, unfinished_statuses
from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.history import History, read_history
from mkdocs_deploy_plugin.catalog.project_names import ProjectNames
from mkdocs_deploy_plugin.catalog.relations import Relations
from mkdocs_deploy_plugin.model import Diagnostic, Document, Severity
from mkdocs_deploy_plugin.settings import FailOn, Settings
from mkdocs_deploy_plugin.template import Template


@dataclass(frozen=True)
class Project:
    """All procedures of a site, checked.

    Attributes:
        settings: What it was loaded with.
        template: What the procedures were checked against.
        catalog: The procedures. Of their outlines, only headings and references are kept.
        diagnostics: All findings, by path and place.
        waived: How many findings waivers have taken out.
        misfits: The paths of the procedures that do not fit the document schema, whatever the rules say.
        pages: The ordinary pages that have directives, by their paths.
        today: The day on which it was checked.
    """

    settings: Settings
    template: Template
    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    waived: int = 0
    misfits: frozenset[str] = frozenset()
    pages: Mapping[str, Document] = field(default_factory=dict)
    today: date = date.min

    @cached_property
    def history(self) -> History:
        """When the files were changed last; git is asked only where anybody wants to know."""
        return read_history(self.settings.root, self.settings.folder)

    @cached_property
    def attention(self) -> Attention:
        """Which procedures need attention."""
        limits = Limits(self.today, self.settings.review_days, self.settings.draft_days)
        unfinished = set(unfinished_statuses(self.template)) if limits.draft_days else set()
        asked = any(one.document.string("status") in unfinished for one in self.catalog)
        history = self.history if asked else History()
        return needs_attention(self.catalog, self.relations, self.template, limits, history)

    @cached_property
    def relations(self) -> Relations:
        """How the procedures are related."""
        return Relations(self.catalog)

    @cached_property
    def names(self) -> ProjectNames:
        """What tells the project of a procedure."""
        return ProjectNames(self.template)

    def of(self, path: str) -> list[Diagnostic]:
        """Return the findings of one file."""
        return [one for one in self.diagnostics if one.path == path]

    def fails(self, strict: bool = False) -> bool:
        """Return whether the findings fail the build, `strict` or not."""
        fail_on = self.settings.fail_on
        if fail_on is FailOn.NEVER:
            return False
        severities = {one.severity for one in self.diagnostics}
        bar = {Severity.ERROR}
        if strict or fail_on is FailOn.WARNING:
            bar.add(Severity.WARNING)
        return bool(severities & bar)
