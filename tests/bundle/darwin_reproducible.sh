#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# A clean tree elsewhere gives the same bundle for macOS, byte by byte:
# darwin_reproducible.sh SOURCE BUNDLE
set -eu
source=${1:?} bundle=${2:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

tree=$root/a/tree/elsewhere
mkdir -p "$tree"
(cd "$source" && git ls-files -z --cached --others --exclude-standard |
    tar -c --null --files-from - --ignore-failed-read 2>/dev/null) | tar -x -C "$tree"
BUILD='' "$tree/bundle/build-darwin.sh" >/dev/null
if ! difference=$(diff -r "$bundle" "$tree/build-darwin/Ossicle.driver" 2>&1); then
    echo "darwin_reproducible: $difference" >&2
    exit 1
fi

# The comparison can fail.
printf x >>"$tree/build-darwin/Ossicle.driver/Contents/MacOS/Ossicle"
if diff -rq "$bundle" "$tree/build-darwin/Ossicle.driver" >/dev/null; then
    echo "darwin_reproducible: a byte more isn't noticed" >&2
    exit 1
fi
