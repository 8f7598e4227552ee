"""Collects, while the papers are written, what a reader must find in them: the records and the seeded defects."""

import csv
import io
import json

from .grid import Fault, Formula, as_address
from .plan import FEEDBACK, as_text


class Papers:
    def __init__(self, root):
        self.root = root
        self.records = []  # (file, order, object)
        self.defects = []  # (file, sheet, cell, id, note)

    def path(self, file):
        return self.root / file

    def defect(self, file, sheet, cell, check, note):
        self.defects.append((file, sheet, cell, check, note))

    def record(self, file, sheet, row, record, columns, unit=None):
        """Notes one record as written at ``row``; ``columns`` is concept -> column number."""

        def text(concept):
            value = record.cell.get(concept) if concept in columns or concept in record.truth.get("joined", ()) else None
            return None if isinstance(value, (Fault, Formula)) else as_text(value)

        truth = record.truth
        entry = {
            "kind": "rectification",
            "source": {"file": file, "sheet": sheet, "row": row},
            "seq": text("seq"),
            "problem_id": truth.get("problem_id", text("pid")),
            "unit": truth.get("unit", unit or record.unit.name),
            "round": record.round,
            "round_text": text("round"),
            "category": truth["category"],
            "problem": text("problem"),
            "cycle": truth.get("cycle"),
            "lead_person": truth.get("lead_person", text("lead")),
            "resp_person": truth.get("resp_person", text("resp")),
            "feedback_date": FEEDBACK[record.round].isoformat(),
            "deadline": truth["deadline"],
            "deadline_precision": truth["deadline_precision"],
            "deadline_text": truth["deadline_text"],
            "status": truth["status"],
            "status_text": text("status"),
            "done_date": record.done.isoformat() if record.done and "done" in columns else None,
            "closed_date": record.closed.isoformat() if record.closed and "closed" in columns else None,
            "evidence": truth.get("evidence", text("evidence")),
        }
        self.records.append((file, len(self.records), entry))
        for concept, check, note in record.defects:
            self.defect(file, sheet, as_address(row, columns[concept]) if concept else "", check, note)

    def records_jsonl(self):
        """Files by the bytes of their paths, then the order of writing, which is sheet by sheet and row by row."""
        ordered = sorted(self.records, key=lambda item: (item[0].encode(), item[1]))
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for _, _, entry in ordered)

    def ordered_defects(self):
        return sorted(self.defects, key=lambda d: d[0].encode())

    def defects_csv(self):
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(["file", "sheet", "cell", "id"])
        writer.writerows(d[:4] for d in self.ordered_defects())
        return buffer.getvalue()


def seed(records, kinds, concept, check, note, where=None, **changes):
    """Plants a defect in the first still clean record of one of ``kinds``.

    ``changes`` are cells; a change to None blanks the cell. Returns the record for what else must change.
    """
    for record in records:
        if record.kind in kinds and not record.defects and not record.truth.get("reserved") and (where is None or where(record)):
            record.cell.update(changes)
            record.defects.append((concept, check, note))
            return record
    raise LookupError(f"no clean record for {check}")
