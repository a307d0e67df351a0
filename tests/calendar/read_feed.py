#!/usr/bin/env python3
"""Reads a calendar file by a parser that is not ours, and refuses what a strict client would.

Usage: read_feed.py FILE.ics. Prints one JSON list with an object for each entry; anything wrong goes to standard error, one line
each, with exit code 1.
"""

import json
import sys

import icalendar

from read_ics import Refused, faults_of_lines, read_event


def read(data):
    """The entries as dictionaries; raises Refused with every fault found."""
    faults = faults_of_lines(data)
    try:
        calendars = icalendar.Calendar.from_ical(data.decode("utf-8"), multiple=True)
    except ValueError as refusal:
        raise Refused([*faults, f"it does not parse: {refusal}"]) from refusal
    if len(calendars) != 1:
        raise Refused([*faults, f"{len(calendars)} calendars in one file"])
    calendar = calendars[0]
    for component in calendar.walk():
        faults += [f"{component.name}: {name}: {error}" for name, error in component.errors]
    if faults:
        # A property that does not parse cannot be asked further.
        raise Refused(faults)
    if str(calendar.get("METHOD", "")) != "PUBLISH":
        faults.append(f"METHOD is {calendar.get('METHOD')}")
    if str(calendar.get("VERSION")) != "2.0" or not calendar.get("PRODID"):
        faults.append("VERSION 2.0 and PRODID are wanted")
    entries = [read_event(event, "PUBLISH", calendar, faults) for event in calendar.walk("VEVENT")]
    if len({entry["uid"] for entry in entries}) != len(entries):
        faults.append("two entries of one UID")
    if faults:
        raise Refused(faults)
    return entries


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as ics:
        try:
            print(json.dumps(read(ics.read()), ensure_ascii=False))
        except Refused as refusal:
            sys.exit(str(refusal))
