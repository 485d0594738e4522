use deserr::Deserr;
use serde_json::Value;

use super::{InvalidFields, Text};
use crate::domain::{
    BucketName, EndpointUrl, IntegrationName, InvalidKmsKeyArns, InvalidPermittedBuckets,
    KmsKeyArn, KmsKeyArns, PermittedBuckets, Placement, Platform, Prefix, Region, RoleArn, Scope,
    Settings,
};

/// The body of a create or replace: every field that an administrator decides.
#[derive(Clone, Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of Settings")]
#[expect(clippy::struct_excessive_bools, reason = "as in Settings")]
pub struct SettingsBody {
    pub name: Text<IntegrationName>,
    pub scope: ScopeBody,
    #[deserr(default)]
    pub prefix: Option<Text<Prefix>>,
    #[deserr(default)]
    pub role_arn: Option<Text<RoleArn>>,
    pub region: Text<Region>,
    #[deserr(default)]
    pub endpoint_url: Option<Text<EndpointUrl>>,
    #[deserr(default)]
    pub force_path_style: bool,
    #[deserr(default)]
    pub file_versioning: bool,
    #[deserr(default)]
    pub browsing: bool,
    #[deserr(default)]
    pub kms_key_arns: KmsKeyArnsBody,
    #[deserr(default)]
    pub requester_pays: bool,
    #[deserr(default = true)]
    pub stable_urls: bool,
    #[deserr(default = true)]
    pub enabled: bool,
}

/// A scope, as JSON spells it.
#[derive(Clone, Debug, Deserr)]
#[deserr(error = InvalidFields, tag = "type", deny_unknown_fields)]
#[expect(missing_docs, reason = "the variants are those of Scope")]
pub enum ScopeBody {
    #[deserr(rename = "bucket")]
    Bucket { bucket: Text<BucketName> },
    #[deserr(rename = "all_permitted_buckets")]
    AllPermittedBuckets { buckets: Buckets },
}

/// The KMS keys, as JSON spells them.
#[derive(Clone, Debug, Default, Deserr)]
#[deserr(error = InvalidFields, try_from(Vec<Text<KmsKeyArn>>) = distinct -> InvalidKmsKeyArns)]
pub struct KmsKeyArnsBody(KmsKeyArns);

fn distinct(keys: Vec<Text<KmsKeyArn>>) -> Result<KmsKeyArnsBody, InvalidKmsKeyArns> {
    let keys: Vec<_> = keys.into_iter().map(|Text(key)| key).collect();
    keys.try_into().map(KmsKeyArnsBody)
}

impl From<KmsKeyArnsBody> for KmsKeyArns {
    fn from(KmsKeyArnsBody(keys): KmsKeyArnsBody) -> Self {
        keys
    }
}

/// The buckets of a scope.
#[derive(Clone, Debug, Deserr)]
#[deserr(error = InvalidFields, try_from(Vec<Text<BucketName>>) = permitted -> InvalidPermittedBuckets)]
pub struct Buckets(PermittedBuckets);

fn permitted(names: Vec<Text<BucketName>>) -> Result<Buckets, InvalidPermittedBuckets> {
    let names: Vec<_> = names.into_iter().map(|Text(name)| name).collect();
    names.try_into().map(Buckets)
}

impl From<ScopeBody> for Scope {
    fn from(body: ScopeBody) -> Self {
        match body {
            ScopeBody::Bucket {
                bucket: Text(bucket),
            } => Self::Bucket { bucket },
            ScopeBody::AllPermittedBuckets {
                buckets: Buckets(buckets),
            } => Self::AllPermittedBuckets { buckets },
        }
    }
}

impl From<SettingsBody> for Settings {
    fn from(body: SettingsBody) -> Self {
        Self {
            name: body.name.0,
            scope: body.scope.into(),
            prefix: body.prefix.map(|Text(prefix)| prefix),
            role_arn: body.role_arn.map(|Text(role_arn)| role_arn),
            region: body.region.0,
            endpoint_url: body.endpoint_url.map(|Text(url)| url),
            force_path_style: body.force_path_style,
            file_versioning: body.file_versioning,
            browsing: body.browsing,
            kms_key_arns: body.kms_key_arns.into(),
            requester_pays: body.requester_pays,
            stable_urls: body.stable_urls,
            enabled: body.enabled,
        }
    }
}

/// The platform's objections to the fields of `json` that can be read, whatever the others are: so
/// that a body with a bad name and a role of the wrong account hears of both at once.
#[must_use]
pub(super) fn objections(json: &Value, platform: &Platform) -> InvalidFields {
    let field = |name| json.get(name).and_then(Value::as_str);
    let keys = json.get("kms_key_arns").and_then(Value::as_array);
    let keys = keys
        .into_iter()
        .flatten()
        .filter_map(|key| key.as_str()?.parse().ok());
    let placement = Placement {
        role_arn: field("role_arn").and_then(|text| text.parse().ok()),
        region: field("region").and_then(|text| text.parse().ok()),
        has_endpoint_url: field("endpoint_url").is_some(),
        kms_key_arns: keys.collect(),
    };
    platform.objections(&placement).into()
}
