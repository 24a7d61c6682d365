#!/bin/sh
# Makes the npm package target/openclaw-xmpp.tgz: the plugin, its one bundled dependency, the sidecar's jar.
# Run by Maven in xmpp-openclaw-adapter after the jar is made.
set -eu
# Says that the tests have passed.
rm -f target/plugin-tests.log
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  echo "!!! SKIPPED: npm is not installed, so target/openclaw-xmpp.tgz was not made and the plugin was not tested !!!"
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
