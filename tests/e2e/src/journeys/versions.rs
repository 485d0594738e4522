//! "Enabling File Versioning".
use serde_json::json;

use crate::world::{Bucket, Organization};

/// A bucket whose one object was `old` and is `new`; and the locator of what it was.
async fn rewritten(acme: &Organization) -> (Bucket, String) {
    let bucket = acme.customer.bucket("versions").await;
    bucket.keep_versions().await;
    let old = bucket.put("report.pdf", b"old").await.unwrap();
    bucket.put("report.pdf", b"new").await;
    let locator = bucket.locator(&format!("report.pdf?versionId={old}"));
    (bucket, locator)
}

#[tokio::test]
async fn an_older_version_gives_the_older_bytes() {
    let acme = Organization::new().await;
    let (bucket, old) = rewritten(&acme).await;
    let versioned = json!({"file_versioning": true});
    acme.integration(bucket.scope(), versioned).await;
    assert_eq!(acme.fetch(&old).await.object(), b"old");
    let current = acme.fetch(&bucket.locator("report.pdf")).await;
    assert_eq!(current.object(), b"new");
}

#[tokio::test]
async fn without_file_versioning_a_version_is_refused_and_the_current_one_served() {
    let acme = Organization::new().await;
    let (bucket, old) = rewritten(&acme).await;
    acme.integration(bucket.scope(), json!({})).await;
    let refused = acme.presign(&old).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.text_at("/code"), "file_versioning_disabled");
    let current = acme.fetch(&bucket.locator("report.pdf")).await;
    assert_eq!(current.object(), b"new");
}

#[tokio::test]
async fn file_versioning_enabled_later_needs_the_updated_access_policy() {
    let acme = Organization::new().await;
    let (bucket, old) = rewritten(&acme).await;
    let integration = acme.integration(bucket.scope(), json!({})).await;

    let enabled = integration.save(json!({"file_versioning": true})).await;
    let denied = acme.fetch(&old).await.refusal();
    assert_eq!(denied, (403, "AccessDenied".to_owned()));

    let updated = enabled.document("access-policy.json").await;
    let role_arn = enabled.role_arn();
    acme.customer.update_policy(role_arn, &updated).await;
    assert_eq!(acme.fetch(&old).await.object(), b"old");
    let current = acme.fetch(&bucket.locator("report.pdf")).await;
    assert_eq!(current.object(), b"new");
}
