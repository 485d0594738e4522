//! Many locators at once.
use flate2::read::GzDecoder;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Difference, Fetched, Organization, fetch};

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
    let locators = ten_thousand(&acme).await;

    let fitting = acme.presign_all(&locators[..2000], json!({})).await;
    assert_eq!(fitting.status, 200);
    assert_eq!(fitting.json["results"].as_array().unwrap().len(), 2000);
    let url = fitting.text_at("/results/42/presigned_url");
    assert_eq!(fetch(url).await.object(), b"42");

    let too_many = acme.presign_all(&locators, json!({})).await;
    assert_eq!(too_many.status, 413);
    assert_eq!(too_many.text_at("/code"), "response_too_large");
    let action = too_many.text_at("/action");
    let ways_out = "Send accept-encoding: gzip, ask for \"form\": \"compact\", or send at most ";
    assert!(action.starts_with(ways_out), "{action}");
    let mut words = action.split(' ');
    let fit: usize = words.find_map(|word| word.parse().ok()).unwrap();
    assert!((2000..10_000).contains(&fit), "{action}");
    let as_told = acme.presign_all(&locators[..fit], json!({})).await;
    assert_eq!(as_told.status, 200, "{action}");
}

/// Ten thousand locators of a bucket with one object, `00042.png`.
async fn ten_thousand(acme: &Organization) -> Vec<String> {
    let bucket = acme.customer.bucket("images").await;
    bucket.put("00042.png", b"42").await;
    acme.integration(bucket.scope(), json!({})).await;
    let locator = |i| bucket.locator(&format!("{i:05}.png"));
    (0..10_000).map(locator).collect()
}

/// `POST /presign` by a caller who accepts gzip, as every browser does; and the length of the answer.
async fn presign_compressed(acme: &Organization, body: &Value) -> (Value, usize) {
    let request = acme.admin.request(Method::POST, "/presign").json(body);
    let answer = Fetched::of(request.header("accept-encoding", "gzip")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.header("vary"), "accept-encoding");
    let json = GzDecoder::new(&answer.bytes[..]);
    (serde_json::from_reader(json).unwrap(), answer.bytes.len())
}

#[tokio::test]
async fn whoever_accepts_gzip_gets_ten_thousand_at_once() {
    let acme = Organization::new().await;
    let locators = ten_thousand(&acme).await;
    let (answer, length) = presign_compressed(&acme, &json!({"locators": locators})).await;
    assert!(length < 2_000_000, "{length}");
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 10_000);
    for (result, locator) in results.iter().zip(&locators) {
        assert_eq!(result["locator"], *locator);
    }
    let url = results[42]["presigned_url"].as_str().unwrap();
    assert_eq!(fetch(url).await.object(), b"42");
}

/// The URL of a result in the compact form, as the README says.
fn assembled(answer: &Value, index: usize) -> String {
    let result = &answer["results"][index];
    let group = usize::try_from(result["group"].as_u64().unwrap()).unwrap();
    let part = |at: usize| answer["groups"][group]["parts"][at].as_str().unwrap();
    let own = |name: &str| result[name].as_str().unwrap_or_default();
    [
        part(0),
        own("key"),
        part(1),
        own("version"),
        part(2),
        own("signature"),
        part(3),
    ]
    .concat()
}

#[tokio::test]
async fn in_the_compact_form_ten_thousand_fit_without_compression() {
    let acme = Organization::new().await;
    let locators = ten_thousand(&acme).await;
    let body = json!({"locators": locators, "form": "compact"});
    let plain = acme.admin.post("/presign", &body).await.unwrap();
    let plain = plain.success().unwrap().json;
    assert_eq!(plain["results"].as_array().unwrap().len(), 10_000);
    assert_eq!(fetch(&assembled(&plain, 42)).await.object(), b"42");
    let (compressed, length) = presign_compressed(&acme, &body).await;
    assert!(length < 1_000_000, "{length}");
    assert_eq!(compressed["results"].as_array().unwrap().len(), 10_000);
}

#[tokio::test]
async fn where_not_even_the_compact_form_fits_gzip_does() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("long").await;
    acme.integration(bucket.scope(), json!({})).await;
    // Percent-encoded each character has six bytes.
    let long = "é".repeat(500);
    let locator = |i| bucket.locator(&format!("{long}{i}"));
    let locators: Vec<_> = (0..2200).map(locator).collect();
    let body = json!({"locators": locators, "form": "compact"});
    let too_long = acme.admin.post("/presign", &body).await.unwrap();
    assert_eq!(too_long.status, 413);
    let action = too_long.text_at("/action");
    let ways_out = "Send accept-encoding: gzip, or at most ";
    assert!(action.starts_with(ways_out), "{action}");
    presign_compressed(&acme, &body).await;
}

#[tokio::test]
async fn every_kind_of_outcome_has_its_compact_form() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("compact").await;
    bucket.keep_versions().await;
    let old = bucket.put("a b/é.png", b"old").await.unwrap();
    bucket.put("a b/é.png", b"new").await;
    let options = json!({"file_versioning": true});
    acme.integration(bucket.scope(), options).await;
    let current = bucket.locator("a b/é.png");
    let versioned = format!("{current}?versionId={old}");
    let locators = [current, "nonsense".to_owned(), versioned];
    let options = json!({
        "form": "compact",
        "expires_in": 3600,
        "response_content_type": "image/x-test",
    });
    let answer = acme.presign_all(&locators, options).await;
    let answer = answer.success().unwrap().json;
    assert_eq!(answer["groups"].as_array().unwrap().len(), 1);
    assert_eq!(answer["groups"][0]["limited_by"], "session");
    assert_eq!(answer["results"][1]["error"]["code"], "invalid_locator");
    let asked = "image/x-test";
    let of_old = Difference::OldVersionsKeepHeaders.or("application/octet-stream", asked);
    for (index, bytes, content_type) in [(0, b"new", asked), (2, b"old", of_old)] {
        let fetched = fetch(&assembled(&answer, index)).await;
        assert_eq!(fetched.header("content-type"), content_type);
        assert_eq!(fetched.object(), bytes);
    }
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
