use super::Partition;
use super::checked_text::checked_text;

/// The ARN of a KMS key: `arn:aws:kms:us-east-1:111122223333:key/…`, the key id 1–64
/// of `A–Z a–z 0–9 -`.
///
/// Never an alias: IAM does not resolve an alias in a policy's `Resource`.
///
/// Source: AWS KMS Developer Guide, "Key identifiers (`KeyId`)".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KmsKeyArn(String);

/// Why a text is not the ARN of a KMS key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKmsKeyArn {
    /// Not `arn:…:kms:…:…:key/…`.
    #[error("a KMS key's ARN is written like arn:aws:kms:us-east-1:111122223333:key/<key id>")]
    Shape,
    /// An alias.
    #[error("an alias cannot be used in a policy: give the ARN of the key behind it")]
    Alias,
}

impl KmsKeyArn {
    /// Whether the key lives in `partition`.
    #[must_use]
    pub fn is_in(&self, partition: Partition) -> bool {
        self.0.split(':').nth(1) == Some(partition.as_str())
    }

    /// The code of the key's region.
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.split(':').nth(3).unwrap_or_default()
    }

    fn check(text: &str) -> Result<(), InvalidKmsKeyArn> {
        let parts: Vec<_> = text.split(':').collect();
        let &["arn", partition, "kms", region, account, resource] = parts.as_slice() else {
            return Err(InvalidKmsKeyArn::Shape);
        };
        if resource.starts_with("alias/") {
            return Err(InvalidKmsKeyArn::Alias);
        }
        let id = resource
            .strip_prefix("key/")
            .ok_or(InvalidKmsKeyArn::Shape)?;
        let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        let is_id = (1..=64).contains(&id.len()) && id.bytes().all(allowed);
        let is_account = account.parse::<super::AccountId>().is_ok();
        let partition = partition.parse::<Partition>().ok();
        let region = region.parse::<super::Region>().ok();
        let fits = partition.is_some() && partition == region.map(|r| r.partition());
        if is_id && is_account && fits {
            Ok(())
        } else {
            Err(InvalidKmsKeyArn::Shape)
        }
    }
}

checked_text!(KmsKeyArn, InvalidKmsKeyArn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_accepted_and_aliases_refused() {
        for (text, outcome) in [
            (
                "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd",
                Ok(()),
            ),
            ("arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1", Ok(())),
            (
                "arn:aws:kms:us-east-1:111122223333:alias/a",
                Err(InvalidKmsKeyArn::Alias),
            ),
            (
                "arn:aws:kms:us-east-1:111122223333:key/*",
                Err(InvalidKmsKeyArn::Shape),
            ),
            (
                "arn:aws:kms:*:111122223333:key/1",
                Err(InvalidKmsKeyArn::Shape),
            ),
            (
                "arn:aws:kms:cn-north-1:111122223333:key/1",
                Err(InvalidKmsKeyArn::Shape),
            ),
            ("1234abcd-12ab", Err(InvalidKmsKeyArn::Shape)),
        ] {
            assert_eq!(text.parse::<KmsKeyArn>().map(|_| ()), outcome, "{text}");
        }
    }
}
