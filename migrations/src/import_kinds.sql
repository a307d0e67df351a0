-- What a file tells of: people, organisations, or the guests of an event.
ALTER TABLE import_job ADD COLUMN kind TEXT NOT NULL DEFAULT 'CONTACTS' CONSTRAINT import_job_kind_known CHECK (kind IN ('CONTACTS', 'ORGANISATIONS', 'GUEST_LIST'));
ALTER TABLE import_job ADD COLUMN event_id {uuid} CONSTRAINT import_job_event_id_fk REFERENCES event (id);
-- Under which name guests are put on the list together.
ALTER TABLE import_job ADD COLUMN wave TEXT;
CREATE INDEX import_job_by_event_id ON import_job (event_id);
ALTER TABLE import_batch ADD COLUMN kind TEXT NOT NULL DEFAULT 'CONTACTS' CONSTRAINT import_batch_kind_known CHECK (kind IN ('CONTACTS', 'ORGANISATIONS', 'GUEST_LIST'));
ALTER TABLE import_batch ADD COLUMN event_id {uuid} CONSTRAINT import_batch_event_id_fk REFERENCES event (id);
CREATE INDEX import_batch_by_event_id ON import_batch (event_id);
-- Which organisation a line made or changed.
ALTER TABLE import_line ADD COLUMN organisation_id {uuid} CONSTRAINT import_line_organisation_id_fk REFERENCES organisation (id) ON DELETE CASCADE;
CREATE INDEX import_line_by_organisation_id ON import_line (organisation_id);
