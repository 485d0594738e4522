use super::*;
use crate::domain::fixtures::bucket_integration;

mod signatures;

fn settings(region: &str, endpoint_url: Option<&str>, force_path_style: bool) -> Settings {
    Settings {
        region: region.parse().unwrap(),
        endpoint_url: endpoint_url.map(|url| url.parse().unwrap()),
        force_path_style,
        ..bucket_integration(1, "my-bucket").settings
    }
}

#[test]
fn every_partition_style_and_endpoint_has_its_address() {
    let address = |region, endpoint_url, force_path_style, bucket: &str| {
        let settings = settings(region, endpoint_url, force_path_style);
        let address = S3Addressing::default().address(&settings, &bucket.parse().unwrap());
        let address = address.unwrap();
        format!("{}{}", address.origin(), address.base_path())
    };
    for (region, host) in [
        ("us-east-1", "my-bucket.s3.us-east-1.amazonaws.com"),
        ("cn-north-1", "my-bucket.s3.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "my-bucket.s3.us-gov-west-1.amazonaws.com"),
        ("eusc-de-east-1", "my-bucket.s3.eusc-de-east-1.amazonaws.eu"),
        ("us-iso-east-1", "my-bucket.s3.us-iso-east-1.c2s.ic.gov"),
        (
            "us-isob-east-1",
            "my-bucket.s3.us-isob-east-1.sc2s.sgov.gov",
        ),
    ] {
        assert_eq!(
            address(region, None, false, "my-bucket"),
            format!("https://{host}")
        );
    }
    let s3 = "https://s3.us-east-1.amazonaws.com";
    let base = Some("https://h.example/base");
    for (endpoint_url, force_path_style, bucket, expected) in [
        (None, true, "my-bucket", format!("{s3}/my-bucket")),
        (None, false, "my.bucket", format!("{s3}/my.bucket")),
        (
            base,
            true,
            "my-bucket",
            "https://h.example/base/my-bucket".into(),
        ),
        (
            base,
            false,
            "my-bucket",
            "https://my-bucket.h.example/base".into(),
        ),
        (
            Some("http://127.0.0.1:9001"),
            false,
            "my-bucket",
            "http://127.0.0.1:9001/my-bucket".into(),
        ),
        (
            Some("http://localhost:9001"),
            false,
            "my-bucket",
            "http://my-bucket.localhost:9001".into(),
        ),
    ] {
        assert_eq!(
            address("us-east-1", endpoint_url, force_path_style, bucket),
            expected
        );
    }
}
