SELECT a.id, a.response, a.place, a.presence, a.party_size, c.id, c.display_name, c.residence_country
FROM attendee a LEFT JOIN contact c ON c.id = a.contact_id
WHERE a.event_id = $1
ORDER BY a.created_at, a.id LIMIT 100
