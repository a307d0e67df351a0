-- A file that an office gave or made, in pieces, so that every replica reaches it.
CREATE TABLE stored_file (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes {number} NOT NULL,
    sha256 {bytes},
    state TEXT NOT NULL,
    link_epoch INTEGER NOT NULL,
    created_by {uuid},
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    CONSTRAINT stored_file_pk PRIMARY KEY (id),
    CONSTRAINT stored_file_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT stored_file_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT stored_file_kind_known CHECK (kind IN ('UPLOAD', 'EXPORT', 'REPORT')),
    CONSTRAINT stored_file_state_known CHECK (state IN ('WRITING', 'WHOLE')),
    CONSTRAINT stored_file_whole_is_hashed CHECK (state = 'WRITING' OR sha256 IS NOT NULL),
    CONSTRAINT stored_file_bytes_counted CHECK (bytes >= 0)
){strict};
CREATE INDEX stored_file_by_office_id ON stored_file (office_id);
CREATE INDEX stored_file_by_expires_at ON stored_file (expires_at);

-- Its bytes, 256 KiB a row at most.
CREATE TABLE stored_piece (
    file_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    office_id {uuid} NOT NULL,
    bytes {bytes} NOT NULL,
    CONSTRAINT stored_piece_pk PRIMARY KEY (file_id, position),
    CONSTRAINT stored_piece_file_id_fk FOREIGN KEY (file_id) REFERENCES stored_file (id) ON DELETE CASCADE,
    CONSTRAINT stored_piece_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};

-- What was taken out of the register, by whom, what for, and how far that is.
CREATE TABLE export_job (
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
    CONSTRAINT export_job_pk PRIMARY KEY (id),
    CONSTRAINT export_job_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT export_job_file_id_fk FOREIGN KEY (file_id) REFERENCES stored_file (id) ON DELETE SET NULL,
    CONSTRAINT export_job_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT export_job_state_known CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
    CONSTRAINT export_job_format_known CHECK (format IN ('CSV', 'XLSX')),
    CONSTRAINT export_job_delimiter_known CHECK (delimiter IN ('SEMICOLON', 'COMMA')),
    CONSTRAINT export_job_running_is_leased CHECK ((state = 'RUNNING') = (lease_token IS NOT NULL AND leased_until IS NOT NULL)),
    CONSTRAINT export_job_progress_counted CHECK (done >= 0 AND done <= total)
){strict};
CREATE INDEX export_job_by_office_id_created_at_id ON export_job (office_id, created_at, id);
CREATE INDEX export_job_by_file_id ON export_job (file_id);
CREATE INDEX export_job_waiting ON export_job (created_at) WHERE state IN ('QUEUED', 'RUNNING');
