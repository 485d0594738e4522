use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    EndpointUrl, ExternalId, IntegrationId, IntegrationName, KmsKeyArns, Prefix, Region, RoleArn,
    Scope,
};

/// A customer's permission to read their buckets, and everything needed to use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// Made by the service.
    pub id: IntegrationId,
    /// What the administrator decides.
    pub settings: Settings,
    /// Made by the service, stable for the integration's life.
    pub external_id: ExternalId,
    /// When it was created.
    pub created_at: Timestamp,
    /// The `sub` of who created it.
    pub created_by: String,
    /// When it was last replaced.
    pub updated_at: Timestamp,
    /// The `sub` of who last replaced it.
    pub updated_by: String,
    /// 1 at first, one more with each replacement; also the `ETag`.
    pub version: u64,
}

/// What create and replace take: every field that an administrator decides.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the administrator's form"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What people call it.
    pub name: IntegrationName,
    /// Which buckets it serves.
    pub scope: Scope,
    /// Which keys of them; all when missing.
    pub prefix: Option<Prefix>,
    /// The customer's role; missing until it exists, for it needs the external id first.
    pub role_arn: Option<RoleArn>,
    /// The region that the buckets are accessed from.
    pub region: Region,
    /// The endpoint of an S3-compatible service; Amazon S3 when missing.
    pub endpoint_url: Option<EndpointUrl>,
    /// `https://host/bucket/key` instead of `https://bucket.host/key`.
    pub force_path_style: bool,
    /// Whether locators may name a version.
    pub file_versioning: bool,
    /// Whether the role may list the buckets.
    pub browsing: bool,
    /// The KMS keys that objects are encrypted with.
    pub kms_key_arns: KmsKeyArns,
    /// Whether the requester pays for requests.
    pub requester_pays: bool,
    /// Whether a locator keeps its URL for a while, so that browsers can cache what they fetched; not
    /// for customers who limit `s3:signatureAge`. Missing in items older than the field.
    #[serde(default = "stable_urls")]
    pub stable_urls: bool,
    /// A disabled integration answers for its locators, with a refusal.
    pub enabled: bool,
}

const fn stable_urls() -> bool {
    true
}

/// How far an integration is; derived, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has no role yet.
    Draft,
    /// It serves locators.
    Ready,
    /// It has been switched off.
    Disabled,
}

impl Settings {
    /// How far an integration with these settings is.
    #[must_use]
    pub fn status(&self) -> Status {
        match (&self.role_arn, self.enabled) {
            (None, _) => Status::Draft,
            (Some(_), true) => Status::Ready,
            (Some(_), false) => Status::Disabled,
        }
    }

    /// A bucket that both would claim, with the same prefix, in the same kind of scope.
    ///
    /// Two integrations of one organisation may not do so: nothing would decide between them.
    #[must_use]
    pub fn conflict_with(&self, other: &Self) -> Option<&super::BucketName> {
        let comparable = self.scope.kind() == other.scope.kind() && self.prefix == other.prefix;
        self.scope
            .buckets()
            .find(|bucket| comparable && other.scope.includes(bucket))
    }

    /// Whether both claim exactly the same, so that replacing one by the other frees or takes
    /// nothing.
    #[must_use]
    pub fn claims_the_same_as(&self, other: &Self) -> bool {
        self.scope == other.scope && self.prefix == other.prefix
    }
}
