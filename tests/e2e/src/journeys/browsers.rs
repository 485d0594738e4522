//! What pages and players do with a presigned URL.
use reqwest::Client;
use serde_json::json;

use crate::world::{Bucket, Fetched, Organization, fetch};

async fn connected(acme: &Organization) -> Bucket {
    let bucket = acme.customer.bucket("media").await;
    bucket.put("clip.mp4", b"0123456789").await;
    acme.integration(bucket.scope(), json!({})).await;
    bucket
}

#[tokio::test]
async fn the_answer_has_the_headers_that_were_asked_for() {
    let acme = Organization::new().await;
    let locator = connected(&acme).await.locator("clip.mp4");
    let disposition = "attachment; filename=\"a b.mp4\"; filename*=UTF-8''na%C3%AFve.mp4";
    let options = json!({
        "response_content_type": "video/mp4; codecs=\"avc1\"",
        "response_content_disposition": disposition,
        "response_cache_control": "private, max-age=600",
    });
    let presigned = acme.presign_with(&locator, options).await;
    let fetched = fetch(presigned["presigned_url"].as_str().unwrap()).await;
    assert_eq!(fetched.header("content-type"), "video/mp4; codecs=\"avc1\"");
    assert_eq!(fetched.header("content-disposition"), disposition);
    assert_eq!(fetched.header("cache-control"), "private, max-age=600");
    assert_eq!(fetched.object(), b"0123456789");
}

#[tokio::test]
async fn a_player_seeks_by_range() {
    let acme = Organization::new().await;
    let url = acme.url(&connected(&acme).await.locator("clip.mp4")).await;
    for (range, content_range, bytes) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-1", "bytes 9-9/10", "9"),
    ] {
        let part = local::api::http().unwrap().get(&url).header("range", range);
        let part = Fetched::of(part).await;
        assert_eq!(part.status, 206);
        assert_eq!(part.header("content-range"), content_range);
        assert_eq!(part.object(), bytes.as_bytes());
    }
}

#[tokio::test]
async fn a_redirect_leads_to_the_bytes_and_is_cached_for_less_than_it_lives() {
    let acme = Organization::new().await;
    let locator = connected(&acme).await.locator("clip.mp4");
    let request = acme.admin.request(reqwest::Method::GET, "/objects");
    let request = request.query(&[("locator", locator.as_str())]).build();
    let followed = Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .execute(request.unwrap())
        .await
        .unwrap();
    assert_eq!(followed.bytes().await.unwrap(), "0123456789");

    let redirect = acme.admin.get_for("/objects", &locator).await.unwrap();
    assert_eq!(redirect.status, 302);
    let cache_control = redirect.header("cache-control");
    let max_age = cache_control.strip_prefix("private, max-age=").unwrap();
    let url: reqwest::Url = redirect.header("location").parse().unwrap();
    let mut query = url.query_pairs();
    let expires = query.find(|(name, _)| name == "X-Amz-Expires").unwrap();
    let [max_age, expires] = [max_age, &expires.1].map(|seconds| seconds.parse::<u32>().unwrap());
    assert!(0 < max_age && max_age < expires, "{max_age} of {expires}");
}
