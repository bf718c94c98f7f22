#!/usr/bin/env bash
# Run Client Pix on this machine: set up what is missing, then serve until Ctrl-C.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=$(clientpix/setup/find-python.sh)
exec "$python" -m clientpix.setup start "$@"
