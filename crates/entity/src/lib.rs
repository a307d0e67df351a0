//! The rows: one file a table, SeaORM models with typed ids, column enums and validated value types.
//!
//! Knows nothing of rules, requests or letters. A value that a column holds is valid by its type; a rule that
//! needs a second row lives in `kuvend-domain`.
//!
//! **Invariant:** every row that says something of a person carries `office_id`.
//! **Invariant:** an enum's stored text is its name in the API, and the tables check it.
//! **Invariant:** ids are made here and nowhere else ([`id`]), and sort by the moment they were made.

pub mod account;
pub mod account_role;
pub mod agenda_item;
pub mod attendee;
pub mod attendee_change;
pub mod attendee_former;
pub mod attendee_precedence;
pub mod audit_entry;
pub mod audit_link;
pub mod audit_person;
pub mod campaign;
pub mod consent;
pub mod contact;
pub mod contact_email;
pub mod contact_fact;
pub mod contact_language;
pub mod contact_merge;
pub mod contact_merge_row;
pub mod contact_name;
pub mod contact_phone;
pub mod contact_relationship;
pub mod contact_residence;
pub mod contact_skill;
pub mod contact_willingness;
pub mod contact_word;
pub mod contributor;
pub mod copy_link;
pub mod duplicate_key;
pub mod duplicate_pair;
pub mod duplicate_run;
pub mod duplicate_setting;
pub mod enrolment;
pub mod erasure_approval;
pub mod erasure_mark;
pub mod event;
pub mod event_feed;
pub mod event_framework;
pub mod event_headcount;
pub mod event_occasion;
pub mod event_organisation;
pub mod event_programme;
pub mod event_series;
pub mod event_tally;
pub mod export_job;
pub mod id;
pub mod idempotency_key;
pub mod import_batch;
pub mod import_job;
pub mod import_line;
pub mod interaction;
pub mod interaction_participant;
pub mod interest;
pub mod kind;
pub mod legal_hold;
pub mod membership;
pub mod message;
pub mod message_body;
pub mod message_event;
pub mod observance;
pub mod office;
pub mod organisation;
pub mod personal_link;
pub mod place_pool;
pub mod policy_framework;
pub mod programme;
pub mod programme_organisation;
pub mod protocol_rank;
pub mod purpose;
pub mod purpose_wording;
pub mod rank_table;
pub mod registration;
pub mod registration_form;
pub mod retention_proposal;
pub mod rights_request;
pub mod rights_setting;
pub mod segment;
pub mod segment_member;
pub mod sparse;
pub mod stored_file;
pub mod stored_piece;
pub mod suppression;
pub mod task;
pub mod text;
pub mod token;
pub mod transfer;
pub mod transfer_contact;
pub mod value;
pub mod word_slip;
