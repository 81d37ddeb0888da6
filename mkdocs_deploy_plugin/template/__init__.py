"""Read templates, the single source of the requirements for procedures.

A template is a procedure file whose values are placeholders. `load_template` reads it into a
`Template`, from which the schema, the tables, the messages and the reference patterns are derived.
Comments contain marks for what placeholders cannot express:

- `(choice)`: the placeholder `[Low/Medium/High]` lists the allowed values;
- `(fixed)`: the value is the same in every procedure and may be left out;
- `(optional)`: may be left out;
- `(from: file name)` for `id`, `(from: first heading)` for `title`: taken from there if it is left out;
- `(required from In Review)`: may be left out before the given status;
- `(every row)`: every procedure that has the list must have these rows;
- `(in force at Approved)`, `(retired at Retired)`, for `status`: the status in which a procedure is run,
  and the one that ends its life;
- `(is: approver)`: what the field means, whatever its key is, also for a column of a table;
- `(formerly: approver)`, also below a heading or at a check: the name that it had in earlier versions of the
  template; below a numbered heading, its word;
  `(formerly: Ready = Approved)` for a choice;
- `(text required from In Review)`, below a heading: the section may be empty before the given status;
- `(rollback)`, below a heading: the section is only for a rollback, and its numbered steps roll back
  the phases;
- `(rollback required unless "Nothing to undo" or "Cannot be undone")`, below the first phase: a rollback
  step must name each phase, or the phase must contain one of these phrases with a reason;
- `(decision criteria)`, below a heading: the section says when to roll back;
- `(gates: hold, wait, by)`, below a heading: the words that begin the marks of hold points, timers and
  roles in procedures.
"""

from __future__ import annotations

from mkdocs_deploy_plugin.template.definition import SectionRule, Template
from mkdocs_deploy_plugin.template.fields import Field, FieldKind
from mkdocs_deploy_plugin.template.loading import TemplateError, builtin_template, load_template

__all__ = [
    "Field",
    "FieldKind",
    "SectionRule",
    "Template",
    "TemplateError",
    "builtin_template",
    "load_template",
]
