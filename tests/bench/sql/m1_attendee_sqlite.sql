INSERT INTO attendee (id, office_id, event_id, contact_id, organisation_id, function_at_event, roles, is_guest, uses_place, category,
                      invitation, response, place, place_changed_at, is_registered, presence, created_at, updated_at)
VALUES (:id, :office, :event, :contact, :organisation, :function, '["GUEST"]', 1, 1, 'DIASPORA',
        'NOT_INVITED', 'NONE', 'CONFIRMED', :now, 1, 'UNRECORDED', :now, :now)
