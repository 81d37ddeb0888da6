"""Where a site lies in its repository, and where that takes issues."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit


def repository_prefix(folder: Path) -> str:
    """Return what paths below a folder need in front to be relative to its repository, such as `site/`.

    That is nothing for the folder of a repository itself, and where there is no repository. `.git` is a
    folder, or a file where a worktree or a submodule has it elsewhere.
    """
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            return "".join(f"{part}/" for part in folder.relative_to(parent).parts)
    return ""


_GITHUB = "/issues/new?title={title}&body={body}"
_GITLAB = "/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}"
_FORMS = {"github": _GITHUB, "gitea": _GITHUB, "forgejo": _GITHUB, "codeberg": _GITHUB, "gitlab": _GITLAB}


def issue_address(repository: str) -> str:
    """Return the address that opens a new issue of a repository, with `{title}` and `{body}` in it.

    What runs there is told from the name of the host, as themes do. Nothing is given for a host that tells
    nothing, and for an address that is not of the web or names no repository. What the address holds
    besides, such as a user's name and password, is left out.
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
