-- What guests need at an event. It may say something of health or belief, so it stands apart from everything else, and goes soon
-- after the event.
CREATE TABLE attendee_need (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    persons INTEGER NOT NULL,
    note TEXT,
    said_by TEXT NOT NULL,
    agreed_at {instant},
    agreed_how TEXT,
    wording_version INTEGER,
    language TEXT,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT attendee_need_pk PRIMARY KEY (id),
    CONSTRAINT attendee_need_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT attendee_need_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT attendee_need_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT attendee_need_code_once UNIQUE (attendee_id, kind, code),
    CONSTRAINT attendee_need_kind_known CHECK (kind IN ('DIET', 'ACCESSIBILITY', 'INTERPRETATION')),
    CONSTRAINT attendee_need_said_by_known CHECK (said_by IN ('GUEST', 'STAFF')),
    CONSTRAINT attendee_need_persons_positive CHECK (persons > 0)
){strict};
CREATE INDEX attendee_need_by_event_id ON attendee_need (event_id, kind, code);
CREATE INDEX attendee_need_by_office_id ON attendee_need (office_id);

-- What an event asks of its guests, as a whole: raised by every change of it.
CREATE TABLE event_questionnaire (
    event_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT event_questionnaire_pk PRIMARY KEY (event_id),
    CONSTRAINT event_questionnaire_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_questionnaire_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};
CREATE INDEX event_questionnaire_by_office_id ON event_questionnaire (office_id);

-- A question of an event. What it says stands in its versions, and an answer names the one that it answered.
CREATE TABLE event_question (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    retired_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT event_question_pk PRIMARY KEY (id),
    CONSTRAINT event_question_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT event_question_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_question_key_once UNIQUE (event_id, key),
    CONSTRAINT event_question_kind_known CHECK (kind IN ('TEXT', 'CHOICE', 'CHOICES', 'YES_NO', 'NUMBER', 'DATE'))
){strict};
CREATE INDEX event_question_by_office_id ON event_question (office_id);

CREATE TABLE event_question_version (
    id {uuid} NOT NULL,
    question_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    wording {json} NOT NULL,
    hint {json} NOT NULL,
    options {json} NOT NULL,
    condition {json},
    is_required {bool} NOT NULL,
    is_sensitive {bool} NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT event_question_version_pk PRIMARY KEY (id),
    CONSTRAINT event_question_version_question_id_fk FOREIGN KEY (question_id) REFERENCES event_question (id) ON DELETE CASCADE,
    CONSTRAINT event_question_version_once UNIQUE (question_id, version)
){strict};

-- What a guest answered: a row for each option chosen, and one for an answer of another kind.
CREATE TABLE event_answer (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    attendee_id {uuid} NOT NULL,
    question_id {uuid} NOT NULL,
    version_id {uuid} NOT NULL,
    question TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    said_by TEXT NOT NULL,
    agreed_at {instant},
    agreed_how TEXT,
    wording_version INTEGER,
    language TEXT,
    answered_at {instant} NOT NULL,
    CONSTRAINT event_answer_pk PRIMARY KEY (id),
    CONSTRAINT event_answer_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT event_answer_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT event_answer_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT event_answer_question_id_fk FOREIGN KEY (question_id) REFERENCES event_question (id),
    CONSTRAINT event_answer_version_id_fk FOREIGN KEY (version_id) REFERENCES event_question_version (id),
    CONSTRAINT event_answer_position_once UNIQUE (attendee_id, question_id, position),
    CONSTRAINT event_answer_said_by_known CHECK (said_by IN ('GUEST', 'STAFF'))
){strict};
CREATE INDEX event_answer_by_event_id ON event_answer (event_id);
CREATE INDEX event_answer_by_question_id ON event_answer (question_id, value);
CREATE INDEX event_answer_by_version_id ON event_answer (version_id);
CREATE INDEX event_answer_by_office_id ON event_answer (office_id);
