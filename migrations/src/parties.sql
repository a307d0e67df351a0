-- Who comes along with a guest, as far as they are named; the others of a party are only counted.
CREATE TABLE companion (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    age_band TEXT,
    contact_id {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT companion_pk PRIMARY KEY (id),
    CONSTRAINT companion_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT companion_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT companion_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT companion_age_band_known CHECK (age_band IN ('UNDER_18', 'FROM_18_TO_29', 'FROM_30_TO_44', 'FROM_45_TO_64', 'FROM_65'))
){strict};
CREATE INDEX companion_by_attendee_id_position ON companion (attendee_id, position);
CREATE INDEX companion_by_office_id ON companion (office_id);
CREATE INDEX companion_by_contact_id ON companion (contact_id);

-- Whom an organisation sends: so many at most, named by its focal point, whose link names this row and its epoch.
CREATE TABLE delegation (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    quota INTEGER NOT NULL,
    head_id {uuid},
    focal_contact_id {uuid},
    link_epoch INTEGER NOT NULL DEFAULT 1,
    nominate_until {instant},
    note TEXT,
    asked_at {instant},
    closed_at {instant},
    created_by {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT delegation_pk PRIMARY KEY (id),
    CONSTRAINT delegation_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT delegation_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT delegation_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT delegation_head_id_fk FOREIGN KEY (head_id) REFERENCES attendee (id) ON DELETE SET NULL,
    CONSTRAINT delegation_focal_contact_id_fk FOREIGN KEY (focal_contact_id) REFERENCES contact (id),
    CONSTRAINT delegation_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT delegation_event_id_organisation_id_once UNIQUE (event_id, organisation_id)
){strict};
CREATE INDEX delegation_by_event_id_created_at_id ON delegation (event_id, created_at, id);
CREATE INDEX delegation_by_office_id ON delegation (office_id);
CREATE INDEX delegation_by_organisation_id ON delegation (organisation_id);
CREATE INDEX delegation_by_head_id ON delegation (head_id);
CREATE INDEX delegation_by_focal_contact_id ON delegation (focal_contact_id);
CREATE INDEX delegation_by_created_by ON delegation (created_by);

-- Which rows of a guest list belong to a delegation, or did: who left it keeps this row, and whoever took their place names it. The
-- names are those that a focal point gave, who is told no others.
CREATE TABLE delegation_member (
    attendee_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    delegation_id {uuid} NOT NULL,
    given_name TEXT,
    family_name TEXT,
    replaces_id {uuid},
    is_from_focal {bool} NOT NULL,
    left_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT delegation_member_pk PRIMARY KEY (attendee_id),
    CONSTRAINT delegation_member_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT delegation_member_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT delegation_member_delegation_id_fk FOREIGN KEY (delegation_id) REFERENCES delegation (id),
    CONSTRAINT delegation_member_replaces_id_fk FOREIGN KEY (replaces_id) REFERENCES attendee (id) ON DELETE SET NULL
){strict};
CREATE INDEX delegation_member_by_delegation_id_created_at ON delegation_member (delegation_id, created_at);
CREATE INDEX delegation_member_by_office_id ON delegation_member (office_id);
CREATE INDEX delegation_member_by_replaces_id ON delegation_member (replaces_id);

-- Letters of one more kind, which ask focal points to name their delegations.
{only postgres}
ALTER TABLE message DROP CONSTRAINT message_kind_known;
ALTER TABLE message ADD CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CONFIRM_ADDRESS', 'OWN_PAGE', 'DELEGATION'));
{end postgres}
{only sqlite}
-- SQLite alters no constraint: the table is made anew with what hangs on it, and takes the old one's name.
CREATE TABLE message_2 (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    campaign_id {uuid},
    event_id {uuid},
    attendee_id {uuid},
    contact_id {uuid},
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    calendar_sequence INTEGER NOT NULL,
    language TEXT NOT NULL,
    details {json},
    personal_note TEXT,
    subject_override TEXT,
    state TEXT NOT NULL,
    stage TEXT,
    due_at {instant} NOT NULL,
    not_after {instant},
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_token {uuid},
    leased_until {instant},
    message_id TEXT,
    recipient TEXT,
    last_reply TEXT,
    queue_id TEXT,
    accepted_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    registration_id {uuid},
    CONSTRAINT message_pk PRIMARY KEY (id),
    CONSTRAINT message_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT message_campaign_id_fk FOREIGN KEY (campaign_id) REFERENCES campaign (id),
    CONSTRAINT message_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT message_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id),
    CONSTRAINT message_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT message_registration_id_fk FOREIGN KEY (registration_id) REFERENCES registration (id) ON DELETE CASCADE,
    CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CONFIRM_ADDRESS', 'OWN_PAGE', 'DELEGATION')),
    CONSTRAINT message_state_known CHECK (state IN ('QUEUED', 'CLAIMED', 'ACCEPTED', 'FAILED', 'SUPPRESSED', 'SUPERSEDED', 'EXPIRED', 'CANCELLED', 'UNCERTAIN')),
    CONSTRAINT message_stage_known CHECK (stage IN ('ENVELOPE', 'DATA')),
    CONSTRAINT message_dedupe_key_once UNIQUE (dedupe_key)
){strict};
INSERT INTO message_2 SELECT * FROM message;
CREATE TABLE message_body_2 (
    message_id {uuid} NOT NULL,
    subject TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    rendered_at {instant} NOT NULL,
    CONSTRAINT message_body_pk PRIMARY KEY (message_id),
    CONSTRAINT message_body_message_id_fk FOREIGN KEY (message_id) REFERENCES message_2 (id) ON DELETE CASCADE
){strict};
INSERT INTO message_body_2 SELECT * FROM message_body;
CREATE TABLE message_event_2 (
    id {uuid} NOT NULL,
    message_id {uuid} NOT NULL,
    at {instant} NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT,
    CONSTRAINT message_event_pk PRIMARY KEY (id),
    CONSTRAINT message_event_message_id_fk FOREIGN KEY (message_id) REFERENCES message_2 (id) ON DELETE CASCADE,
    CONSTRAINT message_event_kind_known CHECK (kind IN ('QUEUED', 'RENDERED', 'ATTEMPTED', 'DEFERRED', 'ACCEPTED', 'FAILED', 'SUPPRESSED', 'SUPERSEDED', 'EXPIRED', 'CANCELLED', 'UNCERTAIN', 'RECOVERED'))
){strict};
INSERT INTO message_event_2 SELECT * FROM message_event;
DROP TABLE message_event;
DROP TABLE message_body;
DROP TABLE message;
ALTER TABLE message_2 RENAME TO message;
ALTER TABLE message_body_2 RENAME TO message_body;
ALTER TABLE message_event_2 RENAME TO message_event;
CREATE INDEX message_by_attendee_id_created_at ON message (attendee_id, created_at);
CREATE INDEX message_by_campaign_id_state ON message (campaign_id, state);
CREATE INDEX message_by_office_id_created_at_id ON message (office_id, created_at, id);
CREATE INDEX message_by_contact_id ON message (contact_id);
CREATE INDEX message_accepted ON message (office_id, accepted_at, contact_id) WHERE state = 'ACCEPTED';
CREATE INDEX message_due ON message (due_at, id) WHERE state = 'QUEUED';
CREATE INDEX message_leased ON message (leased_until) WHERE state = 'CLAIMED';
CREATE INDEX message_accepted_by_contact_id ON message (contact_id, accepted_at, id) WHERE state = 'ACCEPTED';
CREATE INDEX message_event_by_message_id_at ON message_event (message_id, at);
CREATE INDEX message_by_registration_id ON message (registration_id);
{end sqlite}
