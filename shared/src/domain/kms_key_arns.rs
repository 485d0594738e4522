use serde::{Deserialize, Serialize};

use super::KmsKeyArn;

/// The KMS keys of an integration: at most [`KmsKeyArns::MAX`], all different. Their ARNs have to
/// fit into a session policy of 2,048 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<KmsKeyArn>", into = "Vec<KmsKeyArn>")]
pub struct KmsKeyArns(Vec<KmsKeyArn>);

/// Why a list of keys is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKmsKeyArns {
    /// More than [`KmsKeyArns::MAX`].
    #[error(
        "an integration has at most {} KMS keys: spread the buckets over several",
        KmsKeyArns::MAX
    )]
    TooMany,
    /// One of them twice.
    #[error("the key {0} is named twice")]
    Duplicate(KmsKeyArn),
}

impl KmsKeyArns {
    /// The most keys of an integration.
    pub const MAX: usize = 10;

    /// The keys, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &KmsKeyArn> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<KmsKeyArn>> for KmsKeyArns {
    type Error = InvalidKmsKeyArns;

    fn try_from(keys: Vec<KmsKeyArn>) -> Result<Self, InvalidKmsKeyArns> {
        if keys.len() > Self::MAX {
            return Err(InvalidKmsKeyArns::TooMany);
        }
        match (1..keys.len()).find(|&n| keys[..n].contains(&keys[n])) {
            Some(n) => Err(InvalidKmsKeyArns::Duplicate(keys[n].clone())),
            None => Ok(Self(keys)),
        }
    }
}

impl From<KmsKeyArns> for Vec<KmsKeyArn> {
    fn from(keys: KmsKeyArns) -> Self {
        keys.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_ten_different_keys() {
        let key = |n| {
            format!("arn:aws:kms:us-east-1:111122223333:key/{n}")
                .parse()
                .unwrap()
        };
        let keys = |count: usize| (0..count).map(key).collect::<Vec<_>>();
        assert!(KmsKeyArns::try_from(keys(10)).is_ok());
        assert_eq!(
            KmsKeyArns::try_from(keys(11)),
            Err(InvalidKmsKeyArns::TooMany)
        );
        let twice = [keys(2), keys(1)].concat();
        assert_eq!(
            KmsKeyArns::try_from(twice),
            Err(InvalidKmsKeyArns::Duplicate(key(0)))
        );
    }
}
