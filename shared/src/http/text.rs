use std::str::FromStr;

use deserr::{
    DeserializeError, Deserr, ErrorKind, IntoValue, MergeWithError, Value, ValueKind,
    ValuePointerRef, take_cf_content,
};

use super::InvalidFields;

/// A domain type that is written as text: parsed at the edge by its own `FromStr`, its error
/// told with the place of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<T: FromStr<Err: std::error::Error>> Deserr<InvalidFields> for Text<T> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, InvalidFields> {
        let refused = match value {
            Value::String(text) => match text.parse() {
                Ok(parsed) => return Ok(Self(parsed)),
                Err(error) => InvalidFields::merge(None, error, location),
            },
            actual => {
                let accepted = &[ValueKind::String];
                let kind = ErrorKind::IncorrectValueKind { actual, accepted };
                InvalidFields::error(None, kind, location)
            }
        };
        Err(take_cf_content(refused))
    }
}
