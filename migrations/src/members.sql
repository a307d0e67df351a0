-- Who belongs to an organisation today, read without a look at the memberships themselves.
CREATE INDEX membership_current ON membership (organisation_id, contact_id) WHERE to_on IS NULL;
