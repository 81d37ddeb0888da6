"""Commands that change something, as data; `checking.changing` judges a code block by them.

Only what is listed here counts as a change. Add a program where a team's procedures have one that
is missing; leave out what often only looks.
"""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.checking.shell import words

_COMPOSE = "create, down, kill, pause, restart, rm, run, scale, start, stop, unpause, up"
_DOCKER = (
    "kill, network create, network rm, push, rename, restart, rm, rmi, run, service create, service rm, "
    "service rollback, service scale, service update, stack deploy, stack rm, start, stop, update, "
    "volume create, volume rm"
)
_KUBECTL = (
    "annotate, apply, autoscale, cordon, create, delete, drain, edit, expose, label, patch, replace, "
    "rollout pause, rollout restart, rollout resume, rollout undo, run, scale, set, taint, uncordon, "
    "argo rollouts abort, argo rollouts promote, argo rollouts restart, argo rollouts set, argo rollouts undo"
)
_PACKAGES = "autoremove, dist-upgrade, downgrade, erase, full-upgrade, install, purge, remove, upgrade"
_RAILS = "db:create, db:drop, db:migrate, db:reset, db:rollback, db:schema:load, db:seed, db:setup"
_TERRAFORM = "apply, destroy, import, state mv, state push, state rm, taint, untaint"

_LISTED = {
    "alembic": "downgrade, stamp, upgrade",
    "amtool": "silence add, silence expire",
    "apachectl": "graceful, restart, start, stop",
    "apt": _PACKAGES,
    "apt-get": _PACKAGES,
    "argocd": "app create, app delete, app rollback, app set, app sync",
    "artisan": "down, migrate, migrate:rollback, up",
    "cdk": "deploy, destroy",
    "certbot": "certonly, renew, revoke",
    "cf": "delete, push, restage, restart, scale, start, stop",
    "consul": "kv delete, kv put",
    "dbmate": "down, migrate, rollback, up",
    "dnf": _PACKAGES,
    "docker": _DOCKER,
    "docker-compose": _COMPOSE,
    "eksctl": "create, delete, drain, scale, upgrade",
    "etcdctl": "del, member add, member remove, put",
    "fly": "deploy, scale",
    "flux": "create, delete, reconcile, resume, suspend",
    "flyway": "baseline, clean, migrate, repair, undo",
    "gh": "pr merge, release create, release delete, workflow run",
    "git": "push",
    "goose": "down, up",
    "helm": "delete, install, rollback, uninstall, upgrade",
    "helmfile": "apply, destroy, sync",
    "heroku": "config:set, config:unset, maintenance:off, maintenance:on, ps:restart, ps:scale, "
    "releases:rollback",
    "knex": "migrate:latest, migrate:rollback, migrate:up",
    "kubectl": _KUBECTL,
    "liquibase": "drop-all, rollback, rollback-count, update, update-count",
    "manage.py": "flush, loaddata, migrate",
    "nomad": "job revert, job run, job stop",
    "oc": _KUBECTL,
    "patronictl": "edit-config, failover, pause, reinit, reload, restart, resume, switchover",
    "pg_ctl": "promote, reload, restart, start, stop",
    "pm2": "delete, reload, restart, start, stop",
    "podman": _DOCKER,
    "prisma": "db push, migrate deploy, migrate reset",
    "pulumi": "destroy, up",
    "rails": _RAILS,
    "rake": _RAILS,
    "redis-cli": "cluster failover, cluster reset, config set, del, failover, flushall, flushdb, rename, "
    "set, unlink",
    "rndc": "addzone, delzone, flush, freeze, reconfig, reload, thaw",
    "serverless": "deploy, remove, rollback",
    "sqitch": "deploy, revert",
    "supervisorctl": "reload, restart, start, stop, update",
    "systemctl": "disable, enable, isolate, kill, mask, reload, reload-or-restart, restart, set-property, "
    "start, stop, try-restart, unmask",
    "terraform": _TERRAFORM,
    "terragrunt": _TERRAFORM,
    "tofu": _TERRAFORM,
    "vault": "delete, kv delete, kv patch, kv put, write",
    "yum": _PACKAGES,
}
VERBS = {
    program: frozenset(tuple(verb.split()) for verb in verbs.split(", "))
    for program, verbs in _LISTED.items()
}
"""By program: the first words behind it, without options, with which it changes something."""

WORDS = {
    program: re.compile(pattern, re.S)
    for program, pattern in {
        "ip": "add|del|delete|flush|replace|set",
        "iptables": "-[AIDFXPNR]|--(?:append|delete|flush|insert|policy|replace)",
        "kafka-configs": "--alter",
        "kafka-features": "upgrade|downgrade|disable",
        "kafka-reassign-partitions": "--execute|--cancel",
        "kafka-topics": "--alter|--create|--delete",
        "mongosh": r".*\.(?:create|delete|drop|insert|remove|rename|replace|update)\w*\(.*",
        "nginx": "reload|stop|quit",
        "octodns-sync": "--doit",
        "perl": "-[pnle0]*i.*",
        "pg_restore": "-d.*|--dbname.*",
        "sed": "-[nErsuz]*i.*|--in-place.*",
        "service": "reload|restart|start|stop",
        "sysctl": "-w|--write",
        "tee": "/etc/.*",
    }.items()
}
"""By program: any word behind it with which it changes something."""

ALWAYS = words(
    "ansible-playbook ln mv pg_createcluster pg_dropcluster pg_upgrade poweroff reboot shutdown truncate "
    "unlink"
)
"""Programs that change something whatever they are asked for, unless they only try."""

CLOUDS = words("aws az gcloud")
CLOUD_VERBS = re.compile(
    r"(?:add|associate|attach|authorize|change|create|delete|deploy|deregister|detach|disable|disassociate"
    r"|enable|failover|import|modify|patch|promote|publish|purge|put|reboot|register|remove|replace|reset"
    r"|resize|restart|restore|revoke|rollback|scale|set|start|stop|swap|switchover|terminate|update|upgrade)"
    r"(?:-[a-z0-9-]+)?|run-(?:instances|task)"
)
"""What the command lines of `CLOUDS` are asked to do where they change something."""

CLOUD_COPIES = re.compile("backup|snapshot|query")
"""What they make without changing anything that runs."""

DRY = words(
    "--check --dry-run --dry-run=client --dry-run=server --dry-run=true --dryrun --help --list-hosts "
    "--list-tasks --noop --plan --simulate --syntax-check --version --what-if"
)
"""Options with which nothing is changed."""

SQL_LANGUAGES = words("mysql pgsql plpgsql postgres postgresql sql")
SQL_CLIENTS = {"cockroach": "f", "mariadb": "", "mysql": "", "psql": "f", "sqlcmd": "i", "sqlite3": ""}
"""Programs that run SQL, and the letter of the option that names a file with it."""

SQL = re.compile(
    r"(?:^|;)\s*(?:alter|call|cluster|delete|drop|grant|insert|merge|pause|reconnect|refresh|reindex|rename"
    r"|replace|resume|revoke|truncate|update|create(?!\s+(?:global\s+|local\s+)?temp))\b",
    re.I,
)
"""The beginning of a SQL statement that changes something, or of such a command of PgBouncer's console."""

SQL_NOISE = re.compile(r"--[^\n]*|/\*(?:.*?\*/|.*)|^[ \t]*[#\\][^\n]*", re.S | re.M)
"""Comments, and commands of a client."""

LOOKING = re.compile("check|compare|count|diff|explain|report|select|show|stat|valid|verif", re.I)
"""In the name of a file with SQL: it only looks."""

PREFIXES = {
    "bundle": ("", 1),
    "doas": ("-u -C", 0),
    "env": ("-u -C", 0),
    "ionice": ("-c -n", 0),
    "nice": ("-n", 0),
    "nohup": ("", 0),
    "npx": ("-p --package", 0),
    "php": ("", 0),
    "pnpm": ("", 1),
    "python": ("", 0),
    "python3": ("", 0),
    "stdbuf": ("", 0),
    "sudo": ("-u -g -h -p -C -U --user --group", 0),
    "time": ("-f -o", 0),
    "timeout": ("-k -s", 1),
    "watch": ("-n", 0),
    "xargs": ("-I -n -P -L -d -a -s", 0),
}
"""Programs that run another one: their options that take a value, and how many words stand before it."""

SHELLS = words("ash bash dash ksh sh su zsh")
SSH_VALUES = words("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w")
VALUES = words(
    "-C -D -H -c -f -g -h -i -l -n -o -p -t -u -x --as --cluster --context --file --host --kube-context "
    "--kubeconfig --namespace --profile --project --project-name --region --server --subscription --token "
    "--user --zone"
)
"""Options of the programs in `VERBS` and `CLOUDS` that take a value and stand before the verb."""
