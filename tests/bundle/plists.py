#!/usr/bin/env python3
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC

"""Checks the property lists of a bundle with parsers that aren't ours.

Each must be well-formed for Python's parser and for the system's tool (plutil, or plistutil of
Debian's libplist-utils, which must make of it a binary list that says the same). Info.plist and the
worker's launchd job must say what macOS needs, by the names in bundle/identity.conf.

usage: plists.py TOOL IDENTITY VERSION BUNDLE LIST…
"""

import os
import plistlib
import re
import subprocess
import sys
import tempfile

AUDIO_SERVER_PLUG_IN = "443ABAB8-E7B3-491A-B985-BEB9187030DB"  # kAudioServerPlugInTypeUUID

failures = []


def expect(path, what, found, expected):
    if found != expected:
        failures.append(f"{path}: {what} is {found!r}, expected {expected!r}")


def read_identity(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.split("#")[0].strip() for line in file]
    return dict(line.split("=", 1) for line in lines if line)


def through_tool(tool, path):
    """What the tool makes of the list, as a binary one."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "binary")
        if os.path.basename(tool) == "plutil":
            command = [tool, "-convert", "binary1", "-o", out, path]
        else:
            command = [tool, "-f", "bin", "-i", path, "-o", out]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if not os.path.exists(out):  # plistutil exits with 0 whatever happens
            failures.append(f"{path}: {tool} can't read it: {ran.stdout}{ran.stderr}")
            return None
        with open(out, "rb") as file:
            return file.read()


def check_form(tool, path):
    with open(path, "rb") as file:
        value = plistlib.load(file)
    binary = through_tool(tool, path)
    if binary is not None:
        expect(path, f"what {os.path.basename(tool)} reads", plistlib.loads(binary), value)
    return value


def check_info(path, info, names, version):
    expected = {
        "CFBundleIdentifier": names["BUNDLE_ID"],
        "CFBundleExecutable": names["EXECUTABLE"],
        "CFBundlePackageType": "BNDL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleSupportedPlatforms": ["MacOSX"],
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSMinimumSystemVersion": names["MACOS_MINIMUM"],
        "CFPlugInFactories": {names["FACTORY_UUID"]: names["FACTORY"]},
        "CFPlugInTypes": {AUDIO_SERVER_PLUG_IN: [names["FACTORY_UUID"]]},
        "AudioServerPlugIn_MachServices": [names["WORKER_SERVICE"]],
    }
    for key, value in expected.items():
        expect(path, key, info.get(key), value)
    if not re.fullmatch(r"\d{1,4}(\.\d{1,2}){0,2}", info["CFBundleVersion"]):
        failures.append(f"{path}: CFBundleVersion {info['CFBundleVersion']} isn't as Apple wants it")


def check_worker(path, job, names):
    service = names["WORKER_SERVICE"]
    expect(path, "Label", job.get("Label"), service)
    expect(path, "MachServices", job.get("MachServices"), {service: True})
    program = job["ProgramArguments"][0]
    expect(path, "the program's name", os.path.basename(program), names["WORKER"])
    if job.get("UserName") in (None, "root"):
        failures.append(f"{path}: modules would run as root")


def main():
    tool, identity, version, bundle, *others = sys.argv[1:]
    names = read_identity(identity)
    info_path = os.path.join(bundle, "Contents", "Info.plist")
    info = check_form(tool, info_path)
    check_info(info_path, info, names, version)
    resources = os.path.join(bundle, "Contents", "Resources")
    if not os.path.isfile(os.path.join(resources, info["CFBundleIconFile"])):
        failures.append(f"{info_path}: there is no icon {info['CFBundleIconFile']}")
    worker_path = os.path.join(resources, names["WORKER_SERVICE"] + ".plist")
    check_worker(worker_path, check_form(tool, worker_path), names)
    for path in [os.path.join(resources, "configuration.plist"), *others]:
        check_form(tool, path)
    for failure in failures:
        print("plists:", failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


main()
