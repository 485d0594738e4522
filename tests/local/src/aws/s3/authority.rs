//! What S3 asks about the callers of all accounts: a seam, so that its tests can say what they need.
use crate::aws::identity::{AuthenticationError, Caller, Context, Identities};

/// Knows keys, sessions and policies.
pub trait Authority: Send + Sync + 'static {
    /// The secret that signs for `access_key_id`, known also when its session is over.
    fn secret_key(&self, access_key_id: &str) -> Option<String>;

    /// Who calls.
    ///
    /// # Errors
    /// When the key is unknown, or the token is not this key's, or its time is over.
    fn authenticate(
        &self,
        access_key_id: &str,
        session_token: Option<&str>,
    ) -> Result<Caller, AuthenticationError>;

    /// Whether the caller's own policies allow `action` on `resource`.
    fn allows(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> bool;
}

impl Authority for Identities {
    fn secret_key(&self, access_key_id: &str) -> Option<String> {
        self.secret_key(access_key_id)
    }

    fn authenticate(
        &self,
        access_key_id: &str,
        session_token: Option<&str>,
    ) -> Result<Caller, AuthenticationError> {
        self.authenticate(access_key_id, session_token)
    }

    fn allows(&self, caller: &Caller, action: &str, resource: &str, context: &Context) -> bool {
        self.allows(caller, action, resource, context)
    }
}
