use local::api::Api;
use serde_json::Value;

use super::organization::merge;

/// The fields that an administrator decides.
const SETTINGS: [&str; 13] = [
    "name",
    "scope",
    "prefix",
    "role_arn",
    "region",
    "endpoint_url",
    "force_path_style",
    "file_versioning",
    "browsing",
    "kms_key_arns",
    "requester_pays",
    "stable_urls",
    "enabled",
];

/// An integration, as the API answered it last.
pub(crate) struct Integration {
    pub(crate) json: Value,
    pub(super) api: Api,
}

impl Integration {
    pub(crate) fn id(&self) -> &str {
        self.json["id"].as_str().unwrap()
    }

    pub(crate) fn path(&self) -> String {
        format!("/integrations/{}", self.id())
    }

    pub(crate) fn role_arn(&self) -> &str {
        self.json["role_arn"].as_str().unwrap()
    }

    /// The raw text of one of its documents.
    pub(crate) async fn document(&self, name: &str) -> String {
        let path = format!("{}/policies/{name}", self.path());
        let document = self.api.get(&path).await.unwrap();
        document.success().unwrap().text
    }

    /// Changes some fields, and leaves the others as they are.
    pub(crate) async fn save(self, change: Value) -> Self {
        let etag = format!("\"{}\"", self.json["version"]);
        let path = self.path();
        let mut settings = self.json;
        let fields = settings.as_object_mut().unwrap();
        fields.retain(|name, _| SETTINGS.contains(&name.as_str()));
        merge(&mut settings, change);
        let saved = self.api.put(&path, &etag, &settings).await.unwrap();
        Self {
            json: saved.success().unwrap().json,
            api: self.api,
        }
    }
}
