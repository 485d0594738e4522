use axum::extract::{FromRequestParts, Query as Pairs};
use axum::http::request::Parts;
use deserr::Deserr;
use serde_json::{Map, Value};

use super::fields::reference_token;
use super::{Code, FieldError, InvalidFields, Problem};

/// The parameters of a query, whose every bad one is named at once.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: Deserr<InvalidFields>> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Pairs(pairs) = Pairs::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|error| malformed(error.body_text()))?;
        let mut parameters = Map::new();
        let mut repeated = vec![];
        for (name, value) in pairs {
            if parameters.contains_key(&name) {
                let detail = "this parameter is given twice".to_owned();
                repeated.push(FieldError {
                    pointer: format!("/{}", reference_token(&name)),
                    detail,
                });
            }
            parameters.insert(name, Value::String(value));
        }
        match deserr::deserialize(Value::Object(parameters)) {
            Ok(parsed) if repeated.is_empty() => Ok(Self(parsed)),
            Ok(_) => Err(InvalidFields(repeated).into()),
            Err(InvalidFields(fields)) => {
                repeated.extend(fields);
                Err(InvalidFields(repeated).into())
            }
        }
    }
}

fn malformed(detail: String) -> Problem {
    let action = "Percent-encode the parameters as UTF-8.";
    Problem::new(Code::InvalidRequest, detail, action)
}
