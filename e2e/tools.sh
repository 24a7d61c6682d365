# Sourced by ./check and ./demo: finds or gets the tools that they need.
#
# Debian packages come from apt, after asking (or unasked with OPT_YES=1 or CI=true). Node 24, OpenClaw and the browser
# client come from npm into a cache of exact versions; a folder there is complete or absent, never half written.

NODE24_VERSION=24.21.0
OPENCLAW_VERSION=2026.9.6
CONVERSE_VERSION=14.0.0
PLAYWRIGHT_VERSION=1.65.1

TOOLS_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/openclaw-xmpp"
# Debian's interpreter, because Debian's python3-slixmpp is installed for it and for no other.
PYTHON=/usr/bin/python3

say()  { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# --- Debian packages -------------------------------------------------------------------------------------------------

has_package() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# need_packages PACKAGE...: installs those that are missing; fails with a message that names the command.
need_packages() {
  local missing=() name
  command -v dpkg-query >/dev/null || { warn "This script installs what it needs on Debian and Ubuntu only. Wanted: $*"; return 1; }
  for name in "$@"; do has_package "$name" || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return 0

  local apt="apt-get install -y --no-install-recommends ${missing[*]}" root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      root=(sudo)
    else
      warn "Missing Debian packages: ${missing[*]}"
      warn "Install them as root, then start again:   $apt"
      return 1
    fi
  fi
  if [ "${OPT_YES:-0}" != 1 ] && [ "${CI:-}" != true ]; then
    if [ ! -t 0 ]; then
      warn "Missing Debian packages: ${missing[*]}"
      warn "Start again with --yes to let this script install them, or run:   $apt"
      return 1
    fi
    local answer
    read -r -p "Install the Debian packages ${missing[*]}? [Y/n] " answer
    case "$answer" in ''|[yYjJ]*) ;; *) warn "Not installed. By hand:   $apt"; return 1 ;; esac
  fi
  install_packages "${missing[@]}"
}

# Installs without letting a package start its service: a policy-rc.d that answers 101 ("not allowed") stands for the time
# of the installation, unless the machine has one already.
install_packages() {
  local policy=/usr/sbin/policy-rc.d log status=0 placed=0
  log=$(mktemp)
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null && "${root[@]}" chmod 755 "$policy" && placed=1
  fi
  say "Installing: $*"
  {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
      { "${root[@]}" apt-get update && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
  } >"$log" 2>&1 || status=$?
  [ $placed = 1 ] && "${root[@]}" rm -f "$policy"
  if [ $status -ne 0 ]; then
    tail -n 15 "$log" >&2
    warn "apt-get could not install: $*"
  fi
  rm -f "$log"
  return $status
}

# --- npm packages in the cache ---------------------------------------------------------------------------------------

# cached_npm FOLDER PACKAGE@VERSION PROOF: FOLDER/node_modules of exactly that version; PROOF is a file that must exist.
cached_npm() {
  local folder="$TOOLS_CACHE/$1" spec="$2" proof="$3" work
  [ -e "$folder/$proof" ] && return 0
  command -v npm >/dev/null || { warn "npm is missing: install Node 20 or later with npm."; return 1; }
  mkdir -p "$TOOLS_CACHE" && work=$(mktemp -d "$TOOLS_CACHE/.new-XXXXXX") || return 1
  say "Getting $spec (once; kept in $TOOLS_CACHE)"
  printf '{"private":true}\n' >"$work/package.json"
  if ! (cd "$work" && npm install --no-audit --no-fund --ignore-scripts --save-exact --loglevel=error "$spec") >"$work/npm.log" 2>&1 ||
     [ ! -e "$work/$proof" ]; then
    tail -n 15 "$work/npm.log" >&2
    warn "npm could not install $spec"
    rm -rf "$work"
    return 1
  fi
  chmod 755 "$work"
  # Someone else may have been faster; theirs is as good as ours.
  if [ -e "$folder/$proof" ]; then rm -rf "$work"; else rm -rf "$folder" && mv -T "$work" "$folder"; fi
}

# need_node24: sets NODE24 to a Node that OpenClaw accepts (>=24.16 <25).
need_node24() {
  local arch
  case "$(uname -m)" in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) warn "No Node 24 binary on npm for $(uname -m)."; return 1 ;;
  esac
  cached_npm "node24-$NODE24_VERSION" "node-linux-$arch@$NODE24_VERSION" "node_modules/node-linux-$arch/bin/node" || return 1
  NODE24="$TOOLS_CACHE/node24-$NODE24_VERSION/node_modules/node-linux-$arch/bin/node"
  "$NODE24" -e 'process.exit(0)' || { warn "$NODE24 does not run on this machine."; return 1; }
  export NODE24
}

# need_openclaw: sets OPENCLAW to the host's entry script (run it with $NODE24).
need_openclaw() {
  cached_npm "openclaw-$OPENCLAW_VERSION" "openclaw@$OPENCLAW_VERSION" node_modules/openclaw/openclaw.mjs || return 1
  export OPENCLAW="$TOOLS_CACHE/openclaw-$OPENCLAW_VERSION/node_modules/openclaw/openclaw.mjs"
}

# need_converse: sets CONVERSE to the folder with the browser client's files.
need_converse() {
  cached_npm "converse-$CONVERSE_VERSION" "converse.js@$CONVERSE_VERSION" node_modules/converse.js/dist/converse.min.js || return 1
  export CONVERSE="$TOOLS_CACHE/converse-$CONVERSE_VERSION/node_modules/converse.js/dist"
}

# need_playwright: sets PLAYWRIGHT to the driver's package folder (it drives Debian's chromium).
need_playwright() {
  cached_npm "playwright-core-$PLAYWRIGHT_VERSION" "playwright-core@$PLAYWRIGHT_VERSION" node_modules/playwright-core/index.js || return 1
  export PLAYWRIGHT="$TOOLS_CACHE/playwright-core-$PLAYWRIGHT_VERSION/node_modules/playwright-core"
}

# --- Java ------------------------------------------------------------------------------------------------------------

java_major() { "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1; }

# find_jdk MAJOR: prints the home of a JDK (with a compiler) of exactly that version.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ "$(java_major "$home")" = "$1" ] && { say "$home"; return 0; }
  done
  return 1
}

# find_jdk_since MAJOR: prints the home of a JDK of that version or a newer one: JAVA_HOME's, else exactly that version, else any.
find_jdk_since() {
  local home
  for home in "${JAVA_HOME:-}" "$(find_jdk "$1")" /usr/lib/jvm/*; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ "$(java_major "$home")" -ge "$1" ] && { say "$home"; return 0; }
  done
  return 1
}

# need_jdk: exports JAVA_HOME of a JDK that can build and run everything (Debian's is installed where none is found).
need_jdk() {
  local home
  if ! home=$(find_jdk_since 17); then
    need_packages default-jdk-headless || return 1
    home=$(find_jdk_since 17) || { warn "No JDK 17 or newer found. Set JAVA_HOME, or install one."; return 1; }
  fi
  export JAVA_HOME="$home"
}

# need_jdk17: for the tests, which are to run on the oldest Java. Exports JAVA_HOME of a JDK 17 (Debian's is installed where none is found).
need_jdk17() {
  local home
  if ! home=$(find_jdk 17); then
    need_packages openjdk-17-jdk-headless || return 1
    home=$(find_jdk 17) || { warn "No JDK 17 found. Set JAVA_HOME, or install openjdk-17-jdk-headless."; return 1; }
  fi
  export JAVA_HOME="$home"
}
