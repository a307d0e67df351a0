SELECT id, title, starts_at FROM event ORDER BY starts_at DESC, id DESC LIMIT 20
