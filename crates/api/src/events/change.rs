//! Reading partial updates: absent leaves, null clears what may be empty, a value sets.

use async_graphql::MaybeUndefined;
use kuvend_domain::{change::Change, fault::Code};

use crate::input::Reader;

/// A field that may be empty.
pub(crate) fn clearable<I, T>(
    reader: &mut Reader,
    value: &MaybeUndefined<I>,
    read: impl FnOnce(&mut Reader, &I) -> Option<T>,
) -> Option<Change<T>> {
    Some(match reader.change(value, read)? {
        MaybeUndefined::Undefined => Change::Leave,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(value),
    })
}

/// A field that is never empty: `Some(None)` where it is left; null is a fault.
#[expect(
    clippy::option_option,
    reason = "unreadable, left and set are three outcomes"
)]
pub(crate) fn required<I, T>(
    reader: &mut Reader,
    field: &str,
    value: &MaybeUndefined<I>,
    read: impl FnOnce(&mut Reader, &I) -> Option<T>,
) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => Some(None),
        MaybeUndefined::Null => reader.wrong(field, Code::Required, &[]),
        MaybeUndefined::Value(value) => read(reader, value).map(Some),
    }
}

/// The same of a value that needs no reading.
#[expect(
    clippy::option_option,
    reason = "unreadable, left and set are three outcomes"
)]
pub(crate) fn kept<T: Copy>(
    reader: &mut Reader,
    field: &str,
    value: &MaybeUndefined<T>,
) -> Option<Option<T>> {
    required(reader, field, value, |_, value| Some(*value))
}
