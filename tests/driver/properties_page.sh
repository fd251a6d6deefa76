#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# docs/properties.md says what the driver's tables say: properties_page.sh PRINTER PAGE
set -eu
printer=${1:?} page=${2:?}
new=$(mktemp)
trap 'rm -f "$new"' EXIT
"$printer" >"$new"
diff -u "$page" "$new" || {
    echo "properties_page: docs/properties.md isn't what the tables print: build/tests/driver/$(
        basename "$printer") >docs/properties.md" >&2
    exit 1
}
