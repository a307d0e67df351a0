INSERT INTO message (id, office_id, event_id, attendee_id, contact_id, kind, purpose, dedupe_key, revision, calendar_sequence, language,
                     state, due_at, not_after, created_at, updated_at)
VALUES (:id, :office, :event, :attendee, :contact, 'REGISTRATION_CONFIRMATION', 'event-management', :key, :revision, 0, :language,
        :state, :now, :ends, :now, :now)
