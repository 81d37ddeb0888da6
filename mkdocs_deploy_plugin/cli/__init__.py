"""The `procedures` command.

Findings go to standard output, everything else to standard error. Exit status: 0 for no findings
that fail the build, 1 for findings that do, 2 for a usage or settings error. Each command has its
own module and imports what it needs only when it runs, because `procedures check` starts before
every commit.
"""

from __future__ import annotations

import click

from mkdocs_deploy_plugin.cli.check import check
from mkdocs_deploy_plugin.cli.common import Commands
from mkdocs_deploy_plugin.cli.export import export
from mkdocs_deploy_plugin.cli.generate import generate
from mkdocs_deploy_plugin.cli.listing import list_procedures
from mkdocs_deploy_plugin.cli.migrate import migrate
from mkdocs_deploy_plugin.cli.new import new
from mkdocs_deploy_plugin.cli.schema import schema
from mkdocs_deploy_plugin.cli.template import template

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-deploy-plugin", prog_name="procedures")
def main() -> None:
    """Check, create, migrate, list and export deployment procedures."""


for command in (check, new, migrate, template, schema, list_procedures, export, generate):
    main.add_command(command)
