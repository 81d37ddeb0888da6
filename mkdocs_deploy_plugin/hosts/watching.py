"""Watch what a served site is made from, also folders and files that come, go or are replaced.

MkDocs watches what exists when it is told to, and stops once that is deleted. It is told so here, because it
is quick; and all is looked at again now and then, for what it has missed.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileModifiedEvent

from mkdocs_deploy_plugin.reading.discovery import folder_files
from mkdocs_deploy_plugin.settings import Settings

_PAUSE = 1.0
"""Seconds between two looks: twice as long as MkDocs takes to see a change."""

_IDLE = 50
"""How many times as long as a look the pause after it is at least, for sites with very many files."""


def is_watched(path: Path, config: MkDocsConfig) -> bool:
    """Return whether MkDocs may build again when something in a folder changes."""
    real = Path(os.path.realpath(path))
    folders = (config.docs_dir, *config.watch, *config.theme.dirs)
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


class Watching:
    """Requests a build when something has changed and the server has not seen it."""

    def __init__(self) -> None:
        """Start with nothing to watch, and without a server."""
        self._server: LiveReloadServer | None = None
        self._root = Path()
        self._configuration = Path()
        self._docs: tuple[Path, ...] = ()
        self._folders: tuple[Path, ...] = ()
        self._templates: tuple[Path, ...] = ()
        self._seen = 0
        self._missed = self._building = False
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def name(self, settings: Settings) -> None:
        """Watch the folders and templates of some settings, instead of those that were named before."""
        with self._lock:
            before = set(self._own)
            self._root, self._docs = settings.root, (settings.docs_path,)
            self._folders = settings.procedure_dirs
            self._templates = tuple(
                settings.root / one.template for one in settings.all_collections if one.template
            )
            if self._server is not None:
                self._forget(before.difference(self._own))
                self._watch(set(self._own).difference(before))
                self._seen = self._state()

    def start(self, server: LiveReloadServer, configuration: Path) -> None:
        """Let a server watch what exists, and look after the rest until `stop`.

        Args:
            server: The server, which watches the ordinary pages and the configuration until they are deleted.
            configuration: The file with the configuration of the site.
        """
        self._server, self._configuration = server, configuration
        self._watch(self._own)
        self._seen = self._state()
        threading.Thread(target=self._look_until_stopped, daemon=True).start()

    def begin_build(self) -> None:
        """Take all changes until now as seen: the build that begins reads them."""
        with self._lock:
            self._seen, self._missed, self._building = self._state(), False, True

    def end_build(self) -> None:
        """Look for changes again."""
        with self._lock:
            self._building = False

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    @property
    def _own(self) -> tuple[Path, ...]:
        return self._folders + self._templates

    def _exists(self, path: Path) -> bool:
        """Return whether there is something to watch: not all that is below a folder named as a template."""
        return os.path.isdir(path) if path in self._docs + self._folders else os.path.isfile(path)

    def _look_until_stopped(self) -> None:
        pause = _PAUSE
        while not self._stopped.wait(pause):
            began = time.thread_time()
            with self._lock, contextlib.suppress(OSError):
                self._look()
            pause = max(_PAUSE, _IDLE * (time.thread_time() - began))

    def _look(self) -> None:
        """Request a build if a change is still there after a second look, and no build has begun."""
        if self._building:
            return
        state = self._state()
        changed = state != self._seen
        if changed and self._missed:
            self._seen = state
            existing = list(filter(self._exists, (self._configuration, *self._docs, *self._own)))
            self._forget(existing)
            self._watch(existing)
            self._request_build()
        self._missed = changed and not self._missed

    def _state(self) -> int:
        """Return a number that changes with what is watched."""
        found: list[tuple[str, int, int, int]] = []
        files = (folder_files(folder, self._root) for folder in dict.fromkeys(self._docs + self._folders))
        for file in (self._configuration, *self._templates, *chain.from_iterable(files)):
            with contextlib.suppress(OSError):
                status = file.stat()
                found.append((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
        return hash(tuple(found))

    def _watch(self, paths: Iterable[Path]) -> None:
        assert self._server is not None
        for path in filter(self._exists, paths):
            with contextlib.suppress(OSError):  # It was deleted meanwhile.
                self._server.watch(str(path))

    def _forget(self, paths: Iterable[Path]) -> None:
        assert self._server is not None
        for path in paths:
            with contextlib.suppress(KeyError):  # It did not exist when it was named.
                self._server.unwatch(str(path))

    def _request_build(self) -> None:
        """Let the server believe that a file has changed."""
        assert self._server is not None
        for emitter in list(self._server.observer.emitters):
            emitter.queue_event(FileModifiedEvent(str(self._configuration)))
