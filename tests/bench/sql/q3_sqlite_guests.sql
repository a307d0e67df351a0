SELECT a.id, a.response, a.place, c.id, c.display_name
FROM attendee a LEFT JOIN contact c ON c.id = a.contact_id
WHERE a.event_id = $1
ORDER BY a.created_at, a.id LIMIT 20
