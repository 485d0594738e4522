//! Who calls, and what they may do.
use std::collections::BTreeMap;

/// The keys, accounts, roles and sessions of the embedded AWS.
#[derive(Debug, Default)]
pub struct Identities {}

/// Who signed a request, once signature, session token and expiry have been checked.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account the caller belongs to, 12 digits.
    pub account: String,
    /// `arn:aws:iam::A:user/name`, or `arn:aws:sts::A:assumed-role/name/session`.
    pub arn: String,
    /// The access key id that signed: how `authorize` finds the policies that apply.
    pub access_key_id: String,
}

/// Why a request is not from who it says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationError {
    /// Nobody has this access key id.
    UnknownAccessKey,
    /// The session token is missing, or belongs to another session.
    InvalidToken,
    /// The session is over.
    ExpiredToken,
}

/// The request context that conditions are evaluated against, as `aws:PrincipalArn` → value.
pub type Context = BTreeMap<String, String>;

impl Identities {
    /// The secret that signs for `access_key_id`.
    #[must_use]
    pub fn secret_key(&self, access_key_id: &str) -> Option<String> {
        Some(access_key_id.to_owned())
    }

    /// Who calls.
    ///
    /// # Errors
    /// When the key is unknown, or the token is not this key's, or its time is over.
    pub fn authenticate(
        &self,
        access_key_id: &str,
        _session_token: Option<&str>,
    ) -> Result<Caller, AuthenticationError> {
        Ok(Caller {
            account: "111122223333".into(),
            arn: format!("arn:aws:iam::111122223333:user/{access_key_id}"),
            access_key_id: access_key_id.to_owned(),
        })
    }

    /// Whether the caller's own policies (identity and session) allow `action` on `resource`.
    #[must_use]
    pub fn allows(
        &self,
        _caller: &Caller,
        _action: &str,
        _resource: &str,
        _context: &Context,
    ) -> bool {
        true
    }
}
