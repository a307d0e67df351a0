#!/usr/bin/env python3
"""Verifies a message's DKIM signature by an implementation that is not ours. Usage: verify_dkim.py MESSAGE.eml KEY.txt"""

import json
import re
import sys

import dkim


def verify(message, record):
    """What the first signature says, and whether it holds with the TXT record given in place of the DNS."""
    head = message.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    field = re.search(rb"^DKIM-Signature:(.*(?:\n[ \t].*)*)", head, re.IGNORECASE | re.MULTILINE)
    if not field:
        return {"valid": False, "reason": "not signed"}
    try:
        valid = dkim.DKIM(message).verify(dnsfunc=lambda _name, **_kwargs: record)
        reason = None if valid else "the signature does not match"
    except dkim.DKIMException as refusal:
        valid, reason = False, str(refusal)
    tags = dict(tag.strip().split("=", 1) for tag in re.sub(r"\s+", "", field[1].decode()).split(";") if tag)
    return {
        "valid": bool(valid),
        "reason": reason,
        "domain": tags.get("d"),
        "selector": tags.get("s"),
        "algorithm": tags.get("a"),
        "canonicalization": tags.get("c"),
        "headers": [name.lower() for name in tags.get("h", "").split(":")],
    }


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as eml, open(sys.argv[2], "rb") as key:
        answer = verify(eml.read(), key.read().strip())
    print(json.dumps(answer))
    sys.exit(not answer["valid"])
