SELECT id, title, starts_at FROM event WHERE local_on <= '2030-12-31' ORDER BY starts_at DESC, id DESC LIMIT 20
