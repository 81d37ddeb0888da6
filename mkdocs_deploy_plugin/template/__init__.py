"""The template: the one source of what a procedure must be.

A template is a procedure file whose values are placeholders. `load_template` reads it into
`Template`, from which the schema, the tables, the messages and the reference patterns are made.
What placeholders cannot say stands in comments, in marks that a writer can read too:

- `(choice)`: the placeholder `[Low/Medium/High]` lists the values that are allowed;
- `(fixed)`: the value is the same in every procedure and may be left out;
- `(optional)`: may be left out;
- `(required from In Review)`: may be left out until the status is that one or a later one;
- `(every row)`: the rows of the list stand in every procedure that has the list;
- `(in force at Approved)`, `(retired at Retired)`, at `status`: which status a procedure is run in, and
  which one is the end of its life;
- `(text required from In Review)`, under a heading: the section may be empty until then;
- `(rollback)`, under a heading: it is for a rollback alone, and its numbered steps roll back what the
  phases have done;
- `(rollback required unless "Nothing to undo" or "Cannot be undone")`, under the first phase: a rollback
  step names each phase, or the phase says one of these phrases with a reason;
- `(decision criteria)`, under a heading: it says when to roll back.
"""

from __future__ import annotations

from mkdocs_deploy_plugin.template.fields import Field, FieldKind
from mkdocs_deploy_plugin.template.loading import (
    SectionRule,
    Template,
    TemplateError,
    builtin_template,
    load_template,
)

__all__ = [
    "Field",
    "FieldKind",
    "SectionRule",
    "Template",
    "TemplateError",
    "builtin_template",
    "load_template",
]
