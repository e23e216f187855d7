#!/usr/bin/env bash
# Publishes the sample for one platform and prints its size; fails if it is 60 MB or more.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet publish -c Release -r "${1:-linux-x64}" --self-contained false -o "$folder" -v q -p:CreateSymbolicLinksForCopyLocalIfPossible=false > /dev/null
bytes=$(du -sL --apparent-size -B1 "$folder" | cut -f1)
echo "$bytes bytes"
[ "$bytes" -lt 60000000 ]
