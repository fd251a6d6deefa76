#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What bundle/assemble.sh puts together is new each time, and a failure leaves the old one as it was:
# assembling.sh ASSEMBLE
set -eu
assemble=${1:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() {
    echo "assembling: $1" >&2
    exit 1
}

touch "$root/Info.plist" "$root/Ossicle.so" "$root/one.so" "$root/two.so" "$root/icon.icns"
bundle=$root/Test.driver
"$assemble" "$bundle" Linux "$root/Info.plist" "$root/Ossicle.so" "$root/one.so" "$root/two.so" \
    "$root/icon.icns"
for file in Info.plist Linux/Ossicle PlugIns/one.so PlugIns/two.so Resources/icon.icns; do
    [ -f "$bundle/Contents/$file" ] || fail "$file is missing"
done

"$assemble" "$bundle" Linux "$root/Info.plist" "$root/Ossicle.so" "$root/one.so"
[ ! -e "$bundle/Contents/PlugIns/two.so" ] || fail "a module that is gone stays"

if "$assemble" "$bundle" Linux "$root/Info.plist" "$root/missing.so" 2>/dev/null; then
    fail "a missing binary is no failure"
fi
[ -f "$bundle/Contents/PlugIns/one.so" ] || fail "a failure takes the old bundle away"
[ "$(find "$root" -maxdepth 1 -name 'Test.driver*' | wc -l)" = 1 ] || fail "a half one is left"
