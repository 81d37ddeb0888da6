"""What every format is made of: the findings of one check, and what they need to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.text import encodable


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. Every format shows the same findings in the same order.

    Attributes:
        diagnostics: The findings, by path and place.
        files: Every file that was checked, in order.
        sources: The lines of the files that have findings, by path.
        prefix: What paths need in front to be relative to the repository, such as `site/`; or empty.
        accepted: How many findings a baseline has accepted; they are not among `diagnostics`.
        waived: How many findings waivers have taken out; they are not among `diagnostics`.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    prefix: str = ""
    accepted: int = 0
    waived: int = 0

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(one.severity is severity for one in self.diagnostics)

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a file, none where they are not known."""
        return self.sources.get(path, ())

    def repository_path(self, path: str) -> str:
        """Return a path relative to the repository instead of the folder of `mkdocs.yml`."""
        return encodable(f"{self.prefix}{path}")
