#!/usr/bin/env python3
"""Fills fuzz/corpus/workbook: the sample's workbooks as they are, and zipped ones as lists of their members too.

More files or folders of workbooks may be named on the command line.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus" / "workbook"
KINDS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv"}
# Larger ones cost the fuzzer more time than they are worth.
MOST_BYTES = 100_000


def keep(content: bytes) -> None:
    (CORPUS / hashlib.sha1(content).hexdigest()).write_bytes(content)


def members(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    listed = (name.encode() + b"\n" + len(part).to_bytes(4, "little") + part for name, part in parts)
    return b"MEMBERS" + b"".join(listed)


def main() -> None:
    CORPUS.mkdir(parents=True, exist_ok=True)
    roots = [HERE.parent / "samples", HERE.parent / "tests", *map(Path, sys.argv[1:])]
    files = (path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*"))))
    for path in files:
        if path.suffix.lower() not in KINDS or not path.is_file() or path.stat().st_size > MOST_BYTES:
            continue
        keep(path.read_bytes())
        if zipfile.is_zipfile(path):
            try:
                keep(members(path))
            except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError):
                pass  # a damaged or locked one is a seed as it is
    print(f"{len(list(CORPUS.iterdir()))} seeds in {CORPUS}")


if __name__ == "__main__":
    main()
