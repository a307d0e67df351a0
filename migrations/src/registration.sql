-- Registering by oneself, and one's own page.

-- What an office asks of who registers. No row: its form is closed.
CREATE TABLE registration_form (
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    is_open {bool} NOT NULL,
    fields {json} NOT NULL,
    introduction {json} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT registration_form_pk PRIMARY KEY (office_id),
    CONSTRAINT registration_form_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};

-- Who asked to be registered and has not yet confirmed the address. What was typed goes when it is confirmed or over.
CREATE TABLE registration (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    address_folded TEXT,
    typed {json},
    language TEXT NOT NULL,
    letters INTEGER NOT NULL,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    confirmed_at {instant},
    contact_id {uuid},
    CONSTRAINT registration_pk PRIMARY KEY (id),
    CONSTRAINT registration_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT registration_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT registration_address_folded_once UNIQUE (office_id, address_folded)
){strict};
CREATE INDEX registration_by_expires_at ON registration (expires_at);
CREATE INDEX registration_by_contact_id ON registration (contact_id);

-- A link to one's own page: it names this row and not the person, ends by itself and can be taken back.
CREATE TABLE personal_link (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant},
    CONSTRAINT personal_link_pk PRIMARY KEY (id),
    CONSTRAINT personal_link_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT personal_link_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
){strict};
CREATE INDEX personal_link_by_contact_id_created_at ON personal_link (contact_id, created_at);
CREATE INDEX personal_link_by_expires_at ON personal_link (expires_at);

-- Letters of two more kinds, one of them to people who are not registered yet and with whose registration it goes.
{only postgres}
ALTER TABLE message DROP CONSTRAINT message_kind_known;
ALTER TABLE message ADD CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CONFIRM_ADDRESS', 'OWN_PAGE'));
ALTER TABLE message ADD COLUMN registration_id uuid;
ALTER TABLE message ADD CONSTRAINT message_registration_id_fk FOREIGN KEY (registration_id) REFERENCES registration (id) ON DELETE CASCADE;
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
    CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CONFIRM_ADDRESS', 'OWN_PAGE')),
    CONSTRAINT message_state_known CHECK (state IN ('QUEUED', 'CLAIMED', 'ACCEPTED', 'FAILED', 'SUPPRESSED', 'SUPERSEDED', 'EXPIRED', 'CANCELLED', 'UNCERTAIN')),
    CONSTRAINT message_stage_known CHECK (stage IN ('ENVELOPE', 'DATA')),
    CONSTRAINT message_dedupe_key_once UNIQUE (dedupe_key)
){strict};
INSERT INTO message_2 SELECT message.*, NULL FROM message;
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
{end sqlite}
CREATE INDEX message_by_registration_id ON message (registration_id);
