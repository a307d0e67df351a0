-- Two records of one person that became one. It goes when they are parted again; the audit knows of both.
CREATE TABLE contact_merge (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    survivor_id {uuid} NOT NULL,
    merged_id {uuid} NOT NULL,
    reason TEXT,
    merged_by {uuid},
    merged_at {instant} NOT NULL,
    CONSTRAINT contact_merge_pk PRIMARY KEY (id),
    CONSTRAINT contact_merge_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_merge_survivor_id_fk FOREIGN KEY (survivor_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_merge_merged_id_fk FOREIGN KEY (merged_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_merge_merged_by_fk FOREIGN KEY (merged_by) REFERENCES account (id),
    CONSTRAINT contact_merge_of_two CHECK (survivor_id <> merged_id)
){strict};
CREATE INDEX contact_merge_by_survivor_id ON contact_merge (survivor_id, id);
CREATE INDEX contact_merge_by_merged_id ON contact_merge (merged_id, id);

-- A row that a merge touched, as it was and as it became: what a merge is undone by. The row went where there is no after, and was
-- made where there is no before.
CREATE TABLE contact_merge_row (
    merge_id {uuid} NOT NULL,
    position {number} NOT NULL,
    office_id {uuid} NOT NULL,
    table_name TEXT NOT NULL,
    before {json},
    after {json},
    CONSTRAINT contact_merge_row_pk PRIMARY KEY (merge_id, position),
    CONSTRAINT contact_merge_row_merge_id_fk FOREIGN KEY (merge_id) REFERENCES contact_merge (id) ON DELETE CASCADE,
    CONSTRAINT contact_merge_row_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){keyed};
