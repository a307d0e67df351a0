//! `kuvend config`.

use crate::{
    config::{self, Loaded},
    say,
    stop::Stop,
};

pub(super) fn run(loaded: &Loaded) -> Result<(), Stop> {
    say::line(config::shown(loaded).trim_end())
}
