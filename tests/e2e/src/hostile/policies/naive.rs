//! What settings say, read as plainly as possible: no patterns, no documents.
use shared::domain::KmsKeyArn;
use shared::policy::Grant;

use super::probes::Probe;

/// Whether a grant includes a request.
pub(super) fn allows(grant: &Grant, probe: &Probe) -> bool {
    match probe.action.as_str() {
        "s3:GetObject" => has_object(grant, &probe.resource),
        "s3:GetObjectVersion" => grant.file_versioning && has_object(grant, &probe.resource),
        "s3:ListBucket" => {
            grant.browsing && has_bucket(grant, &probe.resource) && lists(grant, probe)
        }
        "kms:Decrypt" => has_key(grant, &probe.resource) && is_by_way_of_s3(grant, probe),
        _ => false,
    }
}

/// What follows the beginning of an S3 ARN of the grant's partition.
fn name<'a>(grant: &Grant, resource: &'a str) -> Option<&'a str> {
    resource.strip_prefix(&format!("arn:{}:s3:::", grant.partition))
}

fn has_object(grant: &Grant, resource: &str) -> bool {
    let object = name(grant, resource).and_then(|name| name.split_once('/'));
    object.is_some_and(|(bucket, key)| is_of_scope(grant, bucket) && key.starts_with(prefix(grant)))
}

fn has_bucket(grant: &Grant, resource: &str) -> bool {
    name(grant, resource).is_some_and(|bucket| is_of_scope(grant, bucket))
}

fn is_of_scope(grant: &Grant, bucket: &str) -> bool {
    grant.scope.buckets().any(|own| own.as_str() == bucket)
}

/// All keys when there is no prefix; else only what begins with it.
fn lists(grant: &Grant, probe: &Probe) -> bool {
    let asked = probe.context.get("s3:prefix");
    grant.prefix.is_none() || asked.is_some_and(|asked| asked.starts_with(prefix(grant)))
}

fn prefix(grant: &Grant) -> &str {
    grant.prefix.as_ref().map_or("", |prefix| prefix.as_str())
}

fn has_key(grant: &Grant, resource: &str) -> bool {
    grant
        .kms_key_arns
        .iter()
        .any(|key| key.as_str() == resource)
}

/// S3 in the region of one of the keys.
fn is_by_way_of_s3(grant: &Grant, probe: &Probe) -> bool {
    let suffix = grant.partition.dns_suffix();
    let s3_of = |key: &KmsKeyArn| format!("s3.{}.{suffix}", key.region());
    let service = probe.context.get("kms:ViaService");
    grant
        .kms_key_arns
        .iter()
        .any(|key| service == Some(&s3_of(key)))
}
