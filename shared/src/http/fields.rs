use std::convert::Infallible;
use std::fmt::Write;
use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use serde::Serialize;

/// One bad field of a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FieldError {
    /// Where it is, as a JSON pointer (RFC 6901): `/scope/buckets/1`; in a query, `/locator`.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

/// Every bad field of a request, at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFields(pub Vec<FieldError>);

/// So many bad fields are named; whoever sends more hears of the rest next time.
pub(super) const MAX_FIELDS: usize = 100;

/// So many characters of a field's name are repeated to whoever sent it.
const LONGEST_NAME: usize = 100;

impl InvalidFields {
    fn and(
        self_: Option<Self>,
        location: ValuePointerRef,
        detail: String,
    ) -> ControlFlow<Self, Self> {
        let pointer = pointer(location);
        Self::join(self_, vec![FieldError { pointer, detail }])
    }

    /// Always on, as long as there is room: the caller wants to know about the other fields, too.
    fn join(self_: Option<Self>, more: Vec<FieldError>) -> ControlFlow<Self, Self> {
        let mut fields = self_.map_or_else(Vec::new, |fields| fields.0);
        fields.extend(more);
        if fields.len() < MAX_FIELDS {
            ControlFlow::Continue(Self(fields))
        } else {
            fields.truncate(MAX_FIELDS);
            ControlFlow::Break(Self(fields))
        }
    }
}

/// All that deserr says about a `tag` that no variant has; scopes are the one enum with a tag.
const UNKNOWN_TAG: &str = "Incorrect tag value";

impl DeserializeError for InvalidFields {
    fn error<V: IntoValue>(
        self_: Option<Self>,
        error: ErrorKind<'_, V>,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        match error {
            ErrorKind::IncorrectValueKind { actual, accepted } => {
                let expected: Vec<_> = accepted.iter().map(|kind| name(*kind)).collect();
                let (expected, found) = (expected.join(" or "), name(actual.kind()));
                Self::and(
                    self_,
                    location,
                    format!("this is {found}, and should be {expected}"),
                )
            }
            ErrorKind::MissingField { field } => Self::and(
                self_,
                location.push_key(field),
                "this field is required".to_owned(),
            ),
            ErrorKind::UnknownKey { key, accepted } => {
                let known = accepted.join(", ");
                let detail = format!("there is no such field; the fields are {known}");
                Self::and(self_, location.push_key(key), detail)
            }
            ErrorKind::UnknownValue { accepted, .. } => Self::and(
                self_,
                location,
                format!("this should be one of {}", accepted.join(", ")),
            ),
            ErrorKind::BadSequenceLen { expected, .. } => Self::and(
                self_,
                location,
                format!("this should have {expected} elements"),
            ),
            ErrorKind::Unexpected { msg } if msg == UNKNOWN_TAG => {
                let detail = "the type of a scope is bucket or all_permitted_buckets";
                Self::and(self_, location.push_key("type"), detail.to_owned())
            }
            ErrorKind::Unexpected { msg } => Self::and(self_, location, msg),
        }
    }
}

impl MergeWithError<Self> for InvalidFields {
    fn merge(self_: Option<Self>, other: Self, _: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        Self::join(self_, other.0)
    }
}

impl<E: std::error::Error> MergeWithError<E> for InvalidFields {
    fn merge(
        self_: Option<Self>,
        other: E,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let msg = other.to_string();
        Self::error::<Infallible>(self_, ErrorKind::Unexpected { msg }, location)
    }
}

fn pointer(location: ValuePointerRef) -> String {
    let mut pointer = match location {
        ValuePointerRef::Origin => return String::new(),
        ValuePointerRef::Key { prev, .. } | ValuePointerRef::Index { prev, .. } => pointer(*prev),
    };
    pointer.push('/');
    match location {
        ValuePointerRef::Key { key, .. } => {
            pointer.push_str(&reference_token(key));
        }
        ValuePointerRef::Index { index, .. } => {
            write!(pointer, "{index}").expect("writing to a String cannot fail");
        }
        ValuePointerRef::Origin => {}
    }
    pointer
}

/// One segment of a JSON pointer, with the slashes inside of it escaped; of a longer name than any
/// field has, its beginning.
pub(super) fn reference_token(key: &str) -> String {
    let too_long = key.char_indices().nth(LONGEST_NAME);
    let name = match too_long {
        None => key.to_owned(),
        Some((at, _)) => format!("{}…", &key[..at]),
    };
    name.replace('~', "~0").replace('/', "~1")
}

const fn name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "null",
        ValueKind::Boolean => "true or false",
        ValueKind::Integer => "a whole number",
        ValueKind::NegativeInteger => "a negative number",
        ValueKind::Float => "a number",
        ValueKind::String => "a text",
        ValueKind::Sequence => "an array",
        ValueKind::Map => "an object",
    }
}
