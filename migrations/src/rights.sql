-- What people are told of a purpose: who else receives the data, and the wordings that were in force before.
ALTER TABLE purpose ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE purpose ADD COLUMN recipients {json} NOT NULL DEFAULT '{}';
CREATE TABLE purpose_wording (
    purpose_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    office_id {uuid} NOT NULL,
    wording {json} NOT NULL,
    replaced_at {instant} NOT NULL,
    CONSTRAINT purpose_wording_pk PRIMARY KEY (purpose_id, version),
    CONSTRAINT purpose_wording_purpose_id_fk FOREIGN KEY (purpose_id) REFERENCES purpose (id) ON DELETE CASCADE,
    CONSTRAINT purpose_wording_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};

-- How an office answers people's requests. No row: by the defaults.
CREATE TABLE rights_setting (
    office_id {uuid} NOT NULL,
    erasure_needs_approval {bool} NOT NULL,
    CONSTRAINT rights_setting_pk PRIMARY KEY (office_id),
    CONSTRAINT rights_setting_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};

-- What a person asked for by right, and what came of it.
CREATE TABLE rights_request (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    contact_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT,
    received_on {date} NOT NULL,
    due_on {date} NOT NULL,
    extension_reason TEXT,
    state TEXT NOT NULL,
    decision TEXT,
    decided_by {uuid},
    decided_at {instant},
    created_by {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT rights_request_pk PRIMARY KEY (id),
    CONSTRAINT rights_request_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT rights_request_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT rights_request_decided_by_fk FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT rights_request_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT rights_request_kind_known CHECK (kind IN ('ACCESS', 'RECTIFICATION', 'ERASURE', 'RESTRICTION', 'OBJECTION', 'PORTABILITY')),
    CONSTRAINT rights_request_state_known CHECK (state IN ('OPEN', 'FULFILLED', 'REFUSED', 'WITHDRAWN'))
){strict};
CREATE INDEX rights_request_by_office_id_created_at_id ON rights_request (office_id, created_at, id);
CREATE INDEX rights_request_by_contact_id ON rights_request (contact_id);

-- A second person's word that somebody may be erased.
CREATE TABLE erasure_approval (
    contact_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    approved_by {uuid},
    approved_at {instant} NOT NULL,
    CONSTRAINT erasure_approval_pk PRIMARY KEY (contact_id),
    CONSTRAINT erasure_approval_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT erasure_approval_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT erasure_approval_approved_by_fk FOREIGN KEY (approved_by) REFERENCES account (id)
){strict};

-- What an erased person could be known by again, as keyed hashes from which nothing can be read back.
CREATE TABLE erasure_mark (
    office_id {uuid} NOT NULL,
    digest {bytes} NOT NULL,
    marked_at {instant} NOT NULL,
    CONSTRAINT erasure_mark_pk PRIMARY KEY (office_id, digest),
    CONSTRAINT erasure_mark_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};

-- Why a person's data are kept although they would be erased.
CREATE TABLE legal_hold (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    reason TEXT NOT NULL,
    placed_by {uuid},
    placed_at {instant} NOT NULL,
    released_by {uuid},
    released_at {instant},
    CONSTRAINT legal_hold_pk PRIMARY KEY (id),
    CONSTRAINT legal_hold_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT legal_hold_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT legal_hold_placed_by_fk FOREIGN KEY (placed_by) REFERENCES account (id),
    CONSTRAINT legal_hold_released_by_fk FOREIGN KEY (released_by) REFERENCES account (id)
){strict};
CREATE INDEX legal_hold_by_contact_id ON legal_hold (contact_id);

-- The chain over the audit: each link seals an entry and the link before it. It names entries without a foreign key, so
-- that one that was removed is missed.
CREATE TABLE audit_link (
    position {number} NOT NULL,
    entry_id {uuid} NOT NULL,
    facts {bytes} NOT NULL,
    salt {bytes},
    particulars {bytes} NOT NULL,
    seal {bytes} NOT NULL,
    sealed_at {instant} NOT NULL,
    CONSTRAINT audit_link_pk PRIMARY KEY (position),
    CONSTRAINT audit_link_entry_id_once UNIQUE (entry_id)
){strict};
CREATE INDEX audit_entry_by_at_id ON audit_entry (at, id);

-- A list of participants that was given to somebody outside: whom, what for, on what ground, which fields.
CREATE TABLE transfer (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    basis TEXT NOT NULL,
    fields {json} NOT NULL,
    people INTEGER NOT NULL,
    shared_on {date} NOT NULL,
    recorded_by {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT transfer_pk PRIMARY KEY (id),
    CONSTRAINT transfer_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT transfer_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT transfer_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES account (id),
    CONSTRAINT transfer_basis_known CHECK (basis IN ('CONSENT', 'PUBLIC_TASK', 'CONTRACT', 'LEGAL_OBLIGATION', 'LEGITIMATE_INTEREST'))
){strict};
CREATE INDEX transfer_by_office_id_created_at_id ON transfer (office_id, created_at, id);

-- Who stood on a list that was given to somebody outside.
CREATE TABLE transfer_contact (
    transfer_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    CONSTRAINT transfer_contact_pk PRIMARY KEY (transfer_id, contact_id),
    CONSTRAINT transfer_contact_transfer_id_fk FOREIGN KEY (transfer_id) REFERENCES transfer (id) ON DELETE CASCADE,
    CONSTRAINT transfer_contact_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT transfer_contact_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};
CREATE INDEX transfer_contact_by_contact_id ON transfer_contact (contact_id);
