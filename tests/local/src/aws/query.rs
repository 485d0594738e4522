//! The query protocol of STS and IAM: a form goes in, XML comes out.
use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::CONTENT_TYPE};
use serde::Serialize;

use super::error::AwsError;

/// The parameters of a call.
#[derive(Debug)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a body of type `application/x-www-form-urlencoded`.
    pub(super) fn parse(body: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes::<BTreeMap<_, _>>(body).unwrap_or_default())
    }

    /// A parameter, if it was given.
    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, AwsError> {
        self.optional(name)
            .ok_or_else(|| invalid(None, name, "Member must not be null"))
    }

    /// A number between two bounds, or the default.
    pub(super) fn number(
        &self,
        name: &str,
        default: i64,
        (least, most): (i64, i64),
    ) -> Result<i64, AwsError> {
        let Some(text) = self.optional(name) else {
            return Ok(default);
        };
        let malformed = |_| {
            AwsError::new(
                StatusCode::BAD_REQUEST,
                "MalformedInput",
                format!("{text} is not a number"),
            )
        };
        let number: i64 = text.parse().map_err(malformed)?;
        if number < least {
            let rule = format!("Member must have value greater than or equal to {least}");
            return Err(invalid(Some(text), name, &rule));
        }
        if number > most {
            let rule = format!("Member must have value less than or equal to {most}");
            return Err(invalid(Some(text), name, &rule));
        }
        Ok(number)
    }

    /// Refuses parameters whose meaning is not kept here, rather than ignoring them.
    pub(super) fn refuse(&self, unsupported: &[&str]) -> Result<(), AwsError> {
        let found = self.0.keys().find(|key| {
            let name = key.split('.').next().unwrap_or(key);
            unsupported.contains(&name)
        });
        match found {
            Some(name) => Err(AwsError::validation(format!(
                "{name} is not supported by the embedded AWS"
            ))),
            None => Ok(()),
        }
    }
}

/// The error for a parameter that breaks a rule, in the words of AWS.
pub(super) fn invalid(value: Option<&str>, parameter: &str, rule: &str) -> AwsError {
    let value = value.map(|value| format!(" '{value}'")).unwrap_or_default();
    let mut name = parameter.to_owned();
    name[..1].make_ascii_lowercase();
    AwsError::validation(format!(
        "1 validation error detected: Value{value} at '{name}' failed to satisfy constraint: {rule}"
    ))
}

/// A list: `<member>…</member><member>…</member>`.
#[derive(Debug, Serialize)]
pub(super) struct Members<T> {
    member: Vec<T>,
}

impl<T> FromIterator<T> for Members<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self {
            member: items.into_iter().collect(),
        }
    }
}

/// Renders the result of `action`: `<CreateRoleResult>…</CreateRoleResult>`.
pub(super) fn result(action: &str, value: &impl Serialize) -> Result<String, AwsError> {
    quick_xml::se::to_string_with_root(&format!("{action}Result"), value)
        .map_err(|error| AwsError::internal_failure(&error))
}

/// The whole answer to `action` of the API version in `namespace`.
pub(super) fn respond(
    namespace: &str,
    action: &str,
    request_id: &str,
    outcome: Result<String, AwsError>,
) -> Response {
    let (status, xml) = match outcome {
        Ok(result) => {
            let metadata =
                format!("<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>");
            let xml = format!(
                r#"<{action}Response xmlns="{namespace}">{result}{metadata}</{action}Response>"#
            );
            (StatusCode::OK, xml)
        }
        Err(error) => {
            let AwsError {
                status,
                code,
                message,
            } = error;
            let fault = if status.is_server_error() {
                "Receiver"
            } else {
                "Sender"
            };
            let message = quick_xml::escape::escape(message);
            let error = format!(
                "<Error><Type>{fault}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            );
            let request = format!("<RequestId>{request_id}</RequestId>");
            (
                status,
                format!(r#"<ErrorResponse xmlns="{namespace}">{error}{request}</ErrorResponse>"#),
            )
        }
    };
    (status, [(CONTENT_TYPE, "text/xml")], xml).into_response()
}
