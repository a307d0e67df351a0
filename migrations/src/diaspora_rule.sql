-- Who counts as a member of the diaspora in an office that has said otherwise than the first rule, version by version. The latest is in
-- force; version 1, the rule that every office begins with, has no row.
CREATE TABLE diaspora_rule (
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    rule {json} NOT NULL,
    reason TEXT,
    set_at {instant} NOT NULL,
    set_by {uuid},
    CONSTRAINT diaspora_rule_pk PRIMARY KEY (office_id, version),
    CONSTRAINT diaspora_rule_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT diaspora_rule_set_by_fk FOREIGN KEY (set_by) REFERENCES account (id),
    CONSTRAINT diaspora_rule_version_follows CHECK (version > 1)
){strict};
CREATE INDEX diaspora_rule_by_set_by ON diaspora_rule (set_by);
