#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Whether an installed tree is complete, wherever it stands: installed.sh BUILD
#
# The tool finds the portable library, the driver and its modules by itself, and all that developers
# need is there. The build folder isn't in anyone's way: nothing that runs was found there.
set -eu
build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

DESTDIR=$folder/tree meson install -C "$build" --no-rebuild --quiet >"$folder/log" 2>&1 || {
    cat "$folder/log"
    exit 1
}
tool=$(find "$folder/tree" -name ossicle -type f -perm -u+x)
[ -n "$tool" ] || { echo "the tool isn't installed"; exit 1; }
unset OSSICLE_MODULE_PATH LD_LIBRARY_PATH
export XDG_DATA_HOME=/nonexistent

"$tool" modules --json >"$folder/modules" || exit 1
for module in org.ossicle.gain org.ossicle.lowpass; do
    grep -q "\"$module\"" "$folder/modules" || { echo "no module $module"; exit 1; }
done
if grep -q '"reason"' "$folder/modules"; then
    cat "$folder/modules"
    exit 1
fi
"$tool" inspect >/dev/null || exit 1

if [ "$(uname)" = Linux ]; then # where the loader tells what it takes from where
    bundle=$(dirname "$(find "$folder/tree" -name Info.plist)")
    for file in "$tool" "$bundle/Linux/Ossicle"; do
        found=$(ldd "$file" | sed -n 's/.*libossicle-portable[^ ]* => \([^ ]*\).*/\1/p')
        case $(realpath -m "$found") in
        "$(realpath "$folder")"/tree/*) ;;
        *)
            echo "$file takes the portable library from '$found'"
            exit 1
            ;;
        esac
    done
fi

for name in ossicle.1 module-api.h AudioServerPlugIn.h CoreFoundation.h ossicle-module-api.pc; do
    [ -n "$(find "$folder/tree" -name "$name")" ] || { echo "$name isn't installed"; exit 1; }
done
