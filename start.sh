#!/usr/bin/env bash
# Runs Client Pix on this machine: sets up what is missing, then serves until Ctrl-C.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=$(clientpix/setup/find-python.sh)
exec "$python" -m clientpix.setup start "$@"
