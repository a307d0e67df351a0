-- Whether guests may ask a panel from their own page; those that stood on an agenda before are not asked until somebody says so.
ALTER TABLE agenda_item ADD COLUMN takes_questions {bool} NOT NULL DEFAULT FALSE;

-- Who entered a question to a panel.
ALTER TABLE panel_question ADD COLUMN said_by TEXT NOT NULL DEFAULT 'STAFF' CONSTRAINT panel_question_said_by_known CHECK (said_by IN ('GUEST', 'STAFF'));
