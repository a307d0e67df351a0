-- Whom an entry of the audit names that is about several people, so that it is found by each of them. It holds keys and nothing else,
-- and no foreign key leads to the person: what was read stays written down whatever became of the record.
CREATE TABLE audit_person (
    contact_id {uuid} NOT NULL,
    entry_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    CONSTRAINT audit_person_pk PRIMARY KEY (contact_id, entry_id),
    CONSTRAINT audit_person_entry_id_fk FOREIGN KEY (entry_id) REFERENCES audit_entry (id),
    CONSTRAINT audit_person_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){keyed};
CREATE INDEX audit_person_by_entry_id ON audit_person (entry_id);
