-- The order of precedence of an office, in versions: one that was published is never changed, the newest holds.
CREATE TABLE rank_table (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL,
    created_by {uuid},
    created_at {instant} NOT NULL,
    CONSTRAINT rank_table_pk PRIMARY KEY (id),
    CONSTRAINT rank_table_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT rank_table_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
    CONSTRAINT rank_table_office_id_version_once UNIQUE (office_id, version)
){strict};
CREATE INDEX rank_table_by_created_by ON rank_table (created_by);

-- A rank of a table. Whoever has it names its key, so that the next version of the table needs to move nobody.
CREATE TABLE protocol_rank (
    table_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    office_id {uuid} NOT NULL,
    position INTEGER NOT NULL,
    title {json} NOT NULL,
    spoken {json} NOT NULL,
    written {json} NOT NULL,
    envelope {json} NOT NULL,
    categories {json} NOT NULL,
    functions {json} NOT NULL,
    CONSTRAINT protocol_rank_pk PRIMARY KEY (table_id, key),
    CONSTRAINT protocol_rank_table_id_fk FOREIGN KEY (table_id) REFERENCES rank_table (id) ON DELETE CASCADE,
    CONSTRAINT protocol_rank_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT protocol_rank_table_id_position_once UNIQUE (table_id, position)
){strict};
CREATE INDEX protocol_rank_by_office_id ON protocol_rank (office_id);

-- The rank that a function has, and since when it counts: the day of the credentials, where that is not the first day.
ALTER TABLE membership ADD COLUMN rank_key TEXT;
ALTER TABLE membership ADD COLUMN precedence_on {date};

-- What an office says of a guest's precedence at an event. What it says against the table, with its reason, stands in columns
-- of its own, which no other table of ranks touches.
CREATE TABLE attendee_precedence (
    attendee_id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    rank_key TEXT,
    precedence_on {date},
    override_rank_key TEXT,
    override_before_id {uuid},
    override_reason TEXT,
    override_by {uuid},
    override_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT attendee_precedence_pk PRIMARY KEY (attendee_id),
    CONSTRAINT attendee_precedence_attendee_id_fk FOREIGN KEY (attendee_id) REFERENCES attendee (id) ON DELETE CASCADE,
    CONSTRAINT attendee_precedence_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT attendee_precedence_override_before_id_fk FOREIGN KEY (override_before_id) REFERENCES attendee (id) ON DELETE SET NULL,
    CONSTRAINT attendee_precedence_override_by_fk FOREIGN KEY (override_by) REFERENCES account (id),
    CONSTRAINT attendee_precedence_override_known CHECK (override_rank_key IS NULL OR override_before_id IS NULL)
){strict};
CREATE INDEX attendee_precedence_by_office_id ON attendee_precedence (office_id);
CREATE INDEX attendee_precedence_by_override_before_id ON attendee_precedence (override_before_id);
CREATE INDEX attendee_precedence_by_override_by ON attendee_precedence (override_by);
