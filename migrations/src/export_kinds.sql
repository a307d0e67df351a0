-- What an export takes out: people, organisations, or the guests of an event.
ALTER TABLE export_job ADD COLUMN kind TEXT NOT NULL DEFAULT 'CONTACTS' CONSTRAINT export_job_kind_known CHECK (kind IN ('CONTACTS', 'ORGANISATIONS', 'GUEST_LIST'));
ALTER TABLE export_job ADD COLUMN event_id {uuid} CONSTRAINT export_job_event_id_fk REFERENCES event (id);
-- Why it failed.
ALTER TABLE export_job ADD COLUMN problems {json};
CREATE INDEX export_job_by_event_id ON export_job (event_id);
