-- Whether people register themselves for a listed event on its page, until when, and how many come with one form at most.
ALTER TABLE event ADD COLUMN registration TEXT NOT NULL DEFAULT 'CLOSED' CONSTRAINT event_registration_known CHECK (registration IN ('CLOSED', 'OPEN'));
ALTER TABLE event ADD COLUMN registration_closes_at {instant};
ALTER TABLE event ADD COLUMN registration_party INTEGER NOT NULL DEFAULT 1 CONSTRAINT event_registration_party_somebody CHECK (registration_party >= 1);

-- A form for a place at an event waits like one for the register. Several people may share an address: each form is a row of its own,
-- numbered among those of its event and address.
ALTER TABLE registration ADD COLUMN event_id {uuid} CONSTRAINT registration_event_id_fk REFERENCES event (id) ON DELETE CASCADE;
ALTER TABLE registration ADD COLUMN event_address TEXT;
CREATE UNIQUE INDEX registration_event_address_once ON registration (event_id, event_address, letters);
CREATE INDEX registration_by_event_address ON registration (event_address);
