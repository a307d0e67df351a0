SELECT e.id, e.title, e.starts_at,
       COALESCE(SUM(CASE WHEN a.place IN ('CONFIRMED', 'OFFERED') AND a.uses_place THEN a.party_size ELSE 0 END), 0) AS places_taken,
       COUNT(*) FILTER (WHERE a.response = 'NONE'), COUNT(*) FILTER (WHERE a.response = 'ACCEPTED'), COUNT(*) FILTER (WHERE a.response = 'TENTATIVE'),
       COUNT(*) FILTER (WHERE a.response = 'DECLINED'), COUNT(*) FILTER (WHERE a.response = 'REPRESENTED'),
       COUNT(*) FILTER (WHERE a.place = 'CONFIRMED'), COUNT(*) FILTER (WHERE a.place = 'OFFERED'), COUNT(*) FILTER (WHERE a.place = 'WAITLISTED'),
       COUNT(*) FILTER (WHERE a.presence = 'UNRECORDED'), COUNT(*) FILTER (WHERE a.presence = 'ATTENDED'), COUNT(*) FILTER (WHERE a.presence = 'ABSENT'),
       COUNT(*) FILTER (WHERE a.presence = 'EXCUSED')
FROM (SELECT id, title, starts_at FROM event WHERE local_on <= '2030-12-31' ORDER BY starts_at DESC, id DESC LIMIT 50) e
LEFT JOIN attendee a ON a.event_id = e.id
GROUP BY e.id, e.title, e.starts_at
ORDER BY e.starts_at DESC, e.id DESC
