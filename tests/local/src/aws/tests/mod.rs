//! The embedded AWS as the SDKs see it, over HTTP.
mod dynamodb;
mod iam;
mod policy_versions;
mod sts;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_sts::{
    error::{ProvideErrorMetadata, SdkError},
    operation::assume_role::AssumeRoleOutput,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{EmbeddedAws, Options};
use crate::clock;

const PLATFORM: &str = "123456789012";
const CUSTOMER: &str = "111122223333";

/// A started AWS whose clock can be moved.
struct World {
    aws: EmbeddedAws,
    ahead: Arc<AtomicI64>,
}

impl World {
    async fn start() -> Self {
        let ahead = Arc::new(AtomicI64::new(0));
        let (seconds, system) = (ahead.clone(), clock::system());
        let clock: clock::Clock =
            Arc::new(move || system() + SignedDuration::from_secs(seconds.load(Ordering::Relaxed)));
        let aws = EmbeddedAws::start(Options {
            port: 0,
            data: None,
            clock,
        })
        .await
        .unwrap();
        Self { aws, ahead }
    }

    fn pass(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    fn config(&self, credentials: Credentials) -> SdkConfig {
        config(&self.aws, credentials)
    }

    /// An administrator: `platform` or `customer`.
    fn administrator(&self, name: &str) -> SdkConfig {
        self.config(Credentials::from_keys(name, name, None))
    }

    /// Makes a role in the account of the administrator `owner`, and gives its ARN.
    async fn role(
        &self,
        owner: &str,
        name: &str,
        trust_policy: &Value,
        access_policy: &Value,
    ) -> String {
        let iam = aws_sdk_iam::Client::new(&self.administrator(owner));
        let role = iam
            .create_role()
            .role_name(name)
            .path("/app/")
            .assume_role_policy_document(trust_policy.to_string())
            .send()
            .await
            .unwrap();
        iam.put_role_policy()
            .role_name(name)
            .policy_name("access")
            .policy_document(access_policy.to_string())
            .send()
            .await
            .unwrap();
        role.role.unwrap().arn
    }

    /// The platform's execution role, allowed to assume any role. Lambda would assume it; here
    /// the administrator does.
    async fn execution_role(&self, name: &str) -> SdkConfig {
        let trust = trust(&root(PLATFORM), &json!({}));
        let role = self
            .role("platform", name, &trust, &allow("sts:AssumeRole", "*"))
            .await;
        let assumed = aws_sdk_sts::Client::new(&self.administrator("platform"))
            .assume_role()
            .role_arn(role)
            .role_session_name("presign")
            .send()
            .await
            .unwrap();
        self.config(credentials(assumed))
    }
}

fn config(aws: &EmbeddedAws, credentials: Credentials) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .endpoint_url(aws.endpoint_url())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

/// A policy of one statement.
fn allow(action: &str, resource: &str) -> Value {
    let statement = json!({"Effect": "Allow", "Action": action, "Resource": resource});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

/// A trust policy of one statement.
fn trust(principal: &Value, condition: &Value) -> Value {
    let statement = json!({
        "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition
    });
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn root(account: &str) -> Value {
    json!({"AWS": format!("arn:aws:iam::{account}:root")})
}

/// The credentials of an assumed role.
fn credentials(assumed: AssumeRoleOutput) -> Credentials {
    let credentials = assumed.credentials.unwrap();
    Credentials::from_keys(
        credentials.access_key_id,
        credentials.secret_access_key,
        Some(credentials.session_token),
    )
}

/// Status and code of a refusal.
fn refusal<T: std::fmt::Debug, E: ProvideErrorMetadata + std::fmt::Debug>(
    outcome: Result<T, SdkError<E>>,
) -> (u16, String) {
    let error = outcome.expect_err("a refusal");
    let status = error
        .raw_response()
        .map_or(0, |response| response.status().as_u16());
    (status, error.code().unwrap_or_default().to_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let world = World::start().await;
    let answer = crate::api::http()
        .unwrap()
        .post(world.aws.endpoint_url())
        .header("content-type", "application/x-www-form-urlencoded")
        .body("Action=GetCallerIdentity&Version=2011-06-15")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 403);
    let id = answer.headers()["x-amzn-requestid"]
        .to_str()
        .unwrap()
        .to_owned();
    let body = answer.text().await.unwrap();
    assert!(
        body.contains("<Code>MissingAuthenticationToken</Code>"),
        "{body}"
    );
    assert!(
        body.contains(&format!("<RequestId>{id}</RequestId>")),
        "{body}"
    );
}

#[tokio::test]
async fn what_is_kept_in_a_folder_survives() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let data = Some(folder.path().to_owned());
        EmbeddedAws::start(Options {
            port: 0,
            data,
            clock: clock::system(),
        })
    };
    let customer =
        |aws: &EmbeddedAws| config(aws, Credentials::from_keys("customer", "customer", None));

    let aws = start().await.unwrap();
    let iam = aws_sdk_iam::Client::new(&customer(&aws));
    let document = trust(&root(PLATFORM), &json!({})).to_string();
    iam.create_role()
        .role_name("kept")
        .assume_role_policy_document(&document)
        .send()
        .await
        .unwrap();
    let tables = aws_sdk_dynamodb::Client::new(&customer(&aws));
    dynamodb::create_table(&tables).await;
    aws.shutdown().await;

    let aws = start().await.unwrap();
    let role = aws_sdk_iam::Client::new(&customer(&aws))
        .get_role()
        .role_name("kept")
        .send()
        .await
        .unwrap();
    assert_eq!(
        role.role
            .unwrap()
            .assume_role_policy_document
            .map(iam::decoded),
        Some(document)
    );
    let tables = aws_sdk_dynamodb::Client::new(&customer(&aws))
        .list_tables()
        .send()
        .await
        .unwrap();
    assert_eq!(tables.table_names(), ["items"]);
}
