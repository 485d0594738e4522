//! Whatever a key is made of, its URL reaches exactly that object.
use std::iter;

use serde_json::json;

use crate::world::{Difference, Organization, fetch};

/// Keys that encoding, decoding, or normalising would confuse with another one.
const KEYS: [&str; 32] = [
    "plain.png",
    "with space.png",
    " at the edges ",
    "with+plus.png",
    "with%20percent.png",
    "with%2Bplus.png",
    "a/b.png",
    "a%2Fb.png",
    "a%2fb.png",
    "a%252Fb.png",
    "100%.png",
    "what?.png",
    "what?versionId",
    "what?X-Amz-Expires=60",
    "a=b&c=d;e.png",
    "#1.png",
    "/leading",
    "//twice",
    "a//b",
    "trailing/",
    ".../..png",
    "%2E%2E/dots.png",
    "back\\slash",
    "..\\windows",
    "quote'\"<>(){}[]|^`.png",
    "~star*!$,:@.png",
    "tab\tnew\nline\rreturn",
    "\u{1}\u{1b}[0m\u{7f}\u{85}\u{a0}",
    "\u{e9}.png",
    "e\u{301}.png",
    "写真/👩\u{200d}🚀.png",
    // Once the path of S3's SOAP API.
    "soap",
];

/// All of them, and keys of the greatest length, of characters of one to four bytes.
pub(super) fn every_key() -> Vec<String> {
    let longest = ["a", "é", "写", "🚀", "%", "/"].map(|character| {
        let mut key = character.repeat(1024 / character.len());
        key.extend(iter::repeat_n('x', 1024 - key.len()));
        key
    });
    KEYS.into_iter().map(str::to_owned).chain(longest).collect()
}

/// Whether the AWS of this world can read a key, as AWS can.
pub(super) fn is_reachable(key: &str) -> bool {
    let is_cut = key.contains('\n') && Difference::StarStopsAtLineFeed.is_here();
    let is_lost = key.trim_matches('/').is_empty() && Difference::SlashesAreNoKey.is_here();
    !is_cut && !is_lost
}

#[tokio::test]
async fn every_key_reaches_exactly_its_object() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("keys").await;
    acme.integration(bucket.scope(), json!({})).await;
    let keys = every_key();
    for key in &keys {
        bucket.put(key, key.as_bytes()).await;
    }
    let locators: Vec<_> = keys.iter().map(|key| bucket.locator(key)).collect();
    let batch = acme.presign_all(&locators, json!({})).await;
    for (index, key) in keys.iter().enumerate() {
        let url = batch.text_at(&format!("/results/{index}/presigned_url"));
        let (of_batch, alone) = (fetch(url).await, acme.fetch(&locators[index]).await);
        if !is_reachable(key) {
            assert_eq!(of_batch.status, 403, "{key}");
            continue;
        }
        assert_eq!(of_batch.object(), key.as_bytes(), "{key}");
        assert_eq!(alone.object(), key.as_bytes(), "{key}");
    }
}

/// The detail of the refusal of a locator.
async fn refusal(acme: &Organization, locator: &str) -> String {
    let refused = acme.presign(locator).await;
    assert_eq!(refused.status, 400, "{locator}: {}", refused.text);
    assert_eq!(refused.text_at("/code"), "invalid_locator");
    refused.text_at("/detail").to_owned()
}

#[tokio::test]
async fn a_key_that_browsers_would_rewrite_is_refused() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("keys").await;
    acme.integration(bucket.scope(), json!({})).await;
    for key in ["../other/secret.png", "a/./b", "a/..", "."] {
        let detail = refusal(&acme, &bucket.locator(key)).await;
        assert!(detail.contains("\"..\""), "{key}: {detail}");
    }
}

#[tokio::test]
async fn what_is_no_locator_is_refused_with_what_to_write() {
    let acme = Organization::new().await;
    let too_long = format!("s3://images/{}", "é".repeat(512) + "x");
    for (locator, detail) in [
        (too_long.as_str(), "a key has at most 1024 bytes of UTF-8"),
        (
            "s3://images/",
            "a locator names a key after the bucket, as in s3://bucket/key",
        ),
        (
            "s3://images",
            "a locator names a key after the bucket, as in s3://bucket/key",
        ),
        (
            "gs://images/a.png",
            "a locator starts with s3://, as in s3://bucket/key",
        ),
        (
            "https://images.example.com/a.png",
            "a locator starts with s3://, as in s3://bucket/key",
        ),
        (
            "https://images.s3.us-east-1.amazonaws.com/a%20b.png?X-Amz-Signature=00",
            "a locator starts with s3://; this one is written s3://images/a b.png",
        ),
        (
            "https://s3.eu-west-1.amazonaws.com/images/a.png?versionId=v1",
            "a locator starts with s3://; this one is written s3://images/a.png?versionId=v1",
        ),
        (
            "arn:aws:s3:::images/a.png",
            "a locator starts with s3://; this one is written s3://images/a.png",
        ),
    ] {
        assert_eq!(refusal(&acme, locator).await, detail);
    }
}
