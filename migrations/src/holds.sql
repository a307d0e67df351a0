-- Whether an event holds places for whom it invites until answers are due.
ALTER TABLE event ADD COLUMN holds_for_invited {bool} NOT NULL DEFAULT FALSE;
