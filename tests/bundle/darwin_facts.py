#!/usr/bin/env python3
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
"""Apple's values and layouts as the compiler for macOS sees them, on both architectures: each fact of
tests/data/coreaudio becomes a _Static_assert, beside Darwin's own headers.

    darwin_facts.py SOURCE BUILD    BUILD is what bundle/build-darwin.sh built into

Every kind of fact is also shown to fail."""

import os
import subprocess
import sys
import tempfile

SOURCE = os.path.realpath(sys.argv[1])
BUILD = os.path.realpath(sys.argv[2])
sys.path.insert(0, os.path.join(SOURCE, "tests", "portable"))
import facts  # noqa: E402

CPUS = {"x86_64": "x86_64", "aarch64": "arm64"}  # as meson and as the facts call them


def compiler(cpu):
    toolchain = subprocess.run([SOURCE + "/bundle/darwin/toolchain.sh", "--where"], check=True,
                               capture_output=True, text=True).stdout.strip()
    return [SOURCE + "/bundle/darwin/cc.sh", toolchain + "/zig/zig", cpu, BUILD + "/lib",
            "-F" + BUILD + "/Frameworks", "-I" + SOURCE + "/bundle/darwin/include"]


def assertions(constants, layouts):
    for row in constants:
        yield "_Static_assert((long long)(%s) == %s, \"%s\");" % (
            row["name"], row["value"] + "ll", row["name"])
    for row in layouts:
        struct, field = row["struct"], row["field"]
        for what, number in (("offsetof(%s, %s)" % (struct, field), row["offset"]),
                             ("sizeof(((%s *)0)->%s)" % (struct, field), row["size"]),
                             ("sizeof(%s)" % struct, row["struct_size"]),
                             ("_Alignof(%s)" % struct, row["struct_align"])):
            yield "_Static_assert(%s == %s, \"%s.%s\");" % (what, number, struct, field)


def errors(cpu, lines):
    """What the compiler has against these lines."""
    caches = {name: BUILD + "/zig-cache" for name in ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR")}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "facts.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write(facts.SOURCE + "\n".join(lines) + "\n")
        done = subprocess.run(
            compiler(cpu) + ["-std=gnu11", "-w", "-ferror-limit=0", "-c", path, "-o", path + ".o"],
            env=dict(os.environ, **caches), capture_output=True, text=True)
    found = [line for line in done.stderr.splitlines() if "error:" in line]
    return found or ([] if done.returncode == 0 else [done.stderr])


def self_test(cpu, constant, layout):
    """Each fact changed in turn: the compiler must notice each."""
    broken = list(assertions([dict(constant, value="77")], []))
    for key in ("offset", "size", "struct_size", "struct_align"):
        held = set(assertions([], [layout]))
        broken += [line for line in assertions([], [dict(layout, **{key: "77"})])
                   if line not in held]
    return len(errors(cpu, broken)) == len(broken) == 5


def main():
    data = os.path.join(SOURCE, "tests", "data", "coreaudio")
    constants = facts.read_rows(os.path.join(data, "constants.csv"))
    layouts = facts.read_rows(os.path.join(data, "layouts.csv"))
    failed = []
    for cpu, target in CPUS.items():
        rows = [row for row in layouts if row["target"] == target]
        if not rows:
            failed.append("no layouts for " + target)
        failed += ["%s: %s" % (cpu, line) for line in errors(cpu, assertions(constants, rows))]
        if rows and not self_test(cpu, constants[0], rows[0]):
            failed.append(cpu + ": the check does not notice each wrong fact")
    print("\n".join(failed) or "%d constants and %d fields are as the facts say, on %s" % (
        len(constants), len(layouts), " and ".join(CPUS)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
