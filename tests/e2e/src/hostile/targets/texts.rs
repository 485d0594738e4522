//! Texts that become domain types: what is read is written back as it was, and means to a browser
//! and to AWS what it means to us.
use std::fmt::{Debug, Display};
use std::str::FromStr;

use jiff::Timestamp;
use local::aws::identity::policy::Document;
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::adapters::S3Addressing;
use shared::domain::{
    AccountId, BucketName, EndpointUrl, ExternalId, IntegrationId, IntegrationName, InvalidLocator,
    KmsKeyArn, Locator, ObjectKey, OrganizationId, Partition, Prefix, Region, RoleArn, Settings,
    VersionId,
};
use shared::policy::{TRUST_POLICY_CHARACTERS, trust_policy};
use shared::ports::BucketAddressing;
use shared::presign::{HeaderText, LimitedBy, ObjectSigner, ResponseOverrides, Validity};
use shared::sigv4::{BucketAddress, SessionCredentials, SigningKeys};

use super::functions::configuration;
use super::memory;

/// What a refusal says, and the longest locator that it may propose.
const LONGEST_REASON: usize = 300 + 63 + 2 * 1024;

/// The value that a text stands for, after it was written and read again, as text and as JSON.
fn read<T>(text: &str) -> Option<T>
where
    T: FromStr<Err: Display> + Display + Debug + PartialEq + Serialize + DeserializeOwned,
{
    let value: T = match text.parse() {
        Ok(value) => value,
        Err(reason) => {
            let reason = reason.to_string();
            assert!((1..LONGEST_REASON).contains(&reason.len()), "{reason}");
            return None;
        }
    };
    assert_eq!(value.to_string().parse().ok().as_ref(), Some(&value));
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
    Some(value)
}

/// A text that is written exactly as it is read.
fn read_verbatim<T>(bytes: &[u8]) -> Option<T>
where
    T: FromStr<Err: Display> + Display + Debug + PartialEq + Serialize + DeserializeOwned,
{
    let text = str::from_utf8(bytes).ok()?;
    let value: T = read(text)?;
    assert_eq!(value.to_string(), text);
    Some(value)
}

/// Locators: the presigned URL names their bucket and key, and no browser reads it otherwise.
pub(crate) fn locator(bytes: &[u8]) {
    let Some(locator) = read_verbatim::<Locator>(bytes) else {
        return proposal(bytes);
    };
    let url = presigned(&locator, &address(&settings(), locator.bucket()));
    let browser = Url::parse(&url).unwrap();
    assert_eq!(browser.as_str(), url);
    let key = browser.path().split_once('/').unwrap().1;
    // A bucket with dots is no host below S3's: it begins the path.
    let is_in_path = locator.bucket().as_str().contains('.');
    let key = if is_in_path {
        key.split_once('/').unwrap().1
    } else {
        key
    };
    assert_eq!(decoded(key), locator.key().as_str());
    let version = browser.query_pairs().find(|(name, _)| name == "versionId");
    assert_eq!(
        version.map(|(_, id)| id.into_owned()),
        locator.version_id().map(ToString::to_string)
    );
}

/// What is proposed for a pasted URL or ARN is a locator.
fn proposal(bytes: &[u8]) {
    let parsed = str::from_utf8(bytes).map(str::parse::<Locator>);
    if let Ok(Err(InvalidLocator::Pasted(locator))) = parsed {
        self::locator(locator.to_string().as_bytes());
        assert!(read::<Locator>(&locator.to_string()).is_some());
    }
}

/// Bucket names: Amazon S3 reaches each below a host of the region, under its own name.
pub(crate) fn bucket_name(bytes: &[u8]) {
    let Some(bucket) = read_verbatim::<BucketName>(bytes) else {
        return;
    };
    for region in ["us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"] {
        let region: Region = region.parse().unwrap();
        let service = format!("s3.{region}.{}", region.partition().dns_suffix());
        let address = address(
            &Settings {
                region,
                ..settings()
            },
            &bucket,
        );
        let virtual_host = address.host() == format!("{bucket}.{service}");
        let path_style = address.base_path() == format!("/{bucket}");
        let by_path = path_style && address.host() == service;
        assert!(
            by_path || (virtual_host && address.base_path().is_empty()),
            "{address:?}"
        );
    }
}

/// Endpoint URLs: a browser reads the same origin and path, and buckets stay below them.
pub(crate) fn endpoint_url(bytes: &[u8]) {
    let Some(url) = str::from_utf8(bytes).ok().and_then(read::<EndpointUrl>) else {
        return;
    };
    let Ok(browser) = Url::parse(url.as_str()) else {
        return assert!(url.as_str().contains("xn--"), "{url}");
    };
    assert_eq!(browser.as_str().trim_end_matches('/'), url.as_str());
    let bucket = "my-bucket".parse().unwrap();
    for force_path_style in [false, true] {
        let endpoint_url = Some(url.clone());
        let settings = Settings {
            endpoint_url,
            force_path_style,
            ..settings()
        };
        let address = address(&settings, &bucket);
        let (_, below) = url.as_str().split_once("://").unwrap();
        let (host, path) = below.split_once('/').unwrap_or((below, ""));
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("/{path}")
        };
        let by_path = address.host() == host && address.base_path() == format!("{path}/my-bucket");
        let by_host = address.host() == format!("my-bucket.{host}") && address.base_path() == path;
        assert!(by_path || (by_host && !force_path_style), "{address:?}");
    }
}

/// Role ARNs: the parts make the whole, within the lengths of IAM.
pub(crate) fn role_arn(bytes: &[u8]) {
    let Some(arn) = read_verbatim::<RoleArn>(bytes) else {
        return;
    };
    let (partition, account) = (arn.partition(), arn.account());
    let (path, name) = (arn.path(), arn.name());
    assert_eq!(
        arn.to_string(),
        format!("arn:{partition}:iam::{account}:role{path}{name}")
    );
    assert!((20..=2048).contains(&bytes.len()) && bytes.is_ascii());
    assert!(path.starts_with('/') && path.ends_with('/') && !name.contains('/'));
}

/// KMS key ARNs: the region is one, of the ARN's partition, and nothing is a pattern.
pub(crate) fn kms_key_arn(bytes: &[u8]) {
    let Some(arn) = read_verbatim::<KmsKeyArn>(bytes) else {
        return;
    };
    let region: Region = arn.region().parse().unwrap();
    assert!(arn.is_in(region.partition()));
    assert!(!bytes.iter().any(|byte| b"*?$\"\\".contains(byte)));
}

/// Every other text: keys, prefixes, names, ids, regions.
pub(crate) fn name(bytes: &[u8]) {
    read_verbatim::<AccountId>(bytes);
    read_verbatim::<ExternalId>(bytes);
    read_verbatim::<HeaderText>(bytes);
    read_verbatim::<IntegrationId>(bytes);
    read_verbatim::<IntegrationName>(bytes);
    read_verbatim::<OrganizationId>(bytes);
    read_verbatim::<Partition>(bytes);
    read_verbatim::<Prefix>(bytes);
    read_verbatim::<VersionId>(bytes);
    if let Some(region) = read_verbatim::<Region>(bytes) {
        assert!(Partition::ALL.contains(&region.partition()));
    }
    if let Some(key) = read_verbatim::<ObjectKey>(bytes) {
        let halves = (0..bytes.len()).filter_map(|at| bytes.split_at_checked(at));
        let heads = halves.filter_map(|(head, _)| read_verbatim::<Prefix>(head));
        heads.for_each(|head| assert!(head.covers(&key)));
    }
}

/// Origins, as an operator sets them: what a browser sends in `Origin`, and never a pattern.
pub(crate) fn origin(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    for origin in configuration(text, "")
        .into_iter()
        .flat_map(|read| read.console_origins)
    {
        match Url::parse(&origin) {
            Ok(browser) => assert_eq!(browser.origin().ascii_serialization(), origin),
            Err(_) => assert!(origin.contains("xn--"), "{origin}"),
        }
        assert!(!origin.contains('*'));
    }
}

/// Patterns of principals, as an operator sets them: every trust policy made from them names the
/// own account, and fits.
pub(crate) fn principal_arn(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let Some(configuration) = configuration("https://app.example.com", text) else {
        return;
    };
    for pattern in &configuration.platform.principal_arns {
        assert_eq!(pattern.split(':').nth(4), Some("123456789012"));
    }
    let document = trust_policy(&configuration.platform, &ExternalId::from_random(7));
    assert!(document.characters() <= TRUST_POLICY_CHARACTERS);
    Document::parse_trust_policy(&document.to_pretty_json()).unwrap();
}

fn settings() -> Settings {
    memory::integrations().swap_remove(0).settings
}

fn address(settings: &Settings, bucket: &BucketName) -> BucketAddress {
    S3Addressing::default().address(settings, bucket).unwrap()
}

fn presigned(locator: &Locator, address: &BucketAddress) -> String {
    let at = Timestamp::UNIX_EPOCH;
    let session = SessionCredentials {
        access_key_id: "ASIAEXAMPLE".into(),
        secret_access_key: "secret".into(),
        session_token: "token/+=".into(),
        starts_at: at,
        expires_at: at,
        signing_keys: SigningKeys::default(),
    };
    let validity = Validity {
        signed_at: at,
        expires_in: 900,
        expires_at: at,
        limited_by: LimitedBy::Requested,
    };
    let overrides = ResponseOverrides::default();
    ObjectSigner::new(address, &session, &validity, &overrides, true).url(locator)
}

/// What percent-encoding stands for.
fn decoded(text: &str) -> String {
    let pair = Url::parse(&format!("x:?{}", text.replace('+', "%2B"))).unwrap();
    pair.query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect()
}
