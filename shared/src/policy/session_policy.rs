use super::Grant;
use super::document::{PolicyDocument, Statement};
use crate::domain::BucketName;

/// The most characters of a session policy, white space counted.
///
/// Source: STS API Reference, `AssumeRole`, `Policy`.
pub const SESSION_POLICY_CHARACTERS: usize = 2048;

/// What a session of the customer's role may do: read one bucket, below the prefix. It narrows the
/// role's own rights, whatever they are.
#[must_use]
pub fn session_policy(grant: &Grant, bucket: &BucketName) -> PolicyDocument {
    let prefix = grant.prefix.as_ref().map_or("", |prefix| prefix.as_str());
    let mut statements = vec![grant.read_objects(&[bucket], prefix)];
    statements.extend(grant.decrypt_objects());
    PolicyDocument::new(statements)
}

/// Whether the session policy of every bucket of the grant has a size that STS takes. Not so when
/// a prefix of hundreds of characters beyond ASCII meets many KMS keys.
#[must_use]
pub fn fits_into_sessions(grant: &Grant) -> bool {
    let longest = grant
        .scope
        .buckets()
        .max_by_key(|bucket| bucket.as_str().len());
    longest.is_none_or(|bucket| {
        session_policy(grant, bucket).to_json().len() <= SESSION_POLICY_CHARACTERS
    })
}

/// What a session that must not exist may do: nothing. For the proof that a role refuses to be
/// assumed without the external id.
#[must_use]
pub fn deny_everything() -> PolicyDocument {
    let everything = Statement::allow("DenyEverything", vec!["*"], vec!["*".to_owned()]);
    PolicyDocument::new(vec![Statement {
        effect: "Deny",
        ..everything
    }])
}
