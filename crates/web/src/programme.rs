//! A published run of show, as the pages of guests show it.

use kuvend_domain::{
    agenda::{Part, Quoted},
    guest_page::LocalTime,
};
use serde::Serialize;

use crate::{dates, rsvp::view::Text, words::Words};

/// A part of the run of show.
#[derive(Debug, Serialize)]
pub(crate) struct PartView {
    hours: Option<String>,
    room: Option<String>,
    title: Text,
    description: Option<Text>,
    people: Vec<Text>,
    remarks: Vec<RemarkView>,
}

/// Something that was said or announced in it.
#[derive(Debug, Serialize)]
struct RemarkView {
    text: Text,
    by: Option<Text>,
}

/// The parts in order, in the reader's words; days are named where they are not the event's first.
pub(crate) fn parts(programme: &[Part], words: &Words, near: LocalTime) -> Vec<PartView> {
    let remark = |told: &Quoted| RemarkView {
        text: (&told.text).into(),
        by: told.by.as_ref().map(Text::from),
    };
    let shown = |part: &Part| PartView {
        hours: part
            .starts
            .map(|starts| dates::hours_near(words, (starts, part.ends), near)),
        room: part.room.clone(),
        title: (&part.title).into(),
        description: part.description.as_ref().map(Text::from),
        people: part.people.iter().map(Text::from).collect(),
        remarks: part.remarks.iter().map(remark).collect(),
    };
    programme.iter().map(shown).collect()
}
