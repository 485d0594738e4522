use std::fmt;

use jiff::Timestamp;

use super::credential_scope::CredentialScope;
use super::signing_key::{SigningKey, SigningKeys};

/// The credentials of a role's session. Kept in memory only (invariant 5), and never printed:
/// `Debug` shows when they end and nothing else (invariant 4).
#[derive(Clone, PartialEq, Eq)]
pub struct SessionCredentials {
    /// Public, and part of each presigned URL.
    pub access_key_id: String,
    /// Secret.
    pub secret_access_key: String,
    /// Secret until it is part of a presigned URL.
    pub session_token: String,
    /// When the session began: nothing is signed for a time before.
    pub starts_at: Timestamp,
    /// When the session ends, and with it every URL that it signed (invariant 1).
    pub expires_at: Timestamp,
    /// Made of the secret when something is signed.
    pub signing_keys: SigningKeys,
}

impl SessionCredentials {
    pub(super) fn signing_key(&self, scope: &CredentialScope<'_>) -> SigningKey {
        self.signing_keys.key(&self.secret_access_key, scope)
    }
}

impl fmt::Debug for SessionCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCredentials")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credentials = SessionCredentials {
            access_key_id: "MARKED-ID".into(),
            secret_access_key: "MARKED-SECRET".into(),
            session_token: "MARKED-TOKEN".into(),
            starts_at: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::UNIX_EPOCH,
            signing_keys: SigningKeys::default(),
        };
        let shown = format!("{credentials:?} {credentials:#?}");
        assert!(!shown.contains("MARKED"), "{shown}");
    }
}
