//! What IAM answers with, in the shape of its XML.
#![expect(clippy::struct_field_names, reason = "the names of AWS")]

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::aws::{
    identity::{
        policy::Document,
        state::{self, State},
        versions::{Version, Versions},
    },
    query::Members,
};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A result with one entity in it: `<Role>…</Role>`.
#[derive(Serialize)]
pub(super) struct OneRole {
    #[serde(rename = "Role")]
    pub(super) role: Role,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Roles {
    pub(super) roles: Members<Role>,
    pub(super) is_truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Role {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: String,
    assume_role_policy_document: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    max_session_duration: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RolePolicy {
    pub(super) role_name: String,
    pub(super) policy_name: String,
    pub(super) policy_document: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyNames {
    pub(super) policy_names: Members<String>,
    pub(super) is_truncated: bool,
}

#[derive(Serialize)]
pub(super) struct OnePolicy {
    #[serde(rename = "Policy")]
    pub(super) policy: Policy,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ManagedPolicies {
    pub(super) policies: Members<Policy>,
    pub(super) is_truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Policy {
    policy_name: String,
    policy_id: String,
    arn: String,
    path: String,
    default_version_id: String,
    attachment_count: usize,
    permissions_boundary_usage_count: usize,
    is_attachable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    create_date: String,
    update_date: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OnePolicyVersion {
    pub(super) policy_version: PolicyVersion,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyVersions {
    pub(super) versions: Members<PolicyVersion>,
    pub(super) is_truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyVersion {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) document: Option<String>,
    pub(super) version_id: String,
    pub(super) is_default_version: bool,
    pub(super) create_date: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttachedPolicies {
    pub(super) attached_policies: Members<AttachedPolicy>,
    pub(super) is_truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttachedPolicy {
    pub(super) policy_name: String,
    pub(super) policy_arn: String,
}

#[derive(Serialize)]
pub(super) struct OneUser {
    #[serde(rename = "User")]
    pub(super) user: User,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct User {
    path: String,
    user_name: String,
    user_id: String,
    arn: String,
    create_date: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OneAccessKey {
    pub(super) access_key: AccessKey,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AccessKey {
    pub(super) user_name: String,
    pub(super) access_key_id: String,
    pub(super) status: &'static str,
    pub(super) secret_access_key: String,
    pub(super) create_date: String,
}

impl From<&state::Role> for Role {
    fn from(role: &state::Role) -> Self {
        Self {
            path: role.path.clone(),
            role_name: role.name.clone(),
            role_id: role.id.clone(),
            arn: role.arn.clone(),
            create_date: date(role.created_at),
            assume_role_policy_document: encoded(&role.trust_policy),
            description: role.description.clone(),
            max_session_duration: role.max_session_duration,
        }
    }
}

impl From<&state::User> for User {
    fn from(user: &state::User) -> Self {
        Self {
            path: user.path.clone(),
            user_name: user.name.clone(),
            user_id: user.id.clone(),
            arn: user.arn.clone(),
            create_date: date(user.created_at),
        }
    }
}

impl Policy {
    pub(super) fn new(policy: &state::ManagedPolicy, state: &State) -> Self {
        Self {
            policy_name: policy.name.clone(),
            policy_id: policy.id.clone(),
            arn: policy.arn.clone(),
            path: policy.path.clone(),
            default_version_id: policy.versions.default().id(),
            attachment_count: state.attachments(&policy.arn),
            permissions_boundary_usage_count: 0,
            is_attachable: true,
            description: policy.description.clone(),
            create_date: date(policy.created_at),
            update_date: date(policy.versions.newest().created_at),
        }
    }
}

impl PolicyVersion {
    /// Without its document, which lists leave out.
    pub(super) fn listed(version: &Version, of: &Versions) -> Self {
        Self {
            document: None,
            version_id: version.id(),
            is_default_version: version.id() == of.default().id(),
            create_date: date(version.created_at),
        }
    }
}

/// IAM hands documents out URL-encoded (RFC 3986).
pub(super) fn encoded(document: &Document) -> String {
    utf8_percent_encode(document.text(), RESERVED).to_string()
}

/// ISO 8601 in whole seconds.
pub(super) fn date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
