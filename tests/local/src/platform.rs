//! What CloudFormation makes of `template.yaml` on AWS: the table, and a role for each function.
use std::time::Duration;

use anyhow::{Context, Result};
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_iam::error::ProvideErrorMetadata;
use serde_json::{Value, json};
use shared::adapters::{SdkConfig, dynamodb};

use crate::connection::{Aws, REGION};
use crate::service::FUNCTIONS;

/// The table of integrations.
pub const TABLE: &str = "s3-integrations";

/// Makes the table and the functions' roles, where they do not exist yet.
///
/// # Errors
/// What AWS answers.
pub async fn set_up(aws: &Aws) -> Result<()> {
    let config = aws.connect(&aws.platform).await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let table = dynamodb::create_table(&client, TABLE).await;
    table.context("creating the table")?;
    let iam = aws_sdk_iam::Client::new(&config);
    for function in FUNCTIONS {
        create_role(&iam, aws, function.name).await?;
    }
    Ok(())
}

/// The configuration that a function runs with: credentials of a session of its own role, renewed
/// as Lambda renews them. Assuming a customer's role from it is role chaining, as on AWS.
pub async fn execution_config(aws: &Aws, function: &str) -> SdkConfig {
    let config = aws.connect(&aws.platform).await;
    let role = format!(
        "arn:aws:iam::{}:role/s3-integrations/{function}",
        aws.platform.id
    );
    let session = AssumeRoleProvider::builder(role)
        .session_name(function)
        .session_length(Duration::from_hours(1))
        .configure(&config)
        .build()
        .await;
    let session = SharedCredentialsProvider::new(session);
    config.into_builder().credentials_provider(session).build()
}

async fn create_role(iam: &aws_sdk_iam::Client, aws: &Aws, function: &str) -> Result<()> {
    let account = &aws.platform.id;
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
            "Action": "sts:AssumeRole",
        }],
    });
    let create = iam
        .create_role()
        .role_name(function)
        .path("/s3-integrations/")
        .assume_role_policy_document(trust.to_string());
    if let Err(error) = create.send().await
        && error.code() != Some("EntityAlreadyExists")
    {
        return Err(error).context(format!("creating the role of {function}"));
    }
    iam.put_role_policy()
        .role_name(function)
        .policy_name("permissions")
        .policy_document(permissions(account, function).to_string())
        .send()
        .await
        .with_context(|| format!("giving {function} its permissions"))?;
    Ok(())
}

/// What a function may do, as `template.yaml` has it; a test compares them.
#[must_use]
pub fn permissions(account: &str, function: &str) -> Value {
    let table = format!("arn:aws:dynamodb:{REGION}:{account}:table/{TABLE}");
    let allow = |actions: &[&str], resource: &str| json!({"Effect": "Allow", "Action": actions, "Resource": resource});
    let own_roles = format!("arn:aws:iam::{account}:role/*");
    let statements = match function {
        "integrations" => vec![allow(
            &[
                "dynamodb:GetItem",
                "dynamodb:Query",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
                "dynamodb:DeleteItem",
            ],
            &table,
        )],
        "policies" => vec![allow(&["dynamodb:GetItem"], &table)],
        "presign" => vec![
            allow(&["dynamodb:Query"], &table),
            allow(&["sts:AssumeRole"], "arn:aws:iam::*:role/*"),
            json!({"Effect": "Deny", "Action": ["sts:AssumeRole"], "Resource": own_roles}),
        ],
        "verify" => vec![
            allow(&["dynamodb:GetItem"], &table),
            allow(&["sts:AssumeRole"], "arn:aws:iam::*:role/*"),
            json!({"Effect": "Deny", "Action": ["sts:AssumeRole"], "Resource": own_roles}),
        ],
        _ => vec![],
    };
    json!({"Version": "2012-10-17", "Statement": statements})
}
