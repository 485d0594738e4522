use super::Grant;
use super::document::{PolicyDocument, Statement};
use crate::domain::BucketName;

/// The most characters of a session policy, white space counted.
///
/// Source: STS API Reference, `AssumeRole`, `Policy`.
pub const SESSION_POLICY_CHARACTERS: usize = 2048;

/// What a session of the customer's role may do: read one bucket, below the prefix. It narrows the
/// role's own rights, whatever they are.
///
/// A prefix that would outgrow [`SESSION_POLICY_CHARACTERS`] is cut to what fits: the session may
/// then read more of the bucket than the integration serves, and resolution still serves only what
/// lies below the whole prefix.
#[must_use]
pub fn session_policy(grant: &Grant, bucket: &BucketName) -> PolicyDocument {
    let render = |prefix: &str| {
        let mut statements = vec![grant.read_objects(&[bucket], prefix)];
        statements.extend(grant.decrypt_objects());
        PolicyDocument::new(statements)
    };
    let whole = grant.prefix.as_ref().map_or("", |prefix| prefix.as_str());
    let mut cuts: Vec<_> = whole.char_indices().map(|(at, _)| at).collect();
    cuts.push(whole.len());
    let fits = |&cut: &usize| render(&whole[..cut]).to_json().len() <= SESSION_POLICY_CHARACTERS;
    let fitting = cuts.partition_point(fits);
    render(&whole[..cuts[fitting.saturating_sub(1)]])
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
