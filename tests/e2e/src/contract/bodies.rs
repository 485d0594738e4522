//! What is sent.
use serde_json::{Value, json};

/// The least that an integration is.
pub(crate) fn draft(bucket: &str) -> Value {
    json!({
        "name": bucket,
        "scope": {"type": "bucket", "bucket": bucket},
        "region": "us-east-1",
    })
}

/// The least, for several buckets.
pub(crate) fn draft_of_all(buckets: &[&str]) -> Value {
    let mut draft = draft(buckets[0]);
    draft["scope"] = json!({"type": "all_permitted_buckets", "buckets": buckets});
    draft
}

/// Every field, and none of them at its default.
pub(crate) fn every_field() -> Value {
    json!({
        "name": "Training data, 2026 🦀",
        "scope": {"type": "all_permitted_buckets", "buckets": ["ml-images", "ml-video"]},
        "prefix": "releases/2026 ü/",
        "role_arn": "arn:aws:iam::111122223333:role/teams/vision/reader",
        "region": "eu-central-1",
        "endpoint_url": "http://localhost:9001",
        "force_path_style": true,
        "file_versioning": true,
        "browsing": true,
        "kms_key_arns": ["arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd"],
        "requester_pays": true,
        "stable_urls": false,
        "enabled": false,
    })
}

/// `body` with one field changed.
pub(crate) fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}
