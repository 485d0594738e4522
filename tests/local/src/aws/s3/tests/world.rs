//! A running S3, and the clients that talk to it.
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use aws_sdk_s3::{Client, Config};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::people::People;
use crate::aws::s3::store::Store;
use crate::aws::s3::{Clock, service};

/// S3 on a port of its own, with one bucket, `pictures`, of the account of `owner`.
pub(super) struct World {
    pub(super) address: SocketAddr,
    pub(super) people: Arc<People>,
    pub(super) folder: TempDir,
    seconds_ahead: Arc<AtomicI64>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl World {
    pub(super) async fn start() -> Self {
        let world = Self::open(TempDir::new().unwrap()).await;
        world
            .owner()
            .create_bucket()
            .bucket("pictures")
            .send()
            .await
            .unwrap();
        world
    }

    pub(super) async fn open(folder: TempDir) -> Self {
        let store = Arc::new(Store::open(folder.path()).unwrap());
        let people = Arc::new(People::default());
        let seconds_ahead = Arc::new(AtomicI64::new(0));
        let app = service(store, people.clone(), clock(Arc::clone(&seconds_ahead)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            address,
            people,
            folder,
            seconds_ahead,
            server,
        }
    }

    /// Stops the server and gives back what it leaves.
    pub(super) fn stop(mut self) -> TempDir {
        self.server.abort();
        let folder = TempDir::new().unwrap();
        std::mem::replace(&mut self.folder, folder)
    }

    /// Moves the service's clock ahead of everyone's.
    pub(super) fn pass(&self, seconds: i64) {
        self.seconds_ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(super) fn owner(&self) -> Client {
        self.client("owner", None, "us-east-1")
    }

    pub(super) fn client(&self, key: &str, token: Option<&str>, region: &str) -> Client {
        let http = aws_smithy_http_client::Builder::new().build_http();
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http)
            .retry_config(RetryConfig::disabled())
            .region(Region::new(region.to_owned()))
            .endpoint_url(format!("http://localhost:{}", self.address.port()))
            .credentials_provider(Credentials::new(
                key,
                key,
                token.map(str::to_owned),
                None,
                "test",
            ))
            .force_path_style(true);
        Client::from_conf(config.build())
    }

    pub(super) async fn put(&self, key: &str, body: &'static [u8]) -> Option<String> {
        let body = ByteStream::from_static(body);
        let put = self
            .owner()
            .put_object()
            .bucket("pictures")
            .key(key)
            .body(body);
        put.send().await.unwrap().version_id
    }

    pub(super) async fn set_versioning(&self, status: BucketVersioningStatus) {
        let versioning = VersioningConfiguration::builder().status(status).build();
        let put = self.owner().put_bucket_versioning().bucket("pictures");
        put.versioning_configuration(versioning)
            .send()
            .await
            .unwrap();
    }

    pub(super) async fn presign(&self, client: &Client, key: &str) -> PresignedRequest {
        client
            .get_object()
            .bucket("pictures")
            .key(key)
            .presigned(for_seconds(900))
            .await
            .unwrap()
    }

    pub(super) async fn get(&self, url: &str) -> reqwest::Response {
        crate::api::http().unwrap().get(url).send().await.unwrap()
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// As on a machine whose clock is ahead.
fn clock(seconds_ahead: Arc<AtomicI64>) -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the SDK signs by this clock")]
    let now = Timestamp::now;
    Arc::new(move || now() + SignedDuration::from_secs(seconds_ahead.load(Ordering::Relaxed)))
}

pub(super) fn for_seconds(seconds: u64) -> PresigningConfig {
    PresigningConfig::expires_in(Duration::from_secs(seconds)).unwrap()
}

/// Status and code of an error answer.
pub(super) fn refusal<E: ProvideErrorMetadata + std::fmt::Debug>(
    error: &SdkError<E>,
) -> (u16, String) {
    let status = error.raw_response().expect("an answer").status().as_u16();
    (status, error.code().unwrap_or_default().to_owned())
}

/// Status and code of an error answer, which must be S3's whole error document.
pub(super) async fn refused(response: reqwest::Response) -> (u16, String) {
    let status = response.status().as_u16();
    let id = response.headers()["x-amz-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let xml = response.text().await.unwrap();
    let element = |name: &str| {
        let (_, rest) = xml
            .split_once(&format!("<{name}>"))
            .unwrap_or_else(|| panic!("{name}: {xml}"));
        rest.split_once(&format!("</{name}>")).unwrap().0.to_owned()
    };
    assert_eq!(element("RequestId"), id);
    assert!(!element("Message").is_empty());
    (status, element("Code"))
}
