use super::Partition;
use super::checked_text::checked_text;

/// The code of a region: `us-east-1`, `cn-north-1`, `us-gov-west-1`, `eusc-de-east-1`; or `auto`,
/// which Cloudflare R2 uses behind an endpoint URL.
///
/// An area that a partition has, a direction of the compass, and a number without a leading zero:
/// a region that AWS opens tomorrow is accepted, `us-esat-1` is not.
///
/// Source: the region patterns of the SDKs' `partitions.json`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(String);

/// The text is not the code of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a region is written like us-east-1: an area, a direction and a number")]
pub struct InvalidRegion;

const AUTO: &str = "auto";

const AREAS: [(&str, Partition); 19] = [
    ("us-gov", Partition::AwsUsGov),
    ("us-isob", Partition::AwsIsoB),
    ("us-isof", Partition::AwsIsoF),
    ("us-iso", Partition::AwsIso),
    ("eu-isoe", Partition::AwsIsoE),
    ("eusc-de", Partition::AwsEusc),
    ("cn", Partition::AwsCn),
    ("us", Partition::Aws),
    ("eu", Partition::Aws),
    ("ap", Partition::Aws),
    ("sa", Partition::Aws),
    ("ca", Partition::Aws),
    ("me", Partition::Aws),
    ("af", Partition::Aws),
    ("il", Partition::Aws),
    ("mx", Partition::Aws),
    ("nz", Partition::Aws),
    ("cl", Partition::Aws),
    ("in", Partition::Aws),
];

const DIRECTIONS: [&str; 9] = [
    "north",
    "south",
    "east",
    "west",
    "central",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];

impl Region {
    /// The partition it belongs to; `auto` counts as `aws`.
    #[must_use]
    pub fn partition(&self) -> Partition {
        partition_of(&self.0).unwrap_or(Partition::Aws)
    }

    /// Whether this is `auto`, which means something only to a custom endpoint.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        self.0 == AUTO
    }

    fn check(code: &str) -> Result<(), InvalidRegion> {
        if code == AUTO || partition_of(code).is_some() {
            Ok(())
        } else {
            Err(InvalidRegion)
        }
    }
}

fn partition_of(code: &str) -> Option<Partition> {
    let (rest, number) = code.rsplit_once('-')?;
    let (area, direction) = rest.rsplit_once('-')?;
    let is_number = (1..=2).contains(&number.len())
        && number.bytes().all(|c| c.is_ascii_digit())
        && !number.starts_with('0');
    if !is_number || !DIRECTIONS.contains(&direction) {
        return None;
    }
    AREAS
        .into_iter()
        .find_map(|(name, partition)| (name == area).then_some(partition))
}

checked_text!(Region, InvalidRegion);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_knows_its_partition_and_dns_suffix() {
        for (code, partition, dns_suffix) in [
            ("us-east-1", "aws", "amazonaws.com"),
            ("ap-southeast-5", "aws", "amazonaws.com"),
            ("mx-central-1", "aws", "amazonaws.com"),
            ("cn-northwest-1", "aws-cn", "amazonaws.com.cn"),
            ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
            ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
            ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
            ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
            ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
            ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
            ("auto", "aws", "amazonaws.com"),
        ] {
            let region: Region = code.parse().unwrap();
            assert_eq!(region.partition().as_str(), partition, "{code}");
            assert_eq!(region.partition().dns_suffix(), dns_suffix, "{code}");
        }
    }

    #[test]
    fn an_impossible_region_is_refused() {
        for code in [
            "",
            "us-east",
            "us-esat-1",
            "us-east-0",
            "us-east-01",
            "us-east-1a",
            "US-EAST-1",
            "xx-east-1",
            "us--east-1",
            "eusc-fr-east-1",
            "us-east-1.evil.example",
            "us-east-1/../",
        ] {
            assert_eq!(code.parse::<Region>(), Err(InvalidRegion), "{code}");
        }
    }
}
