#!/usr/bin/env bash
# The commands of action.yml.
#
#   action.sh install   install this checkout in a virtual environment, with $PROCEDURES_PYTHON
#   action.sh check     check the procedures in $PROCEDURES_FOLDER, according to $PROCEDURES_PATHS,
#                       $PROCEDURES_STRICT and $PROCEDURES_BASELINE; write annotations, summary, outputs
#
# The GitHub Actions runner sets RUNNER_TEMP, GITHUB_OUTPUT and GITHUB_STEP_SUMMARY. This script must run
# in the bash 3.2 of macOS, which treats an empty array as unset.
set -euo pipefail

environment=$RUNNER_TEMP/procedures-environment

# Run the script, not `python -m`, which would also import modules from the checked folder.
installed() {
  local bin=$environment/bin
  if [ -d "$environment/Scripts" ]; then # Windows
    bin=$environment/Scripts
  fi
  "$bin/$1" "${@:2}"
}

install() {
  local checkout
  checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  "$PROCEDURES_PYTHON" -m venv "$environment"
  installed pip --quiet --disable-pip-version-check install --constraint "$checkout/constraints.txt" "$checkout"
}

check() {
  local options=() paths=() path status=0 found
  found=$RUNNER_TEMP/procedures-findings.txt

  case $PROCEDURES_STRICT in
    true) options+=(--strict) ;;
    false | "") ;;
    *)
      echo "::error::strict must be true or false."
      exit 2
      ;;
  esac
  if [ -n "$PROCEDURES_BASELINE" ]; then
    options+=(--baseline "$PROCEDURES_BASELINE")
  fi
  while IFS= read -r path || [ -n "$path" ]; do
    path=${path%$'\r'}
    if [ -n "$path" ]; then
      paths+=("$path")
    fi
  done <<<"$PROCEDURES_PATHS"

  cd -- "$PROCEDURES_FOLDER"
  as() {
    installed procedures check --format "$1" ${options[@]+"${options[@]}"} \
      -- ${paths[@]+"${paths[@]}"}
  }
  as github >"$found" || status=$?
  cat "$found"
  if [ "$status" -gt 1 ]; then
    echo "::error::The check could not run; see the log."
    exit "$status"
  fi
  as markdown >>"${GITHUB_STEP_SUMMARY:-/dev/null}" || true
  {
    echo "errors=$(grep -c '^::error ' "$found" || true)"
    echo "warnings=$(grep -c '^::warning ' "$found" || true)"
  } >>"${GITHUB_OUTPUT:-/dev/null}"
  exit "$status"
}

case ${1-} in
  install) install ;;
  check) check ;;
  *)
    echo "Usage: action.sh install|check" >&2
    exit 2
    ;;
esac
