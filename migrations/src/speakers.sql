-- Whether guests may ask a panel from their own page; those that stood on an agenda before are not asked until somebody says so.
ALTER TABLE agenda_item ADD COLUMN takes_questions {bool} NOT NULL DEFAULT FALSE;

-- Who entered a question to a panel.
ALTER TABLE panel_question ADD COLUMN said_by TEXT NOT NULL DEFAULT 'STAFF' CONSTRAINT panel_question_said_by_known CHECK (said_by IN ('GUEST', 'STAFF'));

-- Slides are handed in, too.
{only postgres}
ALTER TABLE deliverable DROP CONSTRAINT deliverable_kind_known;
ALTER TABLE deliverable ADD CONSTRAINT deliverable_kind_known CHECK (kind IN ('TITLE', 'BIOGRAPHY', 'PHOTO', 'VIDEO_FILE', 'SLIDES', 'CONSENT_TO_PUBLISH'));
{end postgres}
{only sqlite}
-- SQLite alters no constraint: the table is made anew and takes the old one's name.
CREATE TABLE deliverable_2 (
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
    CONSTRAINT deliverable_kind_known CHECK (kind IN ('TITLE', 'BIOGRAPHY', 'PHOTO', 'VIDEO_FILE', 'SLIDES', 'CONSENT_TO_PUBLISH')),
    CONSTRAINT deliverable_state_known CHECK (state IN ('ASKED', 'RECEIVED', 'ACCEPTED', 'REFUSED'))
){strict};
INSERT INTO deliverable_2 SELECT id, office_id, contributor_id, version, kind, state, due_on, text, location, note, received_at, created_at,
    updated_at FROM deliverable;
DROP TABLE deliverable;
ALTER TABLE deliverable_2 RENAME TO deliverable;
CREATE INDEX deliverable_by_office_id ON deliverable (office_id);
{end sqlite}

-- A file that was handed in goes with what it was handed in for.
ALTER TABLE stored_file ADD COLUMN deliverable_id {uuid} CONSTRAINT stored_file_deliverable_id_fk REFERENCES deliverable (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX stored_file_by_deliverable_id ON stored_file (deliverable_id);
