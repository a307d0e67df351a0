-- Papers of an event go the way of exports: lists and badges as tables, and as pages to be printed.
{only postgres}
ALTER TABLE export_job DROP CONSTRAINT export_job_kind_known;
ALTER TABLE export_job ADD CONSTRAINT export_job_kind_known CHECK (kind IN ('CONTACTS', 'ORGANISATIONS', 'GUEST_LIST', 'PAPER'));
ALTER TABLE export_job DROP CONSTRAINT export_job_format_known;
ALTER TABLE export_job ADD CONSTRAINT export_job_format_known CHECK (format IN ('CSV', 'XLSX', 'HTML'));
ALTER TABLE export_job ADD COLUMN paper TEXT CONSTRAINT export_job_paper_known CHECK (paper IN ('GUEST_LIST', 'PROTOCOL_LIST', 'RUN_OF_SHOW', 'SIGN_IN_SHEET', 'BADGES', 'CATERING', 'CERTIFICATES'));
ALTER TABLE export_job ADD CONSTRAINT export_job_paper_of_event CHECK ((kind = 'PAPER') = (paper IS NOT NULL) AND (paper IS NULL OR event_id IS NOT NULL));
ALTER TABLE export_job ADD CONSTRAINT export_job_page_is_a_paper CHECK (format <> 'HTML' OR kind = 'PAPER');
{end postgres}
{only sqlite}
-- SQLite alters no constraint: the table is made anew and takes the old one's name.
CREATE TABLE export_job_2 (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    format TEXT NOT NULL,
    delimiter TEXT NOT NULL,
    heading_language TEXT,
    purpose TEXT NOT NULL,
    filter {json} NOT NULL,
    search TEXT,
    fields {json} NOT NULL,
    total {number} NOT NULL,
    done {number} NOT NULL,
    file_id {uuid},
    attempts INTEGER NOT NULL,
    lease_token {uuid},
    leased_until {instant},
    created_by {uuid},
    created_at {instant} NOT NULL,
    finished_at {instant},
    kind TEXT NOT NULL DEFAULT 'CONTACTS',
    event_id {uuid},
    problems {json},
    paper TEXT,
    CONSTRAINT export_job_pk PRIMARY KEY (id),
    CONSTRAINT export_job_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT export_job_file_id_fk FOREIGN KEY (file_id) REFERENCES stored_file (id) ON DELETE SET NULL,
    CONSTRAINT export_job_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT export_job_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT export_job_state_known CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    CONSTRAINT export_job_format_known CHECK (format IN ('CSV', 'XLSX', 'HTML')),
    CONSTRAINT export_job_delimiter_known CHECK (delimiter IN ('SEMICOLON', 'COMMA')),
    CONSTRAINT export_job_kind_known CHECK (kind IN ('CONTACTS', 'ORGANISATIONS', 'GUEST_LIST', 'PAPER')),
    CONSTRAINT export_job_paper_known CHECK (paper IN ('GUEST_LIST', 'PROTOCOL_LIST', 'RUN_OF_SHOW', 'SIGN_IN_SHEET', 'BADGES', 'CATERING', 'CERTIFICATES')),
    CONSTRAINT export_job_paper_of_event CHECK ((kind = 'PAPER') = (paper IS NOT NULL) AND (paper IS NULL OR event_id IS NOT NULL)),
    CONSTRAINT export_job_page_is_a_paper CHECK (format <> 'HTML' OR kind = 'PAPER'),
    CONSTRAINT export_job_running_is_leased CHECK ((state = 'RUNNING') = (lease_token IS NOT NULL AND leased_until IS NOT NULL)),
    CONSTRAINT export_job_progress_counted CHECK (done >= 0 AND done <= total)
){strict};
INSERT INTO export_job_2 SELECT id, office_id, state, format, delimiter, heading_language, purpose, filter, search, fields, total, done, file_id,
    attempts, lease_token, leased_until, created_by, created_at, finished_at, kind, event_id, problems, NULL FROM export_job;
DROP TABLE export_job;
ALTER TABLE export_job_2 RENAME TO export_job;
CREATE INDEX export_job_by_office_id_created_at_id ON export_job (office_id, created_at, id);
CREATE INDEX export_job_by_file_id ON export_job (file_id);
CREATE INDEX export_job_waiting ON export_job (created_at) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX export_job_by_event_id ON export_job (event_id);
{end sqlite}

-- Certificates of attendance, numbered within an office. Who took part, and in what, is told by the row of the guest list.
CREATE TABLE certificate (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    number INTEGER NOT NULL,
    issued_by {uuid},
    issued_at {instant} NOT NULL,
    CONSTRAINT certificate_pk PRIMARY KEY (id),
    CONSTRAINT certificate_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT certificate_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT certificate_issued_by_fk FOREIGN KEY (issued_by) REFERENCES account (id),
    CONSTRAINT certificate_office_id_number_once UNIQUE (office_id, number)
){strict};
CREATE INDEX certificate_by_attendee_id ON certificate (attendee_id);
CREATE INDEX certificate_by_issued_by ON certificate (issued_by);
