"""Add a page at each former address of a procedure, which leads to its page."""

from __future__ import annotations

import posixpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.hosts.page_scripts import script_address
from mkdocs_deploy_plugin.hosts.site_files import SiteFiles
from mkdocs_deploy_plugin.rendering.redirect import redirect_page

log = get_plugin_logger("procedures")


def add_redirects(catalog: Catalog, site: SiteFiles, files: Files, config: MkDocsConfig, words: str) -> None:
    """Add the pages. They are not Markdown, so they are not in the navigation, the search or the sitemap."""
    if not catalog.renamed:
        return
    # Names that differ only in case are one file on some servers.
    taken = {file.dest_uri.casefold(): file for file in files if not file.inclusion.is_excluded()}
    for former, procedure in catalog.renamed.items():
        page = site.file(procedure)
        if page.inclusion.is_excluded():
            continue
        source = posixpath.join(posixpath.dirname(page.src_uri), f"{former}.md")
        old = File(source, None, config.site_dir, config.use_directory_urls)
        other = taken.get(old.dest_uri.casefold())
        if other is not None:
            log.info(
                f"{procedure.path}: The address of the former id {former} belongs to {other.src_uri}, "
                "so it does not lead to the procedure."
            )
            continue
        html = redirect_page(
            former,
            procedure.title,
            get_relative_url(page.url, old.url),
            posixpath.join(config.site_url, page.url) if config.site_url else "",
            get_relative_url(script_address("run.js", words), old.url),
        )
        redirect = File.generated(config, old.dest_uri, content=html, inclusion=InclusionLevel.NOT_IN_NAV)
        taken[old.dest_uri.casefold()] = redirect
        files.append(redirect)
