SELECT COALESCE(c.preferred_language, 'en') AS language, m.organisation_id AS organisation, m.function AS function,
       (p.id IS NULL OR p.state NOT IN ('UNVERIFIED', 'OK') OR c.restricted_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM suppression s WHERE s.office_id = c.office_id AND s.address_folded = p.folded AND s.released_at IS NULL)) AS suppressed,
       EXISTS (SELECT 1 FROM attendee a WHERE a.event_id = ?2 AND a.contact_id = c.id) AS there
FROM contact c
LEFT JOIN contact_email p ON p.contact_id = c.id AND p.is_primary
LEFT JOIN membership m ON m.contact_id = c.id AND m.is_primary AND m.to_on IS NULL
WHERE c.id = ?1 AND c.erased_at IS NULL AND c.merged_into_id IS NULL
