//! The main job, seen: from a private bucket to a picture, in a dozen lines; and what is refused.
use anstream::println;
use anyhow::{Context, Result, ensure};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts::error::ProvideErrorMetadata;
use owo_colors::OwoColorize;
use serde_json::{Value, json};
use shared::adapters::SdkConfig;

use crate::api::{Answer, Api, http};
use crate::connection::REGION;
use crate::customer::{BUCKET, OTHER_BUCKET, OTHER_KEY, create_role, fill_buckets, s3};
use crate::pictures::pictures;
use crate::platform::execution_config;
use crate::stack::Stack;

/// The name of the journey's integration.
const NAME: &str = "Sample images";

/// The picture that the journey looks at.
const LOCATOR: &str = "s3://sample-images/sunrise.png";

/// Walks the journey, and tells it.
///
/// # Errors
/// When anything is otherwise than it should be.
pub async fn walk(stack: &Stack) -> Result<()> {
    let api = api(stack)?;
    let customer = stack.aws.connect(&stack.aws.customer).await;

    let count = fill_buckets(&customer, stack).await?;
    step(
        1,
        &format!("A customer keeps {count} pictures in the private bucket {BUCKET}."),
    );

    let integration = create_integration(stack, &api).await?;
    let id = integration["id"].as_str().context("an id")?.to_owned();
    let external_id = integration["external_id"].as_str().unwrap_or_default();
    step(
        2,
        &format!("An administrator adds an integration: {id}, external id {external_id}."),
    );

    let document = async |name: &str| {
        let answer = api
            .get(&format!("/integrations/{id}/policies/{name}"))
            .await;
        answer?.success().map(|answer| answer.text)
    };
    let access_policy = document("access-policy.json").await?;
    let trust_policy = document("trust-policy.json").await?;
    step(
        3,
        "The service renders the access policy and the trust policy.",
    );

    let role = create_role(&customer, "s3-reader", &access_policy, &trust_policy).await?;
    step(
        4,
        &format!("The customer creates a role with exactly these documents: {role}."),
    );

    save_role(stack, &api, &id, &role).await?;
    step(
        5,
        "The administrator saves the role's ARN, and the integration is ready.",
    );

    let presigned = api.get_for("/presign", LOCATOR).await?.success()?;
    let url = presigned.text_at("/presigned_url").to_owned();
    let shown: String = url.chars().take(96).collect();
    step(6, &format!("Anyone of the team presigns {LOCATOR}:"));
    println!("      {}", format!("{shown}…").dimmed());

    let picture = fetch(&url).await.map_err(reqwest::Error::without_url)?;
    let stored = pictures()?.swap_remove(0).1;
    ensure!(
        picture == stored,
        "the picture is another one than was stored"
    );
    let size = picture.len();
    step(
        7,
        &format!("A browser fetches it: {size} bytes, the very ones that were stored."),
    );

    println!("\n  And what must not work does not:");
    refused(stack, &api, &role, &integration).await
}

/// An administrator of the organisation `acme`.
fn api(stack: &Stack) -> Result<Api> {
    let token = stack.gateway.tokens().token("acme", "ada", &["admin"]);
    Api::new(stack.gateway.url(), token)
}

/// Creates the draft; with kept data it may be there already.
async fn create_integration(stack: &Stack, api: &Api) -> Result<Value> {
    let list = api.get("/integrations").await?.success()?;
    let kept = list.json["integrations"].as_array().into_iter().flatten();
    if let Some(kept) = kept.into_iter().find(|kept| kept["name"] == NAME) {
        return Ok(kept.clone());
    }
    let draft = json!({
        "name": NAME,
        "scope": {"type": "bucket", "bucket": BUCKET},
        "region": REGION,
        "endpoint_url": stack.aws.s3_endpoint_url,
        "force_path_style": true,
        "file_versioning": true,
        "browsing": true,
    });
    Ok(api.post("/integrations", &draft).await?.success()?.json)
}

/// Replaces the integration by itself with the role, as a console does that edits one field.
async fn save_role(stack: &Stack, api: &Api, id: &str, role: &str) -> Result<()> {
    let path = format!("/integrations/{id}");
    let current = api.get(&path).await?.success()?;
    let etag = current.header("etag").to_owned();
    let mut settings = current.json;
    let made_by_the_service = [
        "id",
        "status",
        "external_id",
        "last_verification",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "version",
    ];
    let fields = settings.as_object_mut().context("an integration")?;
    fields.retain(|name, _| !made_by_the_service.contains(&name.as_str()));
    settings["role_arn"] = role.into();
    // With kept data the embedded AWS may have another port than before.
    settings["endpoint_url"] = json!(stack.aws.s3_endpoint_url);
    let saved = api.put(&path, &etag, &settings).await?.success()?;
    ensure!(
        saved.text_at("/status") == "ready",
        "the integration is not ready"
    );
    Ok(())
}

async fn refused(stack: &Stack, api: &Api, role: &str, integration: &Value) -> Result<()> {
    let platform = execution_config(&stack.aws, "presign").await;
    let assume = aws_sdk_sts::Client::new(&platform).assume_role();
    let assume = assume.role_arn(role).role_session_name("journey");
    let without = assume.clone().send().await.err();
    let without = without.as_ref().and_then(ProvideErrorMetadata::code);
    refusal("the role without the external id", without, "AccessDenied")?;

    let external_id = integration["external_id"].as_str().unwrap_or_default();
    let session = assume.external_id(external_id).send().await?;
    let session = session.credentials.context("credentials")?;
    let outside = as_session(platform, session).get_object();
    let outside = outside
        .bucket(OTHER_BUCKET)
        .key(OTHER_KEY)
        .send()
        .await
        .err();
    let outside = outside.as_ref().and_then(ProvideErrorMetadata::code);
    refusal("another bucket of the customer", outside, "AccessDenied")?;

    let presigned = api.get_for("/presign", LOCATOR).await?.success()?;
    let tampered = presigned
        .text_at("/presigned_url")
        .replace("sunrise", "rings");
    let tampered = Answer::of(http()?.get(tampered)).await?;
    let tampered = Some(tampered.s3_code());
    refusal(
        "the same URL for another picture",
        tampered,
        "SignatureDoesNotMatch",
    )?;

    let stranger = stack.gateway.tokens().token("globex", "eve", &["admin"]);
    let stranger = Api::new(stack.gateway.url(), stranger)?;
    let stranger = stranger.get_for("/presign", LOCATOR).await?;
    refusal(
        "another organisation",
        Some(stranger.text_at("/code")),
        "no_integration",
    )
}

/// An S3 client that signs with a session's credentials.
fn as_session(config: SdkConfig, session: aws_sdk_sts::types::Credentials) -> aws_sdk_s3::Client {
    let token = Some(session.session_token);
    let (id, secret) = (session.access_key_id, session.secret_access_key);
    let credentials = Credentials::new(id, secret, token, None, "journey");
    let credentials = SharedCredentialsProvider::new(credentials);
    s3(&config
        .into_builder()
        .credentials_provider(credentials)
        .build())
}

async fn fetch(url: &str) -> reqwest::Result<Vec<u8>> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let answer = client.get(url).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.into())
}

fn step(number: u8, text: &str) {
    println!("  {} {text}", format!("{number}.").bold());
}

/// Tells a refusal, if it was refused for the reason expected.
fn refusal(what: &str, code: Option<&str>, expected: &str) -> Result<()> {
    ensure!(
        code == Some(expected),
        "{what}: {code:?} instead of {expected}"
    );
    println!("   {} {what:<36} {}", "✗".red(), expected.dimmed());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::versions;
    use crate::stack::StackOptions;

    async fn run(data: &std::path::Path) -> usize {
        let data = Some(data.to_owned());
        let options = StackOptions {
            data,
            ..StackOptions::default()
        };
        let stack = Stack::start(options).await.unwrap();
        Box::pin(walk(&stack)).await.unwrap();
        let customer = stack.aws.connect(&stack.aws.customer).await;
        let versions = versions(&customer).await.unwrap();
        stack.shutdown().await;
        versions
    }

    #[tokio::test]
    async fn the_journey_can_be_walked_again_with_what_was_kept_on_other_ports() {
        let data = tempfile::tempdir().unwrap();
        let first = run(data.path()).await;
        assert_eq!(first, pictures().unwrap().len() + 1);
        assert_eq!(run(data.path()).await, first);
    }
}
