#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the packages hold, read without installing them; needs no rights.
contents_test.py PACKAGES [CASE…]   CASE: modes lint symbols rpm sbom"""

import datetime
import glob
import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
import tarfile
import tempfile

from clean_root import check, fail, packages_of

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
NAMES = ("chaperone-agent", "chaperone-tray")
# The only files that are run by anybody: programs, their helpers, one example.
EXECUTABLE = re.compile(r"/usr/bin/chaperone(-tray)?|/usr/libexec/chaperone/chaperone-(reader|recorder)|"
                        r"/usr/share/doc/chaperone-agent/examples/dialler\.py")


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def members(deb):
    """{path: TarInfo} of a package, and a function that reads one."""
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], capture_output=True, check=True).stdout
    archive = tarfile.open(fileobj=io.BytesIO(data))
    return {m.name.removeprefix(".").rstrip("/"): m for m in archive if m.name not in (".", "./")}, archive


def modes(packages, _folder):
    """Nothing that others may write, nothing secret, no setuid bit; what is executable is known by name."""
    for deb in packages:
        for path, member in members(deb)[0].items():
            if (member.uid, member.gid, member.uname, member.gname) != (0, 0, "root", "root"):
                fail(f"{path} belongs to {member.uname}:{member.gname}, expected root:root")
            if not (member.isdir() or member.isfile() or member.issym()):
                fail(f"{path} is neither a file, a folder nor a link")
            if member.issym():
                continue
            if member.mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX | stat.S_IWGRP | stat.S_IWOTH):
                fail(f"{path} has the mode {member.mode:o}")
            expected = 0o755 if member.isdir() or EXECUTABLE.fullmatch(path) else 0o644
            if member.mode != expected:
                fail(f"{path} has the mode {member.mode:o}, expected {expected:o}")
        check(True, f"{os.path.basename(deb)}: every file is root's, only root may write it, and what is executable is meant to be")
        conffiles = subprocess.run(["dpkg-deb", "--info", deb, "conffiles"], capture_output=True, check=False)
        check(conffiles.returncode != 0, f"{os.path.basename(deb)}: no conffile, so that no upgrade asks about one")


def lint(packages, _folder):
    subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", *packages], check=True)
    check(True, "lintian finds no error and no warning")


def symbols(_packages, folder):
    """What dpkg --verify goes by in the packages with the debug symbols."""
    for name in NAMES:
        found = glob.glob(os.path.join(folder, name + "-dbgsym_*.ddeb"))
        if len(found) != 1:
            fail(f"{folder} does not hold one package with the debug symbols of {name}")
        with tempfile.TemporaryDirectory() as work:
            subprocess.run(["dpkg-deb", "--raw-extract", found[0], work], check=True)
            with open(os.path.join(work, "DEBIAN", "md5sums"), encoding="utf-8") as f:
                listed = dict(reversed(line.rstrip("\n").split("  ", 1)) for line in f)
            files = {os.path.relpath(os.path.join(at, file), work) for at, _, names in os.walk(os.path.join(work, "usr")) for file in names}
            check(files and set(listed) == files, f"{name}-dbgsym: its checksums name its {len(files)} files, where they will be")
            done = subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=work, check=False)
            check(done.returncode == 0, f"{name}-dbgsym: and are right")


def rpm(packages, folder):
    """The RPMs hold what Debian's packages hold, and their scripts are Debian's."""
    for name, deb in zip(NAMES, packages):
        found = glob.glob(os.path.join(folder, name + "-[0-9]*.rpm"))
        if len(found) != 1:
            fail(f"{folder} does not hold one RPM of {name}: run installer/build-packages --rpm")
        ours, archive = members(deb)
        listing = said("rpm", "--query", "--package", "--queryformat",
                       "[%{FILENAMES}\t%{FILEMODES:octal}\t%{FILEUSERNAME}:%{FILEGROUPNAME}\t%{FILELINKTOS}\t%{FILEDIGESTS}\n]", found[0])
        theirs = {line.split("\t")[0]: line.split("\t")[1:] for line in listing.splitlines()}
        missing = {p for p, m in ours.items() if not m.isdir()} - set(theirs)
        if missing or set(theirs) - set(ours):
            fail(f"{name}: only in the DEB: {sorted(missing)}; only in the RPM: {sorted(set(theirs) - set(ours))}")
        for path, (mode, owner, link, digest) in theirs.items():
            member = ours[path]
            if owner != "root:root" or (not member.issym() and int(mode, 8) & 0o7777 != member.mode) or link != member.linkname:
                fail(f"{path} is {mode} {owner} {link} in the RPM, {member.mode:o} {member.linkname} in the DEB")
            if member.isfile():
                data = archive.extractfile(member).read()
                if not data.startswith(b"\x7fELF") and digest != hashlib.sha256(data).hexdigest():
                    fail(f"{path} is another file in the RPM")
        check(True, f"{name}: the RPM holds the DEB's {len(ours)} files and folders that are its own, with their modes")
        folders = {p for p, (mode, *_) in theirs.items() if stat.S_ISDIR(int(mode, 8))}
        check(folders == {p for p, m in ours.items() if m.isdir() and "chaperone" in p}, f"{name}: it owns its own folders, and none of the distribution's")
        scripts = said("rpm", "--query", "--package", "--scripts", found[0])
        package = os.path.join(SOURCES, "installer", "package", name.removeprefix("chaperone-"))
        for script in ("postinst", "prerm"):
            with open(os.path.join(package, script), encoding="utf-8") as f:
                check(f.read().removeprefix("#!/bin/sh\n").strip() in scripts, f"{name}: {script} is the DEB's, to the letter")
        headings = set(re.findall(r"^(\w+) scriptlet", scripts, re.M))
        check(headings == {"postinstall", "preuninstall"}, f"{name}: no other script runs")


def sbom_of(deb):
    with open(deb.removesuffix(".deb") + ".spdx.json", encoding="utf-8") as f:
        return f.read()


SPDX_LICENCE = "NOASSERTION|Apache-2\\.0|MIT|BSD-3-Clause|CC0-1\\.0|Unlicense|LicenseRef-[A-Za-z0-9.-]+"
# What SPDX 2.3 asks of a document and its parts: each field and the form of its text.
SPDX_DOCUMENT = {"spdxVersion": "SPDX-2\\.3", "dataLicense": "CC0-1\\.0", "SPDXID": "SPDXRef-DOCUMENT", "name": ".+",
                 "documentNamespace": "https://[^#]+"}
SPDX_PACKAGE = {"name": ".+", "SPDXID": "SPDXRef-[A-Za-z0-9.-]+", "downloadLocation": "NOASSERTION|NONE|https?://.+",
                "licenseConcluded": SPDX_LICENCE, "licenseDeclared": SPDX_LICENCE, "copyrightText": ".+"}
SPDX_RELATION = {"spdxElementId": "SPDXRef-.+", "relatedSpdxElement": "SPDXRef-.+",
                 "relationshipType": "DESCRIBES|CONTAINS|DEPENDS_ON|DYNAMIC_LINK|STATIC_LINK"}
SPDX_TEXT = {"licenseId": "LicenseRef-[A-Za-z0-9.-]+", "extractedText": "(?s).+"}


def fits_spdx(document, name):
    parts = [(document, SPDX_DOCUMENT)] + [(p, SPDX_PACKAGE) for p in document["packages"]]
    parts += [(r, SPDX_RELATION) for r in document["relationships"]] + [(t, SPDX_TEXT) for t in document["hasExtractedLicensingInfos"]]
    for part, fields in parts:
        for field, form in fields.items():
            if not re.fullmatch(form, str(part.get(field, ""))):
                fail(f"{name}: {field} is {part.get(field)!r} in {str(part)[:120]}; SPDX 2.3 expects {form}")
    made = document["creationInfo"]
    check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made["created"]) and
          all(re.match("(Tool|Person|Organization): .", c) for c in made["creators"]), f"{name}: it has the form of SPDX 2.3")


def sbom(packages, _folder):
    """Each package's SPDX file: its form, all that the package depends on, nothing of the machine that made it."""
    for name, deb in zip(NAMES, packages):
        text = sbom_of(deb)
        document = json.loads(text)
        fits_spdx(document, name)
        identifiers = [p["SPDXID"] for p in document["packages"]] + [document["SPDXID"]]
        check(len(set(identifiers)) == len(identifiers), f"{name}: each element has one name")
        for relation in document["relationships"]:
            if relation["spdxElementId"] not in identifiers or relation["relatedSpdxElement"] not in identifiers:
                fail(f"{name}: {relation} names what is not in the file")
        licences = {p["licenseDeclared"] for p in document["packages"]}
        texts = {t["licenseId"] for t in document["hasExtractedLicensingInfos"]}
        check({l for l in licences if l.startswith("LicenseRef-")} == texts, f"{name}: each licence that SPDX does not know is there in full")
        held = {p["name"] for p in document["packages"]}
        depends = {re.match(r"[a-z0-9][a-z0-9+.-]*", d.strip()).group() for d in re.split(r"[,|]", said("dpkg-deb", "-f", deb, "Depends"))}
        check(not depends - held, f"{name}: all {len(depends)} packages of Depends are in it")
        with open(deb, "rb") as f:
            digest = hashlib.sha256(f.read()).hexdigest()
        check(any(c["checksumValue"] == digest for p in document["packages"] for c in p.get("checksums", [])), f"{name}: it is about this very file")
        check(not re.search(r"(?<![\w/.:])/(tmp|home|root|work|build|var|usr)/", text), f"{name}: no path of the machine that built it")
    lists = {"policy/personal_data/gazetteer/" + f for f in ("common_words.txt", "surnames_us.txt", "uk_postcode_districts.csv")}
    agent = json.loads(sbom_of(packages[0]))
    check(lists < {p["name"] for p in agent["packages"] if p["licenseDeclared"] != "NOASSERTION"}, "the word lists that are compiled in have their licences")
    before = [sbom_of(deb) for deb in packages]
    made = datetime.datetime.strptime(agent["creationInfo"]["created"] + "+0000", "%Y-%m-%dT%H:%M:%SZ%z")
    subprocess.run([os.path.join(SOURCES, "installer", "make-sbom"), *packages], check=True,
                   env=dict(os.environ, SOURCE_DATE_EPOCH=str(int(made.timestamp()))))
    check(before == [sbom_of(deb) for deb in packages], "made again it is the same")


CASES = {"modes": modes, "lint": lint, "symbols": symbols, "rpm": rpm, "sbom": sbom}


def main(folder, *cases):
    packages = packages_of(folder)
    for case in cases or CASES:
        print(f"== {case}", flush=True)
        CASES[case](packages, folder)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])
