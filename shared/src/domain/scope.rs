use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::BucketName;

/// Which buckets an integration serves.
///
/// As JSON: `{"type": "bucket", "bucket": "my-bucket"}` or
/// `{"type": "all_permitted_buckets", "buckets": ["ml-images", "ml-video"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Scope {
    /// One bucket: the role is assumed for locators of this bucket only.
    Bucket {
        /// The bucket.
        bucket: BucketName,
    },
    /// "Use role by default for all permitted buckets".
    AllPermittedBuckets {
        /// The buckets that the access policy permits.
        buckets: PermittedBuckets,
    },
}

/// The kind of a scope. A bucket scope comes before all-permitted-buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeKind {
    /// One bucket.
    Bucket,
    /// All permitted buckets.
    AllPermittedBuckets,
}

impl Scope {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ScopeKind {
        match self {
            Self::Bucket { .. } => ScopeKind::Bucket,
            Self::AllPermittedBuckets { .. } => ScopeKind::AllPermittedBuckets,
        }
    }

    /// Every bucket of the scope, in alphabetical order.
    pub fn buckets(&self) -> impl Iterator<Item = &BucketName> {
        let (one, many) = match self {
            Self::Bucket { bucket } => (Some(bucket), None),
            Self::AllPermittedBuckets { buckets } => (None, Some(buckets.0.iter())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// Whether the scope includes `bucket`.
    #[must_use]
    pub fn includes(&self, bucket: &BucketName) -> bool {
        match self {
            Self::Bucket { bucket: own } => own == bucket,
            Self::AllPermittedBuckets { buckets } => buckets.0.contains(bucket),
        }
    }
}

/// 1–500 different buckets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<BucketName>", into = "Vec<BucketName>")]
pub struct PermittedBuckets(BTreeSet<BucketName>);

/// Why a list of buckets cannot be a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPermittedBuckets {
    /// None at all.
    #[error("name at least one bucket: the access policy permits the named buckets only")]
    Empty,
    /// More than 500.
    #[error("an integration has at most 500 buckets: spread them over several integrations")]
    TooMany,
    /// One of them twice.
    #[error("the bucket {0} is named twice")]
    Duplicate(BucketName),
}

impl TryFrom<Vec<BucketName>> for PermittedBuckets {
    type Error = InvalidPermittedBuckets;

    fn try_from(names: Vec<BucketName>) -> Result<Self, InvalidPermittedBuckets> {
        if names.is_empty() {
            return Err(InvalidPermittedBuckets::Empty);
        }
        if names.len() > 500 {
            return Err(InvalidPermittedBuckets::TooMany);
        }
        let mut buckets = BTreeSet::new();
        for name in names {
            if let Some(twice) = buckets.replace(name) {
                return Err(InvalidPermittedBuckets::Duplicate(twice));
            }
        }
        Ok(Self(buckets))
    }
}

impl From<PermittedBuckets> for Vec<BucketName> {
    fn from(buckets: PermittedBuckets) -> Self {
        buckets.0.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<BucketName> {
        let name = |n| format!("bucket-{n}").parse().unwrap();
        (0..count).map(name).collect()
    }

    #[test]
    fn a_scope_has_1_to_500_different_buckets() {
        use InvalidPermittedBuckets as Invalid;
        let parse = PermittedBuckets::try_from;
        assert_eq!(parse(names(0)), Err(Invalid::Empty));
        assert!(parse(names(500)).is_ok());
        assert_eq!(parse(names(501)), Err(Invalid::TooMany));
        let twice = [names(2), names(1)].concat();
        assert_eq!(parse(twice), Err(Invalid::Duplicate(names(1).remove(0))));
    }

    #[test]
    fn json_is_what_the_contract_says() {
        for text in [
            r#"{"type":"bucket","bucket":"my-bucket"}"#,
            r#"{"type":"all_permitted_buckets","buckets":["ml-images","ml-video"]}"#,
        ] {
            let scope: Scope = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&scope).unwrap(), text);
        }
    }
}
