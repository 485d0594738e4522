//! Presigned URLs are those of aws-sdk-s3, byte for byte, whatever the object, the place and the
//! options. `PROPTEST_CASES=20000` makes it a long run.
use std::sync::LazyLock;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use jiff::Timestamp;
use proptest::option;
use proptest::prelude::*;
use tokio::runtime::{self, Runtime};

use super::*;
use crate::domain::Locator;
use crate::presign::{HeaderText, LimitedBy, ObjectSigner, ResponseOverrides, Validity};
use crate::sigv4::{SessionCredentials, SigningKeys};

/// A region of each partition, and one of those that AWS may open tomorrow.
const REGIONS: &str = "us-east-1|ap-southeast-5|cn-north-1|us-gov-west-1|eusc-de-east-1|\
    us-iso-east-1|us-isob-east-1|eu-isoe-west-1|us-isof-south-1|sa-northwest-42|auto";

/// Who signs, when, and for how long.
#[derive(Debug)]
struct Signing {
    session: SessionCredentials,
    validity: Validity,
}

/// Keys of every kind: all of ASCII, what URLs give a meaning to, Unicode composed and decomposed,
/// emoji, nothing but slashes, and the longest.
fn keys() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\\x00-\\x7f]{1,40}",
        "(/|//|a|%2F|%|\\+| |#|\\?|&|=|;|:|@|'|\"|\\\\|\\.|~|soap){1,12}",
        "(é|e\u{301}|ﬀ|ß|🦀|👩‍👩‍👧|\u{202e}|\u{feff}|\u{fffd}|/){1,12}",
        "\\PC{1,40}",
        "/{1,5}[a-z/]{0,10}/{0,3}",
        "[ -~é🦀]{8}".prop_map(|pattern| longest(&pattern)),
    ]
}

/// `pattern`, over and over, as long as a key may be.
fn longest(pattern: &str) -> String {
    let mut key = pattern.repeat(1024 / pattern.len() + 1);
    let fits = (0..=1024).rev().find(|&at| key.is_char_boundary(at));
    key.truncate(fits.unwrap());
    key
}

fn buckets() -> impl Strategy<Value = String> {
    "[a-z0-9][a-z0-9-]{1,30}[a-z0-9]|[a-z0-9]{2,9}(\\.[a-z0-9-]{1,9}){1,3}|[a-z0-9-]{63}|\
     [a-z0-9]{56}(--op-s3|-s3-ali|--x--s3)"
}

fn locators() -> impl Strategy<Value = Locator> {
    let version_ids = option::of("[A-Za-z0-9._~-]{1,32}|null");
    (buckets(), keys(), version_ids).prop_filter_map("no locator", |(bucket, key, version_id)| {
        // The SDK takes a key of nothing but white space for a missing one; S3 does not.
        let key = Some(key).filter(|key| !key.trim().is_empty())?;
        let version_id = version_id.map(|id| id.parse().unwrap());
        Locator::new(bucket.parse().ok()?, key.parse().ok()?, version_id).ok()
    })
}

fn endpoint_urls() -> impl Strategy<Value = String> {
    "https?://(localhost|127\\.0\\.0\\.1|\\[::1\\]|minio_1|s3\\.example\\.com|[a-z][a-z0-9-]{0,9}\\.test)\
     (:[1-9][0-9]{0,3})?(/[A-Za-z0-9_~-]{1,9}){0,2}"
}

fn overrides() -> impl Strategy<Value = ResponseOverrides> {
    let header = || option::of("[!-~]([ -~]{0,30}[!-~])?");
    (header(), header(), header()).prop_map(|(content_type, content_disposition, cache_control)| {
        let text = |text: Option<String>| text.map(|text| text.parse::<HeaderText>().unwrap());
        ResponseOverrides {
            content_type: text(content_type),
            content_disposition: text(content_disposition),
            cache_control: text(cache_control),
        }
    })
}

fn signings() -> impl Strategy<Value = Signing> {
    let seconds = 0_i64..4_000_000_000;
    let (tokens, expires_in) = ("[A-Za-z0-9+/=]{64}", 1_i64..=604_800);
    (tokens, 400..=4096_usize, seconds, expires_in).prop_map(
        |(token, length, second, expires_in)| {
            let at = Timestamp::from_second(second).unwrap();
            Signing {
                session: SessionCredentials {
                    access_key_id: "ASIAEXAMPLE".into(),
                    secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
                    session_token: token.chars().cycle().take(length).collect(),
                    starts_at: at,
                    expires_at: at,
                    signing_keys: SigningKeys::default(),
                },
                validity: Validity {
                    signed_at: at,
                    expires_in,
                    expires_at: at,
                    limited_by: LimitedBy::Requested,
                },
            }
        },
    )
}

/// The client that AWS's documentation would have one make for these settings.
fn sdk(settings: &Settings, session: &SessionCredentials) -> Client {
    let credentials = Credentials::new(
        &session.access_key_id,
        &session.secret_access_key,
        Some(session.session_token.clone()),
        None,
        "test",
    );
    let endpoint_url = settings.endpoint_url.as_ref().map(|url| format!("{url}/"));
    let mut config = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.to_string()))
        .credentials_provider(credentials)
        .force_path_style(settings.force_path_style);
    config.set_endpoint_url(endpoint_url);
    Client::from_conf(config.build())
}

/// The same object presigned by aws-sdk-s3.
async fn by_the_sdk(
    settings: &Settings,
    locator: &Locator,
    signing: &Signing,
    overrides: &ResponseOverrides,
) -> String {
    let Validity {
        signed_at,
        expires_in,
        ..
    } = signing.validity;
    let presigning = PresigningConfig::builder()
        .start_time(signed_at.into())
        .expires_in(Duration::from_secs(expires_in.unsigned_abs()))
        .build();
    let text = |text: &Option<HeaderText>| text.as_ref().map(ToString::to_string);
    let get = sdk(settings, &signing.session)
        .get_object()
        .bucket(locator.bucket().as_str())
        .key(locator.key().as_str())
        .set_version_id(locator.version_id().map(ToString::to_string))
        .set_response_content_type(text(&overrides.content_type))
        .set_response_content_disposition(text(&overrides.content_disposition))
        .set_response_cache_control(text(&overrides.cache_control))
        .customize();
    // The SDK's own `request_payer` is a header, which no `<img>` sends.
    let get = if settings.requester_pays {
        get.mutate_request(pay)
    } else {
        get
    };
    let presigned = get.presigned(presigning.unwrap()).await;
    presigned.unwrap().uri().to_owned()
}

fn pay(request: &mut HttpRequest) {
    let uri = format!("{}&x-amz-request-payer=requester", request.uri());
    request.set_uri(uri).unwrap();
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap()
});

proptest! {
    #[test]
    fn urls_are_the_sdks_byte_for_byte(
        locator in locators(),
        (region, endpoint_url) in (REGIONS, option::of(endpoint_urls())),
        (force_path_style, requester_pays) in any::<(bool, bool)>(),
        overrides in overrides(),
        signing in signings(),
    ) {
        let settings = Settings {
            requester_pays,
            ..settings(&region, endpoint_url.as_deref(), force_path_style)
        };
        let address = S3Addressing::default().address(&settings, locator.bucket()).unwrap();
        let Signing { session, validity } = &signing;
        let signer = ObjectSigner::new(&address, session, validity, &overrides, requester_pays);
        let ours = signer.url(&locator);
        let theirs = RUNTIME.block_on(by_the_sdk(&settings, &locator, &signing, &overrides));
        prop_assert_eq!(&ours, &theirs);
        // Whoever writes a URL into JSON rests on it.
        prop_assert_eq!(serde_json::to_string(&ours).unwrap().len(), ours.len() + 2);
    }
}
