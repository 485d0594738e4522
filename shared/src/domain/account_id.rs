use super::checked_text::checked_text;

/// The number of an AWS account: 12 digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(String);

/// The text is not the number of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account id has 12 digits")]
pub struct InvalidAccountId;

impl AccountId {
    fn check(id: &str) -> Result<(), InvalidAccountId> {
        if id.len() == 12 && id.bytes().all(|c| c.is_ascii_digit()) {
            Ok(())
        } else {
            Err(InvalidAccountId)
        }
    }
}

checked_text!(AccountId, InvalidAccountId);
