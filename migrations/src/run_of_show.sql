-- How grave an office takes a sort of contradiction in the run of show of one event; what is not here is as grave as ever.
CREATE TABLE agenda_conflict_level (
    event_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    CONSTRAINT agenda_conflict_level_pk PRIMARY KEY (event_id, kind),
    CONSTRAINT agenda_conflict_level_event_id_fk FOREIGN KEY (event_id) REFERENCES event (id) ON DELETE CASCADE,
    CONSTRAINT agenda_conflict_level_kind_known CHECK (kind IN ('PERSON_TWICE', 'ROOM_TWICE', 'PERSON_ELSEWHERE', 'ROOM_ELSEWHERE', 'PANEL_WITHOUT_MODERATOR', 'UNCONFIRMED_SPEAKER', 'OUTSIDE_EVENT', 'OVERRUN')),
    CONSTRAINT agenda_conflict_level_level_known CHECK (level IN ('IGNORE', 'WARN', 'BLOCK_PUBLISH'))
){strict};

-- What an office's other events take place in at some time.
CREATE INDEX agenda_item_by_office_id_starts_at_local ON agenda_item (office_id, starts_at_local);
