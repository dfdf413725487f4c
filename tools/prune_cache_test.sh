#!/usr/bin/env bash
# The build cache stays within its limit, and loses what was used longest ago.
set -euo pipefail
prune=$PWD/tools/prune_cache.sh
cd "${TEST_TMPDIR:?}"

fail() {
  echo "$*" >&2
  exit 1
}

# Files without any content: 1 GB each, used DAY days ago.
fill() {
  rm -rf cache cache.pruned
  mkdir -p cache/cas
  local day
  for day in 1 2 3 4 5; do
    truncate -s 1000000000 "cache/cas/$day"
    touch -d "$day days ago" "cache/cas/$day"
  done
}

left() { (cd cache/cas && printf '%s' *); }

fill
OMNITLS_CACHE_GB=5 "$prune" cache
[[ $(left) == 12345 ]] || fail "pruned within the limit: $(left)"

OMNITLS_CACHE_GB=4 "$prune" cache
[[ $(left) == 12345 ]] || fail "looked twice in an hour: $(left)"

fill
OMNITLS_CACHE_GB=4 "$prune" cache
[[ $(left) == 12 ]] || fail "not half of the limit, used last: $(left)"

fill
OMNITLS_CACHE_GB=0 "$prune" cache
[[ $(left) == 12345 ]] || fail "0 is no limit: $(left)"

echo garbage > cache.pruned
OMNITLS_CACHE_GB=4 "$prune" cache
[[ $(left) == 12 ]] || fail "a stamp that is none: $(left)"

message=$(OMNITLS_CACHE_GB=ten "$prune" cache 2>&1) && fail "took a limit that is none"
[[ $message == *OMNITLS_CACHE_GB=ten* ]] || fail "does not name the bad limit: $message"

"$prune" nowhere || fail "no cache is no error"
