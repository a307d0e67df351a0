"""The calendar reader: a good invitation, and each thing it must refuse."""

import email.message
import unittest

from read_ics import Refused, read

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//test//EN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Tirane
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:e1.g1@x.test
DTSTAMP:20261123T100000Z
SEQUENCE:2
DTSTART;TZID=Europe/Tirane:20260710T180000
DTEND;TZID=Europe/Tirane:20260710T200000
SUMMARY:Pritje\\, e ftuar
LOCATION:Tiranë
ORGANIZER;CN=Zyra:mailto:zyra@x.test
ATTENDEE;CN="Anna, Dr";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@y.te
 st
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def letter(ics=ICS, method="REQUEST", attached=None, name="invite.ics"):
    ics = ics.replace("\n", "\r\n").encode()
    attached = ics if attached is None else attached
    message = email.message.EmailMessage()
    message.set_content("Welcome")
    message.add_alternative("<p>Welcome</p>", subtype="html")
    message.add_alternative(ics, maintype="text", subtype="calendar", params={"method": method, "charset": "utf-8"})
    del message.get_payload()[-1]["Content-Disposition"]
    message.add_attachment(attached, maintype="text", subtype="calendar", filename=name, params={"method": method})
    return message.as_bytes()


class ReadIcsTest(unittest.TestCase):
    def refuses(self, reason, eml):
        with self.assertRaises(Refused) as refusal:
            read(eml)
        self.assertIn(reason, str(refusal.exception))

    def test_a_good_invitation_is_read(self):
        answer = read(letter())
        self.assertEqual(answer["method"], "REQUEST")
        self.assertEqual((answer["uid"], answer["sequence"], answer["status"]), ("e1.g1@x.test", 2, "CONFIRMED"))
        self.assertEqual((answer["start_utc"], answer["end_utc"]), ("2026-07-10T16:00:00Z", "2026-07-10T18:00:00Z"))
        self.assertEqual((answer["summary"], answer["location"]), ("Pritje, e ftuar", "Tiranë"))
        self.assertEqual(answer["organizer"], "zyra@x.test")
        self.assertEqual(
            answer["attendees"], [{"email": "anna@y.test", "name": "Anna, Dr", "partstat": "NEEDS-ACTION", "rsvp": True}]
        )

    def test_the_method_must_be_one(self):
        self.refuses("METHOD is REQUEST and the content type says CANCEL", letter(method="CANCEL"))

    def test_the_attachment_must_be_the_same(self):
        self.refuses("differs", letter(attached=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
        self.refuses("is called", letter(name="invite.txt"))

    def test_a_letter_without_a_calendar_is_refused(self):
        self.refuses("not 0 and 0", b"Subject: x\r\n\r\nx\r\n")

    def test_one_event_for_one_attendee(self):
        event = ICS[ICS.index("BEGIN:VEVENT") : ICS.index("END:VCALENDAR")]
        self.refuses("2 VEVENTs", letter(ICS.replace(event, event * 2)))
        self.refuses("2 attendees", letter(ICS.replace("STATUS:", "ATTENDEE:mailto:b@y.test\nSTATUS:")))

    def test_a_publication_names_nobody(self):
        publish = ICS.replace("METHOD:REQUEST", "METHOD:PUBLISH")
        self.refuses("1 attendees where 0", letter(publish, method="PUBLISH"))
        attendee = ICS[ICS.index("ATTENDEE") : ICS.index("STATUS")]
        self.assertEqual(read(letter(publish.replace(attendee, ""), method="PUBLISH"))["attendees"], [])

    def test_a_cancellation_says_so_twice(self):
        cancel = ICS.replace("METHOD:REQUEST", "METHOD:CANCEL")
        self.refuses("CANCEL with the status CONFIRMED", letter(cancel, method="CANCEL"))
        self.assertEqual(read(letter(cancel.replace("CONFIRMED", "CANCELLED"), method="CANCEL"))["status"], "CANCELLED")

    def test_times_must_be_moments(self):
        self.refuses("no VTIMEZONE", letter(ICS.replace("DTEND;TZID=Europe/Tirane", "DTEND;TZID=Europe/Rome")))
        self.refuses("floats", letter(ICS.replace("DTSTART;TZID=Europe/Tirane:2026", "DTSTART:2026")))
        self.refuses("ends before", letter(ICS.replace("20260710T200000", "20260710T170000")))
        self.refuses("not in UTC", letter(ICS.replace("DTSTAMP:20261123T100000Z", "DTSTAMP:20261123T100000")))

    def test_lines_are_folded_at_75_octets_and_ended_by_crlf(self):
        self.refuses("has 76 octets", letter(ICS.replace("STATUS:", "COMMENT:" + "x" * 68 + "\nSTATUS:")))
        self.refuses("bare CR or LF", letter(ICS.replace("STATUS:", "COMMENT:a\rb\nSTATUS:")))

    def test_properties_that_do_not_parse_are_named(self):
        self.refuses("DTSTART", letter(ICS.replace("20260710T180000", "tomorrow")))
        self.refuses("no UID", letter(ICS.replace("UID:e1.g1@x.test\n", "")))


if __name__ == "__main__":
    unittest.main()
