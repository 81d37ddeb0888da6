"""The `procedures` command.

Findings go to standard output, everything else to standard error. Exit status: 0 nothing that
fails the build, 1 findings that do, 2 wrong usage or settings. Each command is a module of its own,
and imports what it needs only when it runs: `procedures check` starts before every commit.
"""

from __future__ import annotations

import click

from mkdocs_deploy_plugin.cli.check import check
from mkdocs_deploy_plugin.cli.export import export
from mkdocs_deploy_plugin.cli.listing import list_procedures
from mkdocs_deploy_plugin.cli.migrate import migrate
from mkdocs_deploy_plugin.cli.new import new
from mkdocs_deploy_plugin.cli.schema import schema

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-deploy-plugin", prog_name="procedures")
def main() -> None:
    """Check, write and find deployment procedures, and derive their schemas."""


for command in (check, new, migrate, schema, list_procedures, export):
    main.add_command(command)
