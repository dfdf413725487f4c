#!/usr/bin/env bash
# Bounds the disk cache of Bazel, which only grows: Bazel 4 never deletes. Programs that link three
# libraries fill a disk within days.
#
# prune_cache.sh DIRECTORY   at most once an hour; what was used longest ago goes first
#
# Environment:
#   OMNITLS_CACHE_GB=20   the limit, in 10^9 bytes; 0 is none
set -euo pipefail

directory=$1
limit=${OMNITLS_CACHE_GB:-20}
if [[ ! $limit =~ ^[0-9]{1,6}$ ]]; then
  echo "setup: OMNITLS_CACHE_GB=$limit is no number of gigabytes; give 20, or 0 for no limit" >&2
  exit 2
fi
[[ $limit != 0 && -d $directory ]] || exit 0

# The time is in the file, not of the file: reading it starts no process.
stamp=$directory.pruned
now=${EPOCHSECONDS:-$(date +%s)}
last=0
[[ ! -r $stamp ]] || read -r last < "$stamp" || true
[[ $last =~ ^[0-9]{1,12}$ ]] || last=0
((now - last >= 3600)) || exit 0
echo "$now" > "$stamp"

# By halves, so that not every hour has something to do.
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$directory" -type f -printf '%A@ %s %p\n' > "$list"
total=$(awk '{ total += $2 } END { printf "%.0f", total }' "$list")
((total > limit * 1000000000)) || exit 0
echo "setup: the build cache has $((total / 1000000000)) GB; keeping what was used last ($directory)" >&2
sort -rn "$list" | awk -v keep="$((limit * 500000000))" '{ used += $2 } used > keep' |
  cut -d ' ' -f 3- | tr '\n' '\0' | xargs -0 -r rm -f
