#!/bin/sh
# Makes sure that everything that the browser tests need from the system is there: a Chromium, the library
# that Playwright's Node needs, and the fonts of the layout tests. On Debian, what is missing is installed;
# elsewhere, a missing Chromium is an error, and layout tests without their fonts are skipped. Debian's Firefox is
# installed as well if apt-get can; without it, its tests are skipped.
set -eu

# libatomic1: Playwright brings a Node of its own, which is linked against it.
PACKAGES="libatomic1 fonts-dejavu-core fonts-liberation fonts-noto-core fonts-noto-mono fonts-droid-fallback"

find_chromium() {
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

# True also where apt-get knows no such package, as on Ubuntu.
has_firefox() {
  command -v firefox-esr >/dev/null 2>&1 || ! apt-cache show firefox-esr >/dev/null 2>&1
}

fail() {
  echo "The browser tests need a Chromium, and none was found: $1" >&2
  echo "Install Chromium or Google Chrome so that chromium, chromium-browser or google-chrome is on the PATH." >&2
  exit 1
}

# With a Chromium, most tests pass; those of layouts say which fonts they miss.
do_without() {
  find_chromium || fail "$1"
  echo "Not installed, so browser tests may fail or be skipped:${missing:- firefox-esr}" >&2
  exit 0
}

if ! command -v apt-get >/dev/null 2>&1; then
  find_chromium || fail "apt-get is not available to install it."
  exit 0
fi

missing=
find_chromium || missing=chromium
for package in $PACKAGES; do
  if ! dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q "ok installed"; then
    missing="$missing $package"
  fi
done
if [ -z "$missing" ] && has_firefox; then
  exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  as_root="sudo"
else
  do_without "installing it needs root or sudo."
fi

export DEBIAN_FRONTEND=noninteractive
install() {
  echo "Installing for the browser tests: $* …"
  {
    $as_root apt-get update -qq &&
      $as_root apt-get install -y -qq --no-install-recommends "$@"
  } >/dev/null
}

if [ -n "$missing" ]; then
  install $missing || do_without "apt-get could not install it."
fi
find_chromium || fail "the package chromium has brought no such command."
has_firefox || install firefox-esr || echo "Not installed, so the tests in Firefox are skipped: firefox-esr" >&2
