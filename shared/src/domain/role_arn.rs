use std::fmt;
use std::str::FromStr;

use super::checked_text::text_serde;
use super::{AccountId, InvalidAccountId, InvalidPartition, Partition};

/// The ARN of an IAM role: `arn:aws:iam::111122223333:role/path/name`, 20–2,048 characters.
///
/// The path is `/` or `/…/` of at most 512 visible ASCII characters, the name 1–64 of
/// `A–Z a–z 0–9 + = , . @ _ -`.
///
/// Source: IAM API Reference, `Role`; IAM User Guide, "IAM and AWS STS quotas".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleArn {
    partition: Partition,
    account: AccountId,
    path: String,
    name: String,
}

/// Why a text is not the ARN of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRoleArn {
    /// Not `arn:…:iam::…:role/…`.
    #[error("a role's ARN is written like arn:aws:iam::111122223333:role/name")]
    Shape,
    /// An ARN of something else in IAM or STS: a user, a policy, an assumed role's session.
    #[error(
        "the ARN names something else than a role: it should read arn:…:iam::<account>:role/<name>"
    )]
    NotARole,
    /// The partition is unknown.
    #[error(transparent)]
    Partition(#[from] InvalidPartition),
    /// The account is not 12 digits.
    #[error(transparent)]
    Account(#[from] InvalidAccountId),
    /// The path is not one.
    #[error("a role's path is / or /…/ of at most 512 visible ASCII characters")]
    Path,
    /// The name is not one.
    #[error("a role's name has 1 to 64 of A-Z a-z 0-9 + = , . @ _ -")]
    Name,
}

impl RoleArn {
    /// The partition.
    #[must_use]
    pub fn partition(&self) -> Partition {
        self.partition
    }

    /// The account that owns the role.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// `/`, or `/division/team/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name, without its path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl FromStr for RoleArn {
    type Err = InvalidRoleArn;

    fn from_str(text: &str) -> Result<Self, InvalidRoleArn> {
        let parts: Vec<_> = text.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, resource] = parts.as_slice() else {
            return Err(InvalidRoleArn::Shape);
        };
        let partition = partition.parse()?;
        let names_a_role = service == "iam" && region.is_empty();
        let resource = resource
            .strip_prefix("role/")
            .filter(|_| names_a_role)
            .ok_or(InvalidRoleArn::NotARole)?;
        let (path, name) = match resource.rsplit_once('/') {
            Some((path, name)) => (format!("/{path}/"), name),
            None => ("/".to_owned(), resource),
        };
        let has_empty_segment = path.contains("//");
        if path.len() > 512 || has_empty_segment || !path.bytes().all(|c| c.is_ascii_graphic()) {
            return Err(InvalidRoleArn::Path);
        }
        let allowed = |c: u8| c.is_ascii_alphanumeric() || b"+=,.@_-".contains(&c);
        if !(1..=64).contains(&name.len()) || !name.bytes().all(allowed) {
            return Err(InvalidRoleArn::Name);
        }
        Ok(Self {
            partition,
            account: account.parse()?,
            path,
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            account,
            path,
            name,
        } = self;
        write!(f, "arn:{partition}:iam::{account}:role{path}{name}")
    }
}

text_serde!(RoleArn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_taken_apart_and_put_together() {
        for (text, path, name) in [
            ("arn:aws:iam::111122223333:role/reader", "/", "reader"),
            ("arn:aws-cn:iam::111122223333:role/a/b/r", "/a/b/", "r"),
            ("arn:aws-us-gov:iam::111122223333:role/x/r", "/x/", "r"),
        ] {
            let arn: RoleArn = text.parse().unwrap();
            assert_eq!((arn.path(), arn.name()), (path, name));
            assert_eq!(arn.account().as_str(), "111122223333");
            assert_eq!(arn.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_role_is_named() {
        use InvalidRoleArn as Invalid;
        for (text, reason) in [
            ("", Invalid::Shape),
            ("reader", Invalid::Shape),
            ("arn:aws:iam::111122223333", Invalid::Shape),
            ("arn:aws:iam::111122223333:user/ada", Invalid::NotARole),
            ("arn:aws:iam::111122223333:role", Invalid::NotARole),
            (
                "arn:aws:sts::111122223333:assumed-role/r/s",
                Invalid::NotARole,
            ),
            (
                "arn:amazon:iam::111122223333:role/r",
                InvalidPartition.into(),
            ),
            ("arn:aws:iam::1111:role/r", InvalidAccountId.into()),
            ("arn:aws:iam:::role/r", InvalidAccountId.into()),
            ("arn:aws:iam::111122223333:role/", Invalid::Name),
            ("arn:aws:iam::111122223333:role/a b", Invalid::Name),
            ("arn:aws:iam::111122223333:role/r*", Invalid::Name),
            ("arn:aws:iam::111122223333:role/é/r", Invalid::Path),
            ("arn:aws:iam::111122223333:role//r", Invalid::Path),
        ] {
            assert_eq!(text.parse::<RoleArn>(), Err(reason), "{text}");
        }
    }
}
