#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# The package that bundle/build-deb.sh builds installs, works and goes without a trace:
#
#     tests/bundle/deb.sh [OUT]      in OUT, by default build-deb/
#
# It is installed into a folder of its own, by dpkg with a database of its own, in which stand the
# packages of this system that it depends on; so dpkg itself decides whether they suffice. Only root
# may do that.
set -eu
cd "$(dirname "$0")/../.."
out=${1:-build-deb}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
target=$root/target
fail() {
    echo "deb: $1" >&2
    exit 1
}
[ "$(id -u)" -eq 0 ] || fail "must be root, for dpkg --root"
package=$(bundle/build-deb.sh "$out")

# What it says of itself, and that nothing runs when it comes or goes.
dpkg-deb --control "$package" "$root/control"
controls=$(cd "$root/control" && echo *)
[ "$controls" = "control md5sums shlibs triggers" ] ||
    fail "control files: $controls"
depends=$(dpkg-deb --field "$package" Depends)
for library in libc6 libjansson4 libplist3 libsndfile1; do
    case $depends in *"$library (>= "*) ;; *) fail "doesn't depend on $library: $depends" ;; esac
done
dpkg-deb --contents "$package" >"$root/contents"
if grep -v ' root/root ' "$root/contents"; then fail "not root's"; fi
if grep -v '^l' "$root/contents" | grep '^.....w\|^........w'; then fail "others may write"; fi

# The same bytes again, whoever builds it and when.
cp "$package" "$root/first.deb"
(umask 077 && TZ=Asia/Tokyo LC_ALL=C bundle/build-deb.sh "$out" >/dev/null)
cmp "$root/first.deb" "$package" || fail "the same build packaged twice differs"

mkdir -p "$target/var/lib/dpkg/info"
touch "$target/var/lib/dpkg/available"
names=$(echo "$depends" | sed 's/([^)]*)//g; s/[,|]/ /g')
# Word splitting is meant: a list of names.
# shellcheck disable=SC2086
dpkg-query --status $names >"$target/var/lib/dpkg/status" || fail "not installed here: $names"
for name in $names; do
    touch "$target/var/lib/dpkg/info/$name.list" \
        "$target/var/lib/dpkg/info/$name:$(dpkg --print-architecture).list"
done
here() { dpkg --root="$target" "$@" >"$root/said" 2>&1 || fail "dpkg $1: $(cat "$root/said")"; }
everything() { (cd "$target" && find . ! -path './var*' | sort); }
everything >"$root/before"
here --install "$package"
[ "$(dpkg-query --root="$target" -W -f '${db:Status-Status}' ossicle)" = installed ] || fail "not installed"
here --verify ossicle
[ ! -s "$root/said" ] || fail "installed otherwise than packaged: $(cat "$root/said")"

unset OSSICLE_MODULE_PATH LD_LIBRARY_PATH
export XDG_DATA_HOME=/nonexistent
tool=$target/usr/bin/ossicle
"$tool" inspect >"$root/inspected" || fail "the tool doesn't inspect"
python3 - "$root/in.wav" <<'END'
import struct, sys, wave
with wave.open(sys.argv[1], "wb") as file:
    file.setparams((2, 2, 48000, 0, "NONE", ""))
    file.writeframes(b"".join(struct.pack("<hh", 16000, -16000) for _ in range(4800)))
END
"$tool" render --chain 'org.ossicle.gain(gain=-6)' "$root/in.wav" "$root/out.wav" >"$root/said" ||
    fail "the tool doesn't render"
python3 - "$root/out.wav" <<'END' || fail "what was rendered isn't half as loud"
import struct, sys, wave
with wave.open(sys.argv[1]) as file:
    data = file.readframes(file.getnframes())
peak = max(abs(sample) for (sample,) in struct.iter_unpack("<h", data))
assert abs(peak - 16000 * 10 ** (-6 / 20)) < 2, peak
END
unit=$target/usr/lib/systemd/user/ossicle.service
program=$(sed -n 's/^ExecStart=\([^ ]*\) run$/\1/p' "$unit")
[ -x "$target$program" ] || fail "the unit starts $program, which isn't there"

here --remove ossicle
here --purge ossicle
everything | diff "$root/before" - || fail "something is left"
echo "deb: $(basename "$package") installs, works and goes"
