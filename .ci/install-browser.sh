#!/usr/bin/env bash
# Installs the browser in which the lab book and the site are tested, from Debian's packages; needs root.
# Without it "mvn verify" skips these tests and says so.
set -euo pipefail
command -v apt-get >/dev/null || { echo "install-browser: there is no apt-get here; install chromium and chromedriver" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "install-browser: run it as root" >&2; exit 2; }
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium chromium-driver
