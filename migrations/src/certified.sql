-- Letters of three more kinds, alone and in campaigns: one brings the link to a certificate of attendance, one asks who comes to answer the
-- event's questions, one brings them their ticket.
{only postgres}
ALTER TABLE campaign DROP CONSTRAINT campaign_kind_known;
ALTER TABLE campaign ADD CONSTRAINT campaign_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CERTIFICATE', 'QUESTIONS', 'TICKET'));
ALTER TABLE message DROP CONSTRAINT message_kind_known;
ALTER TABLE message ADD CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CONFIRM_ADDRESS', 'OWN_PAGE', 'DELEGATION', 'CERTIFICATE', 'QUESTIONS', 'TICKET'));
{end postgres}
{only sqlite}
-- SQLite alters no constraint: the tables are made anew with what hangs on them, and take the old ones' names.
CREATE TABLE campaign_2 (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid},
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    personal_note TEXT,
    subject_override TEXT,
    audience TEXT NOT NULL,
    skipped {json} NOT NULL,
    send_at {instant} NOT NULL,
    created_by {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT campaign_pk PRIMARY KEY (id),
    CONSTRAINT campaign_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT campaign_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT campaign_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT campaign_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CERTIFICATE', 'QUESTIONS', 'TICKET')),
    CONSTRAINT campaign_state_known CHECK (state IN ('RUNNING', 'FINISHED', 'CANCELLED'))
){strict};
INSERT INTO campaign_2 SELECT * FROM campaign;
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
    CONSTRAINT message_campaign_id_fk FOREIGN KEY (campaign_id) REFERENCES campaign_2 (id),
    CONSTRAINT message_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT message_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id),
    CONSTRAINT message_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT message_registration_id_fk FOREIGN KEY (registration_id) REFERENCES registration (id) ON DELETE CASCADE,
    CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU', 'CONFIRM_ADDRESS', 'OWN_PAGE', 'DELEGATION', 'CERTIFICATE', 'QUESTIONS', 'TICKET')),
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
DROP TABLE campaign;
ALTER TABLE campaign_2 RENAME TO campaign;
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
CREATE INDEX campaign_by_event_id ON campaign (event_id);
CREATE INDEX campaign_by_office_id_created_at_id ON campaign (office_id, created_at, id);
{end sqlite}
