#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# bundle/sign.sh and bundle/build-pkg.sh with programs in place of Apple's that write down how they
# are called, and what the package's scripts do to a folder of their own:
# package_macos.sh BUNDLE_FOLDER BUNDLE VERSION
set -eu
scripts=${1:?} built=${2:?} version=${3:?}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# shellcheck source=tests/bundle/macos_bundle.sh
. "$(dirname "$0")/macos_bundle.sh"
fail() {
    echo "package_macos: $1" >&2
    exit 1
}
refuses() { # WORDS COMMAND…
    words=$1 && shift
    if "$@" >"$root/said" 2>&1; then fail "$* doesn't fail"; fi
    grep -q "$words" "$root/said" || fail "$*: said $(cat "$root/said")"
}
called() { # LINE…, in this order
    for line; do printf '%s\n' "$line"; done >"$root/expected"
    sed "s,$root/tmp\.[^/ ]*,TMP,g; s,$root/,,g; s,$scripts/,,g" "$root/fake/calls" |
        diff -u "$root/expected" - >&2 || fail "called something else"
    rm "$root/fake/calls"
}

mkdir "$root/build"
bundle=$root/build/Ossicle.driver
make_macos_bundle "$built" "$bundle"
echo linux >"$bundle/Contents/PlugIns/gain.so"
fake_programs "$root/fake" codesign xcrun ditto pkgbuild productbuild
plain_path=$PATH
PATH=$root/fake:$PATH
export PATH TMPDIR="$root"
bundle=$(cd "$bundle" && pwd)

# Each piece by itself, from the inside out; only the worker has entitlements.
"$scripts/sign.sh" --identity ID --notarize PROFILE "$bundle"
signed="codesign --force --sign ID --options runtime"
inside=build/Ossicle.driver/Contents
called "$signed --timestamp $inside/PlugIns/gain.dylib" \
    "$signed --timestamp $inside/PlugIns/gain.so" \
    "$signed --timestamp --identifier org.ossicle.worker --entitlements worker.entitlements $inside/MacOS/ossicle-worker" \
    "$signed --timestamp build/Ossicle.driver" \
    "codesign --verify --strict --verbose=2 build/Ossicle.driver" \
    "ditto -c -k --keepParent --sequesterRsrc build/Ossicle.driver TMP/Ossicle.driver.zip" \
    "xcrun notarytool submit TMP/Ossicle.driver.zip --keychain-profile PROFILE --wait" \
    "xcrun stapler staple build/Ossicle.driver"

# A dry run calls nothing, prints the same, and is of use without Apple's tools.
"$scripts/sign.sh" --dry-run --identity - "$bundle" >"$root/said"
[ ! -e "$root/fake/calls" ] || fail "a dry run signs"
grep -qF "would run: codesign --force --sign - --options runtime --timestamp=none $bundle" "$root/said" ||
    fail "said: $(cat "$root/said")"
refuses "notarizes nothing" "$scripts/sign.sh" --identity - --notarize PROFILE "$bundle"
refuses "has no binary for macOS" "$scripts/sign.sh" "$root"
refuses "codesign isn't here; --dry-run" env PATH="$plain_path" "$scripts/sign.sh" "$bundle"
refuses "pkgbuild isn't here; --dry-run" env PATH="$plain_path" "$scripts/build-pkg.sh" \
    "$root/build" "$root/out.pkg"

# The package: its contents are those of an installation, its scripts need nothing beside them.
cat >"$root/fake/pkgbuild" <<END
#!/bin/sh
echo "pkgbuild \$*" >>"$root/fake/calls"
cp -R "\$2" "$root/payload" # --root
cp -R "\$6" "$root/scripts" # --scripts
END
cat >"$root/fake/productbuild" <<END
#!/bin/sh
echo "productbuild \$*" >>"$root/fake/calls"
cp "\$2" "$root/distribution.xml" # --distribution
END
"$scripts/build-pkg.sh" --identity ID --notarize PROFILE "$root/build" "$root/out.pkg"
called "codesign --verify --strict build/Ossicle.driver" "codesign -dv build/Ossicle.driver" \
    "pkgbuild --root TMP/root --component-plist pkg/component.plist --scripts TMP/scripts --identifier org.ossicle.driver --version $version --install-location / --ownership recommended TMP/component.pkg" \
    "productbuild --distribution TMP/distribution.xml --package-path TMP --sign ID --timestamp out.pkg" \
    "xcrun notarytool submit out.pkg --keychain-profile PROFILE --wait" \
    "xcrun stapler staple out.pkg"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$root/distribution.xml"
grep -q "<pkg-ref id=\"org.ossicle.driver\" version=\"$version\">component.pkg<" "$root/distribution.xml" ||
    fail "distribution: $(cat "$root/distribution.xml")"
! grep -n @ "$root/distribution.xml" || fail "the distribution has open ends"
diff -r "$bundle" "$root/payload/Library/Audio/Plug-Ins/HAL/Ossicle.driver" ||
    fail "the package has another bundle"

# Installer's part: over an older version to which somebody has added a module.
volume=$root/volume
driver=$volume/Library/Audio/Plug-Ins/HAL/Ossicle.driver
mkdir -p "$(dirname "$driver")"
cp -R "$bundle" "$driver"
echo mine >"$driver/Contents/PlugIns/mine.dylib"
echo old >"$driver/Contents/Resources/old"
"$root/scripts/preinstall" PACKAGE TARGET "$volume" >/dev/null
[ ! -e "$driver" ] || fail "Installer would mix the old bundle with the new one"
cp -R "$root/payload/." "$volume/"
"$root/scripts/postinstall" PACKAGE TARGET "$volume" >/dev/null
[ "$(cat "$driver/Contents/PlugIns/mine.dylib")" = mine ] || fail "the user's module is gone"
rm "$driver/Contents/PlugIns/mine.dylib"
diff -r "$bundle" "$driver" || fail "not the new version"
[ -f "$volume/Library/LaunchDaemons/org.ossicle.worker.plist" ] || fail "no launchd job"
[ "$(ls "$volume/Library/Application Support/Ossicle")" = Modules ] || fail "something is left behind"
[ -z "$(find "$volume/Library/Audio/Plug-Ins/HAL/Ossicle.driver" -perm /022)" ] || fail "others may write"
