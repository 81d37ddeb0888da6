"""The `procedures` command.

Findings go to standard output, everything else to standard error. Exit status: 0 for no findings
that fail the build, 1 for findings that do, 2 for a usage or settings error. Each command has its
own module and imports what it needs only when it runs, because `procedures check` starts before
every commit.
"""

from __future__ import annotations

from importlib import import_module

import click

from mkdocs_deploy_plugin.cli.common import Commands

__all__ = ["main"]

_PLACES = {
    "check": ("check", "check"),
    "export": ("export", "export"),
    "generate": ("generate", "generate"),
    "list": ("listing", "list_procedures"),
    "migrate": ("migrate", "migrate"),
    "new": ("new", "new"),
    "schema": ("schema", "schema"),
    "template": ("template", "template"),
}
"""The module and the function of each command."""


class _ImportedCommands(Commands):
    """Imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, for help."""
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command. An unknown name imports all, so that click can suggest one of them."""
        for name in [cmd_name] if cmd_name in _PLACES else _PLACES:
            module, function = _PLACES[name]
            self.add_command(getattr(import_module(f"{__name__}.{module}"), function))
        return super().get_command(ctx, cmd_name)


@click.group(cls=_ImportedCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-deploy-plugin", prog_name="procedures")
def main() -> None:
    """Check, create, migrate, list and export deployment procedures."""
