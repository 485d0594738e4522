use crate::domain::checked_text::checked_text;

/// The value of a response header that S3 is asked to send: 1–1,024 printable ASCII characters.
///
/// A file name beyond ASCII is written as RFC 5987 says: `filename*=UTF-8''na%C3%AFve.png`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderText(String);

/// The text cannot be the value of a response header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a response header has 1 to 1024 printable ASCII characters, and no space at either end")]
pub struct InvalidHeaderText;

impl HeaderText {
    fn check(text: &str) -> Result<(), InvalidHeaderText> {
        let printable = text.bytes().all(|c| c == b' ' || c.is_ascii_graphic());
        if (1..=1024).contains(&text.len()) && printable && text.trim() == text {
            Ok(())
        } else {
            Err(InvalidHeaderText)
        }
    }
}

checked_text!(HeaderText, InvalidHeaderText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_cannot_be_split() {
        assert!("inline; filename=\"a b.png\"".parse::<HeaderText>().is_ok());
        for text in ["", " a", "a\r\nset-cookie: x", "é", &"x".repeat(1025)] {
            assert_eq!(text.parse::<HeaderText>(), Err(InvalidHeaderText));
        }
    }
}
