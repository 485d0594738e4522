use std::fmt;
use std::str::FromStr;

use super::checked_text::text_serde;

/// A partition of AWS: a group of regions with accounts, ARNs and DNS names of its own.
///
/// Source: the SDKs' `partitions.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Partition {
    /// Commercial regions.
    Aws,
    /// China.
    AwsCn,
    /// AWS European Sovereign Cloud.
    AwsEusc,
    /// US ISO.
    AwsIso,
    /// US ISOB.
    AwsIsoB,
    /// EU ISOE.
    AwsIsoE,
    /// US ISOF.
    AwsIsoF,
    /// `GovCloud` (US).
    AwsUsGov,
}

/// The text is not the name of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the partition is not one of aws, aws-cn, aws-us-gov, aws-eusc, aws-iso, -b, -e, -f")]
pub struct InvalidPartition;

impl Partition {
    /// Every partition.
    pub const ALL: [Self; 8] = [
        Self::Aws,
        Self::AwsCn,
        Self::AwsEusc,
        Self::AwsIso,
        Self::AwsIsoB,
        Self::AwsIsoE,
        Self::AwsIsoF,
        Self::AwsUsGov,
    ];

    /// As in ARNs: `aws-cn`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// The suffix of its services' host names: `amazonaws.com.cn`.
    #[must_use]
    pub const fn dns_suffix(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Aws => ("aws", "amazonaws.com"),
            Self::AwsCn => ("aws-cn", "amazonaws.com.cn"),
            Self::AwsEusc => ("aws-eusc", "amazonaws.eu"),
            Self::AwsIso => ("aws-iso", "c2s.ic.gov"),
            Self::AwsIsoB => ("aws-iso-b", "sc2s.sgov.gov"),
            Self::AwsIsoE => ("aws-iso-e", "cloud.adc-e.uk"),
            Self::AwsIsoF => ("aws-iso-f", "csp.hci.ic.gov"),
            Self::AwsUsGov => ("aws-us-gov", "amazonaws.com"),
        }
    }
}

impl FromStr for Partition {
    type Err = InvalidPartition;

    fn from_str(name: &str) -> Result<Self, InvalidPartition> {
        let named = |partition: &Self| partition.as_str() == name;
        Self::ALL.into_iter().find(named).ok_or(InvalidPartition)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_serde!(Partition);
