-- The mission: it owns everything else.
CREATE TABLE office (
    id {uuid} NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    name {json} NOT NULL,
    country TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    languages {json} NOT NULL,
    sender_name TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    reply_to TEXT,
    postal_address TEXT,
    press_contact TEXT,
    link_secret {bytes} NOT NULL,
    created_at {instant} NOT NULL,
    CONSTRAINT office_pk PRIMARY KEY (id)
){strict};

-- A member of staff or an API client.
CREATE TABLE account (
    id {uuid} NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT,
    disabled_at {instant},
    created_at {instant} NOT NULL,
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_email_folded_once UNIQUE (email_folded)
){strict};

-- A role granted to an account, in one office or all.
CREATE TABLE account_role (
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    office_id {uuid},
    role TEXT NOT NULL,
    event_id {uuid},
    granted_at {instant} NOT NULL,
    CONSTRAINT account_role_pk PRIMARY KEY (id),
    CONSTRAINT account_role_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT account_role_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id) ON DELETE CASCADE,
    CONSTRAINT account_role_role_known CHECK (role IN ('ADMIN', 'EVENT_OFFICER', 'PROGRAMME_OFFICER', 'DATA_PROTECTION_OFFICER', 'ANALYST', 'FRONT_DESK', 'PARTNER', 'API_CLIENT'))
){strict};
CREATE INDEX account_role_by_account_id ON account_role (account_id);

-- A bearer token, stored as a hash.
CREATE TABLE token (
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    label TEXT NOT NULL,
    hash {bytes} NOT NULL,
    created_at {instant} NOT NULL,
    expires_at {instant},
    revoked_at {instant},
    CONSTRAINT token_pk PRIMARY KEY (id),
    CONSTRAINT token_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT token_hash_once UNIQUE (hash)
){strict};
CREATE INDEX token_by_account_id ON token (account_id);

-- The answer to a repeatable request, kept to be given again.
CREATE TABLE idempotency_key (
    id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    request_hash {bytes} NOT NULL,
    status INTEGER,
    answer {bytes},
    created_at {instant} NOT NULL,
    CONSTRAINT idempotency_key_pk PRIMARY KEY (id),
    CONSTRAINT idempotency_key_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT idempotency_key_account_id_key_once UNIQUE (account_id, key)
){strict};
CREATE INDEX idempotency_key_by_created_at ON idempotency_key (created_at);

-- Who did what to which thing, when, why and by which way. Only ever added to.
CREATE TABLE audit_entry (
    id {uuid} NOT NULL,
    office_id {uuid},
    at {instant} NOT NULL,
    route TEXT NOT NULL,
    account_id {uuid},
    subject_id {uuid},
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id {uuid} NOT NULL,
    changes {json},
    reason TEXT,
    CONSTRAINT audit_entry_pk PRIMARY KEY (id),
    CONSTRAINT audit_entry_office_id_fk FOREIGN KEY (office_id) REFERENCES office (id),
    CONSTRAINT audit_entry_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT audit_entry_route_known CHECK (route IN ('API', 'LINK', 'COMMAND_LINE', 'WORKER'))
){strict};
CREATE INDEX audit_entry_by_office_id_at ON audit_entry (office_id, at);
CREATE INDEX audit_entry_by_object_id_at ON audit_entry (object_id, at);
