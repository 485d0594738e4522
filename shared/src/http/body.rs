use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use deserr::Deserr;
use serde_json::Value;

use super::settings_body::objections;
use super::{Code, InvalidFields, Problem};
use crate::domain::Platform;

/// The most values in a body: those of ten thousand locators, and as many again. In memory a value
/// takes up to a hundred times its text.
const MAX_VALUES: usize = 20_000;

/// The body of a request: JSON, whose every bad field is named at once when it is read.
#[derive(Clone, Debug)]
pub struct Body(Value);

impl Body {
    /// What the JSON means.
    ///
    /// # Errors
    /// A problem that names every bad field.
    pub fn read<T: Deserr<InvalidFields>>(self) -> Result<T, Problem> {
        Ok(deserr::deserialize::<T, _, InvalidFields>(self.0)?)
    }

    /// What the JSON means, if the integration that it describes can work on `platform`.
    ///
    /// # Errors
    /// A problem that names every bad field, and every field that the platform objects to.
    pub fn read_for<T: Deserr<InvalidFields>>(self, platform: &Platform) -> Result<T, Problem> {
        let InvalidFields(objections) = objections(&self.0, platform);
        match deserr::deserialize::<T, _, InvalidFields>(self.0) {
            Ok(read) if objections.is_empty() => Ok(read),
            Ok(_) => Err(InvalidFields(objections).into()),
            Err(InvalidFields(mut fields)) => {
                fields.extend(objections);
                Err(InvalidFields(fields).into())
            }
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                Code::UnsupportedMediaType,
                "the header content-type is not application/json",
                "Send JSON, with the header content-type: application/json.",
            ));
        }
        let invalid = |detail: String| {
            let action = "Send one JSON object, in UTF-8.";
            Problem::new(Code::InvalidRequest, detail, action)
        };
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| invalid(error.body_text()))?;
        if values(&bytes) > MAX_VALUES {
            return Err(invalid(format!(
                "the body has more than {MAX_VALUES} values"
            )));
        }
        let json = serde_json::from_slice(&bytes);
        json.map(Self)
            .map_err(|error| invalid(format!("the body is not JSON: {error}")))
    }
}

/// How many values a JSON text has, if it is one; it is not read for that.
fn values(json: &[u8]) -> usize {
    let (mut values, mut in_text, mut escaped) = (1, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => values += 1,
            _ => {}
        }
    }
    values
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let media_type = content_type.and_then(|text| text.split(';').next());
    media_type.is_some_and(|text| text.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_is_missed_and_no_text_is_counted() {
        for (json, count) in [
            ("1", 1),
            ("[]", 2),
            ("[1,2]", 3),
            (r#"{"a": [1, {"b": 2}], "c": 3}"#, 6),
            (r#"["a,b[{", "\",", "\\", 1]"#, 5),
        ] {
            assert_eq!(values(json.as_bytes()), count, "{json}");
        }
    }
}
