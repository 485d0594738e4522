use super::Grant;
use super::document::{PolicyDocument, Statement};
use crate::domain::BucketName;

/// The most characters of a managed policy, white space not counted.
///
/// Source: IAM User Guide, "IAM and AWS STS quotas".
pub const MANAGED_POLICY_CHARACTERS: usize = 6144;

/// The most managed policies that IAM attaches to a role unless the quota is raised.
pub const MANAGED_POLICIES_PER_ROLE: usize = 10;

/// What the customer's role may do: read the granted objects, and nothing else.
///
/// One document as a rule; as many as it takes when the buckets outgrow
/// [`MANAGED_POLICY_CHARACTERS`]. The role needs all of them.
#[must_use]
pub fn access_policies(grant: &Grant) -> Vec<PolicyDocument> {
    let buckets: Vec<_> = grant.scope.buckets().collect();
    let whole = PolicyDocument::new(statements(grant, &buckets, Rights::All));
    if fits(&whole) {
        return vec![whole];
    }
    // A document per right, so that even the longest prefix of one bucket fits.
    let mut documents = packed(grant, &buckets, Rights::Read);
    if grant.browsing {
        documents.extend(packed(grant, &buckets, Rights::List));
    }
    documents.extend(
        grant
            .decrypt_objects()
            .map(|s| PolicyDocument::new(vec![s])),
    );
    documents
}

#[derive(Clone, Copy, PartialEq)]
enum Rights {
    All,
    Read,
    List,
}

fn statements(grant: &Grant, buckets: &[&BucketName], rights: Rights) -> Vec<Statement> {
    let mut statements = vec![];
    if rights != Rights::List {
        let prefix = grant.prefix.as_ref().map_or("", |prefix| prefix.as_str());
        statements.push(grant.read_objects(buckets, prefix));
    }
    if rights == Rights::List || (rights == Rights::All && grant.browsing) {
        statements.push(grant.list_buckets(buckets));
    }
    if rights == Rights::All {
        statements.extend(grant.decrypt_objects());
    }
    statements
}

/// As few documents as take all buckets, each as full as it gets.
fn packed(grant: &Grant, buckets: &[&BucketName], rights: Rights) -> Vec<PolicyDocument> {
    let document =
        |buckets: &[&BucketName]| PolicyDocument::new(statements(grant, buckets, rights));
    let mut documents = vec![];
    let mut rest = buckets;
    while !rest.is_empty() {
        // Tried in growing sizes first: rendering all that is left, for each document anew, would
        // take minutes for five hundred buckets behind a long prefix.
        let mut most = 1;
        while most < rest.len() && fits(&document(&rest[..most])) {
            most = (most * 2).min(rest.len());
        }
        let sizes: Vec<_> = (1..=most).collect();
        let fitting = sizes.partition_point(|&count| fits(&document(&rest[..count])));
        let (filled, left) = rest.split_at(fitting.max(1));
        documents.push(document(filled));
        rest = left;
    }
    documents
}

fn fits(document: &PolicyDocument) -> bool {
    document.characters() <= MANAGED_POLICY_CHARACTERS
}
