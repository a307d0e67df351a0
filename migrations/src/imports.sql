-- A file that people were brought in from.
CREATE TABLE import_batch (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    form TEXT NOT NULL,
    mapping {json} NOT NULL,
    mode TEXT NOT NULL,
    purpose_id {uuid} NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    total {number} NOT NULL,
    created {number} NOT NULL,
    updated {number} NOT NULL,
    unchanged {number} NOT NULL,
    skipped {number} NOT NULL,
    ambiguous {number} NOT NULL,
    failed {number} NOT NULL,
    created_by {uuid},
    created_at {instant} NOT NULL,
    finished_at {instant},
    undone_at {instant},
    CONSTRAINT import_batch_pk PRIMARY KEY (id),
    CONSTRAINT import_batch_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT import_batch_purpose_id_fk FOREIGN KEY (purpose_id) REFERENCES purpose (id),
    CONSTRAINT import_batch_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT import_batch_state_known CHECK (state IN ('RUNNING', 'DONE', 'BROKEN_OFF', 'UNDONE')),
    CONSTRAINT import_batch_mode_known CHECK (mode IN ('CREATE_ONLY', 'FILL_EMPTY', 'UPDATE')),
    CONSTRAINT import_batch_basis_known CHECK (basis IN ('CONSENT', 'PUBLIC_TASK', 'CONTRACT', 'LEGAL_OBLIGATION', 'LEGITIMATE_INTEREST'))
){strict};
CREATE INDEX import_batch_by_office_id_created_at_id ON import_batch (office_id, created_at, id);

-- What became of a line of it, where something did: whom it made or changed, from what to what, and which rows beside the record.
CREATE TABLE import_line (
    batch_id {uuid} NOT NULL,
    line {number} NOT NULL,
    office_id {uuid} NOT NULL,
    outcome TEXT NOT NULL,
    contact_id {uuid},
    changes {json},
    before {json},
    CONSTRAINT import_line_pk PRIMARY KEY (batch_id, line),
    CONSTRAINT import_line_batch_id_fk FOREIGN KEY (batch_id) REFERENCES import_batch (id) ON DELETE CASCADE,
    CONSTRAINT import_line_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT import_line_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT import_line_outcome_known CHECK (outcome IN ('CREATED', 'UPDATED'))
){keyed};
CREATE INDEX import_line_by_contact_id ON import_line (contact_id);
