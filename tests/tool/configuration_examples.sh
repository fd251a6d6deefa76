#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Each example of a configuration in the documentation is right:
# configuration_examples.sh TOOL DOCUMENT
set -eu
tool=${1:?} document=${2:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# Write each block between ```ucl and ``` to a file of its own.
awk -v root="$root" '
    /^```/ && inside { inside = 0; next }
    /^```ucl$/ { inside = 1; count++; next }
    inside { print > (root "/" count ".conf") }' "$document"
[ -e "$root/1.conf" ] || {
    echo "configuration_examples: $document has no example" >&2
    exit 1
}
for example in "$root"/*.conf; do
    "$tool" apply --check "$example"
done
