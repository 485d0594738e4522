use aws_sdk_s3::types::{
    BucketVersioningStatus, CorsConfiguration, CorsRule, VersioningConfiguration,
};
use serde_json::{Value, json};

use super::{unique, world};

/// The administrator of the account that owns buckets and roles, in the AWS console.
pub(crate) struct Customer {
    s3: aws_sdk_s3::Client,
    iam: aws_sdk_iam::Client,
}

/// A private bucket.
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) s3: aws_sdk_s3::Client,
}

impl Customer {
    pub(crate) async fn sign_in() -> Self {
        let aws = &world().aws;
        let config = aws.connect(&aws.customer).await;
        Self {
            s3: local::customer::s3(&config),
            iam: aws_sdk_iam::Client::new(&config),
        }
    }

    /// Creates a bucket.
    pub(crate) async fn bucket(&self, label: &str) -> Bucket {
        let name = unique(label);
        let create = self.s3.create_bucket().bucket(&name);
        create.send().await.unwrap();
        let s3 = self.s3.clone();
        Bucket { name, s3 }
    }

    /// "Create Policy": a managed policy, whose ARN is returned.
    pub(crate) async fn create_policy(&self, document: &str) -> String {
        let create = self.iam.create_policy().policy_name(unique("read"));
        let created = create.policy_document(document).send().await.unwrap();
        let policy = created.policy.unwrap();
        policy.arn.unwrap()
    }

    /// "Create role", with a custom trust policy and managed policies. Returns the role's ARN.
    pub(crate) async fn create_role(&self, trust_policy: &str, policies: &[String]) -> String {
        let name = unique("reader");
        let create = self.iam.create_role().role_name(&name);
        let create = create.assume_role_policy_document(trust_policy);
        let created = create.send().await.unwrap();
        for policy in policies {
            self.attach(&name, policy).await;
        }
        created.role.unwrap().arn
    }

    /// "Update your existing policy": the role's one managed policy becomes `document`.
    pub(crate) async fn update_policy(&self, role_arn: &str, document: &str) {
        let list = self.iam.list_attached_role_policies();
        let attached = list.role_name(role_name(role_arn)).send().await.unwrap();
        let [policy] = attached.attached_policies() else {
            panic!("{role_arn} has {attached:?}")
        };
        let create = self.iam.create_policy_version().set_as_default(true);
        let create = create.set_policy_arn(policy.policy_arn.clone());
        create.policy_document(document).send().await.unwrap();
    }

    /// Gives a role one more policy.
    pub(crate) async fn grant(&self, role_arn: &str, document: &str) {
        let policy = self.create_policy(document).await;
        self.attach(role_name(role_arn), &policy).await;
    }

    /// Edits whom a role trusts.
    pub(crate) async fn edit_trust(&self, role_arn: &str, trust_policy: &str) {
        let edit = self.iam.update_assume_role_policy();
        let edit = edit.role_name(role_name(role_arn));
        let edit = edit.policy_document(trust_policy);
        edit.send().await.unwrap();
    }

    async fn attach(&self, role_name: &str, policy_arn: &str) {
        let attach = self.iam.attach_role_policy().role_name(role_name);
        attach.policy_arn(policy_arn).send().await.unwrap();
    }
}

impl Bucket {
    /// Stores an object; returns its version id, if the bucket has versions.
    pub(crate) async fn put(&self, key: &str, bytes: &[u8]) -> Option<String> {
        let put = self.s3.put_object().bucket(&self.name).key(key);
        let put = put.body(bytes.to_vec().into()).send().await.unwrap();
        put.version_id
    }

    /// From now on an overwritten object is kept.
    pub(crate) async fn keep_versions(&self) {
        let enabled = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled);
        let put = self.s3.put_bucket_versioning().bucket(&self.name);
        let put = put.versioning_configuration(enabled.build());
        put.send().await.unwrap();
    }

    /// "Edit" in the section "Cross-origin resource sharing": pastes the JSON.
    pub(crate) async fn paste_cors(&self, rules: &Value) {
        let texts = |value: &Value| {
            let texts = value.as_array().unwrap().iter();
            texts
                .map(|text| text.as_str().unwrap().to_owned())
                .collect()
        };
        let rule = |rule: &Value| {
            let built = CorsRule::builder()
                .set_allowed_headers(Some(texts(&rule["AllowedHeaders"])))
                .set_allowed_methods(Some(texts(&rule["AllowedMethods"])))
                .set_allowed_origins(Some(texts(&rule["AllowedOrigins"])))
                .set_expose_headers(Some(texts(&rule["ExposeHeaders"])));
            built.build().unwrap()
        };
        let rules = rules.as_array().unwrap().iter().map(rule).collect();
        let cors = CorsConfiguration::builder().set_cors_rules(Some(rules));
        let put = self.s3.put_bucket_cors().bucket(&self.name);
        let put = put.cors_configuration(cors.build().unwrap());
        put.send().await.unwrap();
    }

    /// `s3://bucket/key`.
    pub(crate) fn locator(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.name)
    }

    /// The scope of this one bucket.
    pub(crate) fn scope(&self) -> Value {
        json!({"type": "bucket", "bucket": self.name})
    }
}

/// The last part of a role's ARN.
fn role_name(role_arn: &str) -> &str {
    role_arn.rsplit('/').next().unwrap()
}
