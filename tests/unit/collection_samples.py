"""A site with two collections, for tests: deployment procedures and incident runbooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from mkdocs_deploy_plugin.template.kinds import KINDS
from tests.unit.samples import GOOD, GOOD_ID, ROOT, replaced

RUNBOOK_ID = "runbook-shop-001-checkout-latency"
RUNBOOK = (ROOT / "runbooks" / f"{RUNBOOK_ID}.md").read_text(encoding="utf-8")
MKDOCS = """\
site_name: Ops
plugins:
  - search
  - procedures:
      collections:
        - procedures
        - {folder: docs/runbooks, template: templates/runbook.md, name: Incident runbooks}
"""
FILES = {
    "mkdocs.yml": MKDOCS,
    "docs/index.md": "# Ops\n",
    "templates/runbook.md": KINDS["incident-runbook"].read().decode(),
    f"procedures/{GOOD_ID}.md": replaced(
        GOOD, "### Purpose\n", f"### Purpose\nIf it is slow, see Step T.1 of {RUNBOOK_ID}.\n"
    ),
    f"docs/runbooks/{RUNBOOK_ID}.md": replaced(
        replaced(RUNBOOK, "## First Response\n", f"After {GOOD_ID}#step-1.1.\n\n## First Response\n"),
        "related_specs:\n",
        f"related_specs:\n  - {GOOD_ID}\n",
    ),
}


def lay_out(
    root: Path,
    path: str = "",
    change: Callable[[str], str] = str,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Write the files of the site below a folder, one of them changed and more added; return the folder."""
    changed = {path: change(FILES[path])} if path else {}
    for name, text in (FILES | changed | dict(more)).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
