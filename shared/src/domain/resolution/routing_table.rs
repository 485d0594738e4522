use std::collections::HashMap;

use super::super::{BucketName, Integration, Locator, ObjectKey, ScopeKind, Status};
use super::{Refusal, nothing_matches, served};

/// An organisation's integrations, arranged so that a locator finds the one that serves it by its
/// bucket and key: a thousand of them cost no more than ten.
#[derive(Debug)]
pub struct RoutingTable {
    integrations: Vec<Integration>,
    buckets: HashMap<BucketName, Candidates>,
    /// The refusal of what matches none.
    otherwise: Refusal<'static>,
}

/// Who claims a bucket.
#[derive(Debug, Default)]
struct Candidates {
    by_bucket_scope: Prefixes,
    by_permission: Prefixes,
}

/// Integrations that are no drafts, in the order of their prefixes.
#[derive(Debug, Default)]
struct Prefixes(Vec<Candidate>);

#[derive(Debug)]
struct Candidate {
    /// Empty where the integration serves every key.
    prefix: String,
    /// Where it is among the integrations.
    integration: usize,
    /// Where the candidate is whose prefix is the longest that this prefix begins with.
    shorter: Option<usize>,
}

impl RoutingTable {
    /// Arranges the integrations of an organisation.
    #[must_use]
    pub fn new(integrations: Vec<Integration>) -> Self {
        let mut buckets = HashMap::<BucketName, Candidates>::new();
        for (at, integration) in integrations.iter().enumerate() {
            let settings = &integration.settings;
            if settings.status() == Status::Draft {
                continue;
            }
            for bucket in settings.scope.buckets() {
                let candidates = buckets.entry(bucket.clone()).or_default();
                let prefix = settings.prefix.as_ref();
                candidates.of_kind(settings.scope.kind()).0.push(Candidate {
                    prefix: prefix.map_or_else(String::new, ToString::to_string),
                    integration: at,
                    shorter: None,
                });
            }
        }
        for candidates in buckets.values_mut() {
            candidates.by_bucket_scope.arrange();
            candidates.by_permission.arrange();
        }
        Self {
            otherwise: nothing_matches(&integrations),
            integrations,
            buckets,
        }
    }

    /// All integrations, in the order in which they were given.
    #[must_use]
    pub fn integrations(&self) -> &[Integration] {
        &self.integrations
    }

    /// The integration that serves `locator`, as [`resolve`](super::resolve) finds it.
    ///
    /// # Errors
    /// The reason why none serves it.
    pub fn resolve(&self, locator: &Locator) -> Result<&Integration, Refusal<'_>> {
        let candidates = self.buckets.get(locator.bucket());
        let winner = candidates.and_then(|candidates| candidates.winner(locator.key()));
        match winner {
            Some(at) => served(&self.integrations[at], locator),
            None => Err(self.otherwise),
        }
    }
}

impl Candidates {
    fn of_kind(&mut self, kind: ScopeKind) -> &mut Prefixes {
        match kind {
            ScopeKind::Bucket => &mut self.by_bucket_scope,
            ScopeKind::AllPermittedBuckets => &mut self.by_permission,
        }
    }

    fn winner(&self, key: &ObjectKey) -> Option<usize> {
        let by_bucket_scope = self.by_bucket_scope.longest(key.as_str());
        by_bucket_scope.or_else(|| self.by_permission.longest(key.as_str()))
    }
}

impl Candidate {
    /// Asked before a comparison: an empty text points nowhere, and where comparing is done with
    /// masked vectors the processor needs longer for that than for all else of a resolution.
    fn has_no_prefix(&self) -> bool {
        self.prefix.is_empty()
    }
}

impl Prefixes {
    /// Sorts, and lets each candidate know the next shorter one around it.
    fn arrange(&mut self) {
        self.0.sort_by(|a, b| a.prefix.cmp(&b.prefix));
        let mut around: Vec<usize> = vec![];
        for at in 0..self.0.len() {
            let prefix = &self.0[at].prefix;
            while around
                .pop_if(|shorter| !prefix.starts_with(&self.0[*shorter].prefix))
                .is_some()
            {}
            self.0[at].shorter = around.last().copied();
            around.push(at);
        }
    }

    /// The integration with the longest prefix that `key` begins with.
    ///
    /// Every such prefix is also one of the last prefix in order that does not come after `key`, so
    /// that the way to it leads from there to ever shorter ones.
    fn longest(&self, key: &str) -> Option<usize> {
        let after = self
            .0
            .partition_point(|candidate| candidate.has_no_prefix() || *candidate.prefix <= *key);
        let mut candidate = self.0.get(after.checked_sub(1)?)?;
        while !candidate.has_no_prefix() && !key.starts_with(&candidate.prefix) {
            candidate = &self.0[candidate.shorter?];
        }
        Some(candidate.integration)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::resolve;
    use super::*;
    use crate::domain::fixtures::{bucket_integration, default_integration};

    fn integrations() -> impl Strategy<Value = Vec<Integration>> {
        let claims = prop::collection::btree_map(
            (any::<bool>(), "[ab]{3}", "[ab/]{0,5}"),
            any::<(bool, bool)>(),
            0..24,
        );
        claims.prop_map(|claims| {
            let integration = |(n, ((is_default, bucket, prefix), (is_draft, enabled)))| {
                let (bucket, prefix): (String, String) = (bucket, prefix);
                let mut integration = if is_default {
                    default_integration(n, &[&bucket, "zzz"])
                } else {
                    bucket_integration(n, &bucket)
                };
                integration.settings.prefix = prefix.parse().ok();
                integration.settings.enabled = enabled;
                if is_draft {
                    integration.settings.role_arn = None;
                }
                integration
            };
            (1..).zip(claims).map(integration).collect()
        })
    }

    proptest! {
        #[test]
        fn the_table_finds_what_a_look_at_every_integration_finds(
            integrations in integrations(),
            bucket in "[ab]{3}",
            key in "[ab/]{1,8}",
        ) {
            let locator = format!("s3://{bucket}/{key}").parse().unwrap();
            let table = RoutingTable::new(integrations.clone());
            prop_assert_eq!(table.resolve(&locator), resolve(&integrations, &locator));
        }
    }
}
