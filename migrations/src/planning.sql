-- SQLite takes a column without statistics for one that tells ten rows from the others, and so reads a whole office where some
-- dozens of people are asked for by their keys. It is told once for all that an office is large: what is planned does not depend on
-- when somebody last counted. PostgreSQL counts by itself.

{only sqlite}
ANALYZE erasure_mark;
DELETE FROM sqlite_stat1 WHERE tbl = 'contact';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('contact', 'contact_by_office_id_sort_name_id', '1000000 1000000 5 1'),
    ('contact', 'contact_by_office_id_created_at_id', '1000000 1000000 2 1'),
    ('contact', 'sqlite_autoindex_contact_1', '1000000 1');
ANALYZE sqlite_schema;
-- Connections that are open read what is told here with the next change of the schema.
CREATE TABLE planning (id INTEGER);
DROP TABLE planning;
{end sqlite}
