-- A headcount may be what gates let in beside guests. SQLite changes no condition of a table: the table is made anew.
{only sqlite}
CREATE TABLE event_headcount_2 (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    mode TEXT NOT NULL,
    count INTEGER NOT NULL,
    method TEXT NOT NULL,
    note TEXT,
    recorded_by {uuid},
    recorded_at {instant} NOT NULL,
    CONSTRAINT event_headcount_pk PRIMARY KEY (id),
    CONSTRAINT event_headcount_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT event_headcount_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_headcount_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES account (id),
    CONSTRAINT event_headcount_mode_known CHECK (mode IN ('IN_PERSON', 'ONLINE')),
    CONSTRAINT event_headcount_method_known CHECK (method IN ('COUNTED', 'ESTIMATED', 'DEVICE', 'GATES')),
    CONSTRAINT event_headcount_not_negative CHECK (count >= 0),
    CONSTRAINT event_headcount_event_id_mode_once UNIQUE (event_id, mode)
){strict};
INSERT INTO event_headcount_2 SELECT * FROM event_headcount;
DROP TABLE event_headcount;
ALTER TABLE event_headcount_2 RENAME TO event_headcount;
{end sqlite}
{only postgres}
ALTER TABLE event_headcount DROP CONSTRAINT event_headcount_method_known;
ALTER TABLE event_headcount ADD CONSTRAINT event_headcount_method_known CHECK (method IN ('COUNTED', 'ESTIMATED', 'DEVICE', 'GATES'));
{end postgres}
