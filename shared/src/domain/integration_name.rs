use super::checked_text::checked_text;

/// What people call an integration: 1–100 characters, none of them a control character, no white
/// space at either end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntegrationName(String);

/// The text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 100 characters, no control characters and no space at either end")]
pub struct InvalidIntegrationName;

impl IntegrationName {
    fn check(name: &str) -> Result<(), InvalidIntegrationName> {
        let fits = (1..=100).contains(&name.chars().count());
        if fits && name.trim() == name && !name.chars().any(char::is_control) {
            Ok(())
        } else {
            Err(InvalidIntegrationName)
        }
    }
}

checked_text!(IntegrationName, InvalidIntegrationName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_readable_line() {
        assert!("Trainingsdaten 2026 🦀".parse::<IntegrationName>().is_ok());
        for name in ["", " a", "a ", "a\nb", "a\u{0}", &"x".repeat(101)] {
            assert_eq!(name.parse::<IntegrationName>(), Err(InvalidIntegrationName));
        }
    }
}
