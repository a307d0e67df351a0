-- What an office does about people whose data it has no ground to keep any more.
ALTER TABLE rights_setting ADD COLUMN retention TEXT NOT NULL DEFAULT 'OFF'
    CONSTRAINT rights_setting_retention_known CHECK (retention IN ('OFF', 'PROPOSE', 'RUN'));
ALTER TABLE rights_setting ADD COLUMN grace_days INTEGER NOT NULL DEFAULT 30;

-- Somebody whose data are no longer to be kept: since when, and what became of trying to erase them.
CREATE TABLE retention_proposal (
    contact_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    purpose_id {uuid} NOT NULL,
    due_on {date} NOT NULL,
    proposed_at {instant} NOT NULL,
    failed_at {instant},
    failure TEXT,
    CONSTRAINT retention_proposal_pk PRIMARY KEY (contact_id),
    CONSTRAINT retention_proposal_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT retention_proposal_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT retention_proposal_purpose_id_fk FOREIGN KEY (purpose_id) REFERENCES purpose (id)
){strict};
CREATE INDEX retention_proposal_by_office_id_proposed_at ON retention_proposal (office_id, proposed_at, contact_id);

-- A link by which a person reads the copy of their data.
CREATE TABLE copy_link (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant},
    revoked_by {uuid},
    created_by {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT copy_link_pk PRIMARY KEY (id),
    CONSTRAINT copy_link_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT copy_link_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT copy_link_revoked_by_fk FOREIGN KEY (revoked_by) REFERENCES account (id),
    CONSTRAINT copy_link_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id)
){strict};
CREATE INDEX copy_link_by_contact_id ON copy_link (contact_id);
