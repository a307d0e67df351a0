-- What people may be interested in, as an office words it. A person's record names the keys.
CREATE TABLE interest (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    name {json} NOT NULL,
    position INTEGER NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT interest_pk PRIMARY KEY (id),
    CONSTRAINT interest_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT interest_office_id_key_once UNIQUE (office_id, key)
){strict};

-- A person's timeline reads the latest of each kind.
CREATE INDEX consent_by_contact_id_given_at ON consent (contact_id, given_at, id);
CREATE INDEX message_accepted_by_contact_id ON message (contact_id, accepted_at, id) WHERE state = 'ACCEPTED';
CREATE INDEX enrolment_by_contact_id_created_at ON enrolment (contact_id, created_at, id);
CREATE INDEX membership_by_contact_id_created_at ON membership (contact_id, created_at, id);
CREATE INDEX task_by_contact_id_created_at ON task (contact_id, created_at, id);

-- Lists of tasks by who is to do them, and what is deleted with an event or a programme.
CREATE INDEX task_by_assignee_id_due_on ON task (assignee_id, due_on, id);
CREATE INDEX interaction_by_event_id ON interaction (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX interaction_by_programme_id ON interaction (programme_id) WHERE programme_id IS NOT NULL;
