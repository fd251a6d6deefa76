#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Steps of bundle/macos.sh that talk to a running macOS, with programs in its place that write down how
# they are called, and fail as macOS's do: macos_steps.sh BUNDLE_FOLDER
set -eu
here=${1:?}
# shellcheck source=bundle/steps.sh
. "$here/steps.sh"
# shellcheck source=bundle/macos.sh
. "$here/macos.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# shellcheck source=tests/bundle/macos_bundle.sh
. "$(dirname "$0")/macos_bundle.sh"
fake_programs "$root" killall sleep
PATH=$root:$PATH

# launchctl fails as often as the file `failures` says.
cat >"$root/launchctl" <<END
#!/bin/sh
echo "launchctl \$*" >>"$root/calls"
left=\$(cat "$root/failures")
[ "\$left" -eq 0 ] && exit
echo \$((left - 1)) >"$root/failures"
exit 5
END
chmod +x "$root/launchctl"
after() { # FAILURES STEP EXPECTED_CALLS
    echo "$1" >"$root/failures"
    rm -f "$root/calls"
    "$2" >"$root/said"
    found=$(tr '\n' ';' <"$root/calls")
    [ "$found" = "$3" ] || fail "$2 after $1 failures called: $found"
}
said() {
    grep -q "$1" "$root/said" || fail "said: $(cat "$root/said")"
}
bootstrap="launchctl bootstrap system /Library/LaunchDaemons/$WORKER_SERVICE.plist;"
kickstart="launchctl kickstart -k system/com.apple.audio.coreaudiod;"

after 0 start_worker "sleep 0;$bootstrap"
after 2 start_worker "sleep 0;${bootstrap}sleep 1;${bootstrap}sleep 2;$bootstrap"
after 9 start_worker "sleep 0;${bootstrap}sleep 1;${bootstrap}sleep 2;${bootstrap}sleep 4;$bootstrap"
said "chains can't be isolated"

after 0 stop_worker "launchctl print system/$WORKER_SERVICE;launchctl bootout system/$WORKER_SERVICE;"
after 1 stop_worker "launchctl print system/$WORKER_SERVICE;"

after 0 restart_coreaudiod "$kickstart"
after 1 restart_coreaudiod "${kickstart}killall coreaudiod;"
printf '#!/bin/sh\nexit 1\n' >"$root/killall"
after 1 restart_coreaudiod "$kickstart"
said "restart the Mac"
