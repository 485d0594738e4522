//! A presigned URL is good for what it was signed for.
use serde_json::json;

use crate::world::{Difference, Organization, fetch, permitted};

#[tokio::test]
async fn a_url_that_was_changed_is_refused() {
    let acme = Organization::new().await;
    let images = acme.customer.bucket("images").await;
    let video = acme.customer.bucket("video").await;
    for bucket in [&images, &video] {
        bucket.put("a.png", b"a").await;
        bucket.put("b.png", b"b").await;
    }
    let versioned = json!({"file_versioning": true});
    acme.integration(permitted(&[&images, &video]), versioned)
        .await;
    let url = acme.url(&images.locator("a.png")).await;
    let life = expires(&url);
    assert_eq!(fetch(&url).await.object(), b"a");

    for changed in [
        url.replace("/a.png?", "/b.png?"),
        url.replace(&life, "X-Amz-Expires=86400"),
        with_another_signature(&url),
        format!("{url}&response-content-type=text%2Fhtml"),
        format!("{url}&versionId=null"),
    ] {
        assert_ne!(changed, url);
        let refusal = fetch(&changed).await.refusal();
        assert_eq!(refusal, (403, "SignatureDoesNotMatch".to_owned()));
    }

    let other_bucket = url.replace(&images.name, &video.name);
    let code = Difference::PoliciesBeforeSignatures.or("AccessDenied", "SignatureDoesNotMatch");
    let refusal = fetch(&other_bucket).await.refusal();
    assert_eq!(refusal, (403, code.to_owned()));
}

#[tokio::test]
async fn a_url_to_read_neither_writes_nor_deletes_nor_lists() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    bucket.put("a.png", b"a").await;
    acme.integration(bucket.scope(), json!({"browsing": true}))
        .await;
    let url = acme.url(&bucket.locator("a.png")).await;
    let client = local::api::http().unwrap();
    for request in [
        client.put(&url).body("overwritten"),
        client.delete(&url),
        client.head(&url),
        client.get(url.replace("/a.png?", "/?list-type=2&")),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 403);
    }
    assert_eq!(fetch(&url).await.object(), b"a");
}

#[tokio::test]
async fn without_a_url_the_bucket_is_private() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    bucket.put("a.png", b"a").await;
    acme.integration(bucket.scope(), json!({})).await;
    let url = acme.url(&bucket.locator("a.png")).await;
    let (bare, _) = url.split_once('?').unwrap();
    assert_eq!(
        fetch(bare).await.refusal(),
        (403, "AccessDenied".to_owned())
    );
}

/// `X-Amz-Expires=…`, as the URL has it.
fn expires(url: &str) -> String {
    let parameter = url
        .split(['?', '&'])
        .find(|p| p.starts_with("X-Amz-Expires="));
    parameter.unwrap().to_owned()
}

fn with_another_signature(url: &str) -> String {
    let (before, signature) = url.split_once("X-Amz-Signature=").unwrap();
    let mut digits = signature.chars();
    let first = if digits.next() == Some('0') { '1' } else { '0' };
    format!("{before}X-Amz-Signature={first}{}", digits.as_str())
}
