#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# bundle/install.sh and bundle/uninstall.sh on Linux, in a folder of their own:
# install_linux.sh BUNDLE_FOLDER BUILD PREFIX
#
# A dry run changes nothing; what is installed works; an update takes away what the new version has
# no more, and nothing of the user's; removing leaves the folder as it was before.
set -eu
bundle=${1:?} build=${2:?} prefix=${3:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
unset OSSICLE_MODULE_PATH LD_LIBRARY_PATH
export XDG_DATA_HOME=/nonexistent XDG_RUNTIME_DIR="$root"
tree=$root/tree home=$root/tree$prefix
fail() {
    echo "install_linux: $1" >&2
    exit 1
}
install() { "$bundle/install.sh" --destdir "$tree" "$@" "$build" >"$root/said" || fail "install.sh fails"; }
uninstall() { "$bundle/uninstall.sh" --destdir "$tree" --prefix "$prefix" "$@" >"$root/said"; }
snapshot() { (cd "$tree" && find . -exec stat -c '%n %a %Y %s' {} + | sort); }
unchanged() { snapshot | cmp -s - "$root/$1" || fail "$2: $(snapshot | diff "$root/$1" - || true)"; }

mkdir -p "$home/bin" "$home/include"
chmod 2775 "$home/bin"
echo theirs >"$home/bin/other"
(cd "$tree" && find . | sort) >"$root/names_before"
snapshot >"$root/before"

install --dry-run
unchanged before "a dry run of install.sh changes something"
grep -q "would install: .*$prefix/bin/ossicle$" "$root/said" || fail "a dry run doesn't say what it would do"

install
[ "$(stat -c %a "$home/bin")" = 2775 ] || fail "a folder that was there changed its mode"
"$home/bin/ossicle" inspect >"$root/inspected" || fail "the installed tool doesn't inspect"
unit=$(find "$tree" -name ossicle.service)
program=$(sed -n 's/^ExecStart=\([^ ]*\) run$/\1/p' "$unit")
[ -x "$tree$program" ] || fail "the unit starts $program, which isn't there"
if command -v systemd-analyze >/dev/null; then
    sed "s,^ExecStart=,&$tree," "$unit" >"$root/ossicle.service"
    systemd-analyze --user verify --man=no "$root/ossicle.service" >"$root/said" 2>&1 ||
        fail "systemd says of the unit: $(cat "$root/said")"
fi
snapshot >"$root/installed"
uninstall --dry-run
unchanged installed "a dry run of uninstall.sh changes something"

# What the last version had and this one hasn't, and what isn't ours.
plug_ins=$(find "$tree" -name PlugIns)
echo old >"$plug_ins/old.so"
echo "f ${plug_ins#"$tree"}/old.so" >>"$home/share/ossicle/installed"
echo mine >"$plug_ins/mine.so"
install
[ ! -e "$plug_ins/old.so" ] || fail "an update leaves what it has no more"
[ -e "$plug_ins/mine.so" ] || fail "an update takes the user's module away"
[ -x "$home/bin/ossicle" ] || fail "an update takes the tool away"

uninstall || fail "uninstall.sh fails"
[ -e "$plug_ins/mine.so" ] || fail "uninstall.sh takes away what wasn't installed"
grep -q "PlugIns stays" "$root/said" || fail "uninstall.sh doesn't say what stays"
rm "$plug_ins/mine.so"
until [ "$plug_ins" = "$home" ] || ! rmdir "$plug_ins" 2>/dev/null; do plug_ins=$(dirname "$plug_ins"); done
(cd "$tree" && find . | sort) | cmp -s - "$root/names_before" ||
    fail "left: $( (cd "$tree" && find . | sort) | diff "$root/names_before" - || true)"

uninstall 2>"$root/said" && fail "uninstalling twice is no failure"
grep -q "nothing that install.sh has installed" "$root/said" || fail "said: $(cat "$root/said")"
"$bundle/install.sh" --system darwin "$build" 2>"$root/said" && fail "another system is no failure"
grep -q "only for --dry-run or --destdir" "$root/said" || fail "said: $(cat "$root/said")"
"$bundle/install.sh" --destdir "$tree" "$root/nowhere" 2>"$root/said" && fail "no build is no failure"
grep -q "nowhere is no build folder" "$root/said" || fail "said: $(cat "$root/said")"
