-- Hours that are not fixed yet, the languages of an event, what it was when it was put off, and when it came to rest.
ALTER TABLE event ADD COLUMN is_provisional {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE event ADD COLUMN languages {json} NOT NULL DEFAULT '[]';
ALTER TABLE event ADD COLUMN interpretation {json} NOT NULL DEFAULT '[]';
ALTER TABLE event ADD COLUMN put_off {json};
ALTER TABLE event ADD COLUMN completed_at {instant};
ALTER TABLE event ADD COLUMN archived_at {instant};

-- Events that are held again and again.
CREATE TABLE event_series (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    name {json} NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT event_series_pk PRIMARY KEY (id),
    CONSTRAINT event_series_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};
CREATE INDEX event_series_by_office_id ON event_series (office_id);

ALTER TABLE event ADD COLUMN series_id {uuid} CONSTRAINT event_series_id_fk REFERENCES event_series (id);
ALTER TABLE event ADD COLUMN edition INTEGER;
ALTER TABLE event ADD COLUMN cloned_from_id {uuid} CONSTRAINT event_cloned_from_id_fk REFERENCES event (id);
CREATE INDEX event_by_series_id_edition ON event (series_id, edition);
CREATE INDEX event_by_cloned_from_id ON event (cloned_from_id);

-- The office's calendar of days that are observed every year.
CREATE TABLE observance (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    name {json} NOT NULL,
    month INTEGER NOT NULL,
    day INTEGER NOT NULL,
    first_year INTEGER,
    created_at {instant} NOT NULL,
    CONSTRAINT observance_pk PRIMARY KEY (id),
    CONSTRAINT observance_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT observance_office_id_key_once UNIQUE (office_id, key),
    CONSTRAINT observance_in_a_year CHECK (month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31)
){strict};

-- A calendar feed of an account; its link names this row.
CREATE TABLE event_feed (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    created_at {instant} NOT NULL,
    revoked_at {instant},
    CONSTRAINT event_feed_pk PRIMARY KEY (id),
    CONSTRAINT event_feed_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT event_feed_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id)
){strict};
CREATE INDEX event_feed_by_account_id ON event_feed (account_id, office_id);
