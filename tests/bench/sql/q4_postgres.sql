SELECT COALESCE(CASE WHEN a.snapshot_at IS NOT NULL THEN a.snapshot_residence_country ELSE c.residence_country END, 'UNKNOWN'), COUNT(DISTINCT a.contact_id)
FROM event e JOIN attendee a ON a.event_id = e.id JOIN contact c ON c.id = a.contact_id
WHERE e.status IN ('PUBLISHED', 'COMPLETED', 'ARCHIVED') AND e.local_on BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)
  AND a.is_guest AND a.presence = 'ATTENDED'
GROUP BY 1
