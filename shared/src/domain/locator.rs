mod pasted;

use std::fmt;
use std::str::FromStr;

use super::checked_text::text_serde;
use super::{
    BucketName, InvalidBucketName, InvalidObjectKey, InvalidVersionId, ObjectKey, VersionId,
};

/// Where a file is: `s3://bucket/key`, or `s3://bucket/key?versionId=…`.
///
/// # Grammar
/// ```text
/// locator = "s3://" bucket "/" key [ "?versionId=" version ]
/// ```
/// The bucket ends at the first `/`. The key is plain text, never percent-decoded: `%20`, `+`, `#`
/// and `?` are characters of the key. The first `?versionId=` ends the key, and everything after
/// it is the version id. A key that itself contains `?versionId=` therefore has no locator:
/// [`Locator::new`] refuses it, and no text is ever read as another object than it was written for.
///
/// `Display` writes what `FromStr` reads: both round trips are property-tested.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locator {
    bucket: BucketName,
    key: ObjectKey,
    version_id: Option<VersionId>,
}

const SCHEME: &str = "s3://";
const VERSION: &str = "?versionId=";

/// Why a text is not a locator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLocator {
    /// A URL of S3, or the ARN of an object, and the locator that it stands for.
    #[error("a locator starts with s3://; this one is written {0}")]
    Pasted(Box<Locator>),
    /// Does not start with `s3://`.
    #[error("a locator starts with s3://, as in s3://bucket/key")]
    Scheme,
    /// Nothing after the bucket.
    #[error("a locator names a key after the bucket, as in s3://bucket/key")]
    NoKey,
    /// The bucket is not one.
    #[error(transparent)]
    Bucket(#[from] InvalidBucketName),
    /// The key is not one.
    #[error(transparent)]
    Key(#[from] InvalidObjectKey),
    /// The version id is not one.
    #[error(transparent)]
    VersionId(#[from] InvalidVersionId),
    /// The key contains `?versionId=`, which the grammar reserves.
    #[error("a key that contains \"?versionId=\" cannot be written as a locator")]
    ReservedKey,
}

impl Locator {
    /// The locator of an object, or of one version of it.
    ///
    /// # Errors
    /// [`InvalidLocator::ReservedKey`] when the key contains `?versionId=`.
    pub fn new(
        bucket: BucketName,
        key: ObjectKey,
        version_id: Option<VersionId>,
    ) -> Result<Self, InvalidLocator> {
        if key.as_str().contains(VERSION) {
            return Err(InvalidLocator::ReservedKey);
        }
        Ok(Self {
            bucket,
            key,
            version_id,
        })
    }

    /// The bucket.
    #[must_use]
    pub fn bucket(&self) -> &BucketName {
        &self.bucket
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &ObjectKey {
        &self.key
    }

    /// The version, when the locator names one.
    #[must_use]
    pub fn version_id(&self) -> Option<&VersionId> {
        self.version_id.as_ref()
    }
}

impl FromStr for Locator {
    type Err = InvalidLocator;

    fn from_str(text: &str) -> Result<Self, InvalidLocator> {
        let Some(rest) = text.strip_prefix(SCHEME) else {
            return Err(match pasted::locator_of(text) {
                Some(locator) => InvalidLocator::Pasted(Box::new(locator)),
                None => InvalidLocator::Scheme,
            });
        };
        if rest.starts_with("arn:") {
            return Err(InvalidBucketName::AccessPoint.into());
        }
        let (bucket, path) = rest.split_once('/').ok_or(InvalidLocator::NoKey)?;
        let bucket = bucket.parse()?;
        let (key, version_id) = match path.split_once(VERSION) {
            Some((key, version_id)) => (key, Some(version_id.parse()?)),
            None => (path, None),
        };
        if key.is_empty() {
            return Err(InvalidLocator::NoKey);
        }
        Ok(Self {
            bucket,
            key: key.parse()?,
            version_id,
        })
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.bucket, self.key)?;
        match &self.version_id {
            Some(version_id) => write!(f, "{VERSION}{version_id}"),
            None => Ok(()),
        }
    }
}

text_serde!(Locator);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> (String, String, Option<String>) {
        let locator: Locator = text.parse().unwrap();
        (
            locator.bucket.to_string(),
            locator.key.to_string(),
            locator.version_id.map(|v| v.to_string()),
        )
    }

    #[test]
    fn the_key_is_plain_text() {
        for key in ["a.png", "a b+c%20", "a?b#c", "/a//b/", "?", "a?versionid=x"] {
            let expected = ("my-bucket".into(), key.into(), None);
            assert_eq!(parts(&format!("s3://my-bucket/{key}")), expected);
        }
    }

    #[test]
    fn a_version_ends_the_locator() {
        let version = "Bv38GKqEKxwr_HYTEXYEx6TQG_4.LkAX";
        assert_eq!(
            parts(&format!("s3://my-bucket/a?b.png?versionId={version}")),
            ("my-bucket".into(), "a?b.png".into(), Some(version.into()))
        );
    }

    #[test]
    fn what_is_no_locator_is_named() {
        use InvalidLocator as Invalid;
        for (text, reason) in [
            ("", Invalid::Scheme),
            ("my-bucket/a.png", Invalid::Scheme),
            ("S3://my-bucket/a.png", Invalid::Scheme),
            ("gs://my-bucket/a.png", Invalid::Scheme),
            ("https://example.com/my-bucket/a", Invalid::Scheme),
            (
                "https://my-bucket.s3.amazonaws.com/a",
                Invalid::Pasted(Box::new("s3://my-bucket/a".parse().unwrap())),
            ),
            ("s3://my-bucket", Invalid::NoKey),
            ("s3://my-bucket/", Invalid::NoKey),
            ("s3://my-bucket/?versionId=v1", Invalid::NoKey),
            ("s3://My-bucket/a", InvalidBucketName::Character.into()),
            ("s3:///a", InvalidBucketName::Length.into()),
            (
                "s3://arn:aws:s3:us-east-1:111122223333:accesspoint/x/object/a",
                InvalidBucketName::AccessPoint.into(),
            ),
            ("s3://my-bucket/a/../b", InvalidObjectKey::DotSegment.into()),
            (
                "s3://my-bucket/a?versionId=",
                InvalidVersionId::Empty.into(),
            ),
            (
                "s3://my-bucket/a?versionId=v&x=1",
                InvalidVersionId::Character.into(),
            ),
        ] {
            assert_eq!(text.parse::<Locator>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn a_key_with_the_reserved_text_has_no_locator() {
        let key = "a?versionId=b".parse().unwrap();
        let new = Locator::new("my-bucket".parse().unwrap(), key, None);
        assert_eq!(new, Err(InvalidLocator::ReservedKey));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            bucket in "[a-z0-9]{3,20}",
            key in "\\PC{1,40}|[ -~]{1,60}|[a/?#%+&=.]{1,20}",
            version in proptest::option::of("[A-Za-z0-9._~-]{1,40}"),
        ) {
            let (Ok(bucket), Ok(key)) = (bucket.parse(), key.parse::<ObjectKey>()) else {
                return Ok(());
            };
            let version = version.map(|v| v.parse().unwrap());
            let Ok(locator) = Locator::new(bucket, key, version) else { return Ok(()) };
            prop_assert_eq!(locator.to_string().parse(), Ok(locator));
        }

        #[test]
        fn what_is_read_is_written_back(
            rest in "[ -~]{0,30}|\\PC{0,30}|[a?versionId=/#]{0,40}",
        ) {
            let text = format!("s3://bucket/{rest}");
            if let Ok(locator) = text.parse::<Locator>() {
                prop_assert_eq!(locator.to_string(), text);
            }
        }
    }
}
