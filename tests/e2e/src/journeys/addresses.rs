//! Where objects are: path style, a host for each bucket, AWS's own addresses, and what is not a
//! bucket at all.
use std::net::{Ipv4Addr, SocketAddr};

use reqwest::{Client, Url};
use serde_json::json;

use crate::world::{Fetched, Organization, s3_url};

#[tokio::test]
async fn without_force_path_style_the_bucket_is_in_the_host() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("hosted").await;
    bucket.put("a/b.png", b"bytes").await;
    let hosted = json!({"force_path_style": false});
    acme.integration(bucket.scope(), hosted).await;
    let url: Url = acme.url(&bucket.locator("a/b.png")).await.parse().unwrap();
    let host = url.host_str().unwrap();
    let s3: Url = s3_url().parse().unwrap();
    assert_eq!(host, format!("{}.{}", bucket.name, s3.host_str().unwrap()));
    assert_eq!(url.path(), "/a/b.png");
    let mut browser = Client::builder().no_proxy();
    if host.ends_with(".localhost") {
        // As browsers do, and no resolver of this machine has to.
        browser = browser.resolve(host, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    }
    let fetched = Fetched::of(browser.build().unwrap().get(url)).await;
    assert_eq!(fetched.object(), b"bytes");
}

#[tokio::test]
async fn with_force_path_style_the_bucket_is_in_the_path() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("pathed").await;
    bucket.put("a/b.png", b"bytes").await;
    acme.integration(bucket.scope(), json!({})).await;
    let locator = bucket.locator("a/b.png");
    let url = acme.url(&locator).await;
    let start = format!("{}/{}/a/b.png?", s3_url(), bucket.name);
    assert!(url.starts_with(&start), "{url}");
    assert_eq!(acme.fetch(&locator).await.object(), b"bytes");
}

#[tokio::test]
async fn without_an_endpoint_url_the_address_is_that_of_aws_in_the_region() {
    for (force_path_style, dots, address) in [
        (false, "", "https://BUCKET.s3.eu-central-1.amazonaws.com/"),
        (true, "", "https://s3.eu-central-1.amazonaws.com/BUCKET/"),
        (
            false,
            "my.",
            "https://s3.eu-central-1.amazonaws.com/BUCKET/",
        ),
    ] {
        let acme = Organization::new().await;
        let bucket = acme.customer.bucket(&format!("{dots}real")).await;
        let options = json!({
            "region": "eu-central-1",
            "endpoint_url": null,
            "force_path_style": force_path_style,
        });
        acme.integration(bucket.scope(), options).await;
        let url = acme.url(&bucket.locator("a.png")).await;
        let address = address.replace("BUCKET", &bucket.name);
        assert!(url.starts_with(&format!("{address}a.png?")), "{url}");
    }
}

#[tokio::test]
async fn what_is_not_a_general_purpose_bucket_is_not_supported() {
    let acme = Organization::new().await;
    for (locator, what) in [
        (
            "s3://arn:aws:s3:us-east-1:111122223333:accesspoint/mine/a.png",
            "an access point",
        ),
        ("s3://mine-x1y2z3-s3alias/a.png", "an access point"),
        (
            "s3://arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap/a.png",
            "an access point",
        ),
        (
            "s3://mfzwi23gnjvgw.mrap/a.png",
            "a multi-region access point",
        ),
        ("s3://mine--use1-az4--x-s3/a.png", "a directory bucket"),
    ] {
        let refused = acme.presign(locator).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.text_at("/code"), "invalid_locator");
        let detail = refused.text_at("/detail");
        assert!(
            detail.starts_with(&format!("{what} is not supported")),
            "{detail}"
        );
    }
}
