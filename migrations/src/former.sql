-- A row of a guest list that became one with another of the same person: where the personal link in its letters leads. The link opens
-- while the row that stayed has the epoch that it had then.
CREATE TABLE attendee_former (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    link_epoch INTEGER NOT NULL,
    kept_epoch INTEGER NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT attendee_former_pk PRIMARY KEY (id),
    CONSTRAINT attendee_former_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT attendee_former_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE
){strict};
CREATE INDEX attendee_former_by_attendee_id ON attendee_former (attendee_id);
