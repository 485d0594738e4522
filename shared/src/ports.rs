//! What the core needs of the world, as traits: adapters fulfil them, tests fake them.
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::domain::{
    BucketName, ExternalId, Integration, IntegrationId, IntegrationName, OrganizationId, RoleArn,
    Settings,
};
use crate::sigv4::{BucketAddress, SessionCredentials};

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Randomness that nobody can guess.
pub trait Randomness: Send + Sync {
    /// 128 bits of it.
    fn bits(&self) -> u128;
}

/// Where objects of a bucket are reached.
pub trait BucketAddressing: Send + Sync {
    /// The address of `bucket` under the region, endpoint and path style of `settings`.
    ///
    /// # Errors
    /// When S3's endpoint rules know no address for it.
    fn address(
        &self,
        settings: &Settings,
        bucket: &BucketName,
    ) -> Result<BucketAddress, AddressError>;
}

/// S3's endpoint rules know no address for a bucket; the text says why, in their words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AddressError(pub String);

/// STS.
#[async_trait]
pub trait RoleAssumer: Send + Sync {
    /// Assumes a role.
    async fn assume_role(
        &self,
        request: AssumeRole<'_>,
    ) -> Result<SessionCredentials, AssumeRoleError>;
}

/// A request to assume a role.
#[derive(Clone, Debug)]
pub struct AssumeRole<'a> {
    /// The role.
    pub role_arn: &'a RoleArn,
    /// The external id; none only to prove that the role demands one.
    pub external_id: Option<&'a ExternalId>,
    /// What the customer reads in CloudTrail: 2–64 of `A–Z a–z 0–9 _ + = , . @ -`.
    pub role_session_name: String,
    /// The session policy, as JSON.
    pub session_policy: String,
    /// 900–3,600 seconds: role chaining allows no more.
    pub duration: SignedDuration,
}

/// Why a role was not assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssumeRoleError {
    /// The role does not exist, or does not trust us with this external id. STS does not tell.
    #[error("STS refuses to assume the role")]
    AccessDenied,
    /// STS was asked too often.
    #[error("STS is throttling")]
    Throttled,
    /// STS was silent for as long as a call may take.
    #[error("STS did not answer in time")]
    TimedOut,
    /// STS did not answer, or with a failure of its own.
    #[error("STS did not answer")]
    Unavailable,
    /// The session policy was too large once packed.
    #[error("the session policy does not fit into a session")]
    PackedPolicyTooLarge,
    /// STS refused the request for another reason.
    #[error("STS refused the request")]
    Refused,
}

impl AssumeRoleError {
    /// Whether this says something about STS at this moment, and nothing about the role.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Throttled | Self::TimedOut | Self::Unavailable)
    }
}

/// The table of integrations. Every method sees one organisation only.
#[async_trait]
pub trait IntegrationStore: Send + Sync {
    /// Every integration of the organisation, in order of creation; what was written before is
    /// seen.
    async fn all(&self, organization: &OrganizationId) -> Result<Vec<Integration>, StoreError>;

    /// At most `limit` integrations in order of creation, after `after`.
    async fn page(
        &self,
        organization: &OrganizationId,
        after: Option<IntegrationId>,
        limit: u16,
    ) -> Result<Page, StoreError>;

    /// One integration; what was written before is seen.
    async fn get(
        &self,
        organization: &OrganizationId,
        id: IntegrationId,
    ) -> Result<Option<Integration>, StoreError>;

    /// Stores a new integration, once: the same idempotency key answers the first one.
    async fn create(
        &self,
        organization: &OrganizationId,
        integration: Integration,
        idempotency: Option<&IdempotencyKey>,
    ) -> Result<Integration, WriteError>;

    /// Stores `replacement` over the version before it.
    async fn replace(
        &self,
        organization: &OrganizationId,
        replacement: Integration,
    ) -> Result<Integration, WriteError>;

    /// Deletes an integration at exactly `version`.
    async fn delete(
        &self,
        organization: &OrganizationId,
        id: IntegrationId,
        version: u64,
    ) -> Result<(), WriteError>;
}

/// Some integrations, and whether there are more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In order of creation.
    pub integrations: Vec<Integration>,
    /// The id after which the next page begins; none at the end.
    pub next: Option<IntegrationId>,
}

/// What makes a repeated request recognisable for 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// A hash of the caller's key.
    pub key: String,
    /// A hash of the request: another one under the same key is a mistake.
    pub fingerprint: String,
    /// When the key is forgotten.
    pub expires_at: Timestamp,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Another integration claims the same bucket and prefix in the same kind of scope.
    #[error("{bucket} is claimed by {other}")]
    ScopeConflict {
        /// The bucket that both claim.
        bucket: BucketName,
        /// The other integration.
        other: IntegrationId,
        /// What people call it.
        other_name: IntegrationName,
    },
    /// The organisation has 1,000 integrations.
    #[error("the organisation has as many integrations as it can have")]
    TooManyIntegrations,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyKeyReused,
    /// The stored version is another one.
    #[error("the integration has changed")]
    VersionMismatch,
    /// There is no such integration.
    #[error("there is no such integration")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the store cannot answer. Every variant is worth a retry: nothing was half written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB throttles, fails or does not answer in time.
    #[error("the store did not answer")]
    Unavailable,
    /// Too many writers at once on one organisation.
    #[error("too many changes at once")]
    Contention,
    /// An item was written by a newer release than this one.
    #[error("an item was written by a newer release")]
    NewerSchema,
    /// An item cannot be read: it breaks an invariant of the domain.
    #[error("an item of the store is damaged")]
    Damaged,
}
