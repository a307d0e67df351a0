-- A set of contacts with a name: a list, or a rule that says who belongs.
CREATE TABLE segment (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    description TEXT,
    rule {json},
    created_by {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT segment_pk PRIMARY KEY (id),
    CONSTRAINT segment_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT segment_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT segment_office_id_sort_name_once UNIQUE (office_id, sort_name)
){strict};

-- Who is on the list of a segment without a rule.
CREATE TABLE segment_member (
    segment_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    added_at {instant} NOT NULL,
    CONSTRAINT segment_member_pk PRIMARY KEY (segment_id, contact_id),
    CONSTRAINT segment_member_segment_id_fk FOREIGN KEY (segment_id) REFERENCES segment (id) ON DELETE CASCADE,
    CONSTRAINT segment_member_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT segment_member_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};
CREATE INDEX segment_member_by_contact_id ON segment_member (contact_id);
