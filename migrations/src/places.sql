-- Whose places wait for the office's approval, and whether a smaller party may pass a larger one that waits.
ALTER TABLE event ADD COLUMN approval TEXT NOT NULL DEFAULT 'NONE' CONSTRAINT event_approval_known CHECK (approval IN ('NONE', 'SELF_REGISTRATION', 'ALL'));
ALTER TABLE event ADD COLUMN passes_over {bool} NOT NULL DEFAULT FALSE;

-- What the office decided of a row, why it was let in beyond the places that there are, and how the guest means to take part.
ALTER TABLE attendee ADD COLUMN approval TEXT NOT NULL DEFAULT 'NOT_ASKED' CONSTRAINT attendee_approval_known CHECK (approval IN ('NOT_ASKED', 'AWAITED', 'GIVEN', 'REFUSED'));
ALTER TABLE attendee ADD COLUMN overbook_reason TEXT;
ALTER TABLE attendee ADD COLUMN attends TEXT CONSTRAINT attendee_attends_known CHECK (attends IN ('IN_PERSON', 'ONLINE'));

-- Places of an event that are kept for some guests until a day, or that some guests do not exceed. What is taken of them, and who waits
-- for them, is kept under the event's lock.
ALTER TABLE event_tally ADD COLUMN pools INTEGER NOT NULL DEFAULT 0;
CREATE TABLE place_pool (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    event_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL,
    name {json} NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    category TEXT,
    mode TEXT,
    reserved_until {instant},
    released_at {instant},
    taken INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT place_pool_pk PRIMARY KEY (id),
    CONSTRAINT place_pool_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT place_pool_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT place_pool_kind_known CHECK (kind IN ('RESERVED', 'LIMIT')),
    CONSTRAINT place_pool_category_known CHECK (category IN ('GOVERNMENT', 'EU', 'UN_AGENCY', 'DIPLOMATIC_MISSION', 'INTERNATIONAL_PARTNER', 'CIVIL_SOCIETY', 'ACADEMIA', 'PRIVATE_SECTOR', 'MIGRANT_COMMUNITY', 'DIASPORA', 'MEDIA', 'OTHER')),
    CONSTRAINT place_pool_mode_known CHECK (mode IN ('IN_PERSON', 'ONLINE')),
    CONSTRAINT place_pool_never_negative CHECK (size >= 0 AND taken >= 0 AND waiting >= 0),
    CONSTRAINT place_pool_event_id_position_once UNIQUE (event_id, position)
){strict};
CREATE INDEX place_pool_by_office_id ON place_pool (office_id);
CREATE INDEX place_pool_to_release ON place_pool (reserved_until) WHERE released_at IS NULL;
