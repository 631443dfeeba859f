#!/bin/sh
# What `./dev bench` does: parse, poll and export on generated corpora, gazette beside the bound (libcurl multi + pugixml + one
# SQLite upsert an entry), CPU a feed in one run.   run.sh [small|medium] [bench.py arguments]
# The corpora's generator and the bound lie outside the project, in the folder that BENCH names (default: ../shared/bench).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=${BENCH:-$root/../shared/bench}
set_name=${1:-small}
[ $# -eq 0 ] || shift
[ -f "$bench/bench.py" ] || { echo "bench: no bench.py in $bench; name its folder: BENCH=/path ./dev bench" >&2; exit 1; }

missing=""
for package in nginx-light libnginx-mod-http-echo libexpat1-dev libxml2-dev; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  # RUNLEVEL=1: nginx is not to start on port 80. shellcheck disable=SC2086
  $sudo env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi

# It writes its corpora beside itself: up to 1 GB, in the build folder.
mkdir -p "$root/build/bench"
cp -R "$bench/." "$root/build/bench/"
chmod -R u+w "$root/build/bench"
cd "$root/build/bench"
# Its configuration names no exporter: section G is to write files.
printf '[[export]]\ntype = "site"\nname = "site"\npath = "site"\n' >>gazette.toml.in
GAZETTE="$root/build/release/gazette" exec python3 bench.py --set "$set_name" --runs 3 --sections A,B,G \
  --only gazette,bound-poll,bound:pugi-entries "$@"
