"""Writes the sample county: its papers into this folder, what a reader must find in them into tests/files/county/.

    python generate.py [--out DIR] [--truth DIR]

No clock, no network, fixed seeds: every run gives the same bytes.
"""

import argparse
import shutil
from pathlib import Path

from generator import ledgers, registers
from generator.papers import Papers

HERE = Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="where the papers go")
    parser.add_argument("--truth", type=Path, default=HERE.parents[1] / "tests/files/county", help="where records.jsonl and defects.csv go")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    options.truth.mkdir(parents=True, exist_ok=True)
    for folder in ("台账", "风险登记", "测评"):
        shutil.rmtree(options.out / folder, ignore_errors=True)
    papers = Papers(options.out)
    for write in [*ledgers.ALL, *registers.ALL]:
        write(papers)
    registers.readme(papers)
    (options.truth / "records.jsonl").write_text(papers.records_jsonl(), encoding="utf-8")
    (options.truth / "defects.csv").write_text(papers.defects_csv(), encoding="utf-8")
    print(f"{len(papers.records)} records, {len(papers.defects)} defects")


if __name__ == "__main__":
    main()
