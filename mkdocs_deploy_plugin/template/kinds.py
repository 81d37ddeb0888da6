"""The registry of the templates that come with the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document that the package has a template for.

    Attributes:
        name: Its name on the command line.
        file: The file of its template, beside this module.
        folder: The folder that a site could have for them.
    """

    name: str
    file: str
    folder: str

    def read(self) -> bytes:
        """Return the content of its template."""
        return Path(__file__).with_name(self.file).read_bytes()


DEPLOYMENT = "deployment-procedure"
"""The kind whose template a site has if it names none."""

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(DEPLOYMENT, "deployment-procedure.md", "procedures"),
        Kind("incident-runbook", "incident-runbook.md", "runbooks"),
        Kind("database-change", "database-change.md", "database-changes"),
        Kind("disaster-recovery-exercise", "disaster-recovery-exercise.md", "recovery-exercises"),
    )
}
"""All kinds by their names."""
