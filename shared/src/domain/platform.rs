use super::{AccountId, KmsKeyArn, Partition, Region, RoleArn};

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

/// The settings that say where an integration's role, buckets and keys are; each as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// The customer's role.
    pub role_arn: Option<RoleArn>,
    /// The region of the buckets.
    pub region: Option<Region>,
    /// Whether the buckets are behind an endpoint URL.
    pub has_endpoint_url: bool,
    /// The KMS keys that objects are encrypted with.
    pub kms_key_arns: Vec<KmsKeyArn>,
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
    /// Everything about `placement` that cannot work here.
    #[must_use]
    pub fn objections(&self, placement: &Placement) -> Vec<Objection> {
        let role = placement.role_arn.as_ref();
        let region = placement.region.as_ref();
        let partition = region.map_or(self.partition, Region::partition);
        let keys = &placement.kms_key_arns;
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
                region.is_some_and(Region::is_auto) && !placement.has_endpoint_url,
                "/region",
                "auto is a region of S3-compatible services: name their endpoint_url as well",
            ),
            (
                keys.iter().any(|key| !key.is_in(partition)),
                "/kms_key_arns",
                "a KMS key is in another partition than the region",
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
    use crate::domain::fixtures::platform;

    fn pointers(change: impl FnOnce(&mut Placement)) -> Vec<&'static str> {
        let mut placement = Placement {
            role_arn: Some("arn:aws:iam::111122223333:role/r".parse().unwrap()),
            region: Some("us-east-1".parse().unwrap()),
            ..Placement::default()
        };
        change(&mut placement);
        let objections = platform().objections(&placement);
        objections.into_iter().map(|o| o.pointer).collect()
    }

    #[test]
    fn what_cannot_work_here_is_named() {
        let role = |arn: &str| Some(arn.parse().unwrap());
        let region = |code: &str| Some(code.parse().unwrap());
        let key = |arn: &str| arn.parse().unwrap();
        let us = "arn:aws:kms:us-east-1:111122223333:key/1";
        let cn = "arn:aws-cn:kms:cn-north-1:111122223333:key/1";
        assert!(pointers(|_| ()).is_empty());
        let own = "arn:aws:iam::123456789012:role/r";
        assert_eq!(pointers(|p| p.role_arn = role(own)), ["/role_arn"]);
        let foreign = "arn:aws-cn:iam::111122223333:role/r";
        assert_eq!(pointers(|p| p.role_arn = role(foreign)), ["/role_arn"]);
        assert_eq!(pointers(|p| p.region = region("cn-north-1")), ["/region"]);
        assert_eq!(pointers(|p| p.region = region("auto")), ["/region"]);
        assert!(
            pointers(|p| {
                p.region = region("auto");
                p.has_endpoint_url = true;
            })
            .is_empty()
        );
        let keys = |keys: Vec<KmsKeyArn>| pointers(|p| p.kms_key_arns = keys);
        assert_eq!(keys(vec![key(cn)]), ["/kms_key_arns"]);
        assert!(keys(vec![key(us)]).is_empty());
    }

    #[test]
    fn everything_is_named_at_once() {
        let all = pointers(|p| {
            p.role_arn = Some("arn:aws-cn:iam::123456789012:role/r".parse().unwrap());
            p.region = Some("us-gov-west-1".parse().unwrap());
        });
        assert_eq!(all, ["/role_arn", "/role_arn", "/region"]);
    }
}
