-- What a device calls a scan is its own: the same id of another gate or device is another scan. And somebody may go out of whom it is
-- not known that they came in.
{only postgres}
ALTER TABLE scan DROP CONSTRAINT scan_client_scan_id_once;
CREATE UNIQUE INDEX scan_client_scan_id_once ON scan (event_id, client_scan_id, COALESCE(gate_id, '00000000-0000-0000-0000-000000000000'::uuid), COALESCE(device, ''));
ALTER TABLE scan DROP CONSTRAINT scan_conflict_known;
ALTER TABLE scan ADD CONSTRAINT scan_conflict_known CHECK (conflict IS NULL OR conflict IN ('TWICE', 'REFUSED', 'AFTER_CLOSING', 'MORE_THAN_PARTY', 'NOT_INSIDE'));
{end postgres}
{only sqlite}
-- SQLite changes no condition of a table: the table is made anew with what hangs on it, and takes the old one's name.
CREATE TABLE scan_2 (
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
    CONSTRAINT scan_conflicts_with_id_fk FOREIGN KEY (conflicts_with_id) REFERENCES scan_2 (id),
    CONSTRAINT scan_undoes_id_fk FOREIGN KEY (undoes_id) REFERENCES scan_2 (id),
    CONSTRAINT scan_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT scan_number_once UNIQUE (event_id, number),
    CONSTRAINT scan_undoes_id_once UNIQUE (undoes_id),
    CONSTRAINT scan_source_known CHECK (source IN ('TICKET', 'LIST', 'WALK_IN', 'HAND')),
    CONSTRAINT scan_direction_known CHECK (direction IN ('ENTRY', 'EXIT')),
    CONSTRAINT scan_result_known CHECK (result IN ('ADMITTED', 'ALREADY_INSIDE', 'NOT_ON_LIST', 'CANCELLED', 'WRONG_LIST', 'TOO_EARLY', 'UNKNOWN_TICKET', 'EXITED', 'UNDONE')),
    CONSTRAINT scan_conflict_known CHECK (conflict IS NULL OR conflict IN ('TWICE', 'REFUSED', 'AFTER_CLOSING', 'MORE_THAN_PARTY', 'NOT_INSIDE'))
){strict};
INSERT INTO scan_2 SELECT * FROM scan;
CREATE TABLE scan_resolution_2 (
    scan_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    note TEXT,
    resolved_by {uuid},
    resolved_at {instant} NOT NULL,
    CONSTRAINT scan_resolution_pk PRIMARY KEY (scan_id),
    CONSTRAINT scan_resolution_scan_id_fk FOREIGN KEY (scan_id) REFERENCES scan_2 (id),
    CONSTRAINT scan_resolution_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT scan_resolution_resolved_by_fk FOREIGN KEY (resolved_by) REFERENCES account (id)
){strict};
INSERT INTO scan_resolution_2 SELECT * FROM scan_resolution;
DROP TABLE scan_resolution;
DROP TABLE scan;
ALTER TABLE scan_2 RENAME TO scan;
ALTER TABLE scan_resolution_2 RENAME TO scan_resolution;
CREATE UNIQUE INDEX scan_client_scan_id_once ON scan (event_id, client_scan_id, COALESCE(gate_id, x''), COALESCE(device, ''));
CREATE INDEX scan_by_attendee_id ON scan (attendee_id);
CREATE INDEX scan_by_office_id ON scan (office_id);
CREATE INDEX scan_by_gate_id ON scan (gate_id);
CREATE INDEX scan_by_list_id ON scan (list_id);
CREATE INDEX scan_by_conflicts_with_id ON scan (conflicts_with_id);
CREATE INDEX scan_by_account_id ON scan (account_id);
CREATE INDEX scan_by_conflict ON scan (event_id, conflict) WHERE conflict IS NOT NULL;
CREATE INDEX scan_resolution_by_office_id ON scan_resolution (office_id);
CREATE INDEX scan_resolution_by_resolved_by ON scan_resolution (resolved_by);
{end sqlite}
