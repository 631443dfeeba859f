#!/bin/sh
# What `./dev run` does after building: sample sources on loopback -> poll -> store -> site and feeds -> server.
#   run.sh [--once] [--config FILE]   --config: your own configuration instead of the samples
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
gazette="$root/build/release/gazette"
once="" config=""
while [ $# -gt 0 ]; do
  case $1 in
    --once) once=1 ;;
    --config)
      [ $# -gt 1 ] || { echo "run: --config needs a file" >&2; exit 2; }
      shift
      case $1 in /*) config=$1 ;; *) config=${GAZETTE_CALLER:-$PWD}/$1 ;; esac
      ;;
    *) echo "run: unknown argument $1" >&2; exit 2 ;;
  esac
  shift
done

origin_pid=""
clean_up() { [ -z "$origin_pid" ] || kill "$origin_pid" 2>/dev/null || true; }
trap clean_up EXIT
trap 'exit 130' INT TERM

# A site repository to export to; in real life it is yours.
make_site() {
  [ -d site/.git ] && return 0
  mkdir -p site/content
  cp -R "$root/tests/site/." site/
  git -C site init -q -b main
  git -C site add .
  git -C site -c user.name="site owner" -c user.email=owner@localhost commit -q -m "Begin the site"
}

start_samples() {
  mkdir -p "$root/sample"
  cd "$root/sample"
  make_site
  rm -f origin.url  # of an earlier run
  "$root/build/release/tests/sample_origin" "$root/tests" >origin.url 2>origin.log &
  origin_pid=$!
  tries=0
  until [ -s origin.url ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "run: the sample origin did not start:" >&2; cat origin.log >&2; exit 1; }
    sleep 0.05
  done
  sed -e "s#@ORIGIN@#$(cat origin.url)#" -e "s#@PORT@#${GAZETTE_PORT:-8384}#" "$root/tests/samples/gazette.toml.in" >gazette.toml
  config=$root/sample/gazette.toml
}

[ -n "$config" ] || start_samples
sample_site="$root/sample/site"

echo "== polling" >&2
"$gazette" poll --all --config "$config"
echo "== exporting" >&2
"$gazette" export --config "$config"
echo
echo "Stored (newest first):"
"$gazette" list --limit 20 --config "$config"
if [ -n "$origin_pid" ]; then
  echo
  echo "The site's history ($sample_site):"
  git -C "$sample_site" --no-pager log --format='%h  %an  %s' -n 5
  echo
  git -C "$sample_site" --no-pager show --format= --stat --stat-width=100 HEAD
  echo
  echo "To see the site: hugo server --source $sample_site"
fi
[ -z "$once" ] || exit 0

echo
[ -z "$origin_pid" ] || echo "Open http://127.0.0.1:${GAZETTE_PORT:-8384}/"
echo "Polling, exporting and serving until Ctrl-C."
"$gazette" run --config "$config" &
daemon_pid=$!
# Ctrl-C reaches the daemon, too: wait for its clean end.
trap 'kill -TERM "$daemon_pid" 2>/dev/null || true' INT TERM
wait "$daemon_pid" || true
wait "$daemon_pid" 2>/dev/null || true
