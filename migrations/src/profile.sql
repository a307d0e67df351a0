-- The whole profile of a person.
ALTER TABLE contact ADD COLUMN named_as TEXT;
ALTER TABLE contact ADD COLUMN birth_on {date};
ALTER TABLE contact ADD COLUMN age_band TEXT CONSTRAINT contact_age_band_known CHECK (age_band IN ('UNDER_18', 'FROM_18_TO_29', 'FROM_30_TO_44', 'FROM_45_TO_64', 'FROM_65'));
ALTER TABLE contact ADD COLUMN citizenships {json} NOT NULL DEFAULT '[]';
ALTER TABLE contact ADD COLUMN occupation TEXT;
ALTER TABLE contact ADD COLUMN sector TEXT;
ALTER TABLE contact ADD COLUMN interests {json} NOT NULL DEFAULT '[]';
ALTER TABLE contact_email ADD COLUMN kind TEXT NOT NULL DEFAULT 'OTHER' CONSTRAINT contact_email_kind_known CHECK (kind IN ('PERSONAL', 'WORK', 'OTHER'));
ALTER TABLE contact_phone ADD COLUMN kind TEXT NOT NULL DEFAULT 'OTHER' CONSTRAINT contact_phone_kind_known CHECK (kind IN ('PERSONAL', 'WORK', 'OTHER'));

-- Another name of a person: of birth, by marriage, in another script, among friends.
CREATE TABLE contact_name (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    language TEXT,
    given_name TEXT,
    family_name TEXT,
    created_at {instant} NOT NULL,
    CONSTRAINT contact_name_pk PRIMARY KEY (id),
    CONSTRAINT contact_name_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_name_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_name_kind_known CHECK (kind IN ('BIRTH', 'MARRIED', 'TRANSLITERATED', 'OTHER_SCRIPT', 'NICKNAME', 'OTHER'))
){strict};
CREATE INDEX contact_name_by_contact_id ON contact_name (contact_id);

-- Where a person lived, and from when until when.
CREATE TABLE contact_residence (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    country TEXT NOT NULL,
    subdivision TEXT,
    city TEXT,
    from_on {date},
    to_on {date},
    created_at {instant} NOT NULL,
    CONSTRAINT contact_residence_pk PRIMARY KEY (id),
    CONSTRAINT contact_residence_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_residence_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
){strict};
CREATE INDEX contact_residence_by_contact_id ON contact_residence (contact_id);

-- What a person can do.
CREATE TABLE contact_skill (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    skill TEXT NOT NULL,
    skill_folded TEXT NOT NULL,
    level TEXT NOT NULL,
    verified_on {date},
    created_at {instant} NOT NULL,
    CONSTRAINT contact_skill_pk PRIMARY KEY (id),
    CONSTRAINT contact_skill_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_skill_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_skill_level_known CHECK (level IN ('BASIC', 'INTERMEDIATE', 'ADVANCED', 'EXPERT')),
    CONSTRAINT contact_skill_contact_id_skill_folded_once UNIQUE (contact_id, skill_folded)
){strict};
CREATE INDEX contact_skill_by_office_id_skill_folded ON contact_skill (office_id, skill_folded);

-- A language that a person speaks.
CREATE TABLE contact_language (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    language TEXT NOT NULL,
    level TEXT NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT contact_language_pk PRIMARY KEY (id),
    CONSTRAINT contact_language_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_language_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_language_level_known CHECK (level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE')),
    CONSTRAINT contact_language_contact_id_language_once UNIQUE (contact_id, language)
){strict};

-- Whether a person would contribute in some way. No row: not asked.
CREATE TABLE contact_willingness (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    mode TEXT NOT NULL,
    answer TEXT NOT NULL,
    said_on {date} NOT NULL,
    source TEXT,
    created_at {instant} NOT NULL,
    CONSTRAINT contact_willingness_pk PRIMARY KEY (id),
    CONSTRAINT contact_willingness_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_willingness_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_willingness_mode_known CHECK (mode IN ('MENTOR', 'INVEST', 'VOLUNTEER', 'TRANSFER_KNOWLEDGE', 'HOST_INTERNS', 'RETURN', 'SPEAK', 'DONATE')),
    CONSTRAINT contact_willingness_answer_known CHECK (answer IN ('YES', 'MAYBE', 'NO', 'NOT_ASKED')),
    CONSTRAINT contact_willingness_contact_id_mode_once UNIQUE (contact_id, mode)
){strict};
CREATE INDEX contact_willingness_by_office_id_mode_answer ON contact_willingness (office_id, mode, answer);

-- Where a block of a person's record comes from, and when it was last verified.
CREATE TABLE contact_fact (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    block TEXT NOT NULL,
    source TEXT,
    verified_on {date},
    verified_by {uuid},
    updated_at {instant} NOT NULL,
    CONSTRAINT contact_fact_pk PRIMARY KEY (id),
    CONSTRAINT contact_fact_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_fact_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_fact_verified_by_fk FOREIGN KEY (verified_by) REFERENCES account (id),
    CONSTRAINT contact_fact_block_known CHECK (block IN ('NAME', 'EMAIL', 'PHONE', 'RESIDENCE', 'ORIGIN', 'PROFILE', 'PROFESSION', 'SKILLS', 'LANGUAGES', 'WILLINGNESS', 'DEMOGRAPHICS')),
    CONSTRAINT contact_fact_contact_id_block_once UNIQUE (contact_id, block)
){strict};

-- How two people are connected, seen from the first.
CREATE TABLE contact_relationship (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    other_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    note TEXT,
    created_at {instant} NOT NULL,
    CONSTRAINT contact_relationship_pk PRIMARY KEY (id),
    CONSTRAINT contact_relationship_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_relationship_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_relationship_other_id_fk FOREIGN KEY (other_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_relationship_kind_known CHECK (kind IN ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'RELATIVE', 'FRIEND', 'COLLEAGUE', 'SUPERIOR', 'ASSISTANT', 'MENTOR', 'MENTEE', 'REFERRED_BY', 'OTHER')),
    CONSTRAINT contact_relationship_contact_id_other_id_kind_once UNIQUE (contact_id, other_id, kind),
    CONSTRAINT contact_relationship_of_two CHECK (contact_id <> other_id)
){strict};
CREATE INDEX contact_relationship_by_other_id ON contact_relationship (other_id);

-- A call, a meeting, a letter, a visit, a mail or a note, with whoever took part.
CREATE TABLE interaction (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT,
    happened_at {instant} NOT NULL,
    event_id {uuid},
    programme_id {uuid},
    recorded_by {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT interaction_pk PRIMARY KEY (id),
    CONSTRAINT interaction_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT interaction_kind_known CHECK (kind IN ('CALL', 'MEETING', 'LETTER', 'VISIT', 'MAIL', 'NOTE')),
    CONSTRAINT interaction_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE SET NULL,
    CONSTRAINT interaction_programme_id_fk FOREIGN KEY (programme_id) REFERENCES programme (id) ON DELETE SET NULL,
    CONSTRAINT interaction_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES account (id)
){strict};
CREATE INDEX interaction_by_office_id_happened_at ON interaction (office_id, happened_at);

-- Who took part in an interaction.
CREATE TABLE interaction_participant (
    interaction_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    CONSTRAINT interaction_participant_pk PRIMARY KEY (interaction_id, contact_id),
    CONSTRAINT interaction_participant_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT interaction_participant_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT interaction_participant_interaction_id_fk FOREIGN KEY (interaction_id) REFERENCES interaction (id) ON DELETE CASCADE
){strict};
CREATE INDEX interaction_participant_by_contact_id ON interaction_participant (contact_id);

-- Something that is to be done about a person.
CREATE TABLE task (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    contact_id {uuid},
    assignee_id {uuid},
    title TEXT NOT NULL,
    body TEXT,
    due_on {date},
    done_at {instant},
    done_by {uuid},
    created_by {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT task_pk PRIMARY KEY (id),
    CONSTRAINT task_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT task_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT task_assignee_id_fk FOREIGN KEY (assignee_id) REFERENCES account (id),
    CONSTRAINT task_done_by_fk FOREIGN KEY (done_by) REFERENCES account (id),
    CONSTRAINT task_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id)
){strict};
CREATE INDEX task_by_contact_id ON task (contact_id);
CREATE INDEX task_by_office_id_due_on ON task (office_id, due_on);

-- What people are found by: a row for each word of their names, addresses and telephones, in the order in which they are
-- listed. A second word is looked for in the row itself.
CREATE TABLE contact_word (
    office_id {uuid} NOT NULL,
    word {bytewise} NOT NULL,
    sort_name {bytewise} NOT NULL,
    contact_id {uuid} NOT NULL,
    found_by TEXT NOT NULL,
    names TEXT NOT NULL,
    details TEXT NOT NULL,
    CONSTRAINT contact_word_pk PRIMARY KEY (office_id, word, sort_name, contact_id){and its words},
    CONSTRAINT contact_word_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_word_found_by_known CHECK (found_by IN ('NAME', 'VARIANT', 'EMAIL', 'PHONE'))
){keyed};
CREATE INDEX contact_word_by_contact_id ON contact_word (contact_id);

-- The words of names, whole and without one of their letters, by which a word with a slip is found.
CREATE TABLE word_slip (
    office_id {uuid} NOT NULL,
    slip {bytewise} NOT NULL,
    word {bytewise} NOT NULL,
    CONSTRAINT word_slip_pk PRIMARY KEY (office_id, slip, word),
    CONSTRAINT word_slip_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){keyed};

-- Who belongs to an organisation, in an order.
CREATE INDEX membership_by_organisation_id_contact_id ON membership (organisation_id, contact_id);
DROP INDEX membership_by_organisation_id;
