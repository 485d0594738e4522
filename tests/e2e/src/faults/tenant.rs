//! An organisation with something for each route to work on.
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join_all;
use local::api::{Answer, Api};
use local::service::FUNCTIONS;
use local::stack::Stack;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::contract::bodies::draft;
use crate::contract::callers::{create, path};
use crate::contract::table::{Item, partition};
use crate::world::unique;

/// An organisation, alone with its table items and its role.
pub(crate) struct Tenant {
    pub(crate) organization: String,
    pub(crate) api: Api,
    pub(crate) role_arn: String,
    /// Serves the bucket `images`.
    pub(crate) integration: Value,
    /// Drafts for the writes to work on.
    replaced: Value,
    pub(super) deleted: Value,
    dynamodb: aws_sdk_dynamodb::Client,
}

/// A request to a route, and how it went.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) route: String,
    /// The status in good times.
    pub(crate) success: u16,
    /// Whether the answer depends on the tenant's role.
    pub(crate) needs_role: bool,
    pub(crate) answer: Answer,
    pub(crate) took: Duration,
}

impl Tenant {
    pub(crate) async fn new(stack: &Stack) -> Self {
        let organization = unique("tenant");
        let token = stack
            .gateway
            .tokens()
            .token(&organization, "ada", &["admin"]);
        let api = Api::new(stack.gateway.url(), token).unwrap();
        let scope = json!({"type": "bucket", "bucket": "images"});
        let integration = ready(stack, &api, "ready", &scope).await;
        let platform = stack.aws.connect(&stack.aws.platform).await;
        Self {
            replaced: create(&api, &draft("replaced")).await,
            deleted: create(&api, &draft("deleted")).await,
            role_arn: integration["role_arn"].as_str().unwrap().to_owned(),
            integration,
            organization,
            dynamodb: aws_sdk_dynamodb::Client::new(&platform),
            api,
        }
    }

    /// Asks every route of the service, all at once.
    pub(crate) async fn ask_all(&self) -> Vec<Asked> {
        let routes = FUNCTIONS.iter().flat_map(|function| (function.routes)());
        join_all(routes.map(async |route| self.ask(&route.to_string()).await)).await
    }

    /// Asks a route, spelled as API Gateway spells it.
    pub(crate) async fn ask(&self, route: &str) -> Asked {
        let (request, success) = self.request(route);
        let started = Instant::now();
        let answer = Answer::of(request).await.unwrap();
        Asked {
            route: route.to_owned(),
            success,
            needs_role: matches!(route, "POST /presign" | "GET /presign" | "GET /objects"),
            answer,
            took: started.elapsed(),
        }
    }

    /// Asks a route when the service asks STS again for a role that failed once.
    pub(crate) async fn ask_in_a_while(&self, route: &str) -> Asked {
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.ask(route).await
    }

    /// A request that the route answers with that status, whatever else is asked for beside it.
    fn request(&self, route: &str) -> (RequestBuilder, u16) {
        let request = |method, path: &str| self.api.request(method, path);
        let get = |path: &str| request(Method::GET, path);
        let for_locator = |path: &str| get(path).query(&[("locator", "s3://images/a.png")]);
        let path = path(&self.integration);
        match route {
            "POST /integrations" => {
                let create = request(Method::POST, "/integrations").json(&draft("newcomer"));
                (create.header("idempotency-key", "newcomer-once"), 201)
            }
            "GET /integrations" => (get("/integrations"), 200),
            "GET /integrations/{id}" => (get(&path), 200),
            "PUT /integrations/{id}" => {
                let replacement = json!({
                    "name": "replacement", "region": "eu-west-1", "scope": self.replaced["scope"],
                });
                let put = request(Method::PUT, &self::path(&self.replaced));
                (put.header("if-match", "\"1\"").json(&replacement), 200)
            }
            "DELETE /integrations/{id}" => {
                let delete = request(Method::DELETE, &self::path(&self.deleted));
                (delete.header("if-match", "\"1\""), 204)
            }
            "POST /policies" => {
                let mut draft = draft("drafted");
                draft["integration_id"] = self.integration["id"].clone();
                (request(Method::POST, "/policies").json(&draft), 200)
            }
            "GET /integrations/{id}/policies" => (get(&format!("{path}/policies")), 200),
            "GET /integrations/{id}/policies/{document}" => {
                (get(&format!("{path}/policies/access-policy.json")), 200)
            }
            "POST /presign" => {
                let batch = json!({"locators": ["s3://images/a.png"]});
                (request(Method::POST, "/presign").json(&batch), 200)
            }
            "GET /presign" => (for_locator("/presign"), 200),
            "GET /objects" => (for_locator("/objects"), 302),
            "GET /resolve" => (for_locator("/resolve"), 200),
            "POST /integrations/{id}/verify" => {
                (request(Method::POST, &format!("{path}/verify")), 200)
            }
            new => panic!("{new} needs a request here, and its faults a look"),
        }
    }

    /// What the table holds of the organisation: names of integrations by their versions, and sort
    /// keys of everything else.
    pub(crate) async fn stored(&self) -> BTreeMap<String, String> {
        let items = partition(&self.dynamodb, &self.organization).await;
        let text = |value: &AttributeValue| match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        let describe = |item: &Item| {
            let sort_key = text(&item["sk"]);
            match sort_key.split_once('#') {
                Some(("INTEGRATION", _)) => {
                    let settings = &item["integration"].as_m().unwrap()["settings"];
                    let name = text(&settings.as_m().unwrap()["name"]);
                    (name, format!("version {}", text(&item["version"])))
                }
                Some((kind, _)) => (kind.to_owned(), "one".to_owned()),
                None => (sort_key, format!("revision {}", text(&item["revision"]))),
            }
        };
        let stored: BTreeMap<_, _> = items.iter().map(describe).collect();
        assert_eq!(
            stored.len(),
            items.len(),
            "something is there twice: {items:?}"
        );
        stored
    }
}

impl Asked {
    /// Asserts that the route did what it is for.
    pub(crate) fn succeeded(&self) {
        assert_eq!(
            self.answer.status, self.success,
            "{}: {}",
            self.route, self.answer.text
        );
        if self.route == "POST /presign" {
            let url = self.answer.text_at("/results/0/presigned_url");
            assert_ne!(url, "", "{}", self.answer.text);
        }
    }
}

/// An integration that is ready, and its role, which trusts as the rendered policy says.
pub(super) async fn ready(stack: &Stack, api: &Api, name: &str, scope: &Value) -> Value {
    let (role, account) = (unique("reader"), &stack.aws.customer.id);
    let role_arn = format!("arn:aws:iam::{account}:role/{role}");
    let settings = json!({
        "name": name, "scope": scope, "region": "us-east-1", "role_arn": role_arn,
    });
    let integration = create(api, &settings).await;
    let trust_policy = format!("{}/policies/trust-policy.json", path(&integration));
    let trust_policy = api.get(&trust_policy).await.unwrap().success().unwrap();
    let customer = stack.aws.connect(&stack.aws.customer).await;
    let create_role = aws_sdk_iam::Client::new(&customer).create_role();
    let create_role = create_role.role_name(role);
    let create_role = create_role.assume_role_policy_document(trust_policy.text);
    create_role.send().await.unwrap();
    integration
}
