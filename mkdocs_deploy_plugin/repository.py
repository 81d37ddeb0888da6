"""Find the path of a site in its repository, earlier versions of files, and the address for new issues."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit


def repository_prefix(folder: Path) -> str:
    """Return the prefix that makes paths below a folder relative to its repository, such as `site/`.

    It is empty for the root of a repository, and outside of one. `.git` is a folder, or a file in
    worktrees and submodules.
    """
    root = repository_root(folder)
    return "".join(f"{part}/" for part in folder.relative_to(root).parts) if root is not None else ""


def repository_root(folder: Path) -> Path | None:
    """Return the folder of the repository that a folder is in, or None."""
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)


class RevisionError(ValueError):
    """A file cannot be read from a revision."""


def file_in_revision(folder: Path, name: str) -> bytes:
    """Return the content of a file in a revision of git: `HEAD~1:templates/runbook.md`.

    The path begins at the root of the repository, or with `./` at the folder.

    Raises:
        RevisionError: Git does not find it, or there is no git.
    """
    import subprocess  # Few commands run git.

    command = ["git", "cat-file", "blob", "--end-of-options", name]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        raise RevisionError(f"{name} cannot be read: git does not run ({error.strerror})") from error
    if done.returncode != 0:
        why = " ".join(done.stderr.decode("utf-8", "replace").split()).removeprefix("fatal: ")
        raise RevisionError(f"{name} cannot be read: {why}")
    return done.stdout


_GITHUB = "/issues/new?title={title}&body={body}"
_GITLAB = "/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}"
_FORMS = {"github": _GITHUB, "gitea": _GITHUB, "forgejo": _GITHUB, "codeberg": _GITHUB, "gitlab": _GITLAB}


def issue_address(repository: str) -> str:
    """Return the address that opens a new issue in a repository, with `{title}` and `{body}` in it.

    The name of the host tells which software it runs, as in themes. The result is empty if it does not,
    or if the address is not an HTTP one or names no repository. Other parts of the address, such as
    a user name and password, are dropped.
    """
    try:
        parts = urlsplit(repository.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    form = next((form for name, form in _FORMS.items() if name in host), "")
    path = unquote(parts.path).split("/-/")[0].strip("/").removesuffix(".git")
    names = [quote(name) for name in path.split("/") if name]
    if parts.scheme not in ("http", "https") or not form or len(names) < 2:
        return ""
    if form is _GITHUB:
        names = names[:2]
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}/{'/'.join(names)}{form}"
