//! What lines tell of people in lists, where the blocks of their records come from since, and where they lived before: what is there
//! stays, what is told otherwise takes its place, and every row that comes or goes is written down, so that it can be given back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact, contact_fact, contact_language, contact_residence, contact_skill, contact_willingness,
    id::{
        ContactFactId, ContactId, ContactLanguageId, ContactResidenceId, ContactSkillId,
        ContactWillingnessId, OfficeId,
    },
    kind::{FactBlock, LanguageLevel, SkillLevel, WillingnessAnswer, WillingnessMode},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter,
};
use serde::{Deserialize, Serialize};

use super::told::Told;
use crate::{
    change::Changes,
    contacts::{
        facts::block_of,
        parts::{Skill, Spoken, Willing},
        update::left_behind,
    },
    error::Result,
    fold::fold,
    writes,
};

/// People whose rows are read by one statement.
const TOGETHER: usize = 500;

/// A row that came, went, or says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece<M> {
    before: Option<M>,
    after: Option<M>,
}

/// What a line writes for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose<'a> {
    pub(super) office: OfficeId,
    pub(super) id: ContactId,
    /// Where the file comes from.
    pub(super) source: &'a str,
    /// Whether what is told takes the place of what was said before.
    pub(super) is_over: bool,
    pub(super) now: DateTime<Utc>,
}

/// The tables, by the fields in which their rows are noted.
macro_rules! tables {
    ($($field:ident of $table:ident;)+) => {
        /// The rows that a line made, changed or took.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub(super) struct Pieces {
            $(#[serde(skip_serializing_if = "Vec::is_empty")] $field: Vec<Piece<$table::Model>>,)+
        }

        /// The rows of somebody.
        #[derive(Debug, Clone, Default)]
        pub(super) struct Kept {
            $($field: Vec<$table::Model>,)+
        }

        /// What the lines of a batch write.
        #[derive(Debug, Default)]
        pub(super) struct Written {
            $($field: (Vec<$table::Model>, Vec<$table::Model>),)+
        }

        impl Pieces {
            /// Whether there are none.
            pub(super) fn is_empty(&self) -> bool {
                $(self.$field.is_empty())&&+
            }

            /// Gives the rows back that were there before, as far as they still say what the line told; names the lists that do not.
            pub(super) async fn give_back(self, tx: &DatabaseTransaction) -> Result<Vec<&'static str>> {
                let mut left = Vec::new();
                $(
                    let mut is_whole = true;
                    for piece in self.$field.into_iter().rev() {
                        let id = piece.after.as_ref().or(piece.before.as_ref()).map(|row| row.id);
                        let Some(id) = id else { continue };
                        let now = $table::Entity::find_by_id(id).one(tx).await?;
                        if now != piece.after {
                            is_whole = false;
                            continue;
                        }
                        if now.is_some() {
                            $table::Entity::delete_by_id(id).exec(tx).await?;
                        }
                        if let Some(row) = piece.before {
                            $table::Entity::insert(row.into_active_model().reset_all())
                                .exec_without_returning(tx)
                                .await?;
                        }
                    }
                    if !is_whole {
                        left.push(stringify!($field));
                    }
                )+
                // Where a block comes from of which somebody said something since is theirs to tell.
                left.retain(|name| *name != "facts");
                Ok(left)
            }
        }

        impl Written {
            /// Takes what a line made, changed or took; what an earlier line of the batch made goes no further.
            pub(super) fn take(&mut self, pieces: &Pieces) {
                $(for piece in &pieces.$field {
                    let (gone, made) = &mut self.$field;
                    if let Some(before) = &piece.before {
                        let kept = made.len();
                        made.retain(|row| row.id != before.id);
                        if made.len() == kept {
                            gone.push(before.clone());
                        }
                    }
                    made.extend(piece.after.clone());
                })+
            }

            /// Writes it.
            pub(super) async fn write(self, tx: &DatabaseTransaction) -> Result<()> {
                $(
                    let (gone, made) = self.$field;
                    for some in gone.chunks(TOGETHER) {
                        $table::Entity::delete_many()
                            .filter($table::Column::Id.is_in(some.iter().map(|row| row.id)))
                            .exec(tx)
                            .await?;
                    }
                    let made = made.into_iter().map(|row| row.into_active_model().reset_all());
                    writes::insert_many(tx, made.collect::<Vec<$table::ActiveModel>>()).await?;
                )+
                Ok(())
            }
        }
    };
}

tables! {
    skills of contact_skill;
    languages of contact_language;
    willingness of contact_willingness;
    residences of contact_residence;
    facts of contact_fact;
}

/// What is read of the rows of some people.
#[derive(Clone, Copy)]
pub(super) struct Reads {
    /// Lists, where a line tells of any.
    pub(super) lists: bool,
    /// Where they lived before, where a line tells where somebody lives.
    pub(super) residences: bool,
    /// Where blocks come from, where something is written.
    pub(super) facts: bool,
}

/// Reads the rows of some people.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    people: &[ContactId],
    reads: Reads,
) -> Result<HashMap<ContactId, Kept>> {
    let mut kept: HashMap<ContactId, Kept> = HashMap::new();
    for some in people.chunks(TOGETHER) {
        macro_rules! read {
            ($field:ident of $table:ident) => {
                let rows = $table::Entity::find()
                    .filter($table::Column::ContactId.is_in(some.iter().copied()))
                    .all(db)
                    .await?;
                for row in rows {
                    kept.entry(row.contact_id).or_default().$field.push(row);
                }
            };
        }
        if reads.lists {
            read!(skills of contact_skill);
            read!(languages of contact_language);
            read!(willingness of contact_willingness);
        }
        if reads.residences {
            read!(residences of contact_residence);
        }
        if reads.facts {
            read!(facts of contact_fact);
        }
    }
    Ok(kept)
}

/// Puts rows beside those that are there, or in the place of those that they tell otherwise.
fn put<M: Clone>(
    kept: &mut Vec<M>,
    fresh: Vec<M>,
    is_of: impl Fn(&M, &M) -> bool,
    instead: impl Fn(&M, M) -> Option<M>,
) -> Vec<Piece<M>> {
    let mut pieces = Vec::new();
    for row in fresh {
        let Some(there) = kept.iter_mut().find(|there| is_of(there, &row)) else {
            kept.push(row.clone());
            pieces.push(Piece {
                before: None,
                after: Some(row),
            });
            continue;
        };
        if let Some(after) = instead(there, row) {
            pieces.push(Piece {
                before: Some(there.clone()),
                after: Some(after.clone()),
            });
            *there = after;
        }
    }
    pieces
}

impl Kept {
    /// Takes what a line tells in lists.
    pub(super) fn take(&mut self, told: &Told, whose: Whose<'_>, changes: &mut Changes) -> Pieces {
        let before = self.clone();
        let pieces = Pieces {
            skills: self.take_skills(told, whose),
            languages: self.take_languages(told, whose),
            willingness: self.take_willingness(told, whose),
            ..Pieces::default()
        };
        changes.note("skills", &before.skilled(), &self.skilled());
        changes.note("languages", &before.spoken(), &self.spoken());
        changes.note("willingness", &before.willing(), &self.willing());
        pieces
    }

    /// Whether a line tells something in lists that is not known.
    pub(super) fn learns(&self, told: &Told) -> bool {
        let knows_skill = |(skill, level): &(String, SkillLevel)| {
            let folded = fold(skill);
            let mut known = self.skills.iter();
            known.any(|row| row.skill_folded == folded && row.level == *level)
        };
        let speaks = |(tag, level): &(String, LanguageLevel)| {
            let mut known = self.languages.iter();
            known.any(|row| row.language == *tag && row.level == *level)
        };
        let said = |(mode, answer): &(WillingnessMode, WillingnessAnswer)| {
            let mut known = self.willingness.iter();
            *answer == WillingnessAnswer::NotAsked
                || known.any(|row| row.mode == *mode && row.answer == *answer)
        };
        !(told.skills.iter().all(knows_skill)
            && told.languages.iter().all(speaks)
            && told.willingness.iter().all(said))
    }

    /// Takes from where the blocks come that a line changed; what changed is not verified any more.
    pub(super) fn take_facts(&mut self, changes: &Changes, whose: Whose<'_>, pieces: &mut Pieces) {
        let mut blocks: Vec<FactBlock> = changes.fields().filter_map(block_of).collect();
        blocks.sort_unstable();
        blocks.dedup();
        let fresh = blocks.into_iter().map(|block| contact_fact::Model {
            id: ContactFactId::new(),
            office_id: whose.office,
            contact_id: whose.id,
            block,
            source: Some(whose.source.to_owned()),
            verified_on: None,
            verified_by: None,
            updated_at: whose.now,
        });
        pieces.facts = put(
            &mut self.facts,
            fresh.collect(),
            |there, row| there.block == row.block,
            |there, row| {
                Some(contact_fact::Model {
                    id: there.id,
                    ..row
                })
            },
        );
    }

    /// Takes where somebody lived whom a line tells to live somewhere else now: since they left the place before, until today.
    pub(super) fn take_move(
        &mut self,
        (before, after): (&contact::Model, &contact::Model),
        whose: Whose<'_>,
        (pieces, changes): (&mut Pieces, &mut Changes),
    ) {
        let Some(left) = left_behind(before, after, whose.now.date_naive()) else {
            return;
        };
        let since = self.residences.iter().filter_map(|row| row.to_on).max();
        let row = contact_residence::Model {
            id: ContactResidenceId::new(),
            office_id: whose.office,
            contact_id: whose.id,
            country: left.country,
            subdivision: left.subdivision,
            city: left.city,
            from_on: since.filter(|since| left.to_on.is_none_or(|to| *since <= to)),
            to_on: left.to_on,
            created_at: whose.now,
        };
        changes.made("formerResidences", &row.country);
        self.residences.push(row.clone());
        pieces.residences.push(Piece {
            before: None,
            after: Some(row),
        });
    }

    fn take_skills(&mut self, told: &Told, whose: Whose<'_>) -> Vec<Piece<contact_skill::Model>> {
        let fresh = told
            .skills
            .iter()
            .map(|(skill, level)| contact_skill::Model {
                id: ContactSkillId::new(),
                office_id: whose.office,
                contact_id: whose.id,
                skill: skill.clone(),
                skill_folded: fold(skill),
                level: *level,
                verified_on: None,
                created_at: whose.now,
            });
        put(
            &mut self.skills,
            fresh.collect(),
            |there, row| there.skill_folded == row.skill_folded,
            |there, row| {
                (whose.is_over && there.level != row.level).then(|| contact_skill::Model {
                    level: row.level,
                    verified_on: None,
                    ..there.clone()
                })
            },
        )
    }

    fn take_languages(
        &mut self,
        told: &Told,
        whose: Whose<'_>,
    ) -> Vec<Piece<contact_language::Model>> {
        let fresh = told.languages.iter();
        let fresh = fresh.map(|(language, level)| contact_language::Model {
            id: ContactLanguageId::new(),
            office_id: whose.office,
            contact_id: whose.id,
            language: language.clone(),
            level: *level,
            created_at: whose.now,
        });
        put(
            &mut self.languages,
            fresh.collect(),
            |there, row| there.language == row.language,
            |there, row| {
                (whose.is_over && there.level != row.level).then(|| contact_language::Model {
                    level: row.level,
                    ..there.clone()
                })
            },
        )
    }

    fn take_willingness(
        &mut self,
        told: &Told,
        whose: Whose<'_>,
    ) -> Vec<Piece<contact_willingness::Model>> {
        // Nobody asked is what no row says.
        let asked = told.willingness.iter();
        let asked = asked.filter(|(_, answer)| *answer != WillingnessAnswer::NotAsked);
        let fresh = asked.map(|(mode, answer)| contact_willingness::Model {
            id: ContactWillingnessId::new(),
            office_id: whose.office,
            contact_id: whose.id,
            mode: *mode,
            answer: *answer,
            said_on: whose.now.date_naive(),
            source: Some(whose.source.to_owned()),
            created_at: whose.now,
        });
        put(
            &mut self.willingness,
            fresh.collect(),
            |there, row| there.mode == row.mode,
            |there, row| {
                (whose.is_over && there.answer != row.answer).then_some(
                    contact_willingness::Model {
                        id: there.id,
                        created_at: there.created_at,
                        ..row
                    },
                )
            },
        )
    }

    fn skilled(&self) -> Vec<Skill> {
        let told = self.skills.iter().map(|row| Skill {
            skill: row.skill.clone(),
            level: row.level,
            verified_on: row.verified_on,
        });
        let mut told: Vec<Skill> = told.collect();
        told.sort_by(|one, other| one.skill.cmp(&other.skill));
        told
    }

    fn spoken(&self) -> Vec<Spoken> {
        let told = self.languages.iter().map(|row| Spoken {
            language: row.language.clone(),
            level: row.level,
        });
        let mut told: Vec<Spoken> = told.collect();
        told.sort_by(|one, other| one.language.cmp(&other.language));
        told
    }

    fn willing(&self) -> Vec<Willing> {
        let told = self.willingness.iter().map(|row| Willing {
            mode: row.mode,
            answer: row.answer,
            said_on: Some(row.said_on),
            source: row.source.clone(),
        });
        let mut told: Vec<Willing> = told.collect();
        told.sort_by_key(|willing| willing.mode);
        told
    }
}
