"""Runs the `procedures` command as `python -m mkdocs_deploy_plugin`."""

from mkdocs_deploy_plugin.cli import main

if __name__ == "__main__":
    main(prog_name="procedures")
