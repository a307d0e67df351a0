SELECT a.id, a.response, a.presence, e.id, e.title, e.starts_at
FROM attendee a JOIN event e ON e.id = a.event_id
WHERE a.contact_id = $1
ORDER BY a.created_at DESC, a.id DESC LIMIT 20
