//! Integrations for the tests of this crate.
use jiff::Timestamp;

use super::{
    ExternalId, Integration, IntegrationId, KmsKeyArns, Partition, Platform, Scope, Settings,
};

/// A ready integration number `n`, scoped to one bucket.
pub(crate) fn bucket_integration(n: u128, bucket: &str) -> Integration {
    let bucket = bucket.parse().unwrap();
    integration(n, Scope::Bucket { bucket })
}

/// A ready integration number `n` for all permitted buckets.
pub(crate) fn default_integration(n: u128, buckets: &[&str]) -> Integration {
    let buckets: Vec<_> = buckets.iter().map(|b| b.parse().unwrap()).collect();
    let buckets = buckets.try_into().unwrap();
    integration(n, Scope::AllPermittedBuckets { buckets })
}

fn integration(n: u128, scope: Scope) -> Integration {
    Integration {
        id: IntegrationId::from_parts(0, n),
        settings: Settings {
            name: format!("Integration {n}").parse().unwrap(),
            scope,
            prefix: None,
            role_arn: Some("arn:aws:iam::111122223333:role/reader".parse().unwrap()),
            region: "us-east-1".parse().unwrap(),
            endpoint_url: None,
            force_path_style: false,
            file_versioning: false,
            browsing: false,
            kms_key_arns: KmsKeyArns::default(),
            requester_pays: false,
            stable_urls: true,
            enabled: true,
        },
        external_id: ExternalId::from_random(n),
        created_at: Timestamp::UNIX_EPOCH,
        created_by: "ada".into(),
        updated_at: Timestamp::UNIX_EPOCH,
        updated_by: "ada".into(),
        version: 1,
    }
}

/// The platform's account, in the commercial partition.
pub(crate) fn platform() -> Platform {
    Platform {
        account: "123456789012".parse().unwrap(),
        partition: Partition::Aws,
        principal_arns: vec!["arn:aws:iam::123456789012:role/s3-integrations/*".into()],
    }
}
