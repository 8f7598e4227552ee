"""Reads a mail as Python's two parsers see it, the one that knows RFC 2231 and one that knows RFC 2047 alone; prints JSON."""

import email
import email.header
import email.policy
import hashlib
import json
import re
import sys

raw = open(sys.argv[1], "rb").read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
old = email.message_from_bytes(raw, policy=email.policy.compat32)


def decoded(words):
    return str(email.header.make_header(email.header.decode_header(words)))


def only_2047(part):
    """The name as a program finds it that looks for encoded words in `name="…"` and has never heard of `name*0*=`."""
    found = re.search(r'name="([^"]*)"', part["Content-Type"], re.S)
    return decoded(re.sub(r"\r?\n\s+", " ", found[1])) if found else None


parts = list(mail.iter_attachments())
old_parts = [part for part in old.walk() if part.get_content_disposition() == "attachment"]
print(json.dumps({
    "subject": mail["Subject"], "old_subject": decoded(old["Subject"]),
    "from": mail["From"].addresses[0].display_name, "old_from": decoded(old["From"]),
    "to": [address.addr_spec for address in mail["To"].addresses],
    "id": mail["Message-ID"],
    "text": mail.get_body(("plain",)).get_content(), "html": mail.get_body(("html",)).get_content(),
    "names": [part.get_filename() for part in parts], "old_names": [only_2047(part) for part in old_parts],
    "sha256": [hashlib.sha256(part.get_content()).hexdigest() for part in parts],
    "defects": [str(defect) for part in mail.walk() for defect in part.defects],
}, ensure_ascii=False))
