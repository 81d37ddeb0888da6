"""One small site, built by each host in the virtual environment that it is installed in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.hosts.zensical import toml
from tests.unit.collection_samples import FILES
from tests.unit.samples import ROOT

ENVIRONMENTS = Path(os.environ.get("HOSTS", ROOT / ".venv-hosts"))
"""The folder with a virtual environment for each host; `make test-hosts` makes them."""

COLLECTIONS: list[Any] = [
    "docs/procedures",
    {"folder": "docs/runbooks", "template": "templates/runbook.md", "name": "Incident runbooks"},
]

SETTINGS: Mapping[str, Any] = {
    "site_name": "Ops",
    "site_url": "https://docs.example/ops/",
    "repo_url": "https://git.example/ops/site",
}

EXTENSIONS: Mapping[str, Mapping[str, Any]] = {
    "admonition": {},
    "attr_list": {},
    "md_in_html": {},
    "tables": {},
    "toc": {"permalink": True},
    "pymdownx.details": {},
    "pymdownx.highlight": {},
    "pymdownx.superfences": {},
}


@dataclass(frozen=True)
class Host:
    """A host with a theme.

    Attributes:
        name: The name, as in the table of the docs.
        command: The command that builds a site.
        configuration: The file that it reads.
        environment: The virtual environment; empty for the one that runs the tests.
        theme: The name of the theme.
    """

    name: str
    command: str
    configuration: str
    environment: str
    theme: str = "material"

    @property
    def program(self) -> Path:
        """The program that builds a site; it may be missing."""
        if not self.environment:
            return Path(sys.executable).with_name(self.command)
        return ENVIRONMENTS.absolute() / self.environment / "bin" / self.command


REFERENCE = Host("MkDocs with Material", "mkdocs", "mkdocs.yml", "")
"""What all others are compared with: the versions that the tests are run with."""

OTHERS = (
    Host("MkDocs with Material, newest", "mkdocs", "mkdocs.yml", "material"),
    Host("ProperDocs with Material", "properdocs", "properdocs.yml", "properdocs"),
    Host("MkDocs with MaterialX", "mkdocs", "mkdocs.yml", "materialx", "materialx"),
    Host("ProperDocs with MaterialX", "properdocs", "properdocs.yml", "materialx", "materialx"),
    Host("Zensical", "zensical", "zensical.toml", "zensical"),
)


def build(host: Host, folder: Path) -> Path:
    """Write the site, build it with a host, and return the folder of the built site."""
    for name, text in FILES.items():
        file = folder / (name if name.startswith(("docs/", "templates/")) else f"docs/{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "docs" / "mkdocs.yml").unlink()
    (folder / host.configuration).write_text(_configuration(host), encoding="utf-8")
    if host.command == "zensical":
        done = run(host, folder, "generate")
        assert done.returncode == 0, done.stderr
    done = run(host, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    return folder / "site"


def run(host: Host, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Build a site with a host, or run `procedures` in its environment."""
    return subprocess.run(
        [host.program.with_name("procedures"), *command] if command else [host.program, "build", "--strict"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def _configuration(host: Host) -> str:
    plugin = {"procedures": {"collections": COLLECTIONS}}
    if host.command == "zensical":
        watch = ["docs/procedures", "docs/runbooks", "templates", "docs/assets/procedures"]
        settings = {**SETTINGS, "watch": watch, "markdown_extensions": {**EXTENSIONS, **plugin}}
        return toml("project", settings)
    settings = {
        **SETTINGS,
        "theme": {"name": host.theme},
        "plugins": ["search", plugin],
        "markdown_extensions": [{name: dict(options)} for name, options in EXTENSIONS.items()],
    }
    return yaml.safe_dump(settings, sort_keys=False)
