-- A ministry, an embassy, an association, a firm.
CREATE TABLE organisation (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    name {json} NOT NULL,
    variants {json} NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    parent_id {uuid},
    website TEXT,
    sort_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT organisation_pk PRIMARY KEY (id),
    CONSTRAINT organisation_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT organisation_parent_id_fk FOREIGN KEY (parent_id) REFERENCES organisation (id),
    CONSTRAINT organisation_kind_known CHECK (kind IN ('GOVERNMENT', 'EU', 'UN_AGENCY', 'DIPLOMATIC_MISSION', 'INTERNATIONAL_PARTNER', 'CIVIL_SOCIETY', 'ACADEMIA', 'PRIVATE_SECTOR', 'MIGRANT_COMMUNITY', 'DIASPORA_ASSOCIATION', 'MEDIA', 'OTHER'))
){strict};
CREATE INDEX organisation_by_office_id_sort_name_id ON organisation (office_id, sort_name, id);

-- A person.
CREATE TABLE contact (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    honorific TEXT,
    given_name TEXT NOT NULL,
    middle_name TEXT,
    family_name TEXT NOT NULL,
    suffix TEXT,
    display_name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    preferred_language TEXT,
    residence_country TEXT,
    residence_subdivision TEXT,
    residence_city TEXT,
    origin_country TEXT,
    origin_region TEXT,
    origin_municipality TEXT,
    emigrated_in INTEGER,
    generation TEXT NOT NULL,
    profile_kinds {json} NOT NULL,
    profession TEXT,
    sex TEXT NOT NULL,
    birth_year INTEGER,
    source TEXT,
    restricted_at {instant},
    objected_at {instant},
    merged_into_id {uuid},
    erased_at {instant},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT contact_pk PRIMARY KEY (id),
    CONSTRAINT contact_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_merged_into_id_fk FOREIGN KEY (merged_into_id) REFERENCES contact (id),
    CONSTRAINT contact_generation_known CHECK (generation IN ('FIRST', 'ONE_AND_HALF', 'SECOND', 'THIRD_PLUS', 'RETURNED', 'FRIEND', 'UNKNOWN')),
    CONSTRAINT contact_sex_known CHECK (sex IN ('FEMALE', 'MALE', 'OTHER', 'UNDISCLOSED', 'NOT_ASKED'))
){strict};
CREATE INDEX contact_by_office_id_sort_name_id ON contact (office_id, sort_name, id);
CREATE INDEX contact_by_office_id_created_at_id ON contact (office_id, created_at, id);
CREATE INDEX contact_merged ON contact (merged_into_id, id) WHERE merged_into_id IS NOT NULL;

-- An email address of a contact.
CREATE TABLE contact_email (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    address TEXT NOT NULL,
    folded TEXT NOT NULL,
    is_primary {bool} NOT NULL,
    state TEXT NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT contact_email_pk PRIMARY KEY (id),
    CONSTRAINT contact_email_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_email_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT contact_email_state_known CHECK (state IN ('UNVERIFIED', 'OK', 'BOUNCED', 'COMPLAINED', 'SUPPRESSED'))
){strict};
CREATE INDEX contact_email_by_contact_id ON contact_email (contact_id);
CREATE INDEX contact_email_by_office_id_folded ON contact_email (office_id, folded);

-- A telephone of a contact.
CREATE TABLE contact_phone (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    as_typed TEXT NOT NULL,
    e164 TEXT,
    is_primary {bool} NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT contact_phone_pk PRIMARY KEY (id),
    CONSTRAINT contact_phone_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT contact_phone_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
){strict};
CREATE INDEX contact_phone_by_contact_id ON contact_phone (contact_id);
CREATE INDEX contact_phone_by_office_id_e164 ON contact_phone (office_id, e164);

-- What a contact does in an organisation, and since when.
CREATE TABLE membership (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    function TEXT,
    from_on {date},
    to_on {date},
    is_primary {bool} NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT membership_pk PRIMARY KEY (id),
    CONSTRAINT membership_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT membership_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT membership_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE CASCADE
){strict};
CREATE INDEX membership_by_contact_id ON membership (contact_id);
CREATE INDEX membership_by_organisation_id ON membership (organisation_id);

-- What personal data are used for, in an office's register.
CREATE TABLE purpose (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    wording {json} NOT NULL,
    wording_version INTEGER NOT NULL DEFAULT 1,
    basis TEXT NOT NULL,
    retention_days INTEGER,
    created_at {instant} NOT NULL,
    CONSTRAINT purpose_pk PRIMARY KEY (id),
    CONSTRAINT purpose_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT purpose_basis_known CHECK (basis IN ('CONSENT', 'PUBLIC_TASK', 'CONTRACT', 'LEGAL_OBLIGATION', 'LEGITIMATE_INTEREST')),
    CONSTRAINT purpose_office_id_key_once UNIQUE (office_id, key)
){strict};

-- The ledger of what people agreed to. Only ever added to; the latest line counts.
CREATE TABLE consent (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    purpose_id {uuid} NOT NULL,
    state TEXT NOT NULL,
    wording_version INTEGER NOT NULL,
    language TEXT,
    channel TEXT,
    evidence TEXT,
    given_at {instant} NOT NULL,
    recorded_by {uuid},
    recorded_at {instant} NOT NULL,
    CONSTRAINT consent_pk PRIMARY KEY (id),
    CONSTRAINT consent_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT consent_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT consent_purpose_id_fk FOREIGN KEY (purpose_id) REFERENCES purpose (id),
    CONSTRAINT consent_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES account (id),
    CONSTRAINT consent_state_known CHECK (state IN ('GIVEN', 'REFUSED', 'WITHDRAWN', 'OBJECTED'))
){strict};
CREATE INDEX consent_by_contact_id_purpose_id_given_at ON consent (contact_id, purpose_id, given_at);

-- An address that gets nothing.
CREATE TABLE suppression (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    address_folded TEXT NOT NULL,
    reason TEXT NOT NULL,
    purpose_id {uuid},
    created_at {instant} NOT NULL,
    released_at {instant},
    CONSTRAINT suppression_pk PRIMARY KEY (id),
    CONSTRAINT suppression_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT suppression_purpose_id_fk FOREIGN KEY (purpose_id) REFERENCES purpose (id),
    CONSTRAINT suppression_reason_known CHECK (reason IN ('BOUNCE', 'COMPLAINT', 'UNSUBSCRIBED', 'MANUAL', 'ERASED'))
){strict};
CREATE INDEX suppression_by_office_id_address_folded ON suppression (office_id, address_folded);

-- A funded programme or project, by the model of the International Aid Transparency Initiative.
CREATE TABLE programme (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    code TEXT,
    title {json} NOT NULL,
    description {json} NOT NULL,
    sort_name TEXT NOT NULL,
    status TEXT NOT NULL,
    starts_on {date},
    ends_on {date},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT programme_pk PRIMARY KEY (id),
    CONSTRAINT programme_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT programme_status_known CHECK (status IN ('PIPELINE', 'IMPLEMENTATION', 'FINALISATION', 'CLOSED', 'CANCELLED', 'SUSPENDED')),
    CONSTRAINT programme_office_id_code_once UNIQUE (office_id, code)
){strict};
CREATE INDEX programme_by_office_id_sort_name_id ON programme (office_id, sort_name, id);

-- The part an organisation plays in a programme.
CREATE TABLE programme_organisation (
    programme_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT programme_organisation_pk PRIMARY KEY (programme_id, organisation_id, role),
    CONSTRAINT programme_organisation_programme_id_fk FOREIGN KEY (programme_id) REFERENCES programme (id) ON DELETE CASCADE,
    CONSTRAINT programme_organisation_organisation_id_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id) ON DELETE CASCADE,
    CONSTRAINT programme_organisation_role_known CHECK (role IN ('FUNDING', 'ACCOUNTABLE', 'EXTENDING', 'IMPLEMENTING', 'PARTNER'))
){strict};
CREATE INDEX programme_organisation_by_organisation_id ON programme_organisation (organisation_id);

-- A contact in a programme.
CREATE TABLE enrolment (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    role TEXT,
    cohort TEXT,
    state TEXT NOT NULL,
    enrolled_on {date} NOT NULL,
    ended_on {date},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    role_key TEXT NOT NULL,
    CONSTRAINT enrolment_pk PRIMARY KEY (id),
    CONSTRAINT enrolment_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT enrolment_programme_id_fk FOREIGN KEY (programme_id) REFERENCES programme (id) ON DELETE CASCADE,
    CONSTRAINT enrolment_contact_id_fk FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
    CONSTRAINT enrolment_state_known CHECK (state IN ('APPLIED', 'WAITLISTED', 'ENROLLED', 'ACTIVE', 'COMPLETED', 'WITHDRAWN', 'REJECTED')),
    CONSTRAINT enrolment_programme_id_contact_id_role_key_once UNIQUE (programme_id, contact_id, role_key)
){strict};
CREATE INDEX enrolment_by_contact_id ON enrolment (contact_id);
CREATE INDEX enrolment_by_office_id_enrolled_on ON enrolment (office_id, enrolled_on);

-- A strategy, an action plan or a compact.
CREATE TABLE policy_framework (
    id {uuid} NOT NULL,
    office_id {uuid} NOT NULL,
    title {json} NOT NULL,
    starts_in INTEGER,
    ends_in INTEGER,
    created_at {instant} NOT NULL,
    CONSTRAINT policy_framework_pk PRIMARY KEY (id),
    CONSTRAINT policy_framework_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id)
){strict};
CREATE INDEX policy_framework_by_office_id ON policy_framework (office_id);
