-- Something people are invited to.
CREATE TABLE event (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    title {json} NOT NULL,
    description {json} NOT NULL,
    practical_notes {json} NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    visibility TEXT NOT NULL,
    format TEXT NOT NULL,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    starts_at_local {wall} NOT NULL,
    ends_at_local {wall} NOT NULL,
    time_zone TEXT NOT NULL,
    local_on {date} NOT NULL,
    response_deadline {instant},
    doors_open_at {instant},
    venue {json},
    online_link TEXT,
    capacity INTEGER,
    offer_minutes INTEGER,
    revision INTEGER NOT NULL DEFAULT 1,
    calendar_sequence INTEGER NOT NULL DEFAULT 0,
    contact_person TEXT,
    published_at {instant},
    cancelled_at {instant},
    cancel_reason TEXT,
    attendance_closed_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT event_pk PRIMARY KEY (id),
    CONSTRAINT event_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT event_kind_known CHECK (kind IN ('CELEBRATION', 'CONFERENCE', 'ROUNDTABLE', 'LAUNCH', 'WORKSHOP', 'TRAINING', 'EXHIBITION', 'WEBINAR', 'MEETING')),
    CONSTRAINT event_status_known CHECK (status IN ('DRAFT', 'POSTPONED', 'PUBLISHED', 'CANCELLED', 'COMPLETED', 'ARCHIVED')),
    CONSTRAINT event_visibility_known CHECK (visibility IN ('INVITATION_ONLY', 'LISTED')),
    CONSTRAINT event_format_known CHECK (format IN ('IN_PERSON', 'ONLINE', 'HYBRID')),
    CONSTRAINT event_ends_after_start CHECK (ends_at > starts_at),
    CONSTRAINT event_capacity_positive CHECK (capacity IS NULL OR capacity >= 0)
){strict};
CREATE INDEX event_by_office_id_starts_at_id ON event (office_id, starts_at, id);
CREATE INDEX event_by_office_id_local_on ON event (office_id, local_on);

-- What an event's guest list adds up to, kept in the transaction of every fact, and the event's one lock.
CREATE TABLE event_tally (
    event_id {uuid} NOT NULL,
    places_taken INTEGER NOT NULL DEFAULT 0,
    next_queue_number INTEGER NOT NULL DEFAULT 1,
    attendees INTEGER NOT NULL DEFAULT 0,
    not_invited INTEGER NOT NULL DEFAULT 0,
    queued INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    bounced INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    unanswered INTEGER NOT NULL DEFAULT 0,
    accepted INTEGER NOT NULL DEFAULT 0,
    tentative INTEGER NOT NULL DEFAULT 0,
    declined INTEGER NOT NULL DEFAULT 0,
    represented INTEGER NOT NULL DEFAULT 0,
    no_place INTEGER NOT NULL DEFAULT 0,
    pending_approval INTEGER NOT NULL DEFAULT 0,
    waitlisted INTEGER NOT NULL DEFAULT 0,
    offered INTEGER NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    expired INTEGER NOT NULL DEFAULT 0,
    unrecorded INTEGER NOT NULL DEFAULT 0,
    attended INTEGER NOT NULL DEFAULT 0,
    absent INTEGER NOT NULL DEFAULT 0,
    excused INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT event_tally_pk PRIMARY KEY (event_id),
    CONSTRAINT event_tally_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_tally_never_negative CHECK (places_taken >= 0 AND attendees >= 0)
){strict};

-- An observance that an event marks.
CREATE TABLE event_occasion (
    event_id {uuid} NOT NULL,
    occasion TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT event_occasion_pk PRIMARY KEY (event_id, occasion),
    CONSTRAINT event_occasion_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE
){strict};
CREATE INDEX event_occasion_by_occasion_event_id ON event_occasion (occasion, event_id);

-- An event of a programme.
CREATE TABLE event_programme (
    event_id {uuid} NOT NULL,
    programme_id {uuid} NOT NULL,
    CONSTRAINT event_programme_pk PRIMARY KEY (event_id, programme_id),
    CONSTRAINT event_programme_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_programme_programme_id_fk FOREIGN KEY (programme_id) REFERENCES programme (id) ON DELETE CASCADE
){strict};
CREATE INDEX event_programme_by_programme_id_event_id ON event_programme (programme_id, event_id);

-- The part an organisation plays in an event.
CREATE TABLE event_organisation (
    event_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT event_organisation_pk PRIMARY KEY (event_id, organisation_id, role),
    CONSTRAINT event_organisation_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_organisation_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE CASCADE,
    CONSTRAINT event_organisation_role_known CHECK (role IN ('HOST', 'CO_ORGANISER', 'PARTNER', 'DONOR'))
){strict};
CREATE INDEX event_organisation_by_organisation_id ON event_organisation (organisation_id);

-- What an event does with a policy framework.
CREATE TABLE event_framework (
    event_id {uuid} NOT NULL,
    framework_id {uuid} NOT NULL,
    relation TEXT NOT NULL,
    CONSTRAINT event_framework_pk PRIMARY KEY (event_id, framework_id, relation),
    CONSTRAINT event_framework_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_framework_framework_id_fk FOREIGN KEY (framework_id) REFERENCES policy_framework (id) ON DELETE CASCADE,
    CONSTRAINT event_framework_relation_known CHECK (relation IN ('LAUNCHES', 'ANNOUNCES'))
){strict};
CREATE INDEX event_framework_by_framework_id ON event_framework (framework_id);

-- People who were there and are not named.
CREATE TABLE event_headcount (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    mode TEXT NOT NULL,
    count INTEGER NOT NULL,
    method TEXT NOT NULL,
    note TEXT,
    recorded_by {uuid},
    recorded_at {instant} NOT NULL,
    CONSTRAINT event_headcount_pk PRIMARY KEY (id),
    CONSTRAINT event_headcount_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT event_headcount_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_headcount_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES account (id),
    CONSTRAINT event_headcount_mode_known CHECK (mode IN ('IN_PERSON', 'ONLINE')),
    CONSTRAINT event_headcount_method_known CHECK (method IN ('COUNTED', 'ESTIMATED', 'DEVICE')),
    CONSTRAINT event_headcount_not_negative CHECK (count >= 0),
    CONSTRAINT event_headcount_event_id_mode_once UNIQUE (event_id, mode)
){strict};

-- A part of the run of show; a panel is the richest.
CREATE TABLE agenda_item (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title {json} NOT NULL,
    description {json} NOT NULL,
    starts_at_local {wall},
    duration_minutes INTEGER,
    room TEXT,
    is_internal {bool} NOT NULL,
    outcome TEXT,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT agenda_item_pk PRIMARY KEY (id),
    CONSTRAINT agenda_item_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT agenda_item_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT agenda_item_kind_known CHECK (kind IN ('OPENING', 'SPEECH', 'VIDEO_MESSAGE', 'PANEL', 'AWARD', 'ANNOUNCEMENT', 'EXHIBITION', 'PERFORMANCE', 'BREAK', 'CLOSING')),
    CONSTRAINT agenda_item_lasts CHECK (duration_minutes IS NULL OR duration_minutes > 0)
){strict};
CREATE INDEX agenda_item_by_event_id_position ON agenda_item (event_id, position);

-- A person or organisation in an agenda item.
CREATE TABLE contributor (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    agenda_item_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    contact_id {uuid},
    organisation_id {uuid},
    role TEXT NOT NULL,
    mode TEXT NOT NULL,
    confirmation TEXT NOT NULL,
    perspective TEXT,
    created_at {instant} NOT NULL,
    CONSTRAINT contributor_pk PRIMARY KEY (id),
    CONSTRAINT contributor_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contributor_agenda_item_id_fk FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE CASCADE,
    CONSTRAINT contributor_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT contributor_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT contributor_role_known CHECK (role IN ('MODERATOR', 'PANELLIST', 'SPEAKER', 'PERFORMER', 'INTERPRETER', 'HOST')),
    CONSTRAINT contributor_mode_known CHECK (mode IN ('IN_PERSON', 'REMOTE', 'RECORDED')),
    CONSTRAINT contributor_confirmation_known CHECK (confirmation IN ('PROPOSED', 'ASKED', 'CONFIRMED', 'DECLINED')),
    CONSTRAINT contributor_someone CHECK (contact_id IS NOT NULL OR organisation_id IS NOT NULL)
){strict};
CREATE INDEX contributor_by_agenda_item_id ON contributor (agenda_item_id);
CREATE INDEX contributor_by_contact_id ON contributor (contact_id);
