#!/bin/sh
# Find a Chromium for the browser tests. If none is found, install it on Debian; on other systems, say
# what to do.
set -eu

find_chromium() {
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

fail() {
  echo "No Chromium found for the browser tests: $1" >&2
  echo "Install Chromium or Google Chrome so that chromium, chromium-browser or google-chrome is on the PATH." >&2
  exit 1
}

if find_chromium; then
  exit 0
fi

command -v apt-get >/dev/null 2>&1 || fail "it cannot be installed without apt-get."

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  as_root="sudo"
else
  fail "installing it needs root or sudo."
fi

echo "Installing Chromium for the browser tests …"
export DEBIAN_FRONTEND=noninteractive
{
  $as_root apt-get update -qq &&
    $as_root apt-get install -y -qq --no-install-recommends chromium
} >/dev/null || fail "apt-get could not install the package chromium."

find_chromium || fail "the package chromium did not install a command."
