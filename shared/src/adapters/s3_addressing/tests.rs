use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_s3::presigning::PresigningConfig;
use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::domain::fixtures::bucket_integration;
use crate::domain::{Locator, ObjectKey};
use crate::presign::{LimitedBy, ResponseOverrides, Validity, object_url};
use crate::sigv4::SessionCredentials;

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

/// The same object presigned by aws-sdk-s3.
async fn by_the_sdk(
    settings: &Settings,
    locator: &Locator,
    session: &SessionCredentials,
    at: Timestamp,
) -> String {
    let credentials = Credentials::new(
        &session.access_key_id,
        &session.secret_access_key,
        Some(session.session_token.clone()),
        None,
        "test",
    );
    let endpoint_url = settings.endpoint_url.as_ref().map(|url| format!("{url}/"));
    let config = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.to_string()))
        .credentials_provider(credentials)
        .force_path_style(settings.force_path_style);
    let config = match endpoint_url {
        Some(url) => config.endpoint_url(url).build(),
        None => config.build(),
    };
    let presigning = PresigningConfig::builder()
        .start_time(at.into())
        .expires_in(std::time::Duration::from_mins(15))
        .build()
        .unwrap();
    let get = aws_sdk_s3::Client::from_conf(config)
        .get_object()
        .bucket(locator.bucket().as_str())
        .key(locator.key().as_str())
        .set_version_id(locator.version_id().map(ToString::to_string))
        .response_content_type("image/png; x=1")
        .response_content_disposition("inline; filename=\"a b.png\"")
        .response_cache_control("max-age=60");
    get.presigned(presigning).await.unwrap().uri().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn urls_are_the_sdks_byte_for_byte(
        key in "[ -~]{1,40}|\\PC{1,40}|[a/?#%+&='\"\\\\\t\n]{1,40}",
        version_id in proptest::option::of("[A-Za-z0-9._~-]{1,32}"),
        bucket in "my-bucket|my\\.bucket",
        region in "us-east-1|cn-north-1|us-gov-west-1|eusc-de-east-1",
        endpoint_url in proptest::option::of("http://localhost:9001|https://h\\.example/base"),
        force_path_style: bool,
        token in "[A-Za-z0-9+/=]{400,900}",
        second in 1_600_000_000_i64..2_000_000_000,
    ) {
        // The SDK takes a key of nothing but white space for a missing one; S3 does not.
        prop_assume!(!key.trim().is_empty());
        let Ok(key) = key.parse::<ObjectKey>() else { return Ok(()) };
        let version_id = version_id.map(|id| id.parse().unwrap());
        let Ok(locator) = Locator::new(bucket.parse().unwrap(), key, version_id) else { return Ok(()) };
        let settings = settings(&region, endpoint_url.as_deref(), force_path_style);
        let at = Timestamp::from_second(second).unwrap();
        let session = SessionCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
            session_token: token,
            starts_at: at,
            expires_at: at,
        };
        let validity = Validity { signed_at: at, expires_in: 900, expires_at: at, limited_by: LimitedBy::Requested };
        let overrides = ResponseOverrides {
            content_type: Some("image/png; x=1".parse().unwrap()),
            content_disposition: Some("inline; filename=\"a b.png\"".parse().unwrap()),
            cache_control: Some("max-age=60".parse().unwrap()),
        };
        let address = S3Addressing::default().address(&settings, locator.bucket()).unwrap();
        let ours = object_url(&locator, &address, &session, &validity, &overrides, false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let theirs = runtime.block_on(by_the_sdk(&settings, &locator, &session, at));
        prop_assert_eq!(ours, theirs);
    }
}
