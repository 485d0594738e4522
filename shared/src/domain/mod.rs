//! The words of S3 integrations as types that cannot be wrong, and the rules between them.
//!
//! Nothing here does I/O, reads a clock or the environment.
mod account_id;
mod bucket_name;
pub(crate) mod checked_text;
mod endpoint_url;
mod expires_in;
mod external_id;
mod integration;
mod integration_id;
mod integration_name;
mod kms_key_arn;
mod kms_key_arns;
mod locator;
mod object_key;
mod organization_id;
mod partition;
mod platform;
mod prefix;
mod region;
mod resolution;
mod role_arn;
mod scope;
mod version_id;

#[cfg(test)]
pub(crate) mod fixtures;

pub use account_id::{AccountId, InvalidAccountId};
pub use bucket_name::{BucketName, InvalidBucketName};
pub use endpoint_url::{EndpointUrl, InvalidEndpointUrl};
pub use expires_in::{ExpiresIn, InvalidExpiresIn};
pub use external_id::{ExternalId, InvalidExternalId};
pub use integration::{Integration, Settings, Status};
pub use integration_id::{IntegrationId, InvalidIntegrationId};
pub use integration_name::{IntegrationName, InvalidIntegrationName};
pub use kms_key_arn::{InvalidKmsKeyArn, KmsKeyArn};
pub use kms_key_arns::{InvalidKmsKeyArns, KmsKeyArns};
pub use locator::{InvalidLocator, Locator};
pub use object_key::{InvalidObjectKey, ObjectKey};
pub use organization_id::{InvalidOrganizationId, OrganizationId};
pub use partition::{InvalidPartition, Partition};
pub use platform::{Objection, Placement, Platform};
pub use prefix::{InvalidPrefix, Prefix};
pub use region::{InvalidRegion, Region};
pub use resolution::{Refusal, RoutingTable, Verdict, explain, resolve};
pub use role_arn::{InvalidRoleArn, RoleArn};
pub use scope::{InvalidPermittedBuckets, PermittedBuckets, Scope, ScopeKind};
pub use version_id::{InvalidVersionId, VersionId};
