//! The lists of people's profiles that a page brings along: each by one statement, if it is selected.

use std::{collections::HashMap, sync::Arc};

use kuvend_domain::{
    contacts::{
        self,
        completeness::{self, Lists},
    },
    op::Op,
};
use kuvend_entity::{
    contact_language, contact_name, contact_residence, contact_skill, contact_willingness,
    id::{ContactId, OfficeId},
    interest,
};

use crate::{contacts::selection::of_one, interests, look::Look, payload::top_level};

/// Which lists are selected.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each list is selected or not, and none depends on another"
)]
pub(super) struct Chosen {
    names: bool,
    residences: bool,
    skills: bool,
    languages: bool,
    willingness: bool,
    facts: bool,
    completeness: bool,
    interests: bool,
}

impl Chosen {
    /// The lists that are selected on a contact.
    pub(super) fn of(look: &Look<'_>) -> Self {
        Self {
            names: look.selects("names"),
            residences: look.selects("formerResidences") || look.selects("residenceSince"),
            skills: look.selects("skills"),
            languages: look.selects("languages"),
            willingness: look.selects("willingness"),
            facts: look.selects("facts"),
            completeness: look.selects("completeness"),
            interests: look.selects("interests"),
        }
    }
}

/// The lists of one person; what is absent is read when it is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    pub(super) names: Option<Vec<contact_name::Model>>,
    pub(super) residences: Option<Vec<contact_residence::Model>>,
    pub(super) skills: Option<Vec<contact_skill::Model>>,
    pub(super) languages: Option<Vec<contact_language::Model>>,
    pub(super) willingness: Option<Vec<contact_willingness::Model>>,
    pub(super) facts: Option<Vec<contacts::Fact>>,
    pub(super) lists: Option<Lists>,
    pub(super) interests: Option<Arc<Vec<interest::Model>>>,
}

type Of<T> = Option<HashMap<ContactId, Vec<T>>>;

/// The lists of the people of a page.
#[derive(Debug)]
pub(super) struct Brought {
    names: Of<contact_name::Model>,
    residences: Of<contact_residence::Model>,
    skills: Of<contact_skill::Model>,
    languages: Of<contact_language::Model>,
    willingness: Of<contact_willingness::Model>,
    facts: Of<contacts::Fact>,
    lists: Option<HashMap<ContactId, Lists>>,
    interests: Option<HashMap<OfficeId, Arc<Vec<interest::Model>>>>,
}

impl Brought {
    /// Reads the lists that are selected.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub(super) async fn of(
        op: &Op,
        ids: &[ContactId],
        chosen: Chosen,
    ) -> async_graphql::Result<Self> {
        macro_rules! read {
            ($selected:expr, $read:expr) => {
                if $selected {
                    let found = $read(op, ids).await;
                    Some(found.map_err(|error| top_level(op, &error))?)
                } else {
                    None
                }
            };
        }
        let interests = if chosen.interests {
            let found = interests::of_offices(op, None).await?.into_iter();
            let shared = found.map(|(office, list)| (office, Arc::new(list)));
            Some(shared.collect())
        } else {
            None
        };
        Ok(Self {
            names: read!(chosen.names, contacts::names),
            residences: read!(chosen.residences, contacts::residences),
            skills: read!(chosen.skills, contacts::skills),
            languages: read!(chosen.languages, contacts::languages),
            willingness: read!(chosen.willingness, contacts::willingness),
            facts: read!(chosen.facts, contacts::facts_of),
            lists: read!(chosen.completeness, completeness::lists),
            interests,
        })
    }

    /// Takes out the lists of one person of an office.
    pub(super) fn take(&mut self, id: &ContactId, office: OfficeId) -> Profile {
        Profile {
            names: of_one(&mut self.names, id),
            residences: of_one(&mut self.residences, id),
            skills: of_one(&mut self.skills, id),
            languages: of_one(&mut self.languages, id),
            willingness: of_one(&mut self.willingness, id),
            facts: of_one(&mut self.facts, id),
            lists: self.lists.as_ref().and_then(|all| all.get(id).copied()),
            interests: self
                .interests
                .as_ref()
                .map(|all| all.get(&office).cloned().unwrap_or_default()),
        }
    }
}
