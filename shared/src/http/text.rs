//! Fields that become domain types as they are read.
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

/// A domain type that is written as a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number<T>(pub T);

impl<T: TryFrom<u64, Error: std::error::Error>> Deserr<InvalidFields> for Number<T> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, InvalidFields> {
        let number = <u64 as Deserr<InvalidFields>>::deserialize_from_value(value, location)?;
        let refused = |error| take_cf_content(InvalidFields::merge(None, error, location));
        number.try_into().map(Self).map_err(refused)
    }
}
