#!/usr/bin/env python3
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
"""Checks the headers under Apple's names against the facts in tests/data/coreaudio, in both
directions: what the facts say must be declared, with that value or layout, and what the headers of
CoreAudio declare must be in the facts or, with a reason, below. Every check is also shown to fail."""

import csv
import os
import re
import subprocess
import sys
import tempfile

# Constants that the facts leave out, with the value that Apple documents.
CONSTANTS_WITHOUT_FACTS = {
    # Older names of kAudioFormatFlag...
    "kLinearPCMFormatFlagIsFloat": 1 << 0,
    "kLinearPCMFormatFlagIsBigEndian": 1 << 1,
    "kLinearPCMFormatFlagIsSignedInteger": 1 << 2,
    "kLinearPCMFormatFlagIsPacked": 1 << 3,
    "kLinearPCMFormatFlagIsAlignedHigh": 1 << 4,
    "kLinearPCMFormatFlagIsNonInterleaved": 1 << 5,
    "kLinearPCMFormatFlagIsNonMixable": 1 << 6,
    "kLinearPCMFormatFlagsAreAllClear": 1 << 31,
    # No HAL driver uses SMPTE time, but AudioTimeStamp contains its types.
    "kSMPTETimeType24": 0, "kSMPTETimeType25": 1, "kSMPTETimeType30Drop": 2,
    "kSMPTETimeType30": 3, "kSMPTETimeType2997": 4, "kSMPTETimeType2997Drop": 5,
    "kSMPTETimeType60": 6, "kSMPTETimeType5994": 7, "kSMPTETimeType60Drop": 8,
    "kSMPTETimeType5994Drop": 9, "kSMPTETimeType50": 10, "kSMPTETimeType2398": 11,
    "kSMPTETimeUnknown": 0, "kSMPTETimeValid": 1, "kSMPTETimeRunning": 2,
}

# Structs that the facts leave out: none crosses between the HAL and a driver.
STRUCTS_WITHOUT_FACTS = {
    "CFRange": "passed by value to CoreFoundation, which is this library too",
    "CFArrayCallBacks": "read by CoreFoundation only",
    "CFDictionaryKeyCallBacks": "read by CoreFoundation only",
    "CFDictionaryValueCallBacks": "read by CoreFoundation only",
    "IUnknownVTbl": "the first four slots of AudioServerPlugInDriverInterface, which is in the facts",
    "mach_timebase_info": "filled in by this library only",
    "os_log_s": "opaque",
    "PortableTimeSource": "ours",
}

SOURCE = "\n".join("#include <%s>" % name for name in (
    "CoreAudio/AudioServerPlugIn.h", "CoreAudio/CoreAudio.h", "CoreFoundation/CoreFoundation.h",
    "mach/mach.h", "os/log.h", "dispatch/dispatch.h", "ossicle-portable/time_source.h",
    "ossicle-portable/diagnostics.h", "stdio.h", "stddef.h")) + "\n"


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def preprocess(compiler, include):
    """Our headers after preprocessing, as (file, text) in the order of inclusion."""
    text = run(compiler + ["-std=gnu11", "-E", "-I", include, "-x", "c", "-"], input=SOURCE)
    pieces, name = [], ""
    for line in text.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            name = marker.group(1)
        elif name.startswith(include):
            pieces.append((os.path.relpath(name, include), line))
    return pieces


def matching_brace(text, start):
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError("unbalanced braces")


def field_names(body):
    """The names of the fields; those of a union inside count as the struct's own."""
    names = []
    for part in re.sub(r"__extension__|\bunion\b|[{}]", "", body).split(";"):
        pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", part)
        plain = re.search(r"(\w+)\s*(\[\w*\])?\s*$", part.strip())
        if pointer or plain:
            names.append((pointer or plain).group(1))
    return names


def declared(pieces):
    """The enumerators of CoreAudio's headers, and the structs with fields of all headers."""
    audio = ("CoreAudio", "ossicle-portable/audio_")
    constants, structs = [], {}
    text = "\n".join(line for name, line in pieces if name.startswith(audio))
    for match in re.finditer(r"\benum\b[^;{]*{([^}]*)}", text):
        constants += re.findall(r"(?:^|,)\s*(\w+)", match.group(1))
    text = "\n".join(line for _, line in pieces)
    for match in re.finditer(r"\bstruct\s+(\w*)\s*{", text):  # one without a name has no facts
        end = matching_brace(text, match.end() - 1)
        structs[match.group(1)] = field_names(text[match.end():end])
    return constants, structs


def measure(compiler, include, constants, fields):
    """What the compiler makes of them: {name: value}, {(struct, field): numbers}."""
    lines = ['printf("%%lld\\n", (long long)(%s));' % name for name in constants]
    lines += ['printf("%%zu %%zu %%zu %%zu\\n", offsetof(%s, %s), sizeof(((%s *)0)->%s), '
              'sizeof(%s), _Alignof(%s));' % (s, f, s, f, s, s) for s, f in fields]
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "measure")
        run(compiler + ["-std=gnu11", "-w", "-I", include, "-x", "c", "-", "-o", program],
            input=SOURCE + "int main(void) {\n" + "\n".join(lines) + "\nreturn 0; }\n")
        output = run([program]).splitlines()
    values = dict(zip(constants, map(int, output)))
    numbers = [tuple(map(int, line.split())) for line in output[len(constants):]]
    return values, dict(zip(fields, numbers))


def check_codes(rows):
    for row in rows:
        code = row["fourcc"].strip('"')
        if code and int.from_bytes(code.encode("latin-1"), "big") != int(row["value"]):
            yield "facts: %s is %s, but '%s' is another number" % (row["name"], row["value"], code)


def check_constants(rows, names, values):
    facts = {row["name"]: int(row["value"]) for row in rows}
    facts.update(CONSTANTS_WITHOUT_FACTS)
    for name in sorted(set(facts) - set(names)):
        yield "%s is in the facts, but not declared" % name
    for name in sorted(set(names) - set(facts)):
        yield "%s is declared, but not in the facts" % name
    for name in sorted(set(names) & set(facts)):
        if values[name] != facts[name]:
            yield "%s is %d, must be %d" % (name, values[name], facts[name])


def check_layouts(rows, structs, measured):
    targets = {}
    for row in rows:
        numbers = tuple(int(row[key]) for key in ("offset", "size", "struct_size", "struct_align"))
        targets.setdefault(row["target"], {})[row["struct"], row["field"]] = numbers
    machine = {"aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    facts = targets.get(machine, targets["x86_64"])
    if any(other != facts for other in targets.values()):
        yield "facts: the targets differ, and only one of them is checked"
    known = {struct for struct, _ in facts}
    for struct in sorted(known - set(structs)):
        yield "struct %s is in the facts, but not declared" % struct
    for struct in sorted(set(structs) - known - set(STRUCTS_WITHOUT_FACTS)):
        yield "struct %s is declared, but not in the facts" % struct
    ours = {(struct, field) for struct in known for field in structs.get(struct, [])}
    for struct, field in sorted(set(facts) - ours):
        yield "%s.%s is in the facts, but not declared" % (struct, field)
    for struct, field in sorted(ours - set(facts)):
        yield "%s.%s is declared, but not in the facts" % (struct, field)
    for key in sorted(ours & set(facts)):
        if measured[key] != facts[key]:
            yield "%s.%s: offset, size, struct size, alignment are %s, must be %s" % (
                key + (measured[key], facts[key]))


def self_test(constants, layouts, names, structs, values, measured):
    """Break each input in turn: the check of it must notice."""
    def changed(rows, **change):
        return [dict(rows[0], **change)] + rows[1:]
    extra = dict(structs, Extra=["mField"])
    wider = dict(structs, SMPTETime=structs["SMPTETime"] + ["mNew"])
    broken = {
        "a wrong value": check_constants(changed(constants, value="77"), names, values),
        "a wrong code": check_codes(changed(constants, fourcc='"abcd"')),
        "a fact without declaration": check_constants(changed(constants, name="kGone"), names, values),
        "a declaration without fact": check_constants(constants[1:], names, values),
        "a wrong offset": check_layouts(changed(layouts, offset="4"), structs, measured),
        "a layout that is missing": check_layouts(
            [row for row in layouts if row["struct"] != "AudioBuffer"], structs, measured),
        "a struct without facts": check_layouts(layouts, extra, measured),
        "a field without facts": check_layouts(layouts, wider, measured),
        "a field that is gone": check_layouts(layouts, dict(structs, AudioBuffer=["mData"]), measured),
    }
    return ["the check does not notice " + what for what, found in broken.items() if not list(found)]


def main():
    data, include = sys.argv[1:3]
    compiler = sys.argv[3:]
    include = os.path.realpath(include)
    constants = read_rows(os.path.join(data, "constants.csv"))
    layouts = read_rows(os.path.join(data, "layouts.csv"))
    names, structs = declared(preprocess(compiler, include))
    fields = [(s, f) for s in structs for f in structs[s] if s in {row["struct"] for row in layouts}]
    values, measured = measure(compiler, include, names, fields)
    mistakes = list(check_codes(constants)) + list(check_constants(constants, names, values))
    mistakes += list(check_layouts(layouts, structs, measured))
    mistakes += self_test(constants, layouts, names, structs, values, measured)
    print("\n".join(mistakes) or "%d constants and %d structs are as the facts say" % (
        len(names), len({row["struct"] for row in layouts})))
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
