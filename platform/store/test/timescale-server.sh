#!/bin/sh
# A real TimescaleDB (Debian trixie's Apache edition) on a loopback port, for timescale.test.ts. Needs root and
# debootstrap. The system is kept in a cache folder and made once; running the script again finds the server running.
# Prints the database URL on stdout and everything else on stderr.
#   CHENGYUN_TEST_CACHE_DIR       where the folder is kept (default: ~/.cache/chengyun)
#   CHENGYUN_TEST_TIMESCALE_PORT  loopback port (default: 18654)
# `timescale-server.sh stop` ends the server.
set -eu

cache=${CHENGYUN_TEST_CACHE_DIR:-$HOME/.cache/chengyun}
port=${CHENGYUN_TEST_TIMESCALE_PORT:-18654}
system=$cache/timescale-trixie
data=/var/lib/postgresql/chengyun-test
bin=/usr/lib/postgresql/17/bin
url=postgres://postgres:test@127.0.0.1:$port/postgres

inside() { chroot --userspec=postgres:postgres "$system" env -i PATH="$bin:/usr/bin:/bin" HOME=/ LC_ALL=C.UTF-8 "$@"; }
running() { [ -d "$system$data" ] && inside pg_ctl -D "$data" status >/dev/null 2>&1; }

if [ "${1:-start}" = stop ]; then
  if running; then inside pg_ctl -D "$data" -m fast stop >&2; fi
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "The TimescaleDB test server needs root, because it lives in a folder of its own (chroot)." >&2
  exit 1
fi

# The mirror that this system already uses, so that it also works where only that one can be reached.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE 's#^(URIs:|deb( \[[^]]*\])?) +(https?://[^ ]+/debian)/?( .*)?$#\3#p' | head -n 1
}

if [ ! -f "$system/.complete" ]; then
  if ! command -v debootstrap >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends debootstrap >&2
  fi
  fresh=$system.new
  rm -rf "$fresh"
  mkdir -p "$cache"
  found=$(mirror)
  debootstrap --variant=minbase trixie "$fresh" ${found:+"$found"} >&2
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*proxy*; do
    if [ -f "$file" ]; then cp "$file" "$fresh/etc/apt/apt.conf.d/90-$(basename "$file")"; fi
  done
  cp /etc/resolv.conf "$fresh/etc/resolv.conf"
  # No service may start while packages are installed, and no default cluster is wanted.
  printf '#!/bin/sh\nexit 101\n' >"$fresh/usr/sbin/policy-rc.d"
  chmod 755 "$fresh/usr/sbin/policy-rc.d"
  mkdir -p "$fresh/etc/postgresql-common"
  echo 'create_main_cluster = false' >"$fresh/etc/postgresql-common/createcluster.conf"
  chroot "$fresh" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    apt-get install -y --no-install-recommends postgresql-17 postgresql-17-timescaledb >&2
  touch "$fresh/.complete"
  rm -rf "$system"
  mv "$fresh" "$system"
fi

if ! running; then
  if [ ! -f "$system$data/PG_VERSION" ]; then
    inside sh -c "echo test >/tmp/password; initdb -D $data -U postgres --pwfile=/tmp/password -A scram-sha-256 \
      --encoding=UTF8 --locale=C --no-sync; rm /tmp/password" >&2
  fi
  # No mounts: shared memory in files, no Unix socket.
  settings="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c dynamic_shared_memory_type=mmap"
  settings="$settings -c shared_preload_libraries=timescaledb -c timescaledb.telemetry_level=off -c max_connections=40"
  inside pg_ctl -D "$data" -l "$data.log" -o "$settings" -w start >&2
fi
echo "$url"
