-- The door: who is let in where, at which gates, and everything that the gates saw.

-- A list that guests are let in by; an empty set of categories, roles or places asks for none of them.
CREATE TABLE check_in_list (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    categories {json} NOT NULL,
    roles {json} NOT NULL,
    places {json} NOT NULL,
    opens_at {instant},
    created_by {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT check_in_list_pk PRIMARY KEY (id),
    CONSTRAINT check_in_list_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT check_in_list_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT check_in_list_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id)
){strict};
CREATE INDEX check_in_list_by_event_id ON check_in_list (event_id);
CREATE INDEX check_in_list_by_office_id ON check_in_list (office_id);
CREATE INDEX check_in_list_by_created_by ON check_in_list (created_by);

-- A gate; its link names this row and its epoch.
CREATE TABLE door_gate (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    list_id {uuid},
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    link_epoch INTEGER NOT NULL DEFAULT 1,
    revoked_at {instant},
    created_by {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT door_gate_pk PRIMARY KEY (id),
    CONSTRAINT door_gate_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT door_gate_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT door_gate_list_id_fk FOREIGN KEY (list_id) REFERENCES check_in_list (id),
    CONSTRAINT door_gate_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT door_gate_kind_known CHECK (kind IN ('ENTRY', 'EXIT', 'BOTH'))
){strict};
CREATE INDEX door_gate_by_event_id ON door_gate (event_id);
CREATE INDEX door_gate_by_office_id ON door_gate (office_id);
CREATE INDEX door_gate_by_list_id ON door_gate (list_id);
CREATE INDEX door_gate_by_created_by ON door_gate (created_by);

-- What a gate saw and what it was told. Rows are added and never changed, but for whose row of the guest list they name where
-- two became one. Numbers count an event's scans from 1, in the order in which they arrived.
CREATE TABLE scan (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    number INTEGER NOT NULL,
    client_scan_id TEXT NOT NULL,
    gate_id {uuid},
    list_id {uuid},
    attendee_id {uuid},
    source TEXT NOT NULL,
    direction TEXT NOT NULL,
    result TEXT NOT NULL,
    party INTEGER NOT NULL,
    device TEXT,
    device_at {instant} NOT NULL,
    received_at {instant} NOT NULL,
    was_let_in {bool},
    presence_was TEXT,
    conflict TEXT,
    conflicts_with_id {uuid},
    undoes_id {uuid},
    account_id {uuid},
    CONSTRAINT scan_pk PRIMARY KEY (id),
    CONSTRAINT scan_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT scan_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT scan_gate_id_fk FOREIGN KEY (gate_id) REFERENCES door_gate (id),
    CONSTRAINT scan_list_id_fk FOREIGN KEY (list_id) REFERENCES check_in_list (id),
    CONSTRAINT scan_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE SET NULL,
    CONSTRAINT scan_conflicts_with_id_fk FOREIGN KEY (conflicts_with_id) REFERENCES scan (id),
    CONSTRAINT scan_undoes_id_fk FOREIGN KEY (undoes_id) REFERENCES scan (id),
    CONSTRAINT scan_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT scan_client_scan_id_once UNIQUE (event_id, client_scan_id),
    CONSTRAINT scan_number_once UNIQUE (event_id, number),
    CONSTRAINT scan_undoes_id_once UNIQUE (undoes_id),
    CONSTRAINT scan_source_known CHECK (source IN ('TICKET', 'LIST', 'WALK_IN', 'HAND')),
    CONSTRAINT scan_direction_known CHECK (direction IN ('ENTRY', 'EXIT')),
    CONSTRAINT scan_result_known CHECK (result IN ('ADMITTED', 'ALREADY_INSIDE', 'NOT_ON_LIST', 'CANCELLED', 'WRONG_LIST', 'TOO_EARLY', 'UNKNOWN_TICKET', 'EXITED', 'UNDONE')),
    CONSTRAINT scan_conflict_known CHECK (conflict IS NULL OR conflict IN ('TWICE', 'REFUSED', 'AFTER_CLOSING'))
){strict};
CREATE INDEX scan_by_attendee_id ON scan (attendee_id);
CREATE INDEX scan_by_office_id ON scan (office_id);
CREATE INDEX scan_by_gate_id ON scan (gate_id);
CREATE INDEX scan_by_list_id ON scan (list_id);
CREATE INDEX scan_by_conflicts_with_id ON scan (conflicts_with_id);
CREATE INDEX scan_by_account_id ON scan (account_id);
CREATE INDEX scan_by_conflict ON scan (event_id, conflict) WHERE conflict IS NOT NULL;

-- What somebody found out of a scan that contradicts another.
CREATE TABLE scan_resolution (
    scan_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    note TEXT,
    resolved_by {uuid},
    resolved_at {instant} NOT NULL,
    CONSTRAINT scan_resolution_pk PRIMARY KEY (scan_id),
    CONSTRAINT scan_resolution_scan_id_fk FOREIGN KEY (scan_id) REFERENCES scan (id),
    CONSTRAINT scan_resolution_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT scan_resolution_resolved_by_fk FOREIGN KEY (resolved_by) REFERENCES account (id)
){strict};
CREATE INDEX scan_resolution_by_office_id ON scan_resolution (office_id);
CREATE INDEX scan_resolution_by_resolved_by ON scan_resolution (resolved_by);

-- Tickets that are not as a row of a guest list is given them first: taken back and given anew, or of a row that became one
-- with another. The id is that of the row that the ticket was made for.
CREATE TABLE ticket (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    epoch INTEGER NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT ticket_pk PRIMARY KEY (id),
    CONSTRAINT ticket_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT ticket_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE
){strict};
CREATE INDEX ticket_by_office_id ON ticket (office_id);
CREATE INDEX ticket_by_attendee_id ON ticket (attendee_id);

-- Guests whose arrival somebody wants to be told of.
CREATE TABLE announced_guest (
    attendee_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    created_by {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT announced_guest_pk PRIMARY KEY (attendee_id),
    CONSTRAINT announced_guest_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT announced_guest_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT announced_guest_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id)
){strict};
CREATE INDEX announced_guest_by_office_id ON announced_guest (office_id);
CREATE INDEX announced_guest_by_created_by ON announced_guest (created_by);
