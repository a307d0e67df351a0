-- An import that was asked for and is done in the background.
CREATE TABLE import_job (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    file_id {uuid},
    report_id {uuid},
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    encoding TEXT,
    delimiter TEXT,
    mapping {json} NOT NULL,
    mode TEXT NOT NULL,
    purpose TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    dry_run {bool} NOT NULL,
    form TEXT,
    heads {json},
    problems {json},
    total {number} NOT NULL,
    created {number} NOT NULL,
    updated {number} NOT NULL,
    unchanged {number} NOT NULL,
    skipped {number} NOT NULL,
    ambiguous {number} NOT NULL,
    failed {number} NOT NULL,
    removed {number} NOT NULL,
    restored {number} NOT NULL,
    left_over {number} NOT NULL,
    attempts {number} NOT NULL,
    lease_token {uuid},
    leased_until {instant},
    created_by {uuid} NOT NULL,
    created_at {instant} NOT NULL,
    started_at {instant},
    finished_at {instant},
    CONSTRAINT import_job_pk PRIMARY KEY (id),
    CONSTRAINT import_job_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT import_job_file_id_fk FOREIGN KEY (file_id) REFERENCES stored_file (id) ON DELETE SET NULL,
    CONSTRAINT import_job_report_id_fk FOREIGN KEY (report_id) REFERENCES stored_file (id) ON DELETE SET NULL,
    CONSTRAINT import_job_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT import_job_state_known CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'BROKEN_OFF', 'CANCELLED', 'UNDOING', 'UNDONE')),
    CONSTRAINT import_job_mode_known CHECK (mode IN ('CREATE_ONLY', 'FILL_EMPTY', 'UPDATE')),
    CONSTRAINT import_job_basis_known CHECK (basis IN ('CONSENT', 'PUBLIC_TASK', 'CONTRACT', 'LEGAL_OBLIGATION', 'LEGITIMATE_INTEREST'))
){strict};
CREATE INDEX import_job_by_office_id_created_at_id ON import_job (office_id, created_at, id);
CREATE INDEX import_job_by_file_id ON import_job (file_id);
CREATE INDEX import_job_by_report_id ON import_job (report_id);
CREATE INDEX import_job_by_created_by ON import_job (created_by);
CREATE INDEX import_job_due ON import_job (created_at, id) WHERE state IN ('QUEUED', 'RUNNING', 'UNDOING');

-- Each go of a job is a batch; one that was killed has several.
ALTER TABLE import_batch ADD COLUMN job_id {uuid} CONSTRAINT import_batch_job_id_fk REFERENCES import_job (id);
CREATE INDEX import_batch_by_job_id ON import_batch (job_id);
