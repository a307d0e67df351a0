-- A row of a guest list: four axes, never one.
CREATE TABLE attendee (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    contact_id {uuid},
    version INTEGER NOT NULL DEFAULT 1,
    organisation_id {uuid},
    function_at_event TEXT,
    roles {json} NOT NULL,
    is_guest {bool} NOT NULL,
    uses_place {bool} NOT NULL,
    category TEXT,
    party_size INTEGER NOT NULL DEFAULT 1,
    party_allowance INTEGER NOT NULL DEFAULT 1,
    wave TEXT,
    invitation TEXT NOT NULL,
    invited_at {instant},
    invitation_channel TEXT,
    invitation_evidence TEXT,
    invitation_round INTEGER NOT NULL DEFAULT 1,
    link_epoch INTEGER NOT NULL DEFAULT 1,
    calendar_sequence INTEGER NOT NULL DEFAULT 0,
    response TEXT NOT NULL,
    responded_at {instant},
    response_channel TEXT,
    response_reason TEXT,
    response_revision INTEGER,
    represented_by_id {uuid},
    place TEXT NOT NULL,
    place_changed_at {instant},
    queue_number INTEGER,
    queue_priority INTEGER NOT NULL DEFAULT 0,
    offer_expires_at {instant},
    is_registered {bool} NOT NULL,
    presence TEXT NOT NULL,
    presence_at {instant},
    presence_mode TEXT,
    snapshot_sex TEXT,
    snapshot_age_band TEXT,
    snapshot_residence_country TEXT,
    snapshot_residence_subdivision TEXT,
    snapshot_origin_country TEXT,
    snapshot_generation TEXT,
    snapshot_category TEXT,
    snapshot_language TEXT,
    snapshot_organisation_kind TEXT,
    snapshot_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT attendee_pk PRIMARY KEY (id),
    CONSTRAINT attendee_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT attendee_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT attendee_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT attendee_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT attendee_represented_by_id_fk FOREIGN KEY (represented_by_id) REFERENCES attendee (id),
    CONSTRAINT attendee_category_known CHECK (category IN ('GOVERNMENT', 'EU', 'UN_AGENCY', 'DIPLOMATIC_MISSION', 'INTERNATIONAL_PARTNER', 'CIVIL_SOCIETY', 'ACADEMIA', 'PRIVATE_SECTOR', 'MIGRANT_COMMUNITY', 'DIASPORA', 'MEDIA', 'OTHER')),
    CONSTRAINT attendee_invitation_known CHECK (invitation IN ('NOT_INVITED', 'QUEUED', 'SENT', 'BOUNCED', 'WITHDRAWN')),
    CONSTRAINT attendee_invitation_channel_known CHECK (invitation_channel IN ('EMAIL', 'CARD', 'LETTER', 'NOTE_VERBALE', 'PHONE', 'IN_PERSON')),
    CONSTRAINT attendee_response_known CHECK (response IN ('NONE', 'ACCEPTED', 'TENTATIVE', 'DECLINED', 'REPRESENTED')),
    CONSTRAINT attendee_response_channel_known CHECK (response_channel IN ('LINK', 'CALENDAR', 'EMAIL', 'PHONE', 'LETTER', 'NOTE_VERBALE', 'IN_PERSON', 'SELF_REGISTRATION')),
    CONSTRAINT attendee_place_known CHECK (place IN ('NONE', 'PENDING_APPROVAL', 'WAITLISTED', 'OFFERED', 'CONFIRMED', 'CANCELLED', 'EXPIRED')),
    CONSTRAINT attendee_presence_known CHECK (presence IN ('UNRECORDED', 'ATTENDED', 'ABSENT', 'EXCUSED')),
    CONSTRAINT attendee_presence_mode_known CHECK (presence_mode IN ('IN_PERSON', 'ONLINE')),
    CONSTRAINT attendee_snapshot_sex_known CHECK (snapshot_sex IN ('FEMALE', 'MALE', 'OTHER', 'UNDISCLOSED', 'NOT_ASKED')),
    CONSTRAINT attendee_snapshot_generation_known CHECK (snapshot_generation IN ('FIRST', 'ONE_AND_HALF', 'SECOND', 'THIRD_PLUS', 'RETURNED', 'FRIEND', 'UNKNOWN')),
    CONSTRAINT attendee_snapshot_category_known CHECK (snapshot_category IN ('GOVERNMENT', 'EU', 'UN_AGENCY', 'DIPLOMATIC_MISSION', 'INTERNATIONAL_PARTNER', 'CIVIL_SOCIETY', 'ACADEMIA', 'PRIVATE_SECTOR', 'MIGRANT_COMMUNITY', 'DIASPORA', 'MEDIA', 'OTHER')),
    CONSTRAINT attendee_snapshot_organisation_kind_known CHECK (snapshot_organisation_kind IN ('GOVERNMENT', 'EU', 'UN_AGENCY', 'DIPLOMATIC_MISSION', 'INTERNATIONAL_PARTNER', 'CIVIL_SOCIETY', 'ACADEMIA', 'PRIVATE_SECTOR', 'MIGRANT_COMMUNITY', 'DIASPORA_ASSOCIATION', 'MEDIA', 'OTHER')),
    CONSTRAINT attendee_party_positive CHECK (party_size >= 1),
    CONSTRAINT attendee_allowance_positive CHECK (party_allowance >= 1),
    CONSTRAINT attendee_event_id_contact_id_once UNIQUE (event_id, contact_id)
){strict};
CREATE INDEX attendee_by_contact_id_event_id ON attendee (contact_id, event_id);
CREATE INDEX attendee_by_event_id_created_at_id ON attendee (event_id, created_at, id);
-- Engagement statistics read these columns of an event's rows and nothing else.
CREATE INDEX attendee_figures ON attendee (event_id, is_guest, presence, is_registered, invitation, response, contact_id, invited_at);
CREATE INDEX attendee_by_office_id_invited_at ON attendee (office_id, invited_at) WHERE invited_at IS NOT NULL;
CREATE INDEX attendee_by_organisation_id ON attendee (organisation_id);
CREATE INDEX attendee_by_represented_by_id ON attendee (represented_by_id);
CREATE INDEX attendee_waiting ON attendee (event_id, queue_priority DESC, queue_number) WHERE place = 'WAITLISTED';
CREATE INDEX attendee_offers ON attendee (offer_expires_at) WHERE place = 'OFFERED';

-- The history of an attendee's axes. Only ever added to.
CREATE TABLE attendee_change (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    axis TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT NOT NULL,
    at {instant} NOT NULL,
    channel TEXT,
    reason TEXT,
    on_behalf_of TEXT,
    event_revision INTEGER,
    account_id {uuid},
    route TEXT NOT NULL,
    CONSTRAINT attendee_change_pk PRIMARY KEY (id),
    CONSTRAINT attendee_change_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT attendee_change_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT attendee_change_axis_known CHECK (axis IN ('INVITATION', 'RESPONSE', 'PLACE', 'PRESENCE')),
    CONSTRAINT attendee_change_route_known CHECK (route IN ('API', 'LINK', 'COMMAND_LINE', 'WORKER'))
){strict};
CREATE INDEX attendee_change_by_attendee_id_at ON attendee_change (attendee_id, at);

-- Letters sent together.
CREATE TABLE campaign (
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
    CONSTRAINT campaign_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU')),
    CONSTRAINT campaign_state_known CHECK (state IN ('RUNNING', 'FINISHED', 'CANCELLED'))
){strict};
CREATE INDEX campaign_by_event_id ON campaign (event_id);
CREATE INDEX campaign_by_office_id_created_at_id ON campaign (office_id, created_at, id);

-- A letter in the outbox, one row each, written in the transaction of its cause.
CREATE TABLE message (
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
    CONSTRAINT message_pk PRIMARY KEY (id),
    CONSTRAINT message_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT message_campaign_id_fk FOREIGN KEY (campaign_id) REFERENCES campaign (id),
    CONSTRAINT message_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id),
    CONSTRAINT message_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id),
    CONSTRAINT message_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT message_kind_known CHECK (kind IN ('INVITATION', 'REGISTRATION_CONFIRMATION', 'WAITING_LIST', 'WAITING_LIST_OFFER', 'UPDATE', 'CANCELLATION', 'REMINDER', 'THANK_YOU', 'MISSED_YOU')),
    CONSTRAINT message_state_known CHECK (state IN ('QUEUED', 'CLAIMED', 'ACCEPTED', 'FAILED', 'SUPPRESSED', 'SUPERSEDED', 'EXPIRED', 'CANCELLED', 'UNCERTAIN')),
    CONSTRAINT message_stage_known CHECK (stage IN ('ENVELOPE', 'DATA')),
    CONSTRAINT message_dedupe_key_once UNIQUE (dedupe_key)
){strict};
CREATE INDEX message_by_attendee_id_created_at ON message (attendee_id, created_at);
CREATE INDEX message_by_campaign_id_state ON message (campaign_id, state);
CREATE INDEX message_by_office_id_created_at_id ON message (office_id, created_at, id);
CREATE INDEX message_by_contact_id ON message (contact_id);
CREATE INDEX message_accepted ON message (office_id, accepted_at, contact_id) WHERE state = 'ACCEPTED';
CREATE INDEX message_due ON message (due_at, id) WHERE state = 'QUEUED';
CREATE INDEX message_leased ON message (leased_until) WHERE state = 'CLAIMED';

-- The bytes of a letter, rendered once and sent alike at every attempt.
CREATE TABLE message_body (
    message_id {uuid} NOT NULL,
    subject TEXT NOT NULL,
    bytes {bytes} NOT NULL,
    rendered_at {instant} NOT NULL,
    CONSTRAINT message_body_pk PRIMARY KEY (message_id),
    CONSTRAINT message_body_message_id_fk FOREIGN KEY (message_id) REFERENCES message (id) ON DELETE CASCADE
){strict};

-- The timeline of a message. Only ever added to.
CREATE TABLE message_event (
    id {uuid} NOT NULL,
    message_id {uuid} NOT NULL,
    at {instant} NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT,
    CONSTRAINT message_event_pk PRIMARY KEY (id),
    CONSTRAINT message_event_message_id_fk FOREIGN KEY (message_id) REFERENCES message (id) ON DELETE CASCADE,
    CONSTRAINT message_event_kind_known CHECK (kind IN ('QUEUED', 'RENDERED', 'ATTEMPTED', 'DEFERRED', 'ACCEPTED', 'FAILED', 'SUPPRESSED', 'SUPERSEDED', 'EXPIRED', 'CANCELLED', 'UNCERTAIN', 'RECOVERED'))
){strict};
CREATE INDEX message_event_by_message_id_at ON message_event (message_id, at);
