//! The event that API Gateway sends to a function: payload format 2.0.
//!
//! Fields, spelling and order: "Create AWS Lambda proxy integrations for HTTP APIs in API
//! Gateway". What the documentation leaves open follows captured events, named below.

use std::{borrow::Cow, collections::BTreeMap, net::IpAddr};

use base64::{Engine, prelude::BASE64_STANDARD};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{self, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, USER_AGENT},
    request::Parts,
};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::{authorizer::ClaimStrings, invoke::ACCOUNT_ID, routing::Matched};

/// The headers of a connection, which stay with it (RFC 9110, 7.6.1).
pub(super) const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// All that an event is made of.
pub(super) struct Received<'a> {
    /// The request's line and headers.
    pub(super) request: &'a Parts,
    /// The request's path, as [`raw_path`] gives it.
    pub(super) raw_path: &'a str,
    /// The whole body.
    pub(super) body: &'a [u8],
    /// Where the request came from.
    pub(super) source_ip: IpAddr,
    /// When it came.
    pub(super) time: Timestamp,
    /// The id it was given.
    pub(super) request_id: &'a str,
    /// The route it goes to.
    pub(super) route: &'a Matched<'a>,
    /// What the authorizer read from its token.
    pub(super) claims: &'a ClaimStrings,
}

/// An event of payload format 2.0.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    version: &'static str,
    route_key: &'a str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    headers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    path_parameters: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Cow<'a, str>>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    account_id: &'static str,
    api_id: &'static str,
    authorizer: Authorized<'a>,
    domain_name: String,
    domain_prefix: String,
    http: Http<'a>,
    request_id: &'a str,
    route_key: &'a str,
    stage: &'static str,
    time: String,
    time_epoch: i64,
}

#[derive(Serialize)]
struct Authorized<'a> {
    jwt: Jwt<'a>,
}

#[derive(Serialize)]
struct Jwt<'a> {
    claims: &'a ClaimStrings,
    /// Null on a route without `authorizationScopes`.
    scopes: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: &'a str,
    protocol: String,
    source_ip: String,
    user_agent: String,
}

impl<'a> Event<'a> {
    /// The event of a request.
    pub(super) fn new(received: &Received<'a>) -> Self {
        let Received { request, route, .. } = received;
        let headers = &request.headers;
        let host = headers.get(HOST).map(text).unwrap_or_default();
        let domain_name = host.split(':').next().unwrap_or_default().to_owned();
        let body = received.body;
        let as_text = std::str::from_utf8(body)
            .ok()
            .filter(|_| body.is_empty() || is_text(headers));
        Self {
            version: "2.0",
            route_key: route.route_key,
            raw_path: received.raw_path,
            raw_query_string: request.uri.query().unwrap_or_default(),
            cookies: cookies(headers),
            headers: event_headers(received, &host),
            query_string_parameters: query_string_parameters(request.uri.query()),
            request_context: RequestContext {
                account_id: ACCOUNT_ID,
                api_id: "local",
                authorizer: Authorized {
                    jwt: Jwt {
                        claims: received.claims,
                        scopes: None,
                    },
                },
                domain_prefix: domain_name.split('.').next().unwrap_or_default().to_owned(),
                domain_name,
                http: Http {
                    method: request.method.as_str(),
                    path: received.raw_path,
                    protocol: format!("{:?}", request.version),
                    source_ip: received.source_ip.to_string(),
                    user_agent: headers.get(USER_AGENT).map(text).unwrap_or_default(),
                },
                request_id: received.request_id,
                route_key: route.route_key,
                stage: "$default",
                time: received
                    .time
                    .strftime("%d/%b/%Y:%H:%M:%S +0000")
                    .to_string(),
                time_epoch: received.time.as_millisecond(),
            },
            path_parameters: &route.path_parameters,
            is_base64_encoded: as_text.is_none(),
            body: match as_text {
                Some("") => None,
                Some(text) => Some(text.into()),
                None => Some(BASE64_STANDARD.encode(body).into()),
            },
        }
    }
}

/// The path as an HTTP API routes and sends it: percent-decoded, and cut at a `?` that this
/// brings to light. Its name notwithstanding: fastify/aws-lambda-fastify#169,
/// honojs/hono#2156, hotsock/voker#8.
pub(super) fn raw_path(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.split('?').next().unwrap_or_default().to_owned()
}

/// Whether a body travels as text. The documentation does not list the types; these were
/// found by asking an HTTP API (ministackorg/ministack#766), a form not among them.
fn is_text(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).map(text).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let media_type = media_type.to_ascii_lowercase();
    media_type.starts_with("text/")
        || matches!(
            media_type.as_str(),
            "application/json" | "application/javascript" | "application/xml"
        )
}

/// The cookies, each as `name=value`; the header itself is not sent on.
fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|header| {
            text(header)
                .split(';')
                .map(|cookie| cookie.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

/// The headers by their names in lower case, repeated ones joined by commas, with those that
/// API Gateway adds.
fn event_headers<'a>(received: &Received<'a>, host: &str) -> BTreeMap<&'a str, String> {
    let headers = &received.request.headers;
    let mut joined: BTreeMap<&str, String> = headers
        .keys()
        .filter(|name| *name != COOKIE && !HOP_BY_HOP.contains(name))
        .map(|name| (name.as_str(), join(headers.get_all(name).iter().map(text))))
        .collect();
    if !received.body.is_empty() {
        joined.insert(CONTENT_LENGTH.as_str(), received.body.len().to_string());
    }
    let source_ip = received.source_ip.to_string();
    joined
        .entry("x-forwarded-for")
        .and_modify(|before| *before = format!("{before}, {source_ip}"))
        .or_insert(source_ip);
    let port = host.split_once(':').map_or("80", |(_, port)| port);
    joined.insert("x-forwarded-port", port.to_owned());
    joined.insert("x-forwarded-proto", "http".to_owned());
    joined
}

/// The decoded parameters, repeated ones joined by commas.
fn query_string_parameters(query: Option<&str>) -> BTreeMap<String, String> {
    // Every string is a form: nothing here can fail.
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
    let mut parameters = BTreeMap::<String, Vec<String>>::new();
    for (name, value) in pairs {
        parameters.entry(name).or_default().push(value);
    }
    parameters
        .into_iter()
        .map(|(name, values)| (name, join(values)))
        .collect()
}

fn join(values: impl IntoIterator<Item = String>) -> String {
    values.into_iter().collect::<Vec<_>>().join(",")
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}
