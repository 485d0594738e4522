//! The table: for every route a request, and whom it is answered.
use std::collections::BTreeSet;

use local::api::{Answer, http};
use local::service::FUNCTIONS;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::contract::bodies::{draft, with};
use crate::world::world;

/// What a request is about.
#[derive(Clone, Debug)]
pub(super) struct Things {
    /// An integration.
    pub(super) id: String,
    /// A bucket.
    pub(super) bucket: String,
}

/// Makes a request be about something.
type Ask = fn(RequestBuilder, &Things) -> RequestBuilder;

/// A route, what it is asked, and the status that each kind of caller gets. Whoever has no role is
/// answered 403, whoever has no valid token 401.
pub(super) struct Row {
    pub(super) route: &'static str,
    ask: Ask,
    pub(super) admin: u16,
    pub(super) member: u16,
    /// An admin of another organisation.
    pub(super) stranger: u16,
}

pub(super) const ROUTES: [Row; 13] = [
    row("POST /integrations", settings, 201, 403, 201),
    row("GET /integrations", nothing, 200, 200, 200),
    row("GET /integrations/{id}", nothing, 200, 200, 404),
    row("PUT /integrations/{id}", replacement, 200, 403, 404),
    row("DELETE /integrations/{id}", if_match, 204, 403, 404),
    row("GET /integrations/{id}/policies", nothing, 200, 200, 404),
    row(DOCUMENT, nothing, 200, 200, 404),
    row("POST /policies", saved_draft, 200, 200, 404),
    row("POST /presign", locators, 200, 200, 200),
    row("GET /presign", locator, 200, 200, 404),
    row("GET /objects", locator, 302, 302, 404),
    row("GET /resolve", locator, 200, 200, 200),
    row("POST /integrations/{id}/verify", nothing, 200, 403, 404),
];

const DOCUMENT: &str = "GET /integrations/{id}/policies/{document}";

const fn row(route: &'static str, ask: Ask, admin: u16, member: u16, stranger: u16) -> Row {
    Row {
        route,
        ask,
        admin,
        member,
        stranger,
    }
}

fn nothing(request: RequestBuilder, _: &Things) -> RequestBuilder {
    request
}

fn settings(request: RequestBuilder, things: &Things) -> RequestBuilder {
    request.json(&body(things))
}

fn if_match(request: RequestBuilder, _: &Things) -> RequestBuilder {
    request.header("if-match", "*")
}

fn replacement(request: RequestBuilder, things: &Things) -> RequestBuilder {
    settings(if_match(request, things), things)
}

fn saved_draft(request: RequestBuilder, things: &Things) -> RequestBuilder {
    request.json(&with(body(things), "integration_id", things.id.as_str()))
}

fn locator(request: RequestBuilder, things: &Things) -> RequestBuilder {
    request.query(&[("locator", format!("s3://{}/a.png", things.bucket))])
}

fn locators(request: RequestBuilder, things: &Things) -> RequestBuilder {
    request.json(&json!({"locators": [format!("s3://{}/a.png", things.bucket)]}))
}

/// Settings that claim nothing which another request claims.
pub(super) fn body(things: &Things) -> Value {
    with(draft(&things.bucket), "prefix", format!("{}/", things.id))
}

impl Row {
    pub(super) fn method(&self) -> Method {
        let method = self.route.split(' ').next().unwrap();
        method.parse().unwrap()
    }

    /// The path, about `things`.
    fn path(&self, things: &Things) -> String {
        let path = self.route.split(' ').nth(1).unwrap();
        let path = path.replace("{id}", &things.id);
        let path = path.replace("{document}", "trust-policy.json");
        assert!(!path.contains('{'), "{path} has another variable");
        path
    }
}

/// Someone who asks.
pub(super) struct Caller {
    http: Client,
    token: Option<String>,
}

impl Caller {
    /// Someone with a token, or without any.
    pub(super) fn new(token: Option<String>) -> Self {
        let http = http().unwrap();
        Self { http, token }
    }

    /// Sends the request of a route, about `things`.
    pub(super) async fn ask(&self, row: &Row, things: &Things) -> Answer {
        let url = format!("{}{}", world().gateway.url(), row.path(things));
        let request = (row.ask)(self.http.request(row.method(), url), things);
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        Answer::of(request).await.unwrap()
    }
}

#[test]
fn the_table_has_every_route_of_the_service_and_no_other() {
    let routes = FUNCTIONS.iter().flat_map(|function| (function.routes)());
    let routes: BTreeSet<_> = routes.map(|route| route.to_string()).collect();
    let rows: BTreeSet<_> = ROUTES.iter().map(|row| row.route.to_owned()).collect();
    let without_row: Vec<_> = routes.difference(&rows).collect();
    let without_route: Vec<_> = rows.difference(&routes).collect();
    assert_eq!((without_row, without_route), (vec![], vec![]));
    assert_eq!(rows.len(), ROUTES.len(), "a route is there twice");
}
