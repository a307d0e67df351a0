-- What levels of agreement weigh in an office that has said otherwise than the table: by field and level, in thousandths of a bit.
CREATE TABLE duplicate_setting (
    office_id {uuid} NOT NULL,
    weights {json} NOT NULL,
    tuned_at {instant} NOT NULL,
    CONSTRAINT duplicate_setting_pk PRIMARY KEY (office_id),
    CONSTRAINT duplicate_setting_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};
