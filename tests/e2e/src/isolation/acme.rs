//! The organisation that everyone else knows everything about.
use reqwest::Method;
use serde_json::{Value, json};

use super::routes::Things;
use crate::contract::bodies::draft;
use crate::world::{Bucket, Integration, Organization, unique};

/// An organisation with an integration that serves a bucket.
pub(super) struct Acme {
    pub(super) organization: Organization,
    pub(super) integration: Integration,
    bucket: Bucket,
}

impl Acme {
    pub(super) async fn new() -> Self {
        let organization = Organization::new().await;
        let bucket = organization.customer.bucket("private").await;
        bucket.put("a.png", b"bytes").await;
        let integration = organization.integration(bucket.scope(), json!({})).await;
        Self {
            organization,
            integration,
            bucket,
        }
    }

    /// What a stranger may know of it.
    pub(super) fn things(&self) -> Things {
        Things {
            id: self.integration.id().to_owned(),
            bucket: self.bucket.name.clone(),
        }
    }

    /// What a request of this method is made with: what it may change is there for it alone.
    pub(super) async fn things_for(&self, method: &Method) -> Things {
        if method == Method::GET {
            return self.things();
        }
        let own_scope = draft(&unique("own"))["scope"].take();
        let disposable = self.organization.create(own_scope, json!({})).await;
        Things {
            id: disposable.id().to_owned(),
            ..self.things()
        }
    }

    /// Asserts that everything is as it was at first.
    pub(super) async fn assert_untouched(&self) {
        let list = self.organization.admin.get("/integrations").await.unwrap();
        let integrations: &Value = &list.json["integrations"];
        assert_eq!(*integrations, json!([self.integration.json]));
        let fetched = self.organization.fetch(&self.bucket.locator("a.png")).await;
        assert_eq!(fetched.object(), b"bytes");
    }
}
