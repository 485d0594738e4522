use std::collections::BTreeSet;

use super::document::{Statement, literal};
use crate::domain::{BucketName, KmsKeyArn, KmsKeyArns, Partition, Prefix, Scope, Settings};

/// What an integration lets the service read: everything that policies are rendered from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The partition that the ARNs carry.
    pub partition: Partition,
    /// The buckets.
    pub scope: Scope,
    /// The keys of them.
    pub prefix: Option<Prefix>,
    /// Whether versions can be named.
    pub file_versioning: bool,
    /// Whether the buckets can be listed.
    pub browsing: bool,
    /// The keys that objects are encrypted with.
    pub kms_key_arns: KmsKeyArns,
}

impl From<&Settings> for Grant {
    fn from(settings: &Settings) -> Self {
        Self {
            partition: settings.region.partition(),
            scope: settings.scope.clone(),
            prefix: settings.prefix.clone(),
            file_versioning: settings.file_versioning,
            browsing: settings.browsing,
            kms_key_arns: settings.kms_key_arns.clone(),
        }
    }
}

impl Grant {
    /// `s3:GetObject` on the objects whose keys start with `prefix`, and `s3:GetObjectVersion` when
    /// versions can be named: with a version id S3 asks for the one, without it for the other.
    pub(super) fn read_objects(&self, buckets: &[&BucketName], prefix: &str) -> Statement {
        let mut actions = vec!["s3:GetObject"];
        if self.file_versioning {
            actions.push("s3:GetObjectVersion");
        }
        let prefix = literal(prefix);
        let objects = |bucket: &&BucketName| format!("{}/{prefix}*", self.bucket_arn(bucket));
        Statement::allow(
            "ReadObjects",
            actions,
            buckets.iter().map(objects).collect(),
        )
    }

    /// `s3:ListBucket`, of the prefix when there is one.
    pub(super) fn list_buckets(&self, buckets: &[&BucketName]) -> Statement {
        let arns = buckets.iter().map(|bucket| self.bucket_arn(bucket));
        let list = Statement::allow("ListBuckets", vec!["s3:ListBucket"], arns.collect());
        match &self.prefix {
            None => list,
            Some(prefix) => {
                let pattern = format!("{}*", literal(prefix.as_str()));
                list.when("StringLike", "s3:prefix", vec![pattern])
            }
        }
    }

    /// `kms:Decrypt` with the named keys, by way of S3 only; none when no key is named.
    pub(super) fn decrypt_objects(&self) -> Option<Statement> {
        if self.kms_key_arns.is_empty() {
            return None;
        }
        let keys = self.kms_key_arns.iter().map(KmsKeyArn::to_string).collect();
        let regions: BTreeSet<_> = self.kms_key_arns.iter().map(KmsKeyArn::region).collect();
        let suffix = self.partition.dns_suffix();
        let s3_of = |region: &str| format!("s3.{region}.{suffix}");
        let services = regions.into_iter().map(s3_of).collect();
        let decrypt = Statement::allow("DecryptObjects", vec!["kms:Decrypt"], keys);
        Some(decrypt.when("StringEquals", "kms:ViaService", services))
    }

    fn bucket_arn(&self, bucket: &BucketName) -> String {
        format!("arn:{}:s3:::{bucket}", self.partition)
    }
}
