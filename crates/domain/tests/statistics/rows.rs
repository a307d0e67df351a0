//! What stands in the tables: one function a kind of row, with the values that no test looks at.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    attendee, contact, enrolment, event, event_headcount, event_programme,
    id::{
        AttendeeId, ContactId, EnrolmentId, EventId, HeadcountId, MessageId, OfficeId,
        OrganisationId, ProgrammeId,
    },
    kind::{
        ApprovalRule, ApprovalState, EnrolmentState, EventFormat, EventKind, EventRegistration,
        EventStatus, EventVisibility, Generation, HeadcountMethod, InvitationState, MessageKind,
        MessageState, OrganisationKind, PlaceState, PresenceMode, PresenceState, ProgrammeStatus,
        ResponseState, Sex,
    },
    message, office, organisation, programme,
    text::LocalizedText,
    value::{AttendeeRoles, Countries, Interests, Language, Languages, ProfileKinds, Variants},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::world::{World, at, day};

/// A row of a guest list, in the words of the worked example.
#[derive(Clone, Copy, Default)]
pub(crate) struct Guest {
    /// Day on which the invitation was sent.
    pub(crate) invited: Option<&'static str>,
    pub(crate) bounced: bool,
    pub(crate) response: Option<ResponseState>,
    pub(crate) registered: bool,
    pub(crate) presence: Option<PresenceState>,
}

pub(crate) async fn store<M, A>(world: &World, model: M)
where
    M: IntoActiveModel<A> + sea_orm::ModelTrait,
    A: ActiveModelTrait<Entity = M::Entity> + Send,
    <M::Entity as EntityTrait>::Model: IntoActiveModel<A> + Sync,
{
    M::Entity::insert(model.into_active_model().reset_all())
        .exec_without_returning(world.op.db.writer())
        .await
        .unwrap();
}

impl World {
    pub(crate) async fn add_office(&self, id: OfficeId) {
        let row = office::Model {
            id,
            version: 1,
            name: LocalizedText::one(Language::english(), "Mission"),
            country: "AL".parse().unwrap(),
            time_zone: "Europe/Tirane".parse().unwrap(),
            languages: Languages(vec![Language::english()]),
            sender_name: "Mission".to_owned(),
            sender_address: "mission@example.org".parse().unwrap(),
            reply_to: None,
            postal_address: None,
            press_contact: None,
            link_secret: vec![0; 32],
            created_at: self.op.clock.now(),
        };
        store(self, row).await;
    }

    pub(crate) async fn person(&self, change: impl FnOnce(&mut contact::Model)) -> ContactId {
        let id = ContactId::new();
        let mut row = contact::Model {
            id,
            office_id: self.office,
            version: 1,
            honorific: None,
            given_name: "Arta".to_owned(),
            middle_name: None,
            family_name: "Hoxha".to_owned(),
            suffix: None,
            display_name: "Arta Hoxha".to_owned(),
            sort_name: "hoxha arta".to_owned(),
            folded: "arta hoxha".to_owned(),
            preferred_language: None,
            residence_country: None,
            residence_subdivision: None,
            residence_city: None,
            origin_country: None,
            origin_region: None,
            origin_municipality: None,
            emigrated_in: None,
            generation: Generation::Unknown,
            profile_kinds: ProfileKinds::default(),
            profession: None,
            sex: Sex::NotAsked,
            birth_year: None,
            named_as: None,
            birth_on: None,
            age_band: None,
            citizenships: Countries::default(),
            occupation: None,
            sector: None,
            interests: Interests::default(),
            source: None,
            restricted_at: None,
            objected_at: None,
            merged_into_id: None,
            erased_at: None,
            created_at: self.op.clock.now(),
            updated_at: self.op.clock.now(),
        };
        change(&mut row);
        store(self, row).await;
        id
    }

    /// A celebration that is over and whose attendance is closed.
    pub(crate) async fn event(&self, on: &str, change: impl FnOnce(&mut event::Model)) -> EventId {
        let id = EventId::new();
        let local = day(on).and_hms_opt(18, 0, 0).unwrap();
        let starts_at = local.and_utc() - TimeDelta::hours(1);
        let mut row = event::Model {
            id,
            office_id: self.office,
            version: 1,
            title: LocalizedText::one(Language::english(), "Event"),
            description: LocalizedText::default(),
            practical_notes: LocalizedText::default(),
            kind: EventKind::Celebration,
            status: EventStatus::Completed,
            visibility: EventVisibility::Listed,
            format: EventFormat::InPerson,
            starts_at,
            ends_at: starts_at + TimeDelta::hours(3),
            starts_at_local: local,
            ends_at_local: local + TimeDelta::hours(3),
            time_zone: "Europe/Tirane".parse().unwrap(),
            local_on: day(on),
            response_deadline: None,
            doors_open_at: None,
            venue: None,
            online_link: None,
            capacity: None,
            offer_minutes: None,
            approval: ApprovalRule::None,
            passes_over: false,
            holds_for_invited: false,
            registration: EventRegistration::Closed,
            registration_closes_at: None,
            registration_party: 1,
            revision: 1,
            calendar_sequence: 0,
            contact_person: None,
            published_at: None,
            cancelled_at: None,
            cancel_reason: None,
            is_provisional: false,
            languages: Languages::default(),
            interpretation: Languages::default(),
            put_off: None,
            completed_at: None,
            archived_at: None,
            series_id: None,
            edition: None,
            cloned_from_id: None,
            attendance_closed_at: Some(starts_at + TimeDelta::hours(4)),
            created_at: starts_at,
            updated_at: starts_at,
        };
        change(&mut row);
        store(self, row).await;
        id
    }

    pub(crate) fn row(&self, event: EventId, contact: Option<ContactId>) -> attendee::Model {
        attendee::Model {
            id: AttendeeId::new(),
            office_id: self.office,
            event_id: event,
            contact_id: contact,
            version: 1,
            organisation_id: None,
            function_at_event: None,
            roles: AttendeeRoles::default(),
            is_guest: true,
            uses_place: true,
            category: None,
            party_size: 1,
            party_allowance: 1,
            wave: None,
            invitation: InvitationState::NotInvited,
            invited_at: None,
            invitation_channel: None,
            invitation_evidence: None,
            invitation_round: 1,
            link_epoch: 1,
            calendar_sequence: 0,
            response: ResponseState::None,
            responded_at: None,
            response_channel: None,
            response_reason: None,
            response_revision: None,
            represented_by_id: None,
            place: PlaceState::None,
            approval: ApprovalState::NotAsked,
            overbook_reason: None,
            attends: None,
            place_changed_at: None,
            queue_number: None,
            queue_priority: 0,
            offer_expires_at: None,
            is_registered: false,
            presence: PresenceState::Unrecorded,
            presence_at: None,
            presence_mode: None,
            snapshot_sex: None,
            snapshot_age_band: None,
            snapshot_residence_country: None,
            snapshot_residence_subdivision: None,
            snapshot_origin_country: None,
            snapshot_generation: None,
            snapshot_category: None,
            snapshot_language: None,
            snapshot_organisation_kind: None,
            snapshot_at: None,
            created_at: self.op.clock.now(),
            updated_at: self.op.clock.now(),
        }
    }

    pub(crate) async fn guest(
        &self,
        event: EventId,
        contact: Option<ContactId>,
        guest: Guest,
        change: impl FnOnce(&mut attendee::Model),
    ) -> AttendeeId {
        let mut row = self.row(event, contact);
        if let Some(on) = guest.invited {
            row.invitation = if guest.bounced {
                InvitationState::Bounced
            } else {
                InvitationState::Sent
            };
            row.invited_at = Some(at(&format!("{on}T09:00:00Z")));
        }
        row.response = guest.response.unwrap_or(ResponseState::None);
        row.is_registered = guest.registered;
        row.place = if guest.registered {
            PlaceState::Confirmed
        } else {
            PlaceState::None
        };
        row.presence = guest.presence.unwrap_or(PresenceState::Unrecorded);
        if row.presence == PresenceState::Attended {
            row.presence_mode = Some(PresenceMode::InPerson);
        }
        change(&mut row);
        let id = row.id;
        store(self, row).await;
        id
    }

    pub(crate) async fn came(&self, event: EventId, contact: ContactId) -> AttendeeId {
        let guest = Guest {
            presence: Some(PresenceState::Attended),
            registered: true,
            ..Guest::default()
        };
        self.guest(event, Some(contact), guest, |_| {}).await
    }

    pub(crate) async fn heads(&self, event: EventId, count: i32) {
        let row = event_headcount::Model {
            id: HeadcountId::new(),
            office_id: self.office,
            event_id: event,
            mode: PresenceMode::InPerson,
            count,
            method: HeadcountMethod::Counted,
            note: None,
            recorded_by: None,
            recorded_at: self.op.clock.now(),
        };
        store(self, row).await;
    }

    pub(crate) async fn letter(
        &self,
        event: EventId,
        contact: ContactId,
        accepted_at: DateTime<Utc>,
    ) {
        let row = message::Model {
            registration_id: None,
            id: MessageId::new(),
            office_id: self.office,
            campaign_id: None,
            event_id: Some(event),
            attendee_id: None,
            contact_id: Some(contact),
            kind: MessageKind::Invitation,
            purpose: "events".to_owned(),
            dedupe_key: MessageId::new().to_string(),
            revision: 1,
            calendar_sequence: 0,
            language: Language::english(),
            details: None,
            personal_note: None,
            subject_override: None,
            state: MessageState::Accepted,
            stage: None,
            due_at: accepted_at,
            not_after: None,
            attempts: 1,
            lease_token: None,
            leased_until: None,
            message_id: None,
            recipient: None,
            last_reply: None,
            queue_id: None,
            accepted_at: Some(accepted_at),
            created_at: accepted_at,
            updated_at: accepted_at,
        };
        store(self, row).await;
    }

    pub(crate) async fn programme(&self) -> ProgrammeId {
        let id = ProgrammeId::new();
        let row = programme::Model {
            id,
            office_id: self.office,
            version: 1,
            code: None,
            title: LocalizedText::one(Language::english(), "Programme"),
            description: LocalizedText::default(),
            sort_name: "programme".to_owned(),
            status: ProgrammeStatus::Implementation,
            starts_on: None,
            ends_on: None,
            created_at: self.op.clock.now(),
            updated_at: self.op.clock.now(),
        };
        store(self, row).await;
        id
    }

    pub(crate) async fn event_of(&self, programme: ProgrammeId, event: EventId) {
        store(
            self,
            event_programme::Model {
                event_id: event,
                programme_id: programme,
            },
        )
        .await;
    }

    pub(crate) async fn enrol(
        &self,
        programme: ProgrammeId,
        contact: ContactId,
        on: &str,
        ended: Option<&str>,
    ) {
        let row = enrolment::Model {
            id: EnrolmentId::new(),
            office_id: self.office,
            version: 1,
            programme_id: programme,
            contact_id: contact,
            role: None,
            cohort: None,
            state: if ended.is_some() {
                EnrolmentState::Completed
            } else {
                EnrolmentState::Active
            },
            enrolled_on: day(on),
            ended_on: ended.map(day),
            created_at: self.op.clock.now(),
            updated_at: self.op.clock.now(),
            role_key: String::new(),
        };
        store(self, row).await;
    }

    pub(crate) async fn organisation(&self, kind: OrganisationKind) -> OrganisationId {
        let id = OrganisationId::new();
        let row = organisation::Model {
            id,
            office_id: self.office,
            version: 1,
            name: LocalizedText::one(Language::english(), "Body"),
            variants: Variants::default(),
            kind,
            country: None,
            parent_id: None,
            website: None,
            sort_name: "body".to_owned(),
            folded: "body".to_owned(),
            created_at: self.op.clock.now(),
            updated_at: self.op.clock.now(),
        };
        store(self, row).await;
        id
    }
}
