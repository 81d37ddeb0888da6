"""`procedures generate`: write what a host without plugins needs into `docs_dir`, and remove it again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, load, settings_of
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.settings import Settings, SettingsError

_LIST = ".gitignore"
_HEAD = "# Written by `procedures generate`, which removes the files below with --clean."
_MAX_BYTES = 100_000_000
_SPECIAL = re.compile(r"[\\*?\[\]#! ]")
_ESCAPED = re.compile(r"\\(.)")
_TIME = re.compile(rb'"generated": "[^"]*"')


@click.command()
@click.option("--clean", is_flag=True, help="Remove what was generated.")
@config_option
def generate(clean: bool, config: Path | None) -> None:
    """Write the generated pages and procedures.json into docs_dir, for Zensical.

    MkDocs and ProperDocs do not need this. Git ignores the files, which a .gitignore beside them lists.
    """
    settings = settings_of(config or _zensical())
    docs = settings.docs_path
    try:
        earlier = _listed(docs)
        if clean:
            _remove(docs, [*earlier, _LIST] if (docs / _LIST).is_file() else [])
            echo(f"{len(earlier)} files removed from {settings.docs_dir}/.", err=True)
            return
        files = _generated(settings)
        own = [name for name in files if name not in earlier and _is_taken(docs / name)]
        for name in own:
            echo(
                f"{settings.docs_dir}/{name} is not generated: the site has a page of its own there.",
                err=True,
            )
            del files[name]
        written = _write(docs, files, settings)
        _remove(docs, [name for name in earlier if name not in files])
    except (SettingsError, OSError) as error:
        why = str(error) if isinstance(error, SettingsError) or not error.strerror else error.strerror
        place = (
            f"{os.path.relpath(error.filename)}: " if isinstance(error, OSError) and error.filename else ""
        )
        raise UsageProblem(f"{place}{' '.join(why.split())}") from error
    echo(f"{written} of {len(files)} files written to {settings.docs_dir}/.", err=True)


def _zensical() -> Path | None:
    """Return the nearest configuration of Zensical, which other commands read only if there is no other."""
    here = Path.cwd()
    paths = (folder / "zensical.toml" for folder in (here, *here.parents))
    return next((path for path in paths if path.is_file()), None)


def _generated(settings: Settings) -> dict[str, bytes]:
    """Return the files to write, or end here if the procedures have errors."""
    from mkdocs_deploy_plugin import clock
    from mkdocs_deploy_plugin.rendering.generated_files import generated_files
    from mkdocs_deploy_plugin.reporting.text import summary

    outside = [one for one in settings.procedure_dirs if not one.is_relative_to(settings.docs_path)]
    if outside:
        shown = outside[0].relative_to(settings.root).as_posix()
        raise SettingsError(
            f"{shown}/ is not within {settings.docs_dir}/, and Zensical publishes nothing else: move it there"
        )
    now = clock.now(os.environ)
    project = load(settings, today=now.date())
    if project.fails():
        counted = summary(project.diagnostics, len(project.catalog), project.noun())
        echo(f"{counted}. Nothing was written; run: procedures check", err=True)
        raise SystemExit(1)
    return generated_files(project, now)


def _write(docs: Path, files: dict[str, bytes], settings: Settings) -> int:
    """Write files, all or none, and return how many have changed."""
    from mkdocs_deploy_plugin.files import Change, make_folder, save

    lines = (_SPECIAL.sub(r"\\\g<0>", name) for name in sorted([*files, _LIST]))
    listing = "\n".join([_HEAD, *(f"/{line}" for line in lines), ""])
    changes = []
    for name, after in {_LIST: listing.encode(), **files}.items():
        path = docs / name
        real = Path(os.path.realpath(path))
        if path.is_symlink() or not real.is_relative_to(os.path.realpath(docs)):
            raise SettingsError(
                f"{settings.docs_dir}/{name} leads out of {settings.docs_dir}/; nothing was written"
            )
        before = read_file(path, _MAX_BYTES) if path.exists() else None
        if before is None or _TIME.sub(b"", before, count=1) != _TIME.sub(b"", after, count=1):
            changes.append(Change(path, before, after))
    for folder in {change.path.parent for change in changes}:
        make_folder(folder)
    if refused := save(changes, docs):
        raise SettingsError(
            f"{settings.docs_dir}/{refused[0].path.relative_to(docs).as_posix()} {refused[0].why}"
        )
    return sum(change.path.name != _LIST for change in changes)


def _listed(docs: Path) -> list[str]:
    """Return the files that were generated earlier.

    Raises:
        SettingsError: The list is a file of the team.
    """
    path = docs / _LIST
    if not path.is_file():
        return []
    head, *lines = read_file(path, _MAX_BYTES).decode(errors="replace").splitlines() or [""]
    if head != _HEAD:
        raise SettingsError(f"{docs.name}/{_LIST} exists already; move its lines to the .gitignore above")
    names = (_ESCAPED.sub(r"\1", line.removeprefix("/")) for line in lines if line)
    return [name for name in names if name != _LIST and ".." not in name.split("/")]


def _is_taken(path: Path) -> bool:
    """Return whether the team has a page at the address of a generated one."""
    return os.path.lexists(path) or (path.name == "index.md" and path.with_name("README.md").is_file())


def _remove(docs: Path, names: list[str]) -> None:
    """Remove files below a folder, and the folders that are empty then."""
    for name in names:
        path = docs / name
        if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(docs)):
            continue
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == docs or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
