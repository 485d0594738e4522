//! AWS's own Python signer presigns the same objects with the same credentials: both URLs reach the
//! same bytes.
use std::io::Write;
use std::process::{Command, Stdio};

use jiff::SignedDuration;
use local::connection::REGION;
use local::platform::execution_config;
use serde_json::{Value, json};
use shared::adapters::{S3Addressing, StsRoleAssumer};
use shared::domain::{Locator, Settings};
use shared::ports::{AssumeRole, BucketAddressing, RoleAssumer};
use shared::presign::{LimitedBy, ObjectSigner, ResponseOverrides, Validity};
use shared::sigv4::SessionCredentials;

use super::keys::{every_key, is_reachable};
use crate::world::{Bucket, Integration, Organization, fetch, world};

/// A session of the role of an integration, as the service has it.
async fn session(integration: &Integration) -> SessionCredentials {
    let function = execution_config(&world().aws, "presign").await;
    let read = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
    });
    let request = AssumeRole {
        role_arn: &integration.role_arn().parse().unwrap(),
        external_id: Some(
            &integration.json["external_id"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap(),
        ),
        role_session_name: "botocore".to_owned(),
        session_policy: read.to_string(),
        duration: SignedDuration::from_hours(1),
    };
    StsRoleAssumer::new(&function)
        .assume_role(request)
        .await
        .unwrap()
}

#[expect(clippy::disallowed_methods, reason = "only here is Python needed")]
fn python() -> String {
    std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// What botocore signs.
fn presigned_by_botocore(credentials: &SessionCredentials, objects: &[Value]) -> Vec<String> {
    let asked = json!({
        "region": REGION,
        "endpoint_url": world().aws.s3_endpoint_url,
        "access_key_id": credentials.access_key_id,
        "secret_access_key": credentials.secret_access_key,
        "session_token": credentials.session_token,
        "objects": objects,
    });
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/journeys/presign_by_botocore.py"
    );
    let mut python = Command::new(python())
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    input.write_all(asked.to_string().as_bytes()).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "PYTHON is one with botocore");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The locators to sign: every key, and a version; each with what botocore calls it.
async fn objects(bucket: &Bucket) -> Vec<(Locator, Value)> {
    let mut objects = vec![];
    for key in every_key().into_iter().filter(|key| is_reachable(key)) {
        let old = bucket.put(&key, b"old").await.unwrap();
        bucket.put(&key, key.as_bytes()).await;
        for version in [None, Some(old)] {
            let mut parameters = json!({"Bucket": bucket.name, "Key": key});
            if let Some(version) = &version {
                parameters["VersionId"] = json!(version);
            }
            let (bucket, key) = (bucket.name.parse().unwrap(), key.parse().unwrap());
            let version = version.map(|version| version.parse().unwrap());
            objects.push((Locator::new(bucket, key, version).unwrap(), parameters));
        }
    }
    objects
}

#[tokio::test]
#[ignore = "PYTHON has to name a Python with botocore, as .ci/run makes one"]
async fn botocore_and_the_service_sign_for_the_same_bytes() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("signers").await;
    bucket.keep_versions().await;
    let versioned = json!({"file_versioning": true});
    let integration = acme.integration(bucket.scope(), versioned).await;
    let credentials = session(&integration).await;
    let (locators, parameters): (Vec<_>, Vec<_>) = objects(&bucket).await.into_iter().unzip();

    let settings: Settings = serde_json::from_value(integration.json).unwrap();
    let address = S3Addressing::default()
        .address(&settings, locators[0].bucket())
        .unwrap();
    let validity = Validity {
        signed_at: credentials.starts_at,
        expires_in: 900,
        expires_at: credentials.starts_at + SignedDuration::from_secs(900),
        limited_by: LimitedBy::Requested,
    };
    let overrides = ResponseOverrides::default();
    let signer = ObjectSigner::new(&address, &credentials, &validity, &overrides, false);
    let theirs = presigned_by_botocore(&credentials, &parameters);
    assert_eq!(theirs.len(), locators.len());
    for (locator, theirs) in locators.iter().zip(theirs) {
        let ours = signer.url(locator);
        let bytes = fetch(&ours).await.object();
        let stored = match locator.version_id() {
            Some(_) => b"old".as_slice(),
            None => locator.key().as_str().as_bytes(),
        };
        assert_eq!(bytes, stored, "{locator}");
        assert_eq!(fetch(&theirs).await.object(), bytes, "{locator}");
    }
}
