"""`procedures template`: write a template from documents."""

from __future__ import annotations

from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, echo


@click.group("template")
def template() -> None:
    """Work with templates."""


@template.command("infer")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def infer(folder: Path) -> None:
    """Print the template that fits the documents in a folder.

    Headings and fields that more than 80 % of them have are required, those above 20 % optional.
    """
    from mkdocs_deploy_plugin.authoring.inference import infer_template
    from mkdocs_deploy_plugin.reading.discovery import procedure_files, read_bytes
    from mkdocs_deploy_plugin.reading.document import read_document
    from mkdocs_deploy_plugin.reading.references import ReferenceSyntax

    documents = []
    for path in procedure_files(folder, folder):
        name = path.relative_to(folder).as_posix()
        data = read_bytes(path, folder)
        if isinstance(data, str):
            echo(f"{name} is left out: {data}", err=True)
        else:
            documents.append(read_document(name, data, ReferenceSyntax(), identities=False))
    text = infer_template(documents)
    if not text:
        raise UsageProblem(f"No documents that can be read were found in {folder}.")
    echo(text, nl=False)
    echo(f"Made of {len(documents)} documents. Read it, and correct what only looks common.", err=True)
