"""The words of the generated procedures. Names in braces are filled in."""

# ruff: noqa: E501 - lines of procedures are not wrapped

from __future__ import annotations

SYLLABLES = tuple(f"{consonant}{vowel}" for consonant in "bdfgklmnprtvz" for vowel in "aeiou")
"""The syllables of words that occur in only one procedure."""

PROJECTS = (
    "billing",
    "data",
    "identity",
    "logistics",
    "media",
    "payments",
    "platform",
    "search",
    "shop",
    "support",
)

OBJECTS = (
    "account",
    "address",
    "archive",
    "basket",
    "cache",
    "catalog",
    "claim",
    "contract",
    "coupon",
    "customer",
    "delivery",
    "discount",
    "export",
    "feed",
    "gallery",
    "import",
    "invoice",
    "ledger",
    "mailbox",
    "order",
    "parcel",
    "price",
    "profile",
    "queue",
    "refund",
    "report",
    "return",
    "session",
    "stock",
    "ticket",
    "token",
    "wallet",
    "webhook",
)

CHANGES = (
    "cleanup",
    "cutover",
    "encryption",
    "index",
    "merge",
    "migration",
    "move",
    "partition",
    "redesign",
    "reindex",
    "rollout",
    "rotation",
    "split",
    "upgrade",
)

COMPONENTS = (
    "api",
    "batch",
    "consumer",
    "edge",
    "exporter",
    "gateway",
    "indexer",
    "mailer",
    "notifier",
    "poller",
    "proxy",
    "reader",
    "relay",
    "renderer",
    "scheduler",
    "worker",
    "writer",
)

PEOPLE = (
    "Adwoa Mensah",
    "Anouk Bakker",
    "Carlos Quispe",
    "Dilnoza Yusupova",
    "Emre Aksoy",
    "Freya Lindqvist",
    "Haruto Inoue",
    "Ioana Petrescu",
    "Jelena Marković",
    "Kwame Boateng",
    "Lucía Fernández",
    "Mbali Dlamini",
    "Noor van Dijk",
    "Oisín Byrne",
    "Priya Raman",
    "Søren Østergaard",
    "Thandiwe Ncube",
    "Vikram Shetty",
    "Wanjiru Kamau",
    "Zofia Kowalczyk",
)

PURPOSES = (
    "The {object} data of {project} outgrew its present form: {number} requests a second on {component} are the "
    "most that it can do, and the season brings {percent} % more.",
    "Support for the release that {component} runs ends in {number} days. The new one reads the {object} data "
    "without a change and needs {percent} % less memory.",
    "Customers wait {number} ms for their {object} at the 95th percentile. With this change they wait for less "
    "than half of that, and {component} no longer locks the table.",
    "An audit found {percent} % of the {object} records without an owner. From this version on `{component}` "
    "refuses to write such records, and repairs the old ones while it reads them.",
    "Two teams keep a copy of the {object} data today, and they differ in {number} places. After this change only "
    "the one of {project} is left.",
)

SCOPES = (
    "Changed: `{component}` in the namespace `{project}` ({number} pods), its configuration, and the table "
    "`{object}`. Nothing else of {project} is touched; the old addresses stay as they are.",
    "In scope are the {object} tables, {component} and its alerts. Not in scope: the clients, which keep using "
    "the old fields for {number} days more, and everything behind the queue `{project}-{object}`.",
    "The deployment covers {component} in both regions. The reports read the same data and are left alone; they "
    "show the new values from the next morning on, {percent} % of them at once.",
)

RISKS = (
    "{component} writes to both forms for {number} minutes; a crash in between leaves {object} rows to repair",
    "Up to {percent} % of the requests may be slower while the {object} cache is cold",
    "There is no rollback to the old form of the {object} data after the last step",
    "{component} shares its database with the reports of {project}",
    "A client that ignores the deprecated {object} fields since {number} days fails at once",
    "The alert on {component} has a delay of {number} seconds",
)

DEPENDENCIES = (
    "Disk space for a second copy of the {object} data, about {number} GiB.",
    "{component} of version {number} or newer in both regions.",
    "No other change of the schema within {number} hours.",
    "The {object} queue holds fewer than {number} messages.",
)

PARAGRAPHS = (
    "Everything runs on the administration host of {project}. Keep the shell open; later steps use its variables.",
    "This takes {number} seconds on a quiet evening and up to {percent} minutes while the {object} export runs.",
    "Watch the dashboard `{project}-{object}` meanwhile: the line of **{component}** falls first, then it recovers.",
    "Do it for one region at a time, and wait for {number} seconds in between. The other region serves all traffic.",
    "The command may be repeated: what is done already is left alone, and it says `unchanged` for it.",
    "If `{component}` does not answer within {number} seconds, stop here and ask the technical lead.",
    "Only {percent} % of the traffic gets the new {object} form now. The rest follows by itself in {number} minutes.",
    "*Nobody* changes the {object} settings by hand during this step; [the dashboard](https://grafana.example/d/"
    "{project}-{object}) shows it when somebody does.",
)

REFERENCES = (
    "`{other}` has to be finished, its last phase included.",
    "Not in the same window as {other}: both restart `{component}`.",
    "{step} of `{other}` has been done in both regions.",
    "[The {object} change of another team]({other}.md) uses the same tables.",
    "The tables come from {other}, and {step} of it fills them.",
)

STEP_REFERENCES = (
    "It needs the shell of {step}.",
    "Compare with what {step} printed.",
    "If it fails, go on with {step}.",
    "The files come from {step} and are needed again in {later}.",
)

CALLOUTS = (
    "> [!NOTE]\n> Plan {number} minutes for it, and do not work alone.",
    "> [!CAUTION]\n> From here on the {object} data is written in the new form. There is no rollback but {step}.",
    '!!! warning "Two regions"\n    Never in both regions at once: {component} elects a new leader for {number} seconds.',
    '??? note "Why not all at once?"\n    With {percent} % of the traffic the caches of {component} stay warm, and '
    "an error meets few people.",
)

DETAILS = (
    "`{component}-{number}` in the dashboard",
    "{number} of {number} in the list",
    "asked for on day {percent} before the window",
    "in `#{project}-deploys`",
    "two people have looked at it, {person} among them",
    "no finding above {percent} %",
    "shown by `{component} --status`",
    "see the ticket DEP-{number}",
    "less than {number} ms",
    "for {object} and {component}",
)

EXTRA_ITEMS = (
    "The {object} counter has gone up by {number}",
    "`{component}` logs no line with `ERROR` for {percent} minutes",
    "{person} has seen the numbers of {project}",
    "Queue `{project}-{object}` is shorter than {number}",
)

REASONS = (
    "{project} has none of its own",
    "covered by {component}, which is not changed",
    "done for the whole {object} area last week",
)

TESTS = (
    "Open the {object} page as customer {number}",
    "Create a {object} with {percent} entries through {component}",
    "Cancel {object} {number} and restore it",
    "Search for the {object} of yesterday, {number} results",
)

RESULTS = (
    "answer within {number} ms, status 200",
    "`{component}` writes one event, the {object} has version {percent}",
    "the same {number} rows as before, in the same order",
    "message in the language of the customer, no entry in the error log",
)

PLACEHOLDERS = {
    "[threshold]": "{percent}.{digit}",
    "[duration]": "{minutes}",
    "[list critical features]": "reading and changing a {object}, paying, {component}",
    "[Other critical failure condition]": "More than {number} messages in the queue `{project}-{object}`",
}

METRICS = {
    "Response time": "p95 of {component} below {number} ms",
    "Error rate": "below 0.{digit} % of {object} requests",
    "Throughput": "within {percent} % of the same hour last week",
    "Resource utilization": "CPU below {percent} %, memory below {number} MiB a pod",
}

ROLLS_BACK = {
    "Initiate Rollback": "Rolls back Phase 3, as far as it has come.",
    "Revert Application": "Rolls back Phase 1 and Phase 2.",
}
"""What a rollback step rolls back, by its title. Every generated procedure has these steps and phases."""

COMMANDS = {
    "current deployment version": (
        "kubectl -n {project} get deployment {object}-{component} -o jsonpath='{{.spec.template.spec.containers[0].image}}'",
        "helm history {object}-{component} -n {project} --max 5 | tail -n {digit}",
    ),
    "backup": (
        "pg_dump --format=custom --jobs={digit} --table={object} --file=/backup/{object}-{number}.dump {project}",
        "kubectl -n {project} get configmap {component}-config -o yaml > /tmp/{component}-{number}.before.yaml",
    ),
    "enable maintenance": (
        "curl -fsS -X PUT https://flags.example/api/flags/{project}-read-only -d '{{\"enabled\": true}}'",
        "kubectl -n {project} annotate ingress {component} maintenance=on --overwrite",
    ),
    "disable maintenance": (
        "curl -fsS -X PUT https://flags.example/api/flags/{project}-read-only -d '{{\"enabled\": false}}'",
        "kubectl -n {project} annotate ingress {component} maintenance- && sleep {number}",
    ),
    "migration rollback": (
        "flyway -configFiles=conf/{project}.toml -target={number} undo",
        "psql service={project} -v ON_ERROR_STOP=1 -c 'DROP TABLE IF EXISTS {object}_v{digit}'",
    ),
    "migration": (
        "flyway -configFiles=conf/{project}.toml -target={number} migrate",
        'psql service={project} -Atc "SELECT count(*) FROM {object} WHERE version < {number}"',
    ),
    "rollback": (
        "helm rollback {object}-{component} {{{{ revision }}}} -n {project} --wait --timeout {digit}m",
        "kubectl -n {project} rollout undo deployment/{object}-{component}",
    ),
    "halt": (
        "kubectl argo rollouts abort {object}-{component} -n {project}",
        "kubectl -n {project} rollout pause deployment/{object}-{component}",
    ),
    "restoration": (
        "kubectl -n {project} replace -f /tmp/{component}-{number}.before.yaml",
        "kubectl -n {project} rollout restart deployment/{object}-{component}",
    ),
    "configuration": (
        "kubectl -n {project} set env deployment/{object}-{component} {upper}_LIMIT={number} {upper}_MODE=v{digit}",
        'for region in eu us; do\n  kubectl --context "$region" -n {project} apply -f config/{component}.yaml\ndone',
    ),
    "restart": (
        "kubectl -n {project} rollout restart deployment/{object}-{component}",
        "kubectl -n {project} rollout status deployment/{object}-{component} --timeout={number}s",
    ),
    "health": (
        "curl -fsS https://{component}.{project}.example/healthz | jq -e '.{object}.ready >= {digit}'",
        "kubectl -n {project} get pods -l app={object}-{component} --field-selector=status.phase!=Running",
    ),
    "metric": (
        "promtool query instant http://prometheus.example:9090 \\\n"
        '  \'sum(rate(http_requests_total{{app="{component}",code=~"5.."}}[{digit}m])) < 0.{number}\'',
    ),
    "log": (
        'logcli query --since={number}m \'{{namespace="{project}",app="{component}"}} |= "level=error"\'',
    ),
    "status": ("kubectl -n {project} get deployment,pod -l app={object}-{component} # {number} pods",),
    "deployment": (
        "helm upgrade {object}-{component} oci://registry.example/charts/{component} -n {project} \\\n"
        "  --set image.tag={{{{ release }}}} --set replicas={number} --atomic --timeout {digit}m",
        'cosign verify "registry.example/{project}/{component}:{{{{ release }}}}" > /dev/null && echo verified',
    ),
}
"""Commands, by a word in the template line that asks for them. The first match counts."""
