# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# How a build comes to Linux and goes: for install.sh and uninstall.sh, after steps.sh. A list in
# PREFIX/share/ossicle says what was installed: a letter, a blank and a path each line, f for a file
# or a link, d for a folder that wasn't there before.
# Variables come from there and go there:
# shellcheck shell=sh disable=SC2034,SC2154

list_of() { # PREFIX
    printf '%s\n' "$destdir$1/share/ossicle/installed"
}

build_option() { # BUILD NAME
    meson introspect --buildoptions "$1" |
        sed -n "s/.*\"name\": \"$2\", \"value\": \"\([^\"]*\)\".*/\1/p"
}

# What of $stage isn't at home yet; folders before what is in them.
write_list() { # OLD_LIST
    (cd "$stage" && find . -mindepth 1 -type d | sort) | sed 's/^\.//' | while read -r path; do
        if [ ! -d "$destdir$path" ] || grep -qsxF "d $path" "$1"; then
            printf 'd %s\n' "$path"
        fi
    done
    (cd "$stage" && find . ! -type d | sort) | sed 's/^\.\(.*\)/f \1/'
}

# As whole new files, so that a program which runs keeps what it has open.
place() { # LIST
    while read -r kind path; do
        home=$destdir$path
        case $dry_run$kind in
        yesf) printf '%s\n' "would install: $home" ;;
        nof) cp -pP --remove-destination "$stage$path" "$home" ;;
        nod) [ -d "$home" ] || mkdir "$home" ;;
        esac
    done <"$1"
}

# What one list has and the other hasn't: files first, then folders from within, if they are empty.
remove_listed() { # LIST KEEP_LIST
    grep '^f ' "$1" | grep -vxF -f "$2" | while read -r _ path; do
        if [ -e "$destdir$path" ] || [ -L "$destdir$path" ]; then
            step rm "$destdir$path"
        fi
    done
    grep '^d ' "$1" | grep -vxF -f "$2" | sort -r | while read -r _ path; do
        if [ "$dry_run" = yes ]; then
            step rmdir "$destdir$path"
        elif [ -d "$destdir$path" ] && ! rmdir "$destdir$path" 2>/dev/null; then
            say "$destdir$path stays: it holds what wasn't installed"
        fi
    done
}

install_build() { # BUILD
    build=$1
    [ -f "$build/build.ninja" ] || fail "$build is no build folder: meson setup $build"
    [ -d "$build/Ossicle.driver" ] ||
        fail "$build isn't built: ninja -C $build"
    prefix=$(build_option "$build" prefix)
    [ -n "$prefix" ] || fail "$build: meson doesn't say to where it is to be installed"
    umask 022
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    stage=$work/stage list=$work/installed
    DESTDIR=$stage meson install -C "$build" --no-rebuild --quiet >"$work/log" 2>&1 ||
        fail "meson install failed: $(cat "$work/log")"
    mkdir -p "$stage$prefix/share/ossicle"
    : >"$stage$prefix/share/ossicle/installed"
    before=$work/before
    cp "$(list_of "$prefix")" "$before" 2>/dev/null || : >"$before"
    write_list "$before" >"$list"
    cp "$list" "$stage$prefix/share/ossicle/installed"
    if [ "$dry_run" = no ]; then
        mkdir -p "$destdir$prefix" 2>/dev/null || true
        [ -w "$destdir$prefix" ] ||
            fail "$prefix isn't yours to write: use sudo, or meson configure $build --prefix ~/.local"
    fi
    place "$list"
    remove_listed "$before" "$list"
    [ "$dry_run" = no ] || return 0
    say "installed into $destdir$prefix; to keep the driver running for you:"
    say "systemctl --user daemon-reload && systemctl --user enable --now ossicle"
}

remove_installed() { # PREFIX
    list=$(list_of "$1")
    [ -f "$list" ] || fail "$list isn't there: nothing that install.sh has installed (--prefix?)"
    if grep -qv '^[df] /' "$list" || grep -q '/\.\./' "$list"; then
        fail "$list is no list of install.sh's: nothing was removed"
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp "$list" "$work/installed"
    : >"$work/none"
    if [ -z "$destdir" ] && command -v systemctl >/dev/null; then
        step systemctl --user disable --now ossicle 2>/dev/null || true
        [ "$(id -u)" -ne 0 ] || say "for other users who have it run: systemctl --user disable --now ossicle"
    fi
    remove_listed "$work/installed" "$work/none"
    [ "$dry_run" = no ] || return 0
    say "settings of users stay in ~/.local/state/ossicle, their modules in ~/.local/share/ossicle"
}
