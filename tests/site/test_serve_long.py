"""`mkdocs serve` for a day: the served site is always the one that a first build makes, and memory is flat.

`EDITS=300 pytest -s tests/site/test_serve_long.py` takes some minutes and prints what the process uses.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer

from mkdocs_deploy_plugin import project as loading
from tests.site.edited_site import EDITS, Edit, Site, whole
from tests.site.sites import GOOD, GOOD_ID, quick_themes

MANY = int(os.environ.get("EDITS", "4"))
SEED = int(os.environ.get("SEED", "1"))
STEP = 100
"""The memory is measured after so many edits, when all has been used once, and after each time as many."""
GROWTH = 1.1
"""How much memory is used at most, compared with the first time."""

SERVED: list[Edit] = [*(edit for edit in EDITS if edit is not Site.other_plugin), Site.break_template]


Digests = dict[str, bytes]


class Resources(NamedTuple):
    """Memory in MiB, objects that hold others, open files and threads of a process."""

    memory: float
    objects: int
    files: int
    threads: int


@pytest.mark.timeout(60 + 10 * MANY)
def test_a_site_served_for_long_is_never_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, random = Site(tmp_path / "site"), Random(SEED)
    used: list[Resources] = []

    def edit_and_compare(server: LiveReloadServer, **_: object) -> None:
        server.observer.start()
        done, fails, before = [], False, digests(Path(server.root))
        for count in range(1, MANY + 1):
            edit = Site.reset if count % STEP == 0 else Site.template if fails else random.choice(SERVED)
            done.append((edit.__name__, random.randrange(2000), random.randrange(2000)))
            edit(site, *done[-1][1:])
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(site.day))
            first = others.submit(
                built_at_first, site.write(cache=True), tmp_path / "first", server.url, site.day
            )
            server.builder()
            expected = first.result()
            fails = isinstance(expected, str)
            wanted = before if isinstance(expected, str) else expected
            before = digests(Path(server.root))
            differ = [path for path in {**wanted, **before} if wanted.get(path) != before.get(path)]
            assert (shows_failure(server), differ) == (fails, []), done
            if edit is Site.reset:
                used.append(resources())
                sys.stdout.write(f"after {count} edits: {used[-1]}\n")

    monkeypatch.setattr(loading, "_MANY", 0)
    monkeypatch.setattr(logging.getLogger("mkdocs"), "propagate", False)  # pytest keeps what it hears
    monkeypatch.setattr(logging, "lastResort", None)
    monkeypatch.setattr(LiveReloadServer, "serve", edit_and_compare)
    # What explains invalid front matter is loaded with the first of it, and stays.
    site.files[f"procedures/{GOOD_ID}.md"] = GOOD.replace("status: Approved", "status: Aproved")
    forget_plugins()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=logging.disable) as others, quick_themes():
        serve(str(site.write(cache=True)))
    for one in used[1:]:
        assert one.memory <= used[0].memory * GROWTH, used
        assert (one.files, one.threads) == (used[0].files, used[0].threads), used


def shows_failure(server: LiveReloadServer) -> bool:
    """Return whether the server says why it could not build the site, instead of showing it."""
    said: list[str] = []
    app: Any = server.get_app()
    b"".join(app({"PATH_INFO": server.mount_path}, lambda status, _: said.append(status)))
    return said == ["500 Internal Server Error"]


def forget_plugins() -> None:
    """Let the next configuration have new plugins; MkDocs keeps them for all builds of a process."""
    MkDocsConfig.plugins.plugin_cache.clear()  # type: ignore[attr-defined]


def built_at_first(config: Path, folder: Path, url: str, day: int) -> Digests | str:
    """Return the site that a plugin builds that has not built before and keeps nothing, or why it cannot."""
    os.environ["SOURCE_DATE_EPOCH"] = str(day)
    forget_plugins()
    loaded = load_config(str(config), site_dir=str(folder))
    loaded.site_url = url
    loaded.plugins.on_startup(command="serve", dirty=False)
    plugin: Any = loaded.plugins["procedures"]
    plugin.config["cache"], plugin._starts_serving = False, False
    try:
        with quick_themes():
            build(loaded, serve_url=url)
    except (PluginError, SystemExit) as error:
        return str(error)
    finally:
        loaded.plugins.on_shutdown()
    return digests(folder)


def digests(folder: Path) -> Digests:
    """Return the digests of all files of a site: whole sites would be most of the memory that is measured."""
    return {path: sha256(content).digest() for path, content in whole(folder).items()}


def resources() -> Resources:
    """Return what this process uses. A thread that was told to end has time to."""
    gc.collect()
    time.sleep(2)
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    size = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return Resources(size, len(gc.get_objects()), len(os.listdir("/proc/self/fd")), threading.active_count())
