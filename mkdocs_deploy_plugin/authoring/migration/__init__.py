"""Procedures with their data in tables, turned into procedures with front matter.

`migrate` takes the bytes of a file and gives those of the new one; `migrate_file` reads and writes.
Nothing is lost: what is taken out of the body is in the front matter, word for word, and what has no
place there stays in the body and is noted.
"""

from __future__ import annotations

from mkdocs_deploy_plugin.authoring.migration.document import Migrated, migrate
from mkdocs_deploy_plugin.authoring.migration.files import MigratedFile, migrate_file

__all__ = ["Migrated", "MigratedFile", "migrate", "migrate_file"]
