# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# How the driver comes to macOS and goes: for install.sh, uninstall.sh and the scripts within the
# package of build-pkg.sh. Each reads it with `.` after steps.sh. With `destdir` nothing is started or
# stopped, and nobody's ownership changes.
# Variables come from there and go there:
# shellcheck shell=sh disable=SC2034,SC2154

umask 022 # what comes here is for everybody to read: coreaudiod isn't root
hal_folder=$destdir/Library/Audio/Plug-Ins/HAL
driver=$hal_folder/Ossicle.driver
job=$destdir/Library/LaunchDaemons/$WORKER_SERVICE.plist
support="$destdir/Library/Application Support/Ossicle"
modules=$support/Modules # of the isolated mode
kept=$support/Kept       # modules of the user's, while a package replaces the bundle

# The value of a key at the top of a property list that our build wrote.
plist_value() { # FILE KEY
    sed -n "/<key>$2<\/key>/{n;s/.*<string>\(.*\)<\/string>.*/\1/p;}" "$1"
}

# Is this a bundle of ours, or nothing at all?
check_ours() { # BUNDLE
    [ ! -e "$1" ] && return
    found=$(plist_value "$1/Contents/Info.plist" CFBundleIdentifier 2>/dev/null) || found=
    [ "$found" = "$BUNDLE_ID" ] ||
        fail "$1 is ${found:-no driver}, expected $BUNDLE_ID: look at it, and move it away"
}

check_root() {
    [ "$dry_run" = yes ] || [ -n "$destdir" ] || [ "$(id -u)" -eq 0 ] ||
        fail "only root may do that: sudo $0"
}

# As macOS wants it: root's, and nobody else may write there.
own() { # PATH
    step chmod -R u=rwX,go=rX "$1"
    [ -n "$destdir" ] || step chown -R root:wheel "$1"
}

# Copy to a bundle the modules of another one that it doesn't bring itself: what the user put there.
keep_modules() { # FROM_FOLDER TO_FOLDER BROUGHT_FOLDER
    for module in "$1"/*.dylib; do
        if [ -f "$module" ] && [ ! -e "$3/$(basename "$module")" ]; then
            say "keeps the module $(basename "$module")"
            step cp -p "$module" "$2/"
        fi
    done
}

# The new one is complete before the old one goes; its name isn't a driver's until then.
replace_driver() { # BUNDLE
    new=$hal_folder/.Ossicle.new old=$hal_folder/.Ossicle.old
    step mkdir -p "$hal_folder"
    step rm -rf "$new" "$old"
    step cp -R "$1" "$new"
    keep_modules "$driver/Contents/PlugIns" "$new/Contents/PlugIns" "$1/Contents/PlugIns"
    own "$new"
    [ ! -e "$driver" ] || step mv "$driver" "$old"
    step mv "$new" "$driver" || {
        [ ! -e "$old" ] || mv "$old" "$driver"
        fail "$driver can't be replaced and is as it was"
    }
    step rm -rf "$old"
}

stop_worker() {
    [ -z "$destdir" ] || return 0
    if [ "$dry_run" = yes ] || launchctl print "system/$WORKER_SERVICE" >/dev/null 2>&1; then
        step launchctl bootout "system/$WORKER_SERVICE" ||
            say "launchd doesn't let go of the worker; restart the Mac in the end"
    fi
}

# launchd may still be about to end the old job, and refuses the new one until then.
start_worker() {
    [ -z "$destdir" ] || return 0
    for pause in 0 1 2 4; do
        sleep "$pause"
        if step launchctl bootstrap system "$job"; then return; fi
    done
    say "launchd doesn't take $job: chains can't be isolated"
}

install_worker() { # BUNDLE
    if [ ! -e "$1/Contents/MacOS/$WORKER" ]; then
        say "no $WORKER in this bundle: chains can't be isolated"
        return
    fi
    stop_worker
    step mkdir -p "$(dirname "$job")" "$modules"
    step cp "$1/Contents/Resources/$(basename "$job")" "$job"
    own "$job"
    own "$support"
    start_worker
}

# coreaudiod looks for drivers when it starts, and launchd starts it again. Since macOS 14.4
# launchctl refuses to restart it, and Apple's release notes say to kill it.
restart_coreaudiod() {
    [ -z "$destdir" ] || return 0
    if [ "$dry_run" = yes ]; then
        step launchctl kickstart -k system/com.apple.audio.coreaudiod
        say "or since macOS 14.4, which refuses that:"
        step killall coreaudiod
    else
        launchctl kickstart -k system/com.apple.audio.coreaudiod 2>/dev/null ||
            killall coreaudiod ||
            say "restart the Mac: coreaudiod doesn't let itself be restarted"
    fi
}

# What macOS will think of the signature, as far as can be known before.
check_signature() { # BUNDLE
    command -v codesign >/dev/null || return 0
    codesign --verify --strict "$1" ||
        say "the signature doesn't hold: sign it with bundle/sign.sh, or macOS may refuse to load it"
    case $(codesign -dv "$1" 2>&1) in
    *Signature=adhoc*)
        say "the signature is ad hoc: macOS 15 and later may refuse to load it (docs/install.md)"
        ;;
    esac
}

forget_package() { # that Installer remembers
    [ -z "$destdir" ] || return 0
    if [ "$dry_run" = yes ] || pkgutil --pkg-info "$BUNDLE_ID" >/dev/null 2>&1; then
        step pkgutil --forget "$BUNDLE_ID"
    fi
}

# Whatever install.sh or the package has put here; a second time there is nothing left to do.
remove_all() {
    stop_worker
    for path in "$driver" "$hal_folder/.Ossicle.new" "$hal_folder/.Ossicle.old" "$job" "$support"; do
        if [ -e "$path" ] || [ "$dry_run" = yes ]; then
            step rm -rf "$path"
        fi
    done
    forget_package
    restart_coreaudiod
    say "what coreaudiod stored for the driver stays in its own file of all devices' settings:"
    say "/Library/Preferences/Audio/com.apple.audio.DeviceSettings.plist"
}
