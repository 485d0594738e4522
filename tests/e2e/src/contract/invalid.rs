//! What is not valid is refused, and every mistake is named at once.
use local::api::Answer;
use reqwest::Method;
use serde_json::{Value, json};

use super::bodies::{draft, draft_of_all, with};
use super::callers::{admin, all, create};
use super::problems::{pointers, refused};

/// The problem that `body` is answered with.
async fn problem(body: &Value) -> Value {
    let answer = admin("invalid").post("/integrations", body).await;
    refused(&answer.unwrap(), 400, "invalid_request")
}

/// The one error of a draft with one field changed.
async fn error(field: &str, value: Value) -> Value {
    let mut problem = problem(&with(draft("images"), field, value)).await;
    assert_eq!(problem["detail"], "one field is not valid");
    problem["errors"][0].take()
}

#[tokio::test]
async fn every_bad_field_is_named_at_once() {
    let body = json!({
        "name": " spaced ",
        "scope": {"type": "bucket", "bucket": "My_Bucket"},
        "prefix": "a/../b/",
        "role_arn": "arn:aws:iam::111122223333:user/ada",
        "region": "us-esat-1",
        "endpoint_url": "https://user:secret@s3.example.com",
        "force_path_style": "yes",
        "file_versioning": 1,
        "browsing": null,
        "kms_key_arns": ["arn:aws:kms:us-east-1:111122223333:alias/images", 7],
        "requester_pays": [],
        "stable_urls": 0,
        "enabled": {},
        "colour": "blue",
        "a/b~c": 1,
    });
    insta::assert_json_snapshot!(problem(&body).await);
}

#[tokio::test]
async fn what_the_platform_objects_to_is_named_beside_what_is_malformed() {
    let body = json!({
        "name": "",
        "scope": {"type": "bucket", "bucket": "images"},
        "role_arn": "arn:aws-cn:iam::123456789012:role/own",
        "region": "auto",
        "kms_key_arns": ["arn:aws-cn:kms:cn-north-1:111122223333:key/1"],
    });
    insta::assert_json_snapshot!(problem(&body).await["errors"]);
}

#[tokio::test]
async fn an_empty_object_lacks_the_fields_that_are_needed() {
    insta::assert_json_snapshot!(problem(&json!({})).await);
}

#[tokio::test]
async fn each_bad_bucket_of_a_list_is_named() {
    let buckets = json!(["images", "Bad", "video", 7, "192.168.0.1", "x--x-s3", ""]);
    let scope = json!({"type": "all_permitted_buckets", "buckets": buckets});
    insta::assert_json_snapshot!(problem(&with(draft("x"), "scope", scope)).await["errors"]);
}

#[tokio::test]
async fn a_single_mistake_is_explained() {
    let long_list: Vec<_> = (0..501).map(|n| format!("bucket-{n}")).collect();
    let key = "arn:aws:kms:us-east-1:111122223333:key/";
    let mistakes = [
        ("name", json!("x".repeat(101))),
        ("name", json!("two\nlines")),
        ("scope", json!("images")),
        ("scope", json!({})),
        ("scope", json!({"type": "everything"})),
        ("scope", json!({"type": "bucket"})),
        (
            "scope",
            json!({"type": "bucket", "bucket": "images", "buckets": []}),
        ),
        (
            "scope",
            json!({"type": "all_permitted_buckets", "buckets": []}),
        ),
        (
            "scope",
            json!({"type": "all_permitted_buckets", "buckets": "images"}),
        ),
        (
            "scope",
            json!({"type": "all_permitted_buckets", "buckets": ["aaa", "aaa"]}),
        ),
        (
            "scope",
            json!({"type": "all_permitted_buckets", "buckets": long_list}),
        ),
        (
            "scope",
            json!({"type": "bucket", "bucket": "arn:aws:s3:::images"}),
        ),
        ("scope", json!({"type": "bucket", "bucket": "*"})),
        ("prefix", json!("")),
        ("prefix", json!("x".repeat(1025))),
        ("role_arn", json!("arn:aws:iam::123456789012:role/own")),
        (
            "role_arn",
            json!("arn:aws-cn:iam::111122223333:role/reader"),
        ),
        (
            "role_arn",
            json!("arn:aws:sts::111122223333:assumed-role/reader/me"),
        ),
        ("role_arn", json!("reader")),
        ("region", json!("cn-north-1")),
        ("region", json!("auto")),
        (
            "endpoint_url",
            json!("https://s3.console.aws.amazon.com/s3/buckets/images"),
        ),
        ("endpoint_url", json!("https://s3.example.com?x=1")),
        ("endpoint_url", json!("s3.example.com")),
        (
            "kms_key_arns",
            json!(["arn:aws:kms:us-east-1:111122223333:alias/images"]),
        ),
        (
            "kms_key_arns",
            json!([format!("{key}1"), format!("{key}1")]),
        ),
        (
            "kms_key_arns",
            json!((0..11).map(|n| format!("{key}{n}")).collect::<Vec<_>>()),
        ),
        ("external_id", json!("mine")),
    ];
    let mut errors = vec![];
    for (field, value) in mistakes {
        errors.push(error(field, value).await);
    }
    insta::assert_json_snapshot!(errors);
}

#[tokio::test]
async fn auto_is_a_region_behind_an_endpoint_url() {
    let body = with(
        draft("images"),
        "endpoint_url",
        "https://x.r2.cloudflarestorage.com",
    );
    create(&admin("auto"), &with(body, "region", "auto")).await;
}

#[tokio::test]
async fn five_hundred_buckets_are_allowed() {
    let buckets: Vec<_> = (0..500).map(|n| format!("bucket-{n}")).collect();
    let buckets: Vec<_> = buckets.iter().map(String::as_str).collect();
    create(&admin("most"), &draft_of_all(&buckets)).await;
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let api = admin("bodies");
    for (body, expected) in [
        (&b""[..], vec![]),
        (b"{", vec![]),
        (b"name=images", vec![]),
        (b"{\"name\": \"\xff\"}", vec![]),
        (&[b'['; 10_000], vec![]),
        (b"[]", vec![""]),
        (b"null", vec![""]),
        (b"\"images\"", vec![""]),
        (b"7", vec![""]),
    ] {
        let request = api.request(Method::POST, "/integrations");
        let request = request.header("content-type", "application/json");
        let answer = Answer::of(request.body(body.to_vec())).await.unwrap();
        let problem = refused(&answer, 400, "invalid_request");
        let text = String::from_utf8_lossy(body);
        assert_eq!(pointers(&problem), expected, "{text:.20}");
    }
    assert_eq!(all(&api).await, Vec::<Value>::new());
}

#[tokio::test]
async fn only_json_is_read() {
    let api = admin("media-types");
    let send = async |content_type: Option<&str>, bucket: &str| {
        let request = api.request(Method::POST, "/integrations");
        let request = request.body(draft(bucket).to_string());
        Answer::of(match content_type {
            Some(media_type) => request.header("content-type", media_type),
            None => request,
        })
        .await
        .unwrap()
    };
    for other in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/jsonp"),
        Some("application/merge-patch+json"),
    ] {
        refused(&send(other, "images").await, 415, "unsupported_media_type");
    }
    for (json, bucket) in [
        ("application/json", "aaa"),
        ("application/json; charset=utf-8", "bbb"),
        ("Application/JSON", "ccc"),
    ] {
        assert_eq!(send(Some(json), bucket).await.status, 201, "{json}");
    }
}
