//! Whatever a key is made of, its URL reaches exactly that object.
use serde_json::json;

use crate::world::{Organization, fetch};

/// Keys that encoding, decoding, or normalising would confuse with another one.
const KEYS: [&str; 24] = [
    "plain.png",
    "with space.png",
    "with+plus.png",
    "with%20percent.png",
    "a/b.png",
    "a%2Fb.png",
    "a%2fb.png",
    "100%.png",
    "what?.png",
    "what?versionId",
    "a=b&c=d;e.png",
    "#1.png",
    "/leading",
    "//twice",
    "a//b",
    "trailing/",
    ".../..png",
    "back\\slash",
    "quote'\"<>(){}[]|^`.png",
    "~star*!$,:@.png",
    "tab\tnew\nline",
    "\u{e9}.png",
    "e\u{301}.png",
    "写真/👩\u{200d}🚀.png",
];

#[tokio::test]
async fn every_key_reaches_exactly_its_object() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("keys").await;
    acme.integration(bucket.scope(), json!({})).await;
    for key in KEYS {
        bucket.put(key, key.as_bytes()).await;
    }
    let locators = KEYS.map(|key| bucket.locator(key));
    let batch = acme.presign_all(&locators, json!({})).await;
    for (index, key) in KEYS.into_iter().enumerate() {
        let url = batch.text_at(&format!("/results/{index}/presigned_url"));
        assert_eq!(fetch(url).await.object(), key.as_bytes(), "{key}");
        let alone = acme.fetch(&locators[index]).await;
        assert_eq!(alone.object(), key.as_bytes(), "{key}");
    }
}

#[tokio::test]
async fn a_key_that_browsers_would_rewrite_is_refused() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("keys").await;
    acme.integration(bucket.scope(), json!({})).await;
    for key in ["../other/secret.png", "a/./b", "a/..", "."] {
        let refused = acme.presign(&bucket.locator(key)).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.text_at("/code"), "invalid_locator", "{key}");
    }
}
