-- An announcement may speak of several policy frameworks, in an order. SQLite drops no column that is a key: the table is made anew.
{only sqlite}
ALTER TABLE remark RENAME TO remark_1;
CREATE TABLE remark (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    agenda_item_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    text {json} NOT NULL,
    contact_id {uuid},
    organisation_id {uuid},
    is_public {bool} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT remark_pk PRIMARY KEY (id),
    CONSTRAINT remark_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT remark_agenda_item_id_fk FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE CASCADE,
    CONSTRAINT remark_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT remark_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT remark_kind_known CHECK (kind IN ('QUOTE', 'ANNOUNCEMENT'))
){strict};
INSERT INTO remark SELECT id, office_id, agenda_item_id, version, kind, text, contact_id, organisation_id, is_public, created_at, updated_at FROM remark_1;
{end sqlite}
CREATE TABLE remark_framework (
    remark_id {uuid} NOT NULL,
    framework_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT remark_framework_pk PRIMARY KEY (remark_id, framework_id),
    CONSTRAINT remark_framework_remark_id_fk FOREIGN KEY (remark_id) REFERENCES remark (id) ON DELETE CASCADE,
    CONSTRAINT remark_framework_framework_id_fk FOREIGN KEY (framework_id) REFERENCES policy_framework (id)
){strict};
CREATE INDEX remark_framework_by_framework_id ON remark_framework (framework_id);
{only sqlite}
INSERT INTO remark_framework SELECT id, framework_id, 1 FROM remark_1 WHERE framework_id IS NOT NULL;
DROP TABLE remark_1;
CREATE INDEX remark_by_agenda_item_id ON remark (agenda_item_id);
CREATE INDEX remark_by_contact_id ON remark (contact_id);
CREATE INDEX remark_by_organisation_id ON remark (organisation_id);
CREATE INDEX remark_by_office_id ON remark (office_id);
{end sqlite}
{only postgres}
INSERT INTO remark_framework SELECT id, framework_id, 1 FROM remark WHERE framework_id IS NOT NULL;
ALTER TABLE remark DROP COLUMN framework_id;
{end postgres}
