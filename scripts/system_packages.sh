#!/bin/sh
# Installs the Debian packages Préau needs when root or sudo allows it; otherwise says in French what is missing.
# Usage: system_packages.sh [venv]   (venv: only what `python3 -m venv` needs)
set -eu

missing=""
need() { # need PACKAGE COMMAND...: PACKAGE is missing unless COMMAND succeeds
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

need python3-venv "${PYTHON:-python3}" -c "import ensurepip, venv"
if [ "${1:-}" != venv ]; then
    need chromium-headless-shell command -v chromium-headless-shell
    need fonts-dejavu-core test -d /usr/share/fonts/truetype/dejavu
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    as_root="none"
fi

if [ "$as_root" = none ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Préau : il manque ces paquets Debian :$missing" >&2
    echo "Installez-les en administrateur, puis relancez la commande :" >&2
    echo "    apt-get update && apt-get install --no-install-recommends$missing" >&2
    case "$missing" in
    *python3-venv*) exit 1 ;;
    esac
    # Without a browser the load test still runs; the recette says that it could not be executed.
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi

echo "Préau : installation des paquets Debian$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the list is meant to be split
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
