# shellcheck shell=sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Debian's packages for other architectures, and its sources, fetched and verified by apt-get with
# lists and settings of their own, so that neither the system's lists nor its architectures change.
# For scripts that have `fail REASON` and, in $new, a folder to work in.

# Run a command in the new folder; if it fails, show the end of what it says, then one line.
attempt() {
    reason=$1
    shift
    # shellcheck disable=SC2154
    (cd "$new" && "$@") >"$new/log" 2>&1 && return
    tail -n 5 "$new/log" >&2
    fail "$reason"
}

# As the system's own sources say, where Debian's packages come from: deb and deb-src lines.
debian_sources() {
    # The variables are apt-get's.
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' 'Label: Debian' | sort -u | while read -r uri release component; do
        options='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
        echo "deb $options $uri $release $component"
        echo "deb-src $options $uri $release $component"
    done
}

# From here on apt-get is for these architectures, and knows of no package that is installed.
use_debian_of() { # ARCHITECTURE...
    for command in apt-get dpkg-source dpkg-deb; do
        command -v $command >/dev/null || fail "$command is missing; run: bundle/packages.sh darwin"
    done
    apt=$new/apt
    mkdir -p "$apt/etc/apt.conf.d" "$apt/etc/preferences.d" "$apt/state/lists/partial" \
        "$apt/cache/archives/partial"
    : >"$apt/state/status"
    debian_sources >"$apt/etc/sources.list"
    [ -s "$apt/etc/sources.list" ] || fail "apt-get has no sources of Debian packages"
    cat >"$apt/apt.conf" <<EOF
Dir::Etc "$apt/etc";
Dir::State "$apt/state";
Dir::State::status "$apt/state/status";
Dir::Cache "$apt/cache";
APT::Architecture "$1";
APT::Architectures { $(printf '"%s"; ' "$@")};
APT::Sandbox::User "root";
Acquire::Languages "none";
EOF
    export APT_CONFIG="$apt/apt.conf"
    attempt "apt-get could not read Debian's lists; is there a network?" apt-get -q update
}
