use super::{AccountId, MAX_KMS_KEYS, Partition, Settings};

/// The account and partition that the service itself runs in, and how its roles are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The account that assumes customers' roles.
    pub account: AccountId,
    /// The partition of the account; roles of another one cannot be assumed from here.
    pub partition: Partition,
    /// The patterns that the ARNs of the functions' roles match: `aws:PrincipalArn` of every
    /// customer's trust policy. A path of their own lets the stack be re-created, and functions be
    /// added, without asking customers.
    pub principal_arns: Vec<String>,
}

/// A setting that is well formed, and cannot be used on this platform or beside another setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The field, as its JSON pointer: `/role_arn`.
    pub pointer: &'static str,
    /// What is wrong with it, and what to do.
    pub detail: &'static str,
}

impl Platform {
    /// Everything about `settings` that cannot work here.
    #[must_use]
    pub fn objections(&self, settings: &Settings) -> Vec<Objection> {
        let role = settings.role_arn.as_ref();
        let partition = settings.region.partition();
        let keys = &settings.kms_key_arns;
        let objections = [
            (
                role.is_some_and(|role| *role.account() == self.account),
                "/role_arn",
                "the role belongs to the platform's own account: name a role of your account",
            ),
            (
                role.is_some_and(|role| role.partition() != self.partition),
                "/role_arn",
                "the role is in another partition than this service, which cannot assume it",
            ),
            (
                partition != self.partition,
                "/region",
                "the region is in another partition than this service",
            ),
            (
                settings.region.is_auto() && settings.endpoint_url.is_none(),
                "/region",
                "auto is a region of S3-compatible services: name their endpoint_url as well",
            ),
            (
                keys.len() > MAX_KMS_KEYS,
                "/kms_key_arns",
                "an integration has at most 10 KMS keys: spread the buckets over several",
            ),
            (
                keys.iter().any(|key| !key.is_in(partition)),
                "/kms_key_arns",
                "a KMS key is in another partition than the region",
            ),
            (
                (1..keys.len()).any(|n| keys[..n].contains(&keys[n])),
                "/kms_key_arns",
                "a KMS key is named twice",
            ),
        ];
        objections
            .into_iter()
            .filter(|(objectionable, ..)| *objectionable)
            .map(|(_, pointer, detail)| Objection { pointer, detail })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{bucket_integration, platform};

    fn pointers(change: impl FnOnce(&mut Settings)) -> Vec<&'static str> {
        let mut settings = bucket_integration(1, "images").settings;
        change(&mut settings);
        let objections = platform().objections(&settings);
        objections.into_iter().map(|o| o.pointer).collect()
    }

    #[test]
    fn what_cannot_work_here_is_named() {
        let role = |arn: &str| Some(arn.parse().unwrap());
        let key = |arn: &str| arn.parse().unwrap();
        let us = "arn:aws:kms:us-east-1:111122223333:key/1";
        let cn = "arn:aws-cn:kms:cn-north-1:111122223333:key/1";
        assert!(pointers(|_| ()).is_empty());
        assert_eq!(
            pointers(|s| s.role_arn = role("arn:aws:iam::123456789012:role/r")),
            ["/role_arn"]
        );
        assert_eq!(
            pointers(|s| s.role_arn = role("arn:aws-cn:iam::111122223333:role/r")),
            ["/role_arn"]
        );
        assert_eq!(
            pointers(|s| s.region = "cn-north-1".parse().unwrap()),
            ["/region"]
        );
        assert_eq!(
            pointers(|s| s.region = "auto".parse().unwrap()),
            ["/region"]
        );
        assert!(
            pointers(|s| {
                s.region = "auto".parse().unwrap();
                s.endpoint_url = Some("https://r2.example".parse().unwrap());
            })
            .is_empty()
        );
        assert_eq!(
            pointers(|s| s.kms_key_arns = vec![key(cn)]),
            ["/kms_key_arns"]
        );
        assert_eq!(
            pointers(|s| s.kms_key_arns = vec![key(us), key(us)]),
            ["/kms_key_arns"]
        );
    }

    #[test]
    fn everything_is_named_at_once() {
        let all = pointers(|s| {
            s.role_arn = Some("arn:aws-cn:iam::123456789012:role/r".parse().unwrap());
            s.region = "us-gov-west-1".parse().unwrap();
        });
        assert_eq!(all, ["/role_arn", "/role_arn", "/region"]);
    }
}
