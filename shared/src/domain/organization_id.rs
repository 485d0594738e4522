use super::checked_text::checked_text;

/// The organisation a caller belongs to, as the identity provider's claim names it: 1–255 visible
/// ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizationId(String);

/// The claim does not name an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an organization id has 1 to 255 visible ASCII characters")]
pub struct InvalidOrganizationId;

impl OrganizationId {
    fn check(id: &str) -> Result<(), InvalidOrganizationId> {
        if (1..=255).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_graphic()) {
            Ok(())
        } else {
            Err(InvalidOrganizationId)
        }
    }
}

checked_text!(OrganizationId, InvalidOrganizationId);
