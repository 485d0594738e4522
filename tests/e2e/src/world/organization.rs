use std::time::{Duration, Instant};

use local::api::{Answer, Api};
use local::connection::REGION;
use serde_json::{Value, json};

use super::{Bucket, Customer, Fetched, Integration, fetch, unique, world};

/// An organisation that nobody else is in, with an administrator here and in AWS.
pub(crate) struct Organization {
    pub(crate) name: String,
    pub(crate) admin: Api,
    pub(crate) customer: Customer,
}

impl Organization {
    pub(crate) async fn new() -> Self {
        let name = unique("org");
        Self {
            admin: person(&name, &["admin"]),
            customer: Customer::sign_in().await,
            name,
        }
    }

    /// Someone of the organisation.
    pub(crate) fn person(&self, roles: &[&str]) -> Api {
        person(&self.name, roles)
    }

    /// Creates an integration: a draft, unless `options`, the fields beside the needed ones, name
    /// a role.
    pub(crate) async fn create(&self, scope: Value, options: Value) -> Integration {
        let mut settings = json!({
            "name": unique("integration"),
            "scope": scope,
            "region": REGION,
            "endpoint_url": world().aws.s3_endpoint_url,
            "force_path_style": true,
        });
        merge(&mut settings, options);
        let created = self.admin.post("/integrations", &settings).await.unwrap();
        Integration {
            json: created.success().unwrap().json,
            api: self.admin.clone(),
        }
    }

    /// An integration that is ready: the role has exactly the rendered documents.
    pub(crate) async fn integration(&self, scope: Value, options: Value) -> Integration {
        let draft = self.create(scope, options).await;
        let role = self.role(&draft).await;
        let ready = draft.save(json!({"role_arn": role})).await;
        if world().is_amazon() {
            self.wait_for_role(&ready).await;
        }
        ready
    }

    /// Waits until a new or changed role is used: AWS needs up to a minute until it knows one
    /// everywhere, and the service does not ask again at once for a role that failed.
    pub(crate) async fn wait_for_role(&self, integration: &Integration) {
        let scope = &integration.json["scope"];
        let bucket = scope["bucket"].as_str().or(scope["buckets"][0].as_str());
        let prefix = integration.json["prefix"].as_str().unwrap_or_default();
        let locator = format!("s3://{}/{prefix}x", bucket.unwrap());
        let started = Instant::now();
        while started.elapsed() < Duration::from_mins(2) {
            let answer = self.presign(&locator).await;
            let Some(seconds) = answer.json["retry_after"].as_u64() else {
                return;
            };
            tokio::time::sleep(Duration::from_secs(seconds)).await;
        }
        panic!("{} is not used after two minutes", integration.role_arn());
    }

    /// Creates the role of an integration with exactly the rendered documents.
    pub(crate) async fn role(&self, integration: &Integration) -> String {
        let access_policy = integration.document("access-policy.json").await;
        let trust_policy = integration.document("trust-policy.json").await;
        let policy = self.customer.create_policy(&access_policy).await;
        self.customer.create_role(&trust_policy, &[policy]).await
    }

    /// `POST /presign`.
    pub(crate) async fn presign_all(&self, locators: &[String], options: Value) -> Answer {
        let mut body = json!({"locators": locators});
        merge(&mut body, options);
        self.admin.post("/presign", &body).await.unwrap()
    }

    /// The outcome of one locator, with options.
    pub(crate) async fn presign_with(&self, locator: &str, options: Value) -> Value {
        let answer = self.presign_all(&[locator.to_owned()], options).await;
        answer.success().unwrap().json["results"][0].take()
    }

    /// `GET /presign`.
    pub(crate) async fn presign(&self, locator: &str) -> Answer {
        self.admin.get_for("/presign", locator).await.unwrap()
    }

    /// The presigned URL of a locator.
    pub(crate) async fn url(&self, locator: &str) -> String {
        let presigned = self.presign(locator).await.success().unwrap();
        presigned.text_at("/presigned_url").to_owned()
    }

    /// What S3 answers to the presigned URL of a locator.
    pub(crate) async fn fetch(&self, locator: &str) -> Fetched {
        fetch(&self.url(locator).await).await
    }
}

/// The scope of "use role by default for all permitted buckets".
pub(crate) fn permitted(buckets: &[&Bucket]) -> Value {
    let names: Vec<_> = buckets.iter().map(|bucket| &bucket.name).collect();
    json!({"type": "all_permitted_buckets", "buckets": names})
}

fn person(organization: &str, roles: &[&str]) -> Api {
    let gateway = &world().gateway;
    let token = gateway.tokens().token(organization, "ada", roles);
    Api::new(gateway.url(), token).unwrap()
}

pub(super) fn merge(object: &mut Value, fields: Value) {
    let Value::Object(fields) = fields else {
        panic!("{fields} is not an object")
    };
    object.as_object_mut().unwrap().extend(fields);
}
