#!/bin/sh
# Makes sure that there is a Chromium for the browser tests. On Debian it is installed where
# none is found; elsewhere this says what to do.
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
  echo "The browser tests need a Chromium, and none was found: $1" >&2
  echo "Install Chromium or Google Chrome so that chromium, chromium-browser or google-chrome is on the PATH." >&2
  exit 1
}

if find_chromium; then
  exit 0
fi

command -v apt-get >/dev/null 2>&1 || fail "there is no apt-get to install it with."

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

find_chromium || fail "the package chromium has brought no such command."
