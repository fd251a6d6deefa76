#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# The steps of docs/ci-macos.md are shell, and what they call of ours is there: ci_recipes.sh ROOT
set -eu
cd "${1:?}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "ci_recipes: $1" >&2
    exit 1
}

awk -v folder="$folder" '
    /^```$/ { inside = 0 }
    inside { print >(folder "/" count ".sh") }
    /^```sh$/ { inside = 1; count++ }' docs/ci-macos.md
count=$(find "$folder" -name '*.sh' | wc -l)
[ "$count" -ge 5 ] || fail "only $count steps found"
for step in "$folder"/*.sh; do
    [ "$(head -n 1 "$step")" = "set -eu" ] || fail "a step goes on after a failure: $(cat "$step")"
    sh -n "$step" || fail "no shell: $(cat "$step")"
    grep -o '\(bundle\|tests\)/[a-z-]*\.\(sh\|conf\)' "$step" >"$folder/files"
    while read -r file; do
        [ -f "$file" ] || fail "there is no $file"
    done <"$folder/files"
    if command -v shellcheck >/dev/null; then
        shellcheck -s sh -e SC1091,SC2154 "$step" || fail "shellcheck finds something"
    fi
done
