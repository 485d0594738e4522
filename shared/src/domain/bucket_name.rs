use super::checked_text::checked_text;

/// The name of a general purpose bucket.
///
/// 3–63 of `a–z 0–9 . -`, first and last alphanumeric, no two adjacent periods, not shaped like
/// an IPv4 address, none of S3's reserved prefixes and suffixes. `amzn-s3-demo-` is allowed
/// although it is reserved: AWS's own examples use it.
///
/// Source: Amazon S3 User Guide, "General purpose bucket naming rules"; S3 on Outposts User Guide,
/// access point aliases (`--op-s3`), which S3's endpoint rules take for what they look like.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BucketName(String);

/// Why a text is not the name of a general purpose bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBucketName {
    /// Shorter than 3 or longer than 63.
    #[error("a bucket name has 3 to 63 characters")]
    Length,
    /// A character that no bucket name has.
    #[error("a bucket name has only lower-case letters, digits, periods and hyphens")]
    Character,
    /// Starts or ends with `.` or `-`.
    #[error("a bucket name starts and ends with a letter or digit")]
    Edge,
    /// Contains `..`.
    #[error("a bucket name has no two adjacent periods")]
    AdjacentPeriods,
    /// Looks like `192.168.5.4`.
    #[error("a bucket name is not formatted as an IP address")]
    IpAddress,
    /// Starts with `xn--` or `sthree-`.
    #[error("the prefixes xn-- and sthree- are reserved by S3")]
    ReservedPrefix,
    /// Ends with `--table-s3`.
    #[error("a table bucket is not supported: name a general purpose bucket")]
    TableBucket,
    /// Ends with `--x-s3`.
    #[error("a directory bucket is not supported: name a general purpose bucket")]
    DirectoryBucket,
    /// An access point's ARN or alias (`-s3alias`, `--ol-s3`, `--op-s3`).
    #[error("an access point is not supported: name the bucket behind it")]
    AccessPoint,
    /// Ends with `.mrap`.
    #[error("a multi-region access point is not supported: name one of the buckets behind it")]
    MultiRegionAccessPoint,
}

impl BucketName {
    fn check(name: &str) -> Result<(), InvalidBucketName> {
        use InvalidBucketName as Invalid;
        if name.starts_with("arn:") {
            return Err(Invalid::AccessPoint);
        }
        if !(3..=63).contains(&name.len()) {
            return Err(Invalid::Length);
        }
        let allowed = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        if !name.bytes().all(allowed) {
            return Err(Invalid::Character);
        }
        if name.starts_with(['.', '-']) || name.ends_with(['.', '-']) {
            return Err(Invalid::Edge);
        }
        if name.contains("..") {
            return Err(Invalid::AdjacentPeriods);
        }
        if is_ipv4_shaped(name) {
            return Err(Invalid::IpAddress);
        }
        if ["xn--", "sthree-"].iter().any(|p| name.starts_with(p)) {
            return Err(Invalid::ReservedPrefix);
        }
        let reserved_suffixes = [
            ("--table-s3", Invalid::TableBucket),
            ("--x-s3", Invalid::DirectoryBucket),
            ("-s3alias", Invalid::AccessPoint),
            ("--ol-s3", Invalid::AccessPoint),
            ("--op-s3", Invalid::AccessPoint),
            (".mrap", Invalid::MultiRegionAccessPoint),
        ];
        reserved_suffixes
            .into_iter()
            .find(|(suffix, _)| name.ends_with(suffix))
            .map_or(Ok(()), |(_, reason)| Err(reason))
    }
}

/// Four groups of digits, whatever their size: S3 refuses `999.1.1.1` as well.
fn is_ipv4_shaped(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    name.split('.').count() == 4 && name.split('.').all(is_number)
}

checked_text!(BucketName, InvalidBucketName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_s3_accepts_are_accepted() {
        for name in [
            "abc",
            "my-bucket",
            "sample-images",
            "1.2.3",
            "a.b.c.d",
            "images.example.com",
            "amzn-s3-demo-bucket1",
            "logs-111122223333-us-east-1-an",
            &"x".repeat(63),
        ] {
            assert_eq!(name.parse::<BucketName>().map(|b| b.0), Ok(name.to_owned()));
        }
    }

    #[test]
    fn every_rule_of_s3_is_kept() {
        use InvalidBucketName as Invalid;
        for (name, reason) in [
            ("", Invalid::Length),
            ("ab", Invalid::Length),
            (&*"x".repeat(64), Invalid::Length),
            ("My-bucket", Invalid::Character),
            ("my_bucket", Invalid::Character),
            ("my bucket", Invalid::Character),
            ("bücket", Invalid::Character),
            ("*.*", Invalid::Character),
            ("${aws:username}", Invalid::Character),
            ("-bucket", Invalid::Edge),
            ("bucket.", Invalid::Edge),
            ("my..bucket", Invalid::AdjacentPeriods),
            ("192.168.5.4", Invalid::IpAddress),
            ("999.1.1.1", Invalid::IpAddress),
            ("xn--bucket", Invalid::ReservedPrefix),
            ("sthree-configurator", Invalid::ReservedPrefix),
            ("my-table--table-s3", Invalid::TableBucket),
            ("my-bucket--use1-az5--x-s3", Invalid::DirectoryBucket),
            ("my-ap-abc123-s3alias", Invalid::AccessPoint),
            ("my-lambda--ol-s3", Invalid::AccessPoint),
            ("my-outpost--op-s3", Invalid::AccessPoint),
            (
                "arn:aws:s3:us-east-1:111122223333:accesspoint/x",
                Invalid::AccessPoint,
            ),
            ("mfzwi23gnjvgw.mrap", Invalid::MultiRegionAccessPoint),
        ] {
            assert_eq!(name.parse::<BucketName>(), Err(reason), "{name}");
        }
    }
}
