//! What can be done about people's rights.

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    error::Error,
    op::Op,
    rights::{
        consenting::{self, Stand},
        copy,
        erase::{self, Erased},
        holds, purposes, requests, transfers,
    },
};
use kuvend_entity::{contact, id::ContactId, rights_request};

use super::{
    inputs::{
        ApproveErasureInput, CreatePurposeInput, DecideRightsRequestInput, EraseContactInput,
        ExportContactDataInput, ExtendRightsRequestInput, LiftObjectionInput, LiftRestrictionInput,
        OpenRightsRequestInput, PlaceHoldInput, PlanErasureInput, RecordConsentInput,
        RecordObjectionInput, RecordTransferInput, ReleaseHoldInput, RestrictContactInput,
        SetErasureApprovalInput, UpdatePurposeInput,
    },
    objects::{
        ErasureFinding, ErasurePlan, ErasureShare, LegalHold, Purpose, RightsRequest, Transfer,
    },
};
use crate::{
    contacts::{Consent, Contact, Selection},
    look::Look,
    payload::{UserError, op, settle, subject, top_level},
};

/// What mutations come to: things, and why it was refused.
macro_rules! payloads {
    ($($mutation:literal $payload:ident { $($(#[$doc:meta])* $field:ident: $thing:ty),+ })+) => { $(
        #[doc = concat!("What `", $mutation, "` came to.")]
        #[derive(Debug, Clone, SimpleObject)]
        pub struct $payload {
            $($(#[$doc])* pub $field: $thing,)+
            /// Why it was refused.
            pub user_errors: Vec<UserError>,
        }
    )+ };
}

payloads! {
    "createPurpose" CreatePurposePayload {
        /// The purpose; null where it was refused.
        purpose: Option<Purpose>
    }
    "updatePurpose" UpdatePurposePayload {
        /// The purpose after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
        purpose: Option<Purpose>
    }
    "recordConsent" RecordConsentPayload {
        /// The line of the ledger; null where it was refused.
        consent: Option<Consent>
    }
    "restrictContact" RestrictContactPayload {
        /// The contact after it; null where it was refused.
        contact: Option<Contact>
    }
    "liftRestriction" LiftRestrictionPayload {
        /// The contact after it; null where it was refused.
        contact: Option<Contact>
    }
    "recordObjection" RecordObjectionPayload {
        /// The contact after it; null where it was refused.
        contact: Option<Contact>
    }
    "liftObjection" LiftObjectionPayload {
        /// The contact after it; null where it was refused.
        contact: Option<Contact>
    }
    "setErasureApproval" SetErasureApprovalPayload {
        /// Whether a second person must agree from now on; null where it was refused.
        needed: Option<bool>
    }
    "planErasure" PlanErasurePayload {
        /// The plan; null where it was refused.
        plan: Option<ErasurePlan>
    }
    "approveErasure" ApproveErasurePayload {
        /// Whether the word was given.
        is_approved: bool
    }
    "exportContactData" ExportContactDataPayload {
        /// Everything that is known, as JSON: an object from table to rows. Null where it was refused.
        json: Option<String>,
        /// What was done with it, as JSON, the earliest first: which deed, on what, when, by which way, and by the person, by staff or by
        /// the product. Each copy is one deed more. Null where it was refused.
        deeds_json: Option<String>
    }
    "openRightsRequest" OpenRightsRequestPayload {
        /// The request; null where it was refused.
        request: Option<RightsRequest>
    }
    "decideRightsRequest" DecideRightsRequestPayload {
        /// The request after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
        request: Option<RightsRequest>
    }
    "extendRightsRequest" ExtendRightsRequestPayload {
        /// The request after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
        request: Option<RightsRequest>
    }
    "recordTransfer" RecordTransferPayload {
        /// The transfer; null where it was refused.
        transfer: Option<Transfer>
    }
    "placeHold" PlaceHoldPayload {
        /// The hold; null where it was refused.
        hold: Option<LegalHold>
    }
    "releaseHold" ReleaseHoldPayload {
        /// The hold after it; null where it was refused.
        hold: Option<LegalHold>
    }
}

/// What `eraseContact` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct EraseContactPayload {
    /// Whether the person is erased.
    pub is_erased: bool,
    /// What was done, table by table.
    pub tables: Vec<ErasureShare>,
    /// What the sweep found: the reason why nothing was erased, or the person's name where an explanation left it.
    pub findings: Vec<ErasureFinding>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// A contact after a mutation, with what is selected of it.
async fn shown(
    ctx: &Context<'_>,
    op: &Op,
    outcome: Result<contact::Model, Error>,
) -> async_graphql::Result<(Option<Contact>, Vec<UserError>)> {
    let (row, user_errors) = settle(op, outcome)?;
    let selection = Selection::of(&Look::of(ctx).field("contact"));
    let contact = match row {
        Some(row) => Contact::hydrate(op, vec![row], &selection).await?.pop(),
        None => None,
    };
    Ok((contact, user_errors))
}

async fn stand(
    op: &Op,
    stand: Stand,
    read: Result<(ContactId, Option<String>), Error>,
) -> Result<contact::Model, Error> {
    let (contact, reason) = read?;
    consenting::stand(op, contact, stand, reason).await
}

/// A request after a mutation; on a conflict, as it is now.
async fn answered(
    op: &Op,
    outcome: Result<rights_request::Model, Error>,
    named: &ID,
) -> async_graphql::Result<(Option<rights_request::Model>, Vec<UserError>)> {
    let (mut row, user_errors) = settle(op, outcome)?;
    if let Some(id) = subject(None, named, &user_errors) {
        let now = requests::find(op, id).await;
        row = now.map_err(|error| top_level(op, &error))?;
    }
    Ok((row, user_errors))
}

/// Mutations of people's rights.
#[derive(Debug, Clone, Copy, Default)]
pub struct RightsMutations;

/// Mutations of people's rights.
#[Object]
impl RightsMutations {
    /// Enters a purpose into the register.
    async fn create_purpose(
        &self,
        ctx: &Context<'_>,
        input: CreatePurposeInput,
    ) -> async_graphql::Result<CreatePurposePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => purposes::create(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let rows = row.into_iter().collect();
        Ok(CreatePurposePayload {
            purpose: Purpose::hydrate(op, rows, true).await?.pop(),
            user_errors,
        })
    }

    /// Changes a purpose: what is absent stays. Another wording raises its version, and the one before is kept.
    async fn update_purpose(
        &self,
        ctx: &Context<'_>,
        input: UpdatePurposeInput,
    ) -> async_graphql::Result<UpdatePurposePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => purposes::update(op, command).await,
            Err(faults) => Err(faults),
        };
        let (mut row, user_errors) = settle(op, outcome)?;
        if let Some(id) = subject(None, &input.id, &user_errors) {
            let now = purposes::find(op, id).await;
            row = now.map_err(|error| top_level(op, &error))?;
        }
        let rows = row.into_iter().collect();
        Ok(UpdatePurposePayload {
            purpose: Purpose::hydrate(op, rows, true).await?.pop(),
            user_errors,
        })
    }

    /// Adds a line to a person's consent ledger: given, refused, withdrawn or objected.
    async fn record_consent(
        &self,
        ctx: &Context<'_>,
        input: RecordConsentInput,
    ) -> async_graphql::Result<RecordConsentPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => consenting::record(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(RecordConsentPayload {
            consent: row.map(Into::into),
            user_errors,
        })
    }

    /// Stops every use of a person's data but keeping them: nothing is sent to them at all.
    async fn restrict_contact(
        &self,
        ctx: &Context<'_>,
        input: RestrictContactInput,
    ) -> async_graphql::Result<RestrictContactPayload> {
        let op = op(ctx)?;
        let outcome = stand(op, Stand::Restrict, input.read()).await;
        let (contact, user_errors) = shown(ctx, op, outcome).await?;
        Ok(RestrictContactPayload {
            contact,
            user_errors,
        })
    }

    /// Ends a restriction.
    async fn lift_restriction(
        &self,
        ctx: &Context<'_>,
        input: LiftRestrictionInput,
    ) -> async_graphql::Result<LiftRestrictionPayload> {
        let op = op(ctx)?;
        let outcome = stand(op, Stand::LiftRestriction, input.read()).await;
        let (contact, user_errors) = shown(ctx, op, outcome).await?;
        Ok(LiftRestrictionPayload {
            contact,
            user_errors,
        })
    }

    /// Writes down that a person objects: nothing is sent to them but what they take part in.
    async fn record_objection(
        &self,
        ctx: &Context<'_>,
        input: RecordObjectionInput,
    ) -> async_graphql::Result<RecordObjectionPayload> {
        let op = op(ctx)?;
        let outcome = stand(op, Stand::Object, input.read()).await;
        let (contact, user_errors) = shown(ctx, op, outcome).await?;
        Ok(RecordObjectionPayload {
            contact,
            user_errors,
        })
    }

    /// Writes down that a person takes an objection back.
    async fn lift_objection(
        &self,
        ctx: &Context<'_>,
        input: LiftObjectionInput,
    ) -> async_graphql::Result<LiftObjectionPayload> {
        let op = op(ctx)?;
        let outcome = stand(op, Stand::LiftObjection, input.read()).await;
        let (contact, user_errors) = shown(ctx, op, outcome).await?;
        Ok(LiftObjectionPayload {
            contact,
            user_errors,
        })
    }

    /// Says whether a second person must agree before anybody is erased.
    async fn set_erasure_approval(
        &self,
        ctx: &Context<'_>,
        input: SetErasureApprovalInput,
    ) -> async_graphql::Result<SetErasureApprovalPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((office, needed)) => erase::ask_for_approval(op, office, needed).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(SetErasureApprovalPayload {
            needed: row.map(|_| input.needed),
            user_errors,
        })
    }

    /// Says what an erasure would do, table by table; changes nothing.
    async fn plan_erasure(
        &self,
        ctx: &Context<'_>,
        input: PlanErasureInput,
    ) -> async_graphql::Result<PlanErasurePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((contact, _)) => erase::plan(op, contact).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(PlanErasurePayload {
            plan: row.map(Into::into),
            user_errors,
        })
    }

    /// Agrees that a person be erased, for another account to do it.
    async fn approve_erasure(
        &self,
        ctx: &Context<'_>,
        input: ApproveErasureInput,
    ) -> async_graphql::Result<ApproveErasurePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((contact, _)) => erase::approve(op, contact).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(ApproveErasurePayload {
            is_approved: row.is_some(),
            user_errors,
        })
    }

    /// Erases a person and whoever was merged into them. What the sweep finds afterwards takes everything back, but for the name
    /// where an explanation says why it may stay.
    async fn erase_contact(
        &self,
        ctx: &Context<'_>,
        input: EraseContactInput,
    ) -> async_graphql::Result<EraseContactPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => erase::erase(op, command).await,
            Err(faults) => Err(faults),
        };
        let (erased, mut user_errors) = settle(op, outcome)?;
        let (is_erased, tables, findings) = match erased {
            Some(Erased::Done(shares, left)) => (true, shares, left),
            Some(Erased::Found(found, fault)) => {
                user_errors = settle::<()>(op, Err(fault.into()))?.1;
                (false, Vec::new(), found)
            }
            None => (false, Vec::new(), Vec::new()),
        };
        Ok(EraseContactPayload {
            is_erased,
            tables: tables.into_iter().map(Into::into).collect(),
            findings: findings.into_iter().map(Into::into).collect(),
            user_errors,
        })
    }

    /// Makes a copy of everything that is known of a person, for the person. That it was made is audited.
    async fn export_contact_data(
        &self,
        ctx: &Context<'_>,
        input: ExportContactDataInput,
    ) -> async_graphql::Result<ExportContactDataPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((contact, _)) => copy::copy(op, contact).await,
            Err(faults) => Err(faults),
        };
        let (copy, user_errors) = settle(op, outcome)?;
        let (known, deeds) = copy.unzip();
        Ok(ExportContactDataPayload {
            json: known.map(|known| known.to_string()),
            deeds_json: deeds.map(|deeds| deeds.to_string()),
            user_errors,
        })
    }

    /// Enters what a person asked for by right; it is due a month after it came.
    async fn open_rights_request(
        &self,
        ctx: &Context<'_>,
        input: OpenRightsRequestInput,
    ) -> async_graphql::Result<OpenRightsRequestPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => requests::open(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(OpenRightsRequestPayload {
            request: row.map(Into::into),
            user_errors,
        })
    }

    /// Closes a request by right.
    async fn decide_rights_request(
        &self,
        ctx: &Context<'_>,
        input: DecideRightsRequestInput,
    ) -> async_graphql::Result<DecideRightsRequestPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((which, answer)) => requests::answer(op, which, answer).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = answered(op, outcome, &input.id).await?;
        Ok(DecideRightsRequestPayload {
            request: row.map(Into::into),
            user_errors,
        })
    }

    /// Gives a request by right two months more, once.
    async fn extend_rights_request(
        &self,
        ctx: &Context<'_>,
        input: ExtendRightsRequestInput,
    ) -> async_graphql::Result<ExtendRightsRequestPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((which, answer)) => requests::answer(op, which, answer).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = answered(op, outcome, &input.id).await?;
        Ok(ExtendRightsRequestPayload {
            request: row.map(Into::into),
            user_errors,
        })
    }

    /// Writes down that an event's list of participants was given to somebody outside, with everybody who stands on it now.
    async fn record_transfer(
        &self,
        ctx: &Context<'_>,
        input: RecordTransferInput,
    ) -> async_graphql::Result<RecordTransferPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => transfers::record(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(RecordTransferPayload {
            transfer: row.map(Into::into),
            user_errors,
        })
    }

    /// Keeps a person's data for a reason in law: nobody erases them until it is released.
    async fn place_hold(
        &self,
        ctx: &Context<'_>,
        input: PlaceHoldInput,
    ) -> async_graphql::Result<PlaceHoldPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((contact, reason)) => holds::place(op, contact, reason).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(PlaceHoldPayload {
            hold: row.map(Into::into),
            user_errors,
        })
    }

    /// Ends a hold.
    async fn release_hold(
        &self,
        ctx: &Context<'_>,
        input: ReleaseHoldInput,
    ) -> async_graphql::Result<ReleaseHoldPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((id, reason)) => holds::release(op, id, reason).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(ReleaseHoldPayload {
            hold: row.map(Into::into),
            user_errors,
        })
    }
}
