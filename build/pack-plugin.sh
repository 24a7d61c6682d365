#!/bin/sh
# Makes the npm package target/openclaw-xmpp.tgz: the plugin, its one bundled dependency, the sidecar's jar.
# Run by Maven in xmpp-openclaw-adapter after the jar is made.
set -eu
# What an earlier build made would be taken for this one's: the package, and that the tests have passed.
rm -f target/openclaw-xmpp.tgz target/plugin-tests.log
missing=
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  missing="Node with npm is not installed"
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  missing="Node $(node -v) is too old"
fi
if [ -n "$missing" ]; then
  cat >&2 <<END

!!! SKIPPED: THE OPENCLAW PLUGIN WAS NOT MADE AND NOT TESTED
!!!
!!! $missing. Install Node 20 or newer with npm, and build again.
!!! There is no xmpp-openclaw-adapter/target/openclaw-xmpp.tgz: OpenClaw has nothing to install.
!!! All else is there: the libraries, and target/openclaw-xmpp.jar for a bot that stands alone.

END
  exit 0
fi
stage=target/npm
rm -rf "$stage" && mkdir -p "$stage/lib"
cp -R plugin/*.js plugin/*.json plugin/.npmrc plugin/src plugin/test "$stage"
cp ../LICENSE "$stage"
cp target/openclaw-xmpp.jar "$stage/lib/sidecar.jar"
cd "$stage"
npm ci --omit=dev --omit=peer --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || { cat npm.log; exit 1; }
if [ "${SKIP_PLUGIN_TESTS:-false}" != true ]; then
  npm test --silent >test.log 2>&1 || { cat test.log; exit 1; }
  grep -E '^(# |ℹ )(tests|pass|fail)' test.log || true
  mv test.log ../plugin-tests.log
fi
rm -rf test npm.log
npm pack --silent --pack-destination .. >/dev/null
mv ../openclaw-xmpp-*.tgz ../openclaw-xmpp.tgz
