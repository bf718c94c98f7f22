#!/usr/bin/env bash
# Set up everything that the tests need and run them. Arguments go to pytest. --long runs the long versions too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=$(clientpix/setup/find-python.sh)
exec "$python" -m clientpix.setup test "$@"
