-- How grave an office takes a sort of contradiction in the run of show of one event; what is not here is as grave as ever.
CREATE TABLE agenda_conflict_level (
    event_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    CONSTRAINT agenda_conflict_level_pk PRIMARY KEY (event_id, kind),
    CONSTRAINT agenda_conflict_level_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT agenda_conflict_level_kind_known CHECK (kind IN ('PERSON_TWICE', 'ROOM_TWICE', 'PERSON_ELSEWHERE', 'ROOM_ELSEWHERE', 'OUTSIDE_AVAILABILITY', 'PANEL_WITHOUT_MODERATOR', 'UNCONFIRMED_SPEAKER', 'ROOM_TOO_SMALL', 'OUTSIDE_EVENT', 'OVERRUN')),
    CONSTRAINT agenda_conflict_level_level_known CHECK (level IN ('IGNORE', 'WARN', 'BLOCK_PUBLISH'))
){strict};

-- What an office's other events take place in at some time.
CREATE INDEX agenda_item_by_office_id_starts_at_local ON agenda_item (office_id, starts_at_local);

-- From when until when somebody can contribute, on the clock of the event.
ALTER TABLE contributor ADD COLUMN available_from_local {wall};
ALTER TABLE contributor ADD COLUMN available_until_local {wall};

-- That a run of show may be seen by guests, apart from its event.
CREATE TABLE agenda_publication (
    event_id {uuid} NOT NULL,
    published_at {instant} NOT NULL,
    CONSTRAINT agenda_publication_pk PRIMARY KEY (event_id),
    CONSTRAINT agenda_publication_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE
){strict};

-- What a contributor is asked for, and what came.
CREATE TABLE deliverable (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contributor_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    due_on {date},
    text {json} NOT NULL,
    location TEXT,
    note TEXT,
    received_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT deliverable_pk PRIMARY KEY (id),
    CONSTRAINT deliverable_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT deliverable_contributor_id_fk FOREIGN KEY (contributor_id) REFERENCES contributor (id) ON DELETE CASCADE,
    CONSTRAINT deliverable_contributor_id_kind_once UNIQUE (contributor_id, kind),
    CONSTRAINT deliverable_kind_known CHECK (kind IN ('TITLE', 'BIOGRAPHY', 'PHOTO', 'VIDEO_FILE', 'CONSENT_TO_PUBLISH')),
    CONSTRAINT deliverable_state_known CHECK (state IN ('ASKED', 'RECEIVED', 'ACCEPTED', 'REFUSED'))
){strict};
CREATE INDEX deliverable_by_office_id ON deliverable (office_id);

-- Questions to a panel, in the order in which they are to be put.
CREATE TABLE panel_question (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    agenda_item_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT,
    contact_id {uuid},
    asked_as TEXT,
    answer TEXT,
    moderated_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT panel_question_pk PRIMARY KEY (id),
    CONSTRAINT panel_question_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT panel_question_agenda_item_id_fk FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE CASCADE,
    CONSTRAINT panel_question_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT panel_question_phase_known CHECK (phase IN ('IN_ADVANCE', 'LIVE')),
    CONSTRAINT panel_question_state_known CHECK (state IN ('PENDING', 'APPROVED', 'REJECTED', 'ANSWERED'))
){strict};
CREATE INDEX panel_question_by_agenda_item_id ON panel_question (agenda_item_id, position);
CREATE INDEX panel_question_by_contact_id ON panel_question (contact_id);
CREATE INDEX panel_question_by_office_id ON panel_question (office_id);

-- What was said and what was announced, recorded afterwards. It is whoever said it, also when they are off the agenda.
CREATE TABLE remark (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    agenda_item_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    text {json} NOT NULL,
    contact_id {uuid},
    organisation_id {uuid},
    framework_id {uuid},
    is_public {bool} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT remark_pk PRIMARY KEY (id),
    CONSTRAINT remark_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT remark_agenda_item_id_fk FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE CASCADE,
    CONSTRAINT remark_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id),
    CONSTRAINT remark_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT remark_framework_id_fk FOREIGN KEY (framework_id) REFERENCES policy_framework (id),
    CONSTRAINT remark_kind_known CHECK (kind IN ('QUOTE', 'ANNOUNCEMENT'))
){strict};
CREATE INDEX remark_by_agenda_item_id ON remark (agenda_item_id);
CREATE INDEX remark_by_contact_id ON remark (contact_id);
CREATE INDEX remark_by_organisation_id ON remark (organisation_id);
CREATE INDEX remark_by_framework_id ON remark (framework_id);
CREATE INDEX remark_by_office_id ON remark (office_id);
