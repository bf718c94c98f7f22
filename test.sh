#!/usr/bin/env bash
# Sets up everything that the tests need and runs them all. Arguments go to pytest; --long runs the long forms too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=$(clientpix/setup/find-python.sh)
exec "$python" -m clientpix.setup test "$@"
