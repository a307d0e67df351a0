-- A walk in search of duplicates that comes to no end, or is not wanted any more: how often it was taken up since its last page, and why
-- it was given up.
{only postgres}
ALTER TABLE duplicate_run DROP CONSTRAINT duplicate_run_state_known;
ALTER TABLE duplicate_run ADD CONSTRAINT duplicate_run_state_known CHECK (state IN ('QUEUED', 'GATHERING', 'COMPARING', 'DONE', 'FAILED', 'CANCELLED'));
ALTER TABLE duplicate_run ADD COLUMN attempts bigint NOT NULL DEFAULT 0;
ALTER TABLE duplicate_run ADD COLUMN problems jsonb;
DROP INDEX duplicate_run_one_at_a_time;
{end postgres}
{only sqlite}
-- SQLite alters no constraint: the table is made anew and takes the old one's name.
CREATE TABLE duplicate_run_2 (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    is_whole {bool} NOT NULL,
    since {instant},
    until_id {uuid},
    place {uuid},
    total {number} NOT NULL,
    gathered {number} NOT NULL,
    done {number} NOT NULL,
    compared {number} NOT NULL,
    found {number} NOT NULL,
    added {number} NOT NULL,
    removed {number} NOT NULL,
    passed_over {number} NOT NULL,
    started_by {uuid},
    requested_at {instant} NOT NULL,
    started_at {instant},
    finished_at {instant},
    lease_token {uuid},
    leased_until {instant},
    attempts {number} NOT NULL DEFAULT 0,
    problems {json},
    CONSTRAINT duplicate_run_pk PRIMARY KEY (id),
    CONSTRAINT duplicate_run_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT duplicate_run_started_by_fk FOREIGN KEY (started_by) REFERENCES account (id),
    CONSTRAINT duplicate_run_state_known CHECK (state IN ('QUEUED', 'GATHERING', 'COMPARING', 'DONE', 'FAILED', 'CANCELLED'))
){strict};
INSERT INTO duplicate_run_2 SELECT duplicate_run.*, 0, NULL FROM duplicate_run;
DROP TABLE duplicate_run;
ALTER TABLE duplicate_run_2 RENAME TO duplicate_run;
CREATE INDEX duplicate_run_by_office_id ON duplicate_run (office_id, id);
{end sqlite}
CREATE UNIQUE INDEX duplicate_run_one_at_a_time ON duplicate_run (office_id) WHERE state IN ('QUEUED', 'GATHERING', 'COMPARING');
