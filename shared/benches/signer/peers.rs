//! Everyone who presigns, each in the fastest way that its documentation shows.
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_credential_types::Credentials;
use aws_sdk_s3::config::{BehaviorVersion, Builder, Region};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest,
    SignatureLocation, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use jiff::{SignedDuration, Timestamp};
use object_store::ClientOptions;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use object_store::signer::Signer;
use rusty_s3::{Bucket, S3Action, UrlStyle};
use shared::domain::Locator;
use shared::presign::{LimitedBy, ObjectSigner, ResponseOverrides, Validity};
use shared::sigv4::{BucketAddress, SessionCredentials, SigningKeys};
use tokio::runtime::{Builder as RuntimeBuilder, Runtime};

use crate::work::{ACCESS_KEY_ID, BUCKET, EXPIRES_IN, REGION, SECRET_ACCESS_KEY, session_token};

pub(crate) const HOST: &str = "ml-images-of-a-customer.s3.us-east-1.amazonaws.com";

/// Someone who presigns a GET of an object in the bucket.
pub(crate) trait Peer {
    fn name(&self) -> &'static str;
    fn presign(&self, object: &Locator) -> String;
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

pub(crate) struct Shared(pub(crate) ObjectSigner);

impl Shared {
    pub(crate) fn new() -> Self {
        let address = BucketAddress::new(&format!("https://{HOST}"), REGION).expect("an address");
        let credentials = SessionCredentials {
            access_key_id: ACCESS_KEY_ID.to_owned(),
            secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            session_token: session_token(),
            starts_at: now(),
            expires_at: now() + SignedDuration::from_hours(1),
            signing_keys: SigningKeys::default(),
        };
        let validity = Validity {
            signed_at: now(),
            expires_in: EXPIRES_IN,
            expires_at: now() + SignedDuration::from_secs(EXPIRES_IN),
            limited_by: LimitedBy::Requested,
        };
        let overrides = ResponseOverrides::default();
        Self(ObjectSigner::new(
            &address,
            &credentials,
            &validity,
            &overrides,
            false,
        ))
    }
}

impl Peer for Shared {
    fn name(&self) -> &'static str {
        "shared"
    }

    fn presign(&self, object: &Locator) -> String {
        self.0.url(object)
    }
}

pub(crate) struct RustyS3(Bucket, rusty_s3::Credentials);

impl RustyS3 {
    pub(crate) fn new() -> Self {
        let endpoint = format!("https://s3.{REGION}.amazonaws.com")
            .parse()
            .expect("a URL");
        let bucket = Bucket::new(endpoint, UrlStyle::VirtualHost, BUCKET, REGION);
        let token = session_token();
        let credentials =
            rusty_s3::Credentials::new_with_token(ACCESS_KEY_ID, SECRET_ACCESS_KEY, token);
        Self(bucket.expect("a bucket"), credentials)
    }
}

impl Peer for RustyS3 {
    fn name(&self) -> &'static str {
        "rusty-s3"
    }

    fn presign(&self, object: &Locator) -> String {
        let key = object.key().as_str();
        let action = self.0.get_object(Some(&self.1), key);
        let expires_in = Duration::from_secs(EXPIRES_IN.unsigned_abs());
        action.sign_with_time(expires_in, &now()).into()
    }
}

fn credentials() -> Credentials {
    let token = Some(session_token());
    Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, token, None, "bench")
}

pub(crate) struct AwsSigv4(aws_smithy_runtime_api::client::identity::Identity);

impl AwsSigv4 {
    pub(crate) fn new() -> Self {
        Self(credentials().into())
    }
}

impl Peer for AwsSigv4 {
    fn name(&self) -> &'static str {
        "aws-sigv4"
    }

    fn presign(&self, object: &Locator) -> String {
        let key = object.key().as_str();
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        settings.signature_location = SignatureLocation::QueryParams;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.session_token_mode = SessionTokenMode::Include;
        settings.expires_in = Some(Duration::from_secs(EXPIRES_IN.unsigned_abs()));
        let params = SigningParams::builder()
            .identity(&self.0)
            .region(REGION)
            .name("s3")
            .time(SystemTime::from(now()))
            .settings(settings)
            .build()
            .expect("parameters");
        let mut url = format!("https://{HOST}/{}?x-id=GetObject", key.replace(' ', "%20"));
        let body = SignableBody::UnsignedPayload;
        let request = SignableRequest::new("GET", &url, std::iter::empty(), body);
        let signed = sign(request.expect("a request"), &params.into()).expect("a signature");
        let (instructions, _) = signed.into_parts();
        for (name, value) in instructions.params() {
            url.push('&');
            url.push_str(name);
            url.push('=');
            url.extend(percent_encoding::utf8_percent_encode(
                value,
                percent_encoding::NON_ALPHANUMERIC,
            ));
        }
        url
    }
}

fn runtime() -> Runtime {
    RuntimeBuilder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// To sign, nobody is asked.
#[derive(Debug)]
struct NoHttp;

impl HttpConnector for NoHttp {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Self))
    }
}

#[async_trait]
impl HttpService for NoHttp {
    async fn call(&self, _: HttpRequest) -> Result<HttpResponse, HttpError> {
        Err(HttpError::new(
            HttpErrorKind::Connect,
            std::io::Error::other("no HTTP here"),
        ))
    }
}

pub(crate) struct ObjectStore(AmazonS3, Runtime);

impl ObjectStore {
    pub(crate) fn new() -> Self {
        let store = AmazonS3Builder::new()
            .with_bucket_name(BUCKET)
            .with_region(REGION)
            .with_access_key_id(ACCESS_KEY_ID)
            .with_secret_access_key(SECRET_ACCESS_KEY)
            .with_token(session_token())
            .with_virtual_hosted_style_request(true)
            .with_http_connector(NoHttp)
            .build();
        Self(store.expect("a store"), runtime())
    }
}

impl Peer for ObjectStore {
    fn name(&self) -> &'static str {
        "object_store"
    }

    fn presign(&self, object: &Locator) -> String {
        let key = object.key().as_str();
        let path = object_store::path::Path::from(key);
        let expires_in = Duration::from_secs(EXPIRES_IN.unsigned_abs());
        let url = self.0.signed_url(http::Method::GET, &path, expires_in);
        self.1.block_on(url).expect("a URL").into()
    }
}

pub(crate) struct AwsSdkS3(aws_sdk_s3::Client, Runtime);

impl AwsSdkS3 {
    pub(crate) fn new() -> Self {
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .credentials_provider(credentials())
            .build();
        Self(aws_sdk_s3::Client::from_conf(config), runtime())
    }
}

impl Peer for AwsSdkS3 {
    fn name(&self) -> &'static str {
        "aws-sdk-s3"
    }

    fn presign(&self, object: &Locator) -> String {
        let key = object.key().as_str();
        let presigning = PresigningConfig::builder()
            .start_time(SystemTime::from(now()))
            .expires_in(Duration::from_secs(EXPIRES_IN.unsigned_abs()))
            .build()
            .expect("a configuration");
        let get = self.0.get_object().bucket(BUCKET).key(key);
        let presigned = self.1.block_on(get.presigned(presigning));
        presigned.expect("a URL").uri().to_owned()
    }
}
