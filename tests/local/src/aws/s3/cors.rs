//! CORS: what a bucket lets browsers do across origins.
use std::str::FromStr;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error};

use super::store::CorsRule;

/// What a browser asks for, in a preflight or with the request itself.
struct Question<'a> {
    origin: &'a str,
    method: &'a str,
    /// In lower case.
    headers: Vec<String>,
}

/// Answers a preflight by the first rule that matches.
///
/// # Errors
/// `AccessForbidden` when no rule does, or there is none.
pub(super) fn preflight(rules: &[CorsRule], headers: &HeaderMap) -> S3Result<HeaderMap> {
    let origin = text(headers, ORIGIN)
        .ok_or_else(|| bad_request("Insufficient information. Origin request header needed."))?;
    let method = text(headers, ACCESS_CONTROL_REQUEST_METHOD)
        .ok_or_else(|| bad_request("Invalid Access-Control-Request-Method: null"))?;
    if rules.is_empty() {
        return Err(forbidden(
            "CORSResponse: CORS is not enabled for this bucket.",
        ));
    }
    let question = Question {
        origin,
        method,
        headers: requested_headers(headers),
    };
    question.answer(rules).ok_or_else(|| {
        forbidden(
            "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
        )
    })
}

/// The CORS headers of the answer to a request that is not a preflight: none without `Origin`,
/// none when no rule matches.
pub(super) fn actual(rules: &[CorsRule], method: &Method, headers: &HeaderMap) -> HeaderMap {
    let Some(origin) = text(headers, ORIGIN) else {
        return HeaderMap::new();
    };
    let question = Question {
        origin,
        method: method.as_str(),
        headers: requested_headers(headers),
    };
    question.answer(rules).unwrap_or_default()
}

/// Whether S3 would take these rules.
///
/// # Errors
/// With S3's words about the first thing that is wrong.
pub(super) fn validate(rules: &[CorsRule]) -> S3Result {
    if rules.is_empty() || rules.len() > 100 {
        return Err(s3_error!(MalformedXML));
    }
    for rule in rules {
        if let Some(method) = rule
            .allowed_methods
            .iter()
            .find(|method| !["GET", "PUT", "POST", "DELETE", "HEAD"].contains(&method.as_str()))
        {
            return Err(s3_error!(
                InvalidRequest,
                "Found unsupported HTTP method in CORS config. Unsupported method is {method}"
            ));
        }
        for (name, patterns) in [
            ("AllowedOrigin", &rule.allowed_origins),
            ("AllowedHeader", &rule.allowed_headers),
        ] {
            if let Some(pattern) = patterns
                .iter()
                .find(|pattern| pattern.matches('*').count() > 1)
            {
                return Err(s3_error!(
                    InvalidRequest,
                    "{name} \"{pattern}\" can not have more than one wildcard."
                ));
            }
        }
        if let Some(header) = rule
            .expose_headers
            .iter()
            .find(|header| HeaderName::from_str(header).is_err())
        {
            return Err(s3_error!(
                InvalidRequest,
                "ExposeHeader \"{header}\" is not a valid header name."
            ));
        }
    }
    Ok(())
}

impl Question<'_> {
    fn answer(&self, rules: &[CorsRule]) -> Option<HeaderMap> {
        rules.iter().find_map(|rule| self.answer_by(rule))
    }

    fn answer_by(&self, rule: &CorsRule) -> Option<HeaderMap> {
        let origin = rule
            .allowed_origins
            .iter()
            .find(|pattern| matches(pattern, self.origin))?;
        rule.allowed_methods
            .iter()
            .find(|method| *method == self.method)?;
        let is_allowed = |header: &String| {
            rule.allowed_headers
                .iter()
                .any(|pattern| matches(&pattern.to_ascii_lowercase(), header))
        };
        if !self.headers.iter().all(is_allowed) {
            return None;
        }
        let mut answer = HeaderMap::new();
        let mut add = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                answer.insert(name, value);
            }
        };
        if origin == "*" {
            add(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        } else {
            add(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin);
            add(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        add(
            ACCESS_CONTROL_ALLOW_METHODS,
            &rule.allowed_methods.join(", "),
        );
        if !self.headers.is_empty() {
            add(ACCESS_CONTROL_ALLOW_HEADERS, &self.headers.join(", "));
        }
        if !rule.expose_headers.is_empty() {
            add(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                &rule.expose_headers.join(", "),
            );
        }
        if let Some(seconds) = rule.max_age_seconds {
            add(ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
        }
        add(
            VARY,
            "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
        );
        Some(answer)
    }
}

/// Whether `text` is `pattern`, in which one `*` may stand for anything.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
    }
}

fn requested_headers(headers: &HeaderMap) -> Vec<String> {
    let names = text(headers, ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    names
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn bad_request(message: &'static str) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom("BadRequest".into()), message);
    error.set_status_code(StatusCode::BAD_REQUEST);
    error
}

fn forbidden(message: &'static str) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom("AccessForbidden".into()), message);
    error.set_status_code(StatusCode::FORBIDDEN);
    error
}
