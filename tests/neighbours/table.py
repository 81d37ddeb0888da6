"""The plugins that are tried beside ours, each with the options and files that it needs to do its work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

from tests.site.sites import GOOD, GOOD_ID

HOME = [{"Home": "index.md"}, {"Plain": "plain.md"}]
"""A navigation without procedures."""


@dataclass(frozen=True)
class Neighbour:
    """A plugin to build a site with.

    Attributes:
        name: Its name in `plugins`.
        package: What `pip` installs it by.
        options: Its options.
        files: Files that it needs.
        config: Other settings of the site that it needs.
        complains: The beginning of a warning that it has reason for, or that is its own fault.
    """

    name: str
    package: str
    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    complains: str = ""


CART = {
    "services/cart/mkdocs.yml": "site_name: cart\nnav:\n  - Cart: index.md\n",
    "services/cart/docs/index.md": "# Cart\n",
}
"""A site of its own, within the other one."""

NEIGHBOURS = (
    Neighbour("material/tags", "mkdocs-material"),
    Neighbour(
        "material/blog",
        "mkdocs-material",
        files={
            "docs/blog/index.md": "# Blog\n",
            "docs/blog/posts/one.md": "---\ndate: 2026-01-02\n---\n\n# First\n\nText.\n",
        },
    ),
    Neighbour("material/meta", "mkdocs-material", files={"docs/.meta.yml": "icon: material/home\n"}),
    Neighbour(
        "material/projects",
        "mkdocs-material",
        files={
            "projects/cart/mkdocs.yml": "site_name: Cart\ntheme:\n  name: material\nplugins: [procedures]\n",
            "projects/cart/docs/index.md": "# Cart\n",
            f"projects/cart/procedures/{GOOD_ID}.md": GOOD,
        },
    ),
    Neighbour("material/offline", "mkdocs-material", config={"use_directory_urls": False}),
    Neighbour("material/privacy", "mkdocs-material", {"assets_fetch": False}),
    Neighbour("autorefs", "mkdocs-autorefs"),
    Neighbour(
        "awesome-nav",
        "mkdocs-awesome-nav",
        files={"docs/.nav.yml": "nav:\n  - Home: index.md\n  - Plain: plain.md\n"},
        config={"nav": None},
    ),
    Neighbour("exclude", "mkdocs-exclude", {"glob": ["*.tmp"]}),
    Neighbour(
        "gen-files",
        "mkdocs-gen-files",
        {"scripts": ["generate.py"]},
        {
            "generate.py": "import mkdocs_gen_files\n\n"
            'with mkdocs_gen_files.open("made.md", "w") as page:\n    page.write("# Made")\n'
        },
    ),
    Neighbour(
        "git-authors",
        "mkdocs-git-authors-plugin",
        complains="WARNING - [git-authors-plugin] None has not been committed yet",
    ),
    Neighbour("git-revision-date-localized", "mkdocs-git-revision-date-localized-plugin"),
    Neighbour("glightbox", "mkdocs-glightbox"),
    Neighbour("include-markdown", "mkdocs-include-markdown-plugin"),
    Neighbour(
        "literate-nav",
        "mkdocs-literate-nav",
        files={"docs/SUMMARY.md": "* [Home](index.md)\n* [Plain](plain.md)\n"},
        config={"nav": None},
    ),
    Neighbour("macros", "mkdocs-macros-plugin", config={"extra": {"release": "v0.0.1", "team": "Ops"}}),
    Neighbour("mike", "mike"),
    Neighbour("minify", "mkdocs-minify-plugin", {"minify_html": True}),
    Neighbour(
        "monorepo",
        "mkdocs-monorepo-plugin",
        files=CART,
        config={"nav": [*HOME, {"Cart": "!include services/cart/mkdocs.yml"}]},
    ),
    Neighbour("multirepo", "mkdocs-multirepo-plugin"),
    Neighbour(
        "print-site",
        "mkdocs-print-site-plugin",
        complains="WARNING - [mkdocs-print-site] 'print-site' should be defined as the *last* plugin",
    ),
    Neighbour("redirects", "mkdocs-redirects", {"redirect_maps": {"old.md": "plain.md"}}),
    Neighbour("rss", "mkdocs-rss-plugin"),
    Neighbour("section-index", "mkdocs-section-index"),
    Neighbour(
        "techdocs-core",
        "mkdocs-techdocs-core",
        files=CART,
        config={"nav": [*HOME, {"Cart": "!include services/cart/mkdocs.yml"}]},
    ),
)


def is_installed(plugin: str) -> bool:
    """Return whether MkDocs finds a plugin."""
    return bool(entry_points(group="mkdocs.plugins", name=plugin))
