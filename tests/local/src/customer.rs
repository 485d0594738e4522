//! The customer's side of the journey: what an administrator does in the AWS console.
use anyhow::{Context, Result};
use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_s3::types::{
    BucketVersioningStatus, CorsConfiguration, CorsRule, VersioningConfiguration,
};
use shared::adapters::SdkConfig;

use crate::pictures::{before_sunrise, pictures};
use crate::stack::Stack;

/// The bucket with the pictures.
pub const BUCKET: &str = "sample-images";

/// A bucket that no integration names, and what is in it.
pub const OTHER_BUCKET: &str = "private-letters";
/// The key of its one object.
pub const OTHER_KEY: &str = "letter.txt";

/// A client for path-style addresses, which every S3 has.
#[must_use]
pub fn s3(config: &SdkConfig) -> aws_sdk_s3::Client {
    let path_style = aws_sdk_s3::config::Builder::from(config).force_path_style(true);
    aws_sdk_s3::Client::from_conf(path_style.build())
}

/// Makes the private, versioned bucket with the pictures and the CORS rules, and another one beside
/// it; what is there already, from a run before, is left alone. Returns how many pictures there are.
///
/// # Errors
/// What S3 answers.
pub async fn fill_buckets(config: &SdkConfig, stack: &Stack) -> Result<usize> {
    let s3 = s3(config);
    let pictures = pictures()?;
    let count = pictures.len();
    if s3.head_bucket().bucket(OTHER_BUCKET).send().await.is_ok() {
        return Ok(count);
    }
    let bucket = s3.create_bucket().bucket(BUCKET).send().await;
    bucket.context("creating the bucket")?;
    let enabled = VersioningConfiguration::builder();
    let enabled = enabled.status(BucketVersioningStatus::Enabled).build();
    let versioning = s3.put_bucket_versioning().bucket(BUCKET);
    versioning.versioning_configuration(enabled).send().await?;
    allow_cors(&s3, &stack.gateway.url()).await?;
    put(&s3, pictures[0].0, before_sunrise()?).await?;
    for (key, bytes) in pictures {
        put(&s3, key, bytes).await?;
    }
    // Last, for it tells the next run that all is there.
    s3.create_bucket().bucket(OTHER_BUCKET).send().await?;
    let letter = s3.put_object().bucket(OTHER_BUCKET).key(OTHER_KEY);
    letter.body(b"Dear Ada".to_vec().into()).send().await?;
    Ok(count)
}

/// How many versions of objects the bucket with the pictures holds.
#[cfg(test)]
pub(crate) async fn versions(config: &SdkConfig) -> Result<usize> {
    let list = s3(config)
        .list_object_versions()
        .bucket(BUCKET)
        .send()
        .await?;
    Ok(list.versions().len())
}

async fn put(s3: &aws_sdk_s3::Client, key: &str, bytes: Vec<u8>) -> Result<()> {
    let object = s3.put_object().bucket(BUCKET).key(key);
    let object = object.content_type("image/png").body(bytes.into());
    object.send().await?;
    Ok(())
}

async fn allow_cors(s3: &aws_sdk_s3::Client, origin: &str) -> Result<()> {
    let rule = CorsRule::builder()
        .allowed_headers("*")
        .allowed_methods("GET")
        .allowed_methods("HEAD")
        .allowed_origins(origin)
        .expose_headers("ETag")
        .expose_headers("Content-Range")
        .build()?;
    let cors = CorsConfiguration::builder().cors_rules(rule).build()?;
    let put = s3.put_bucket_cors().bucket(BUCKET);
    put.cors_configuration(cors).send().await?;
    Ok(())
}

/// Creates a role with exactly these documents, as steps 2 and 3 of the product's page say, and
/// returns its ARN. A role that exists gets the documents anew.
///
/// # Errors
/// What IAM answers.
pub async fn create_role(
    config: &SdkConfig,
    name: &str,
    access_policy: &str,
    trust_policy: &str,
) -> Result<String> {
    let iam = aws_sdk_iam::Client::new(config);
    let create = iam.create_role().role_name(name);
    match create
        .assume_role_policy_document(trust_policy)
        .send()
        .await
    {
        Err(error) if error.code() == Some("EntityAlreadyExists") => {
            let update = iam.update_assume_role_policy().role_name(name);
            update.policy_document(trust_policy).send().await?;
        }
        created => {
            created.context("creating the role")?;
        }
    }
    iam.put_role_policy()
        .role_name(name)
        .policy_name("s3-integration")
        .policy_document(access_policy)
        .send()
        .await
        .context("attaching the access policy")?;
    let role = iam.get_role().role_name(name).send().await?;
    Ok(role.role.context("the role that was just created")?.arn)
}
