#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What bundle/install.sh and bundle/uninstall.sh do on macOS, as far as another system can tell: in a
# folder of their own, and by what a dry run says: install_macos.sh BUNDLE_FOLDER BUNDLE
set -eu
scripts=${1:?} built=${2:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
tree=$root/tree
driver=$tree/Library/Audio/Plug-Ins/HAL/Ossicle.driver
job=$tree/Library/LaunchDaemons/org.ossicle.worker.plist
# shellcheck source=tests/bundle/macos_bundle.sh
. "$(dirname "$0")/macos_bundle.sh"
fail() {
    echo "install_macos: $1" >&2
    exit 1
}
run() { # SCRIPT OPTION…
    script=$1 && shift
    "$scripts/$script.sh" --system darwin "$@" >"$root/said" 2>&1 ||
        fail "$script.sh $*: $(cat "$root/said")"
}
refuses() { # WORDS SCRIPT OPTION…
    words=$1 script=$2 && shift 2
    if "$scripts/$script.sh" --system darwin "$@" >"$root/said" 2>&1; then
        fail "$script.sh $* doesn't fail"
    fi
    grep -q "$words" "$root/said" || fail "$script.sh $*: said $(cat "$root/said")"
}
says() { # LINE…, in this order
    for line; do printf '%s\n' "$line"; done >"$root/expected"
    diff -u "$root/expected" "$root/said" >&2 || fail "said something else"
}

build=$root/build
contents=$build/Ossicle.driver/Contents
make_macos_bundle "$built" "$build/Ossicle.driver"

# On a Mac without Ossicle: what would be done, one line each.
run install --dry-run "$build"
says "would run: mkdir -p /Library/Audio/Plug-Ins/HAL" \
    "would run: rm -rf /Library/Audio/Plug-Ins/HAL/.Ossicle.new /Library/Audio/Plug-Ins/HAL/.Ossicle.old" \
    "would run: cp -R $build/Ossicle.driver /Library/Audio/Plug-Ins/HAL/.Ossicle.new" \
    "would run: chmod -R u=rwX,go=rX /Library/Audio/Plug-Ins/HAL/.Ossicle.new" \
    "would run: chown -R root:wheel /Library/Audio/Plug-Ins/HAL/.Ossicle.new" \
    "would run: mv /Library/Audio/Plug-Ins/HAL/.Ossicle.new /Library/Audio/Plug-Ins/HAL/Ossicle.driver" \
    "would run: rm -rf /Library/Audio/Plug-Ins/HAL/.Ossicle.old" \
    "would run: launchctl bootout system/org.ossicle.worker" \
    "would run: mkdir -p /Library/LaunchDaemons '/Library/Application Support/Ossicle/Modules'" \
    "would run: cp $contents/Resources/org.ossicle.worker.plist /Library/LaunchDaemons/org.ossicle.worker.plist" \
    "would run: chmod -R u=rwX,go=rX /Library/LaunchDaemons/org.ossicle.worker.plist" \
    "would run: chown -R root:wheel /Library/LaunchDaemons/org.ossicle.worker.plist" \
    "would run: chmod -R u=rwX,go=rX '/Library/Application Support/Ossicle'" \
    "would run: chown -R root:wheel '/Library/Application Support/Ossicle'" \
    "would run: launchctl bootstrap system /Library/LaunchDaemons/org.ossicle.worker.plist" \
    "would run: launchctl kickstart -k system/com.apple.audio.coreaudiod" \
    "install: or since macOS 14.4, which refuses that:" \
    "would run: killall coreaudiod"

# Into a folder, for real: complete, and writable by its owner alone.
run install --destdir "$tree" --dry-run "$build"
[ ! -e "$tree" ] || fail "a dry run changes something"
run install --destdir "$tree" "$build"
diff -r "$build/Ossicle.driver" "$driver" || fail "the installed bundle isn't what was built"
[ -z "$(find "$tree" -perm /022)" ] || fail "others may write: $(find "$tree" -perm /022)"
cmp -s "$job" "$contents/Resources/org.ossicle.worker.plist" || fail "no launchd job"
[ -d "$tree/Library/Application Support/Ossicle/Modules" ] || fail "no folder for modules"

# An update: new is what it brings, modules of the user's stay, nothing else does.
echo mine >"$driver/Contents/PlugIns/mine.dylib"
echo mine >"$driver/Contents/PlugIns/gain.dylib"
echo old >"$driver/Contents/Resources/old"
echo mine >"$tree/Library/Application Support/Ossicle/Modules/apart.dylib"
run install --destdir "$tree" "$build"
grep -q "^install: keeps the module mine.dylib$" "$root/said" || fail "said: $(cat "$root/said")"
[ "$(cat "$driver/Contents/PlugIns/mine.dylib")" = mine ] || fail "the user's module is gone"
[ "$(cat "$driver/Contents/PlugIns/gain.dylib")" = new ] || fail "an old module stays"
[ ! -e "$driver/Contents/Resources/old" ] || fail "an old file stays"
[ -e "$tree/Library/Application Support/Ossicle/Modules/apart.dylib" ] || fail "a module is gone"
[ "$(find "$tree/Library/Audio/Plug-Ins/HAL" -mindepth 1 -maxdepth 1)" = "$driver" ] ||
    fail "half a bundle is left"

# Nothing of anybody else's is replaced or removed, and nothing without a binary is installed.
refuses "has no binary for macOS" install --destdir "$tree" "$root"
sed 's/org.ossicle.driver/org.example.driver/' "$driver/Contents/Info.plist" >"$root/Info.plist"
cp "$driver/Contents/Info.plist" "$root/ours"
cp "$root/Info.plist" "$driver/Contents/Info.plist"
refuses "is org.example.driver, expected org.ossicle.driver" install --destdir "$tree" "$build"
refuses "is org.example.driver, expected org.ossicle.driver" uninstall --destdir "$tree"
cp "$root/ours" "$driver/Contents/Info.plist"

# Every trace goes.
run uninstall --destdir "$tree" --dry-run
[ -e "$driver" ] || fail "a dry run removes something"
run uninstall --destdir "$tree"
[ -z "$(find "$tree" -iname '*ossicle*')" ] || fail "left: $(find "$tree" -iname '*ossicle*')"
run uninstall --destdir "$tree"
