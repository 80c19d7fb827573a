#!/bin/sh
# security.sh [BUILD]: sqlmap and slowhttptest against BUILD/enishi over the sample; see security.py beside it. The last line is `N
# passed, N failed`.
set -eu
cd "$(dirname "$0")/.."
exec python3 tools/security.py "$PWD/${1:-build}/enishi" "$PWD" "$PWD/${1:-build}/src/api/generate/openapi.json"
