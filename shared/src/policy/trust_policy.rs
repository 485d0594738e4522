use std::collections::BTreeMap;

use super::document::{PolicyDocument, Statement};
use crate::domain::{ExternalId, Platform};

/// The size a trust policy is designed for: IAM's default quota, in characters.
pub const TRUST_POLICY_CHARACTERS: usize = 2048;

/// Who may assume the customer's role: the service's functions, and only with the external id.
///
/// The principal is the platform account's root, narrowed by `aws:PrincipalArn`. A role's ARN as
/// principal would be stored as that role's unique id: re-creating the stack would break every
/// customer's trust policy.
#[must_use]
pub fn trust_policy(platform: &Platform, external_id: &ExternalId) -> PolicyDocument {
    let root = format!("arn:{}:iam::{}:root", platform.partition, platform.account);
    let assume = Statement {
        principal: Some(BTreeMap::from([("AWS", root)])),
        ..Statement::allow("AssumeRoleWithExternalId", vec!["sts:AssumeRole"], vec![])
    };
    let external_id = vec![external_id.to_string()];
    let assume = assume
        .when("StringEquals", "sts:ExternalId", external_id)
        .when(
            "ArnLike",
            "aws:PrincipalArn",
            platform.principal_arns.clone(),
        );
    PolicyDocument::new(vec![assume])
}
