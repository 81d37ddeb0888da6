"""Tests of the store: what is found in it is what was put into it, whatever has happened to it since."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.store import installation as installed
from mkdocs_deploy_plugin.store.folder import FOLDER, Store, digest, open_store
from mkdocs_deploy_plugin.store.installation import installation

KEY, SECRET = digest("what it was made of"), b"s" * 32
VALUE = b"a result" * 100


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", SECRET)


def entry(tmp_path: Path) -> Path:
    (path,) = (one for one in (tmp_path / "store").iterdir() if one.name != ".gitignore")
    return path


def test_a_value_is_found_by_its_key_and_the_secret(store: Store, tmp_path: Path) -> None:
    assert store.get(KEY) is None
    store.put(KEY, VALUE)
    assert store.get(KEY) == VALUE
    assert store.get(digest("something else")) is None
    assert Store(tmp_path / "store", b"t" * 32).get(KEY) is None
    assert (tmp_path / "store" / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize(
    "damage", [b"", b"x", lambda data: data[:-1], lambda data: data[:20] + b"x" + data[21:]]
)
def test_a_damaged_entry_is_missing_and_is_written_again(
    store: Store, tmp_path: Path, damage: object
) -> None:
    store.put(KEY, VALUE)
    path = entry(tmp_path)
    path.write_bytes(damage(path.read_bytes()) if callable(damage) else damage)  # type: ignore[arg-type]
    assert store.get(KEY) is None
    store.put(KEY, VALUE)
    assert store.get(KEY) == VALUE


def test_an_entry_under_another_name_or_summed_without_the_secret_is_missing(
    store: Store, tmp_path: Path
) -> None:
    store.put(KEY, VALUE)
    path = entry(tmp_path)
    data = path.read_bytes()
    store.put(b"another", VALUE)
    assert store.get(b"another") == VALUE
    (another,) = {*(tmp_path / "store").glob("[0-9a-f]*")} - {path}
    another.write_bytes(data)
    assert store.get(b"another") is None
    path.write_bytes(blake2b(data[16:], digest_size=16).digest() + data[16:])
    assert store.get(KEY) is None


def test_a_store_that_can_only_be_read_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(KEY, VALUE)

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert store.get(KEY) == VALUE


def test_git_never_sees_the_store_whatever_has_happened_to_its_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()  # and then the process was killed
    (tmp_path / "store" / ".gitignore").symlink_to(tmp_path / "elsewhere")
    store.put(KEY, VALUE)
    assert (tmp_path / "store" / ".gitignore").read_bytes() == b"*\n"
    assert not (tmp_path / "elsewhere").exists()


def test_where_nothing_can_be_written_nothing_is_stored(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    store = Store(tmp_path / "store", SECRET)
    store.put(KEY, VALUE)
    store.trim()
    assert store.get(KEY) is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path;"
        "from mkdocs_deploy_plugin.store.folder import Store;"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "import os; s = Store(Path(sys.argv[1]), b's' * 32); s.put(b'k', os.urandom(1000));"
        "assert s.get(b'k') is None"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "store")], check=True)
    assert [one.name for one in (tmp_path / "store").iterdir()] == [".gitignore"]


def test_what_was_not_used_for_longest_is_removed(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    for number in range(8):
        store.put(digest(number), os.urandom(1000))
        for path in folder.iterdir():
            os.utime(path, (0, path.stat().st_mtime - 100))
    assert store.get(digest(0)) is not None  # It is used now.
    (folder / "mine.txt").write_bytes(b"x" * 100_000)
    killed = folder / f"{'0' * 32}.{'0' * 16}"
    killed.write_bytes(b"half")
    os.utime(killed, (0, 0))
    (folder / ("0" * 32)).mkdir()  # Nothing that we have made: it is left alone.
    store.trim(10_000)
    assert len([*folder.iterdir()]) == 8 + 3
    assert not killed.exists()
    store.trim(4_000)
    assert [number for number in range(8) if store.get(digest(number))] == [0, 7]
    assert (folder / "mine.txt").exists()


def test_a_folder_that_leads_elsewhere_is_not_used(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = tmp_path / "project"
    project.mkdir()
    assert open_store(project) is not None
    assert open_store(project, wanted=False) is None
    (project / FOLDER).parent.symlink_to(elsewhere)
    assert open_store(project) is None


def test_the_secret_is_made_once_and_where_it_cannot_be_kept_there_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    project = tmp_path / "project"
    for _ in range(2):
        store = open_store(project)
        assert store is not None
        store.put(KEY, VALUE)
    assert len([*(project / FOLDER).iterdir()]) == 2
    (key,) = (tmp_path / "home" / "mkdocs-deploy-plugin").iterdir()
    assert key.stat().st_mode & 0o77 == 0
    key.write_bytes(b"")
    renewed = open_store(project)
    assert renewed is not None
    assert renewed.get(KEY) is None
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert open_store(project) is None


@pytest.mark.parametrize("variables", [{"XDG_CACHE_HOME": "{}"}, {"HOME": "{}/x"}, {"HOME": "x"}])
def test_a_secret_that_the_project_could_bring_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(tmp_path / "project"))
    assert open_store(tmp_path / "project") is None
    assert [*(tmp_path / "project").iterdir()] == []
    monkeypatch.setenv("XDG_CACHE_HOME", "project")  # relative to any folder
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert open_store(tmp_path / "project") is not None
    assert [one.name for one in (tmp_path / "home").iterdir()] == [".cache"]


def test_the_installation_changes_with_any_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = installation.__wrapped__()
    assert installation.__wrapped__() == before
    monkeypatch.syspath_prepend(str(tmp_path))
    assert installation.__wrapped__() == before
    (tmp_path / "some_extension-1.0.dist-info").mkdir()
    one = installation.__wrapped__()
    (tmp_path / "some_extension-1.0.dist-info").rename(tmp_path / "some_extension-1.1.dist-info")
    assert len({before, one, installation.__wrapped__()}) == 3


def test_the_installation_is_that_of_the_imported_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def package(name: str) -> Path:
        (tmp_path / name / "mkdocs_deploy_plugin").mkdir(parents=True)
        (tmp_path / name / "mkdocs_deploy_plugin-0.1.0.dist-info").mkdir()
        record = tmp_path / name / "mkdocs_deploy_plugin-0.1.0.dist-info" / "RECORD"
        record.write_text(f"mkdocs_deploy_plugin/__init__.py,sha256={name},5\n", encoding="utf-8")
        return tmp_path / name

    one, other = package("one"), package("other")
    monkeypatch.syspath_prepend(str(one))
    digests = set()
    for imported in (one, other, tmp_path):
        monkeypatch.setattr(installed, "_PACKAGE", imported / "mkdocs_deploy_plugin")
        digests.add(installation.__wrapped__())
    (tmp_path / "mkdocs_deploy_plugin").mkdir()
    (tmp_path / "mkdocs_deploy_plugin" / "new.py").write_text("", encoding="utf-8")
    assert len({*digests, installation.__wrapped__()}) == 4
