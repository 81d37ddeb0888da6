"""The report of a check, which every output format renders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.template.nouns import PROCEDURE, Noun
from mkdocs_deploy_plugin.text import encodable


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check. Every format shows the same findings in the same order.

    Attributes:
        diagnostics: The findings, sorted by path and position.
        files: The files that were checked, in order.
        sources: The lines of the files that have findings, by path.
        prefix: The prefix that makes a path relative to the repository, such as `site/`; or empty.
        accepted: The number of findings that a baseline accepts; `diagnostics` does not contain them.
        waived: The number of findings that waivers remove; `diagnostics` does not contain them.
        noun: What the files are called.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    prefix: str = ""
    accepted: int = 0
    waived: int = 0
    noun: Noun = PROCEDURE

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a file, or an empty sequence if they are unknown."""
        return self.sources.get(path, ())

    def repository_path(self, path: str) -> str:
        """Return a path relative to the repository, not to the folder of `mkdocs.yml`."""
        return encodable(f"{self.prefix}{path}")
