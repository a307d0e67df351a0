-- Two records that are perhaps of one person, the lesser id first, and what was decided of them. The score is kept in thousandths of a
-- bit; the evidence names fields and how far they agree, never what they hold.
CREATE TABLE duplicate_pair (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    first_id {uuid} NOT NULL,
    second_id {uuid} NOT NULL,
    millibits {number} NOT NULL,
    strength TEXT NOT NULL,
    evidence {json} NOT NULL,
    state TEXT NOT NULL,
    decided_by {uuid},
    decided_at {instant},
    reason TEXT,
    found_at {instant} NOT NULL,
    CONSTRAINT duplicate_pair_pk PRIMARY KEY (id),
    CONSTRAINT duplicate_pair_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT duplicate_pair_first_id_fk FOREIGN KEY (first_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT duplicate_pair_second_id_fk FOREIGN KEY (second_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT duplicate_pair_decided_by_fk FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT duplicate_pair_once UNIQUE (first_id, second_id),
    CONSTRAINT duplicate_pair_in_order CHECK (first_id < second_id),
    CONSTRAINT duplicate_pair_strength_known CHECK (strength IN ('STRONG', 'BROAD')),
    CONSTRAINT duplicate_pair_state_known CHECK (state IN ('OPEN', 'MERGED', 'NOT_DUPLICATE')),
    CONSTRAINT duplicate_pair_open_is_undecided CHECK ((state = 'OPEN') = (decided_at IS NULL))
){strict};
CREATE INDEX duplicate_pair_by_office_id_state ON duplicate_pair (office_id, state, millibits, id);
CREATE INDEX duplicate_pair_by_second_id ON duplicate_pair (second_id, first_id);

-- What brings records together: a hash of each key of a person.
CREATE TABLE duplicate_key (
    office_id {uuid} NOT NULL,
    hash {number} NOT NULL,
    contact_id {uuid} NOT NULL,
    CONSTRAINT duplicate_key_pk PRIMARY KEY (office_id, hash, contact_id),
    CONSTRAINT duplicate_key_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT duplicate_key_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
){keyed};
CREATE INDEX duplicate_key_by_contact_id ON duplicate_key (contact_id);

-- A walk through an office in search of duplicates, and how far it has come: whoever holds the lease goes on from `place`.
CREATE TABLE duplicate_run (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    is_whole {bool} NOT NULL,
    since {instant},
    until_id {uuid},
    place {uuid},
    total {number} NOT NULL,
    gathered {number} NOT NULL,
    done {number} NOT NULL,
    compared {number} NOT NULL,
    found {number} NOT NULL,
    added {number} NOT NULL,
    removed {number} NOT NULL,
    passed_over {number} NOT NULL,
    started_by {uuid},
    requested_at {instant} NOT NULL,
    started_at {instant},
    finished_at {instant},
    lease_token {uuid},
    leased_until {instant},
    CONSTRAINT duplicate_run_pk PRIMARY KEY (id),
    CONSTRAINT duplicate_run_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT duplicate_run_started_by_fk FOREIGN KEY (started_by) REFERENCES account (id),
    CONSTRAINT duplicate_run_state_known CHECK (state IN ('QUEUED', 'GATHERING', 'COMPARING', 'DONE'))
){strict};
CREATE UNIQUE INDEX duplicate_run_one_at_a_time ON duplicate_run (office_id) WHERE state <> 'DONE';
CREATE INDEX duplicate_run_by_office_id ON duplicate_run (office_id, id);
