"""Convert procedures that keep their data in tables to procedures with front matter.

`migrate` converts bytes; `migrate_file` reads and writes files. Nothing is lost: text removed from the
body is in the front matter, word for word; text that does not fit there stays in the body, with a note.
"""

from __future__ import annotations

from mkdocs_deploy_plugin.authoring.migration.document import Migrated, migrate
from mkdocs_deploy_plugin.authoring.migration.files import UNWRITABLE, MigratedFile, migrate_file

__all__ = ["UNWRITABLE", "Migrated", "MigratedFile", "migrate", "migrate_file"]
