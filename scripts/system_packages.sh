#!/bin/sh
# Installs the Debian packages Préau needs when root or sudo allows it; otherwise says in French what is missing.
# Usage: system_packages.sh [venv|services]
#   venv: only what `python3 -m venv` needs; by default the browser and what draws PDF too; services: MariaDB, Redis,
#   RabbitMQ and ip as well.
set -eu

# Servers are in a folder that is not in the path of ordinary users.
PATH=$PATH:/usr/sbin
missing=""
need() { # need PACKAGE COMMAND...: PACKAGE is missing unless COMMAND succeeds
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

library() { # library NAME: whether the loader finds it
    ldconfig -p | grep -q "$1"
}

need python3-venv "${PYTHON:-python3}" -c "import ensurepip, venv"
if [ "${1:-}" != venv ]; then
    need chromium-headless-shell command -v chromium-headless-shell
    need fonts-dejavu-core test -d /usr/share/fonts/truetype/dejavu
    # What draws the PDF of the compte rendu, and its type.
    need fonts-liberation test -d /usr/share/fonts/truetype/liberation
    need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
    need libharfbuzz-subset0 library libharfbuzz-subset.so.0
fi
if [ "${1:-}" = services ]; then
    # No daemon comes with these two; redis-tools holds the server under the name of redis-check-rdb.
    need mariadb-server-core command -v mariadbd
    need mariadb-client-core command -v my_print_defaults
    need mariadb-client command -v mariadb-dump
    need redis-tools command -v redis-check-rdb
    need rabbitmq-server test -x /usr/lib/rabbitmq/bin/rabbitmq-server
    # The tests make hosts of their own to send load from.
    need iproute2 command -v ip
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
    # Without a browser the load test still runs, the recette says that it could not be executed; without Pango the
    # compte rendu is written in every format but PDF; without the services their tests are skipped.
    [ -z "${CI:-}" ] || exit 1
    exit 0
fi

echo "Préau : installation des paquets Debian$missing"
# RabbitMQ would start at once, and at each boot: Préau starts its own, for the time of a command.
policy=/usr/sbin/policy-rc.d
units=rabbitmq-server
command -v epmd >/dev/null 2>&1 || units="$units epmd.service epmd.socket"
case "$missing" in
*rabbitmq-server*)
    if ! [ -e $policy ]; then
        trap '$as_root rm -f $policy' EXIT
        printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
        $as_root chmod 755 $policy
    fi
    ;;
esac
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the list is meant to be split
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
case "$missing" in
# shellcheck disable=SC2086
*rabbitmq-server*) $as_root systemctl disable $units >/dev/null 2>&1 || true ;;
esac
