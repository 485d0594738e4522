//! The documents that an administrator pastes into AWS, and the ones that narrow our sessions.
mod access_policy;
mod cors;
mod document;
mod grant;
mod session_policy;
mod trust_policy;

#[cfg(test)]
mod tests;

pub use access_policy::{MANAGED_POLICIES_PER_ROLE, MANAGED_POLICY_CHARACTERS, access_policies};
pub use cors::{CorsRule, cors_rules};
pub use document::PolicyDocument;
pub use grant::Grant;
pub use session_policy::{
    SESSION_POLICY_CHARACTERS, deny_everything, fits_into_sessions, session_policy,
};
pub use trust_policy::{TRUST_POLICY_CHARACTERS, trust_policy};
