"""Keep the site of the last build until the next one is complete.

MkDocs empties the folder of the site before it reads a page, so a build that fails later would leave half a
site. It leaves hidden entries of the folder alone: the last site waits in one of them, and comes back if the
build fails. Entries are moved, not copied: that takes no time, and the folder may be a mounted one.

Each step begins or ends with renaming a folder, so that the next build knows what a killed one had done.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

_MOVING = ".procedures-moving"
"""Holds part of a site; the other part is in the folder of the site."""

_KEPT = ".procedures-last-site"
"""Holds all of the last site; what is in the folder of the site is incomplete."""

_OLD = ".procedures-old"
"""Holds a site that is no longer wanted."""


class LastSite:
    """The site that a build replaces."""

    def __init__(self, folder: str) -> None:
        """Start with the folder of the site."""
        self._folder = Path(folder)

    def keep(self) -> None:
        """Move the site away, before MkDocs deletes it. What cannot be moved, MkDocs deletes as ever."""
        shutil.rmtree(self._folder / _OLD, ignore_errors=True)
        self._put_back()
        if not self._folder.is_dir() or (self._folder / _KEPT).exists():
            return
        names = [name for name in os.listdir(self._folder) if not name.startswith(".")]
        if not names:
            return
        try:
            (self._folder / _MOVING).mkdir()
            for name in names:
                (self._folder / name).rename(self._folder / _MOVING / name)
            (self._folder / _MOVING).rename(self._folder / _KEPT)
        except OSError:
            self._put_back()

    def restore(self) -> None:
        """Replace an incomplete site with the last one, if that was kept."""
        if not (self._folder / _KEPT).is_dir():
            return
        with contextlib.suppress(OSError):
            clean_directory(str(self._folder))
            (self._folder / _KEPT).rename(self._folder / _MOVING)
            self._put_back()

    def forget(self) -> None:
        """Delete the last site: the new one is complete."""
        with contextlib.suppress(OSError):
            (self._folder / _KEPT).rename(self._folder / _OLD)
            shutil.rmtree(self._folder / _OLD, ignore_errors=True)

    def _put_back(self) -> None:
        """Finish a move that was interrupted."""
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder / _MOVING):
                (self._folder / _MOVING / name).rename(self._folder / name)
            (self._folder / _MOVING).rmdir()


class KeepsLastSite:
    """A part of a plugin: its events keep the last site.

    Attributes:
        last_site_is_kept: Whether MkDocs deletes the last site, which it does not with `--dirty`.
    """

    last_site_is_kept = True
    _last_site: LastSite | None = None

    # When no plugin stops the build before MkDocs deletes the site.
    @event_priority(-100)
    def keep_last_site(self, *, config: MkDocsConfig) -> None:
        """Keep the last site until this one is complete: a part of `on_pre_build`."""
        if self.last_site_is_kept:
            self._last_site = LastSite(config.site_dir)
            self._last_site.keep()

    # After all others, which may still fail.
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Delete the last site."""
        if self._last_site is not None:
            self._last_site.forget()
            self._last_site = None

    def on_build_error(self, *, error: Exception) -> None:
        """Put the last site back."""
        self._restore()

    def on_shutdown(self) -> None:
        """Put the last site back if the build was interrupted."""
        self._restore()

    def _restore(self) -> None:
        if self._last_site is not None:
            self._last_site.restore()
            self._last_site = None
