#!/usr/bin/env bash
# Prepares this machine for a build; does nothing when it is prepared.
#
#  1. On Debian and its relatives, installs what is missing with apt: as root or
#     with a password-less sudo, else it prints the command and exits with 2.
#  2. Puts the pinned source archives of mbedTLS and wolfSSL into a Bazel
#     --distdir: from upstream, or, where that is out of reach, from the Debian
#     archive that apt is configured for. The SHA-256 is upstream's either way.
#  3. Stands in for the Bazel Central Registry if Debian's Bazel 7 cannot reach it.
#  4. Writes .bazelrc.setup, which .bazelrc imports. It comes last, and whole,
#     so that a set-up that was interrupted starts again.
#
# Environment:
#   OMNITLS_SETUP=off|force     skip everything | do it again
#   OMNITLS_NO_APT=1            install nothing
#   OMNITLS_OFFLINE=1           do not try upstream
#   OMNITLS_PINNED_ONLY=1       fail rather than use another release
#   OMNITLS_DISTDIR=DIRECTORY   where the archives are, or go
#   OMNITLS_CACHE_GB=20         how large the build cache may grow (prune_cache.sh)
set -euo pipefail

# Without dirname: every process here is a millisecond of every command.
here=${BASH_SOURCE[0]%/*}
[[ $here != "${BASH_SOURCE[0]}" ]] || here=.
root=$(cd "$here/.." && pwd)
rc=$root/.bazelrc.setup
pins=$root/bazel/versions.bzl
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/omnitls
distdir=${OMNITLS_DISTDIR:-$cache/distdir}

say() { printf 'setup: %s\n' "$*" >&2; }

# Whether .bazelrc.setup is newer than the pins and this script, was written for
# this checkout and cache, and all that it relies on is still there. No process
# is started: this runs before every command.
is_done() {
  [[ $rc -nt $pins && $rc -nt ${BASH_SOURCE[0]} ]] || return 1
  local line for='' instead=()
  while IFS= read -r line; do
    case $line in
      '# for '*) for=${line#\# for } ;;
      '# needs '*) [[ -e ${line#\# needs } ]] || return 1 ;;
      '# lacks '*) return 1 ;;
      '# instead '*) instead+=("${line#\# instead }") ;;
      '#'*) ;;
      *) break ;;
    esac
  done < "$rc"
  [[ $for == "$root $distdir" ]] || return 1
  if [[ ${#instead[@]} -gt 0 ]]; then
    say "WARNING: building with ${instead[*]} instead of the pinned release"
  fi
}

case ${OMNITLS_SETUP:-} in
  off | ready) exit 0 ;;
  force) ;;
  *)
    if is_done; then
      exec "$root/tools/prune_cache.sh" "$cache/disk"
    fi
    ;;
esac

# --- messages -------------------------------------------------------------------
fail() { # STATUS LINE...
  local status=$1 line
  shift
  for line in "$@"; do say "$line"; done
  exit "$status"
}

now() { # in milliseconds
  local t=${EPOCHREALTIME:-$SECONDS.000}
  t=${t/,/.}
  local fraction=${t#*.}
  echo $((${t%.*} * 1000 + 10#${fraction:0:3}))
}

elapsed() { # SINCE-MILLISECONDS
  local ms=$(($(now) - $1))
  printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
}

# Runs a command with its output in a log. Says what it is before, how long it
# took afterwards, and what the command is at every few seconds in between.
child=
step() { # TITLE COMMAND...
  local title=$1 start ticks=0 status=0
  shift
  start=$(now)
  say "$title ..."
  : > "$work/log"
  # Without the lock (9): a service that apt starts would keep it.
  "$@" > "$work/log" 2>&1 < /dev/null 9>&- &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    sleep 0.1
    ticks=$((ticks + 1))
    if ((ticks % 50 == 0)); then
      say "  $(elapsed "$start"): $(tail -c 400 "$work/log" | tr '\r' '\n' | grep . | tail -n1 | cut -c1-100)"
    fi
  done
  wait "$child" || status=$?
  child=
  if [[ $status == 0 ]]; then say "  done in $(elapsed "$start")"; else say "  failed after $(elapsed "$start")"; fi
  return "$status"
}

show_log() { sed 's/^/setup:   | /' "$work/log" | tail -n 15 >&2; }

# --- what the pins say ----------------------------------------------------------
pin() { sed -n "s/^$1 = \"\\(.*\\)\"\$/\\1/p" "$pins"; }
pin_url() { pin "$1_URL" | sed "s/{v}/$(pin "$1_VERSION")/g"; } # NAME

# --- 1. packages ----------------------------------------------------------------
have() { command -v "$1" > /dev/null 2>&1; }
have_apt() { [[ -z ${OMNITLS_NO_APT:-} ]] && have apt-get && have dpkg-query; }

# Files whose presence the next run checks.
needs=()
missing=()     # packages without which nothing can be built
replaceable=() # packages whose contents Bazel can download instead

want_command() { # PACKAGE COMMAND...: any of the commands will do
  local package=$1 command
  shift
  for command in "$@"; do
    if [[ -n $command ]] && have "$command"; then
      needs+=("$(command -v "$command")")
      return
    fi
  done
  missing+=("$package")
}

want_file() { # LIST PACKAGE FILE
  if [[ -e $3 ]]; then needs+=("$3"); else eval "$1+=(\"\$2\")"; fi
}

look_around() {
  needs=() missing=() replaceable=()
  want_command bazel-bootstrap "${BAZEL:-}" "${BAZEL_REAL:-}" bazel bazelisk
  want_command g++ "${CXX:-}" g++ clang++
  want_command pkg-config "${PKG_CONFIG:-}" pkg-config pkgconf
  if ! pkg-config --exists 'openssl >= 3' 2> /dev/null; then missing+=(libssl-dev); fi
  if ! pkg-config --exists libuv 2> /dev/null; then missing+=(libuv1-dev); fi
  # Debian 13's Bazel 4 cannot unpack an archive without it; see write_rc.
  if [[ " ${missing[*]-} " == *' bazel-bootstrap '* || -e /usr/bin/bazel-4 ]]; then
    want_file missing libcommons-io-java /usr/share/java/commons-io.jar
  fi
  want_file replaceable googletest /usr/src/googletest/googletest
  want_file replaceable libexpected-dev /usr/include/tl/expected.hpp
  want_file replaceable libcli11-dev /usr/include/CLI/CLI.hpp
  want_file replaceable nlohmann-json3-dev /usr/include/nlohmann/json.hpp
}

install_packages() {
  local as=() apt install packages command
  look_around
  packages=(${missing[@]+"${missing[@]}"} ${replaceable[@]+"${replaceable[@]}"})
  if [[ ${#packages[@]} == 0 ]]; then return; fi
  command="apt-get update && apt-get install --no-install-recommends ${packages[*]}"
  if ! have_apt; then
    if [[ ${#missing[@]} -gt 0 ]]; then
      say "these Debian packages, or what your system calls them, seem to be missing: ${missing[*]}"
    fi
    return
  fi
  if [[ $(id -u) != 0 ]]; then
    if have sudo && sudo -n true 2> /dev/null; then
      as=(sudo -n)
    elif [[ ${#missing[@]} -gt 0 ]] || ! upstream_reachable; then
      if have sudo; then command="sudo sh -c '$command'"; else command="su -c '$command'"; fi
      fail 2 "packages are missing, and root is needed to install them. Please run" \
        "  $command" "and then the same command again."
    else
      say "not installed: ${replaceable[*]}; Bazel will download what it needs"
      return
    fi
  fi
  as+=(env DEBIAN_FRONTEND=noninteractive)
  apt=("${as[@]}" apt-get -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
  install=("${apt[@]}" install --no-install-recommends --no-upgrade "${packages[@]}")
  if [[ -n $(dpkg --audit 2> /dev/null) ]] || compgen -G '/var/lib/dpkg/updates/[0-9]*' > /dev/null; then
    step "finishing an interrupted installation" "${as[@]}" dpkg --configure -a || show_log
    step "mending what it left" "${apt[@]}" --fix-broken install || show_log
  fi
  # What apt knows already is usually enough; its lists may be old or absent.
  if ! "${install[@]}" --simulate > /dev/null 2>&1 || ! step "installing ${packages[*]}" "${install[@]}"; then
    step "updating apt's lists of packages" "${apt[@]}" update || show_log
    step "installing ${packages[*]}" "${install[@]}" || {
      show_log
      fail 1 "apt could not install the packages. To do it by hand:" "  $command"
    }
  fi
  look_around
}

# --- 2. source archives ----------------------------------------------------------
sha256_ok() { # FILE SHA256
  [[ -e $1 ]] || return 1
  if have sha256sum; then
    [[ $(sha256sum < "$1") == "$2 "* ]]
  else
    [[ $(shasum -a 256 < "$1") == "$2 "* ]]
  fi
}

# Asked once: a network that swallows packets costs five seconds each time.
reachable=
upstream_reachable() {
  if [[ -n ${OMNITLS_OFFLINE:-} ]]; then return 1; fi
  if [[ -z $reachable ]]; then
    local url host
    url=$(pin_url MBEDTLS)
    host=${url#*://}
    host=${host%%/*}
    reachable=no
    if have curl; then
      if curl -fsIL --connect-timeout 5 --max-time 15 -o /dev/null "$url" 2> /dev/null; then reachable=yes; fi
    elif timeout 5 bash -c "exec 3<>/dev/tcp/$host/443" 2> /dev/null; then
      reachable=yes
    fi
  fi
  [[ $reachable == yes ]]
}

download() { # URL FILE SHA256
  if have curl; then
    curl -fSL --connect-timeout 5 --retry 2 -o "$2.part" "$1"
  elif have wget; then
    wget --timeout=15 --tries=2 -O "$2.part" "$1"
  else
    apt_download "$1" "$2.part" "$3"
  fi && sha256_ok "$2.part" "$3" && mv -f "$2.part" "$2"
}

apt_download() { # URI FILE SHA256
  /usr/lib/apt/apt-helper download-file "$1" "$2" "SHA256:$3" || {
    rm -f "$2" "$2.FAILED"
    return 1
  }
}

# The archive roots in this machine's own apt configuration, main ones first.
# (`--print-uris update` needs neither package lists nor root, and reads whatever
# form the sources have.) A root that turns out not to be Debian's does no harm:
# hashes are checked.
archive_roots() {
  apt-get --print-uris update 2> /dev/null |
    sed -n "s#^'\\(.*\\)/dists/\\([^/]*\\)/.*InRelease' .*#\\2 \\1#p" |
    awk '{ print ($1 ~ /-/), $2 }' | sort -u | awk '!seen[$2]++ { print $2 }'
}

# The path of an upstream archive in Debian's pool is predictable, and the pinned
# hash authenticates it: no package index is needed.
from_pool() { # PACKAGE VERSION EXTENSION FILE SHA256
  local base
  for base in $(archive_roots); do
    if apt_download "$base/pool/main/${1:0:1}/$1/$1_$2.orig.tar.$3" "$4.part" "$5"; then
      mv -f "$4.part" "$4"
      return 0
    fi
  done
  return 1
}

# Source indices of Debian's current suites, in a state of our own.
private_apt() {
  local state=$cache/apt base suite options='check-valid-until=no'
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  if [[ -e $keyring ]]; then options="$options signed-by=$keyring"; fi
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  for base in $(archive_roots); do
    for suite in stable testing unstable; do
      echo "deb-src [$options] $base $suite main"
    done
  done > "$state/sources.list"
  cat > "$state/apt.conf" << X
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "-";
Acquire::Languages "none";
APT::Sandbox::User "$(id -un)";
X
  # Some of the suites and roots may not exist.
  APT_CONFIG=$state/apt.conf apt-get -q update || true
}

# Lines "VERSION SHA256 POOL-PATH" of a package's upstream archives, newest first.
other_releases() { # PACKAGE
  APT_CONFIG=$cache/apt/apt.conf apt-cache showsrc --only-source "$1" 2> /dev/null | awk -v RS= '
    {
      dir = sha = file = ""; in_sums = 0; n = split($0, lines, "\n")
      for (i = 1; i <= n; i++) {
        split(lines[i], word, " ")
        if (lines[i] ~ /^Directory:/) dir = word[2]
        in_sums = lines[i] ~ /^Checksums-Sha256:/ || (in_sums && lines[i] ~ /^ /)
        if (in_sums && lines[i] ~ /\.orig\.tar\.(gz|bz2|xz)$/) { sha = word[1]; file = word[3] }
      }
      version = file; sub(/^[^_]*_/, "", version); sub(/\.orig\.tar\..*$/, "", version)
      if (sha) print version, sha, dir "/" file
    }' | sort -rVu
}

unpack_other_release() { # PACKAGE SERIES-REGEX: writes the tree's path to $work/tree
  local version sha path base directory
  if [[ -z ${private_apt_done:-} ]]; then private_apt; fi
  while read -r version sha path; do
    directory=$cache/trees/$1-$version
    for base in $(archive_roots); do
      if apt_download "$base/$path" "$work/archive" "$sha"; then
        rm -rf "$directory" "$directory.new"
        mkdir -p "$directory.new"
        tar xf "$work/archive" -C "$directory.new" --strip-components=1 || return 1
        mv "$directory.new" "$directory"
        printf '%s' "$directory" > "$work/tree"
        return 0
      fi
    done
  done < <(other_releases "$1" | grep -E "^$2")
  return 1
}

trees=() # VARIABLE=DIRECTORY of sources that are not the pinned ones
fetch_source() { # NAME PACKAGE EXTENSION SERIES-REGEX
  local version sha url file
  version=$(pin "$1_VERSION") sha=$(pin "$1_SHA256") url=$(pin_url "$1")
  [[ -n $version && -n $sha && -n $url ]] || fail 1 "cannot read the pin of $1 in $pins"
  file=$distdir/${url##*/}
  if sha256_ok "$file" "$sha"; then
    needs+=("$file")
    return 0
  fi
  if upstream_reachable && step "downloading $2 $version from $url" download "$url" "$file" "$sha"; then
    needs+=("$file")
    return 0
  fi
  if have apt-get && [[ -x /usr/lib/apt/apt-helper ]]; then
    if step "upstream is out of reach; fetching $2 $version from the Debian archive" \
      from_pool "$2" "$version" "$3" "$file" "$sha"; then
      needs+=("$file")
      return 0
    fi
    if [[ -z ${OMNITLS_PINNED_ONLY:-} ]] &&
      step "not there; looking for another release of $2" unpack_other_release "$2" "$4"; then
      private_apt_done=1
      trees+=("OMNITLS_$1_TREE=$(< "$work/tree")")
      needs+=("$(< "$work/tree")")
      return 0
    fi
  fi
  fail 1 "$2 $version is not to be had from here." "  from    $url" "  sha256  $sha" \
    "Please put that file into" "  $distdir" "and run the same command again."
}

warn_about_trees() {
  local tree
  if [[ ${#trees[@]} == 0 ]]; then return; fi
  say "********************************************************************************"
  say "WARNING: this is not the build that is tested. Instead of the pinned release:"
  for tree in "${trees[@]}"; do say "  ${tree##*/}"; done
  say "To insist on the pinned one, set OMNITLS_PINNED_ONLY=1 OMNITLS_SETUP=force."
  say "********************************************************************************"
}

# --- 3. modules -------------------------------------------------------------------
# Debian's Bazel 7 brings rules_cc, platforms and bazel_skylib with it, but asks the
# Bazel Central Registry for the rest. Where that is out of reach, modules made of
# what Debian's packages installed take their place; some are only named by others.
modules=() # NAME=DIRECTORY
replace_registry() {
  local name
  if [[ ! -d /usr/share/bazel/rules ]] || upstream_reachable; then return; fi
  for name in apple_support buildozer protobuf zlib; do make_module "$name"; done
  make_module googletest googletest googletest=/usr/src/googletest/googletest googlemock=/usr/src/googletest/googlemock
  make_module tl-expected expected include/tl=/usr/include/tl
  make_module cli11 cli11 include/CLI=/usr/include/CLI
  make_module nlohmann_json json include/nlohmann=/usr/include/nlohmann
}

make_module() { # NAME [DIRECTORY-IN-THIRD-PARTY] [LINK=TARGET...]
  local directory=$cache/modules/$1 link
  rm -rf "$directory"
  mkdir -p "$directory/include"
  modules+=("$1=$directory")
  printf 'module(name = "%s")\n' "$1" > "$directory/MODULE.bazel"
  : > "$directory/BUILD.bazel"
  if [[ $# == 1 ]]; then return; fi
  echo 'bazel_dep(name = "rules_cc", version = "0.0.1")' >> "$directory/MODULE.bazel"
  cp "$root/third_party/$2/$2.BUILD" "$directory/BUILD.bazel"
  for link in "${@:3}"; do ln -s "${link#*=}" "$directory/${link%%=*}"; done
}

# --- 4. .bazelrc.setup -----------------------------------------------------------
write_rc() {
  local command tree path module
  echo "# Written by tools/setup.sh for this machine; not for version control."
  echo "# for $root $distdir"
  for path in ${needs[@]+"${needs[@]}"}; do echo "# needs $path"; done
  for path in ${missing[@]+"${missing[@]}"}; do echo "# lacks $path"; done
  for tree in ${trees[@]+"${trees[@]}"}; do echo "# instead ${tree##*/}"; done
  if [[ -e /usr/bin/bazel-4 && -e /usr/share/java/commons-io.jar ]]; then
    echo "startup --host_jvm_args=-Xbootclasspath/a:/usr/share/java/commons-io.jar"
  fi
  for command in build fetch query; do
    echo "$command \"--distdir=$distdir\""
    for tree in ${trees[@]+"${trees[@]}"}; do echo "$command \"--repo_env=$tree\""; done
  done
  for module in ${modules[@]+"${modules[@]}"}; do
    echo "common \"--override_module=$module\""
  done
  if [[ ${#modules[@]} -gt 0 ]]; then echo "common --lockfile_mode=off"; fi
  echo "build \"--disk_cache=$cache/disk\""
  # A sandbox is hundreds of links to headers; in memory, that takes half as long.
  if [[ -w /dev/shm && $(df -Pk /dev/shm | awk 'END { print $4 }') -gt 1000000 ]]; then
    echo "build --sandbox_base=/dev/shm"
  fi
}

main() {
  local start
  start=$(now)
  work=$(mktemp -d)
  trap '[[ -z $child ]] || kill "$child" 2> /dev/null; rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  # Two commands at once must not prepare the machine twice.
  mkdir -p "$cache" "$distdir"
  if have flock; then
    exec 9> "$cache/setup.lock"
    if ! flock -n 9; then
      say "waiting for another set-up to finish"
      flock 9
      if [[ ${OMNITLS_SETUP:-} != force ]] && is_done; then exit 0; fi
    fi
  fi
  say "preparing this machine (once)"
  install_packages
  fetch_source MBEDTLS mbedtls bz2 '3\.6\.'
  # Before 5.9, OPENSSL_EXTRA and OPENSSL_COEXIST exclude each other.
  fetch_source WOLFSSL wolfssl gz '5\.(9|[1-9][0-9])\.'
  replace_registry
  write_rc > "$rc.new"
  mv -f "$rc.new" "$rc"
  warn_about_trees
  say "ready after $(elapsed "$start")"
}

main
