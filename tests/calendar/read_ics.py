#!/usr/bin/env python3
"""Reads the invitation in a message by a calendar parser that is not ours, and refuses what a strict client would.

Usage: read_ics.py MESSAGE.eml. Prints one JSON object; anything wrong goes to standard error, one line each, with exit code 1.
"""

import datetime
import email
import email.policy
import json
import sys

import icalendar


class Refused(Exception):
    """What a strict reader of RFC 5545, 5546 and 6047 would not take."""

    def __init__(self, faults):
        super().__init__("\n".join(faults))
        self.faults = faults


def read(message_bytes):
    """The invitation as a dictionary; raises Refused with every fault found."""
    message = email.message_from_bytes(message_bytes, policy=email.policy.default)
    calendars = [part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    inline = [part for part in calendars if part.get_content_disposition() != "attachment"]
    attached = [part for part in calendars if part.get_content_disposition() == "attachment"]
    if len(inline) != 1 or len(attached) != 1:
        raise Refused([f"one inline and one attached calendar are wanted, not {len(inline)} and {len(attached)}"])
    faults = []
    part = inline[0]
    data = part.get_payload(decode=True)
    if part.get_content_type() != "text/calendar":
        faults.append(f"the inline calendar is {part.get_content_type()}")
    if (part.get_content_charset() or "").lower() != "utf-8":
        faults.append(f"the charset is {part.get_content_charset()}, not utf-8")
    if not (attached[0].get_filename() or "").endswith(".ics"):
        faults.append(f"the attachment is called {attached[0].get_filename()}")
    if attached[0].get_payload(decode=True) != data:
        faults.append("the attachment differs from the inline calendar")
    faults += faults_of_lines(data)
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
    method = str(calendar.get("METHOD", ""))
    if method != str(part.get_param("method", "")).upper():
        faults.append(f"METHOD is {method} and the content type says {part.get_param('method')}")
    if str(calendar.get("VERSION")) != "2.0" or not calendar.get("PRODID"):
        faults.append("VERSION 2.0 and PRODID are wanted")
    events = calendar.walk("VEVENT")
    if len(events) != 1:
        raise Refused([*faults, f"{len(events)} VEVENTs where one is wanted"])
    answer = {"method": method, **read_event(events[0], method, calendar, faults)}
    if faults:
        raise Refused(faults)
    return answer


def faults_of_lines(data):
    faults = []
    if not data.endswith(b"\r\n"):
        faults.append("the last line is not ended by CRLF")
    if b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        faults.append("a bare CR or LF")
    for number, line in enumerate(data.split(b"\r\n"), 1):
        if len(line) > 75:
            faults.append(f"line {number} has {len(line)} octets")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            # Readers that unfold after decoding show such a letter as two question marks.
            faults.append(f"line {number} is folded inside a letter, or is not UTF-8")
    return faults


def read_event(event, method, calendar, faults):
    for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "ORGANIZER", "SUMMARY"):
        if name not in event:
            faults.append(f"no {name}")
        elif isinstance(event[name], list):
            faults.append(f"more than one {name}")
    if "DTSTAMP" in event and event["DTSTAMP"].dt.utcoffset() != datetime.timedelta(0):
        faults.append("DTSTAMP is not in UTC")
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    for name in ("DTSTART", "DTEND"):
        zone = event[name].params.get("TZID") if name in event else None
        if zone and zone not in zones:
            faults.append(f"{name} is in {zone}, of which there is no VTIMEZONE")
    start, end = utc(event, "DTSTART", faults), utc(event, "DTEND", faults)
    if start and end and end <= start:
        faults.append("it ends before it starts")
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    # RFC 5546: nobody is asked by a PUBLISH, so nobody is named.
    wanted = 0 if method == "PUBLISH" else 1
    if len(attendees) != wanted:
        faults.append(f"{len(attendees)} attendees where {wanted} is wanted")
    if (method == "CANCEL") != (text(event, "STATUS") == "CANCELLED"):
        faults.append(f"{method} with the status {text(event, 'STATUS')}")
    return {
        "uid": text(event, "UID"),
        "sequence": event.get("SEQUENCE"),
        "attendees": [
            {
                "email": address(attendee, faults),
                "name": attendee.params.get("CN"),
                "partstat": attendee.params.get("PARTSTAT"),
                "rsvp": attendee.params.get("RSVP") == "TRUE",
            }
            for attendee in attendees
        ],
        "organizer": address(event["ORGANIZER"], faults) if "ORGANIZER" in event else None,
        "start_utc": start,
        "end_utc": end,
        "stamped_utc": utc(event, "DTSTAMP", faults),
        "summary": text(event, "SUMMARY"),
        "description": text(event, "DESCRIPTION"),
        "location": text(event, "LOCATION"),
        "url": text(event, "URL"),
        "status": text(event, "STATUS"),
        "alarms": len(event.walk("VALARM")),
    }


def text(event, name):
    return str(event[name]) if name in event else None


def utc(event, name, faults):
    if name not in event or isinstance(event[name], list):
        return None
    moment = event[name].dt
    if not isinstance(moment, datetime.datetime):
        # A whole day has no moment.
        return moment.isoformat()
    if moment.tzinfo is None:
        faults.append(f"{name} floats: it is neither in UTC nor in a zone")
        return None
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def address(value, faults):
    scheme, _, address = str(value).partition(":")
    if scheme.lower() != "mailto" or "@" not in address:
        faults.append(f"{value} is not a mailto address")
    return address


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as eml:
        try:
            print(json.dumps(read(eml.read()), ensure_ascii=False))
        except Refused as refusal:
            sys.exit(str(refusal))
