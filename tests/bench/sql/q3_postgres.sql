SELECT e.id, e.title, e.starts_at, a.id, a.response, a.place, c.id, c.display_name
FROM (SELECT id, title, starts_at FROM event WHERE local_on <= '2030-12-31' ORDER BY starts_at DESC, id DESC LIMIT 20) e
LEFT JOIN LATERAL (SELECT id, response, place, contact_id, created_at FROM attendee WHERE event_id = e.id ORDER BY created_at, id LIMIT 20) a ON TRUE
LEFT JOIN contact c ON c.id = a.contact_id
ORDER BY e.starts_at DESC, e.id DESC, a.created_at, a.id
