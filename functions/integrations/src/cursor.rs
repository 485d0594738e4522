use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::domain::IntegrationId;

/// Where the next page of a list begins. Opaque to callers; it names no organisation (that comes
/// from the JWT alone), so that a guessed or forged one shows nothing that is not the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor(pub(crate) IntegrationId);

/// The text is not a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor: take next_cursor from the page before")]
pub(crate) struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let id = String::from_utf8(bytes).map_err(|_| InvalidCursor)?;
        id.parse().map(Self).map_err(|_| InvalidCursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        let cursor = Cursor(IntegrationId::from_parts(1, 2));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "x", "int_1", "////", &URL_SAFE_NO_PAD.encode("int_")] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor));
        }
    }
}
