//! Many locators at once.
use serde_json::{Value, json};

use crate::world::{Organization, fetch};

#[tokio::test]
async fn one_bad_locator_never_fails_the_others() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    bucket.put("a.png", b"a").await;
    acme.integration(bucket.scope(), json!({})).await;
    let locators = [
        "https://example.com/a.png".to_owned(),
        bucket.locator("a.png"),
        "s3://another-bucket/a.png".to_owned(),
        bucket.locator("a.png?versionId=abc"),
        bucket.locator("a.png"),
        bucket.locator("../a.png"),
    ];
    let batch = acme.presign_all(&locators, json!({})).await.success();
    let results = batch.unwrap().json["results"].take();
    let results = results.as_array().unwrap();
    let asked: Vec<_> = results.iter().map(|result| &result["locator"]).collect();
    assert_eq!(json!(asked), json!(locators));
    let code = |result: &Value| {
        result["error"]["code"]
            .as_str()
            .unwrap_or("served")
            .to_owned()
    };
    let codes: Vec<_> = results.iter().map(code).collect();
    assert_eq!(
        codes,
        [
            "invalid_locator",
            "served",
            "no_integration",
            "file_versioning_disabled",
            "served",
            "invalid_locator",
        ]
    );
    for served in [&results[1], &results[4]] {
        let url = served["presigned_url"].as_str().unwrap();
        assert_eq!(fetch(url).await.object(), b"a");
    }
}

#[tokio::test]
async fn two_thousand_locators_are_answered_and_ten_thousand_told_how_many_fit() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    bucket.put("00042.png", b"42").await;
    acme.integration(bucket.scope(), json!({})).await;
    let locators: Vec<_> = (0..10_000)
        .map(|i| bucket.locator(&format!("{i:05}.png")))
        .collect();

    let fitting = acme.presign_all(&locators[..2000], json!({})).await;
    assert_eq!(fitting.status, 200);
    assert_eq!(fitting.json["results"].as_array().unwrap().len(), 2000);
    let url = fitting.text_at("/results/42/presigned_url");
    assert_eq!(fetch(url).await.object(), b"42");

    let too_many = acme.presign_all(&locators, json!({})).await;
    assert_eq!(too_many.status, 413);
    assert_eq!(too_many.text_at("/code"), "response_too_large");
    let action = too_many.text_at("/action");
    let mut words = action.split(' ');
    let fit: usize = words.find_map(|word| word.parse().ok()).unwrap();
    assert!((2000..10_000).contains(&fit), "{action}");
    let as_told = acme.presign_all(&locators[..fit], json!({})).await;
    assert_eq!(as_told.status, 200, "{action}");
}

#[tokio::test]
async fn a_batch_has_one_to_ten_thousand_locators() {
    let acme = Organization::new().await;
    for count in [0, 10_001] {
        let locators = vec!["s3://my-bucket/a.png".to_owned(); count];
        let refused = acme.presign_all(&locators, json!({})).await;
        assert_eq!(refused.status, 400, "{count}");
        assert_eq!(refused.text_at("/errors/0/pointer"), "/locators");
    }
}
