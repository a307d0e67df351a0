//! What every operation is given: the database, the time, and who asks.

use kuvend_entity::{id::OfficeId, kind::Route, office, value::Language};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    actor::Actor,
    audit::reads::Reads,
    clock::Clock,
    engine::Db,
    error::{Denied, Error, Result},
    fault::{Code, Fault},
    policy::{self, Action, Scope},
};

/// Made at the edge (a request, a worker's tick, a command, a test) and passed down.
#[derive(Debug, Clone)]
pub struct Op {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Who acts.
    pub actor: Actor,
    /// By which way.
    pub route: Route,
    /// In which language whoever asks is answered.
    pub language: Language,
    /// Where it is noted what of people was shown.
    pub reads: Reads,
}

impl Op {
    /// An operation of the product itself.
    #[must_use]
    pub fn system(db: Db, clock: Clock, route: Route) -> Self {
        Self {
            db,
            clock,
            actor: Actor::System,
            route,
            language: Language::english(),
            reads: Reads::default(),
        }
    }

    /// The offices in which the actor may do something; reads start from here.
    #[must_use]
    pub fn scope(&self, action: Action) -> Scope {
        policy::scope(&self.actor, action)
    }

    /// Whether the actor may do something in an office.
    #[must_use]
    pub fn may(&self, office: OfficeId, action: Action) -> bool {
        self.scope(action).covers(office)
    }

    /// Goes on only if somebody is known to ask.
    ///
    /// # Errors
    /// [`Denied::Unauthenticated`].
    pub fn known(&self) -> Result<()> {
        if self.actor == Actor::Anonymous {
            return Err(Error::Denied(Denied::Unauthenticated));
        }
        Ok(())
    }

    /// Goes on only if the actor may do this in some office. It is asked before any row is read, so that who may do it
    /// nowhere is answered alike whether there is such a thing or not.
    ///
    /// # Errors
    /// [`Denied::Unauthenticated`] for nobody known, [`Denied::Forbidden`] for who may do it nowhere.
    pub fn authorise_somewhere(&self, action: Action) -> Result<()> {
        self.known()?;
        if self.scope(action) == Scope::Some(Vec::new()) {
            return Err(Error::Denied(Denied::Forbidden(action)));
        }
        Ok(())
    }

    /// Opens the transaction of a use case, for an actor who may do this in some office. Where exactly is asked once its
    /// object is read.
    ///
    /// # Errors
    /// As [`Self::authorise_somewhere`], and the database's.
    pub async fn begin(&self, action: Action) -> Result<DatabaseTransaction> {
        self.authorise_somewhere(action)?;
        self.db.write().await
    }

    /// Goes on only if the actor may do this in the office.
    ///
    /// # Errors
    /// [`Denied::NotFound`] where the actor sees nothing of the office, [`Denied::Forbidden`] where it sees but may not.
    pub fn authorise(&self, office: OfficeId, action: Action) -> Result<()> {
        if self.may(office, action) {
            Ok(())
        } else if self.actor == Actor::Anonymous {
            Err(Error::Denied(Denied::Unauthenticated))
        } else if policy::sees(&self.actor, office) {
            Err(Error::Denied(Denied::Forbidden(action)))
        } else {
            Err(Error::Denied(Denied::NotFound))
        }
    }

    /// The office an input means: the one it names, else the only one in which the actor may do this.
    ///
    /// # Errors
    /// A fault on `officeId` where it is unknown or where several are possible; [`Denied::Forbidden`] where the actor sees
    /// it and may not.
    pub async fn office(&self, named: Option<OfficeId>, action: Action) -> Result<office::Model> {
        self.authorise_somewhere(action)?;
        if let Some(id) = named {
            self.authorise(id, action)
                .map_err(|error| error.hidden_at(["officeId"]))?;
        }
        let scope = self.scope(action);
        let mut query = office::Entity::find()
            .order_by_asc(office::Column::CreatedAt)
            .limit(2);
        if let Some(id) = named {
            query = query.filter(office::Column::Id.eq(id));
        }
        if let Scope::Some(ids) = &scope {
            query = query.filter(office::Column::Id.is_in(ids.iter().copied()));
        }
        let mut found = query.all(self.db.reader()).await?;
        match (found.len(), named) {
            (1, _) => Ok(found.swap_remove(0)),
            (0, Some(_)) => Err(Fault::new(["officeId"], Code::NotFound).into()),
            (0, None) => Err(Error::Denied(Denied::Forbidden(action))),
            _ => Err(Fault::new(["officeId"], Code::Required).into()),
        }
    }
}
