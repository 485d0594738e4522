use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use deserr::Deserr;
use shared::domain::ExpiresIn;
use shared::http::{Body, InvalidFields, Items, Member, Number, Problem, compressed};

use crate::Presign;
use crate::answer;
use crate::options::{Header, options};

/// The body of a batch.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
pub(crate) struct Batch {
    locators: Locators,
    #[deserr(default)]
    form: Form,
    #[deserr(default)]
    expires_in: Option<Number<ExpiresIn>>,
    #[deserr(default)]
    response_content_type: Header,
    #[deserr(default)]
    response_content_disposition: Header,
    #[deserr(default)]
    response_cache_control: Header,
}

/// How the answer writes URLs.
#[derive(Clone, Copy, Debug, Default, Deserr)]
#[deserr(error = InvalidFields, rename_all = lowercase)]
pub(crate) enum Form {
    /// Each URL whole, beside its locator.
    #[default]
    Whole,
    /// What URLs have in common once, and of each URL what is its own.
    Compact,
}

impl Form {
    /// What asks for the form that is shorter than this one.
    fn shorter(self) -> Option<&'static str> {
        match self {
            Self::Whole => Some("\"form\": \"compact\""),
            Self::Compact => None,
        }
    }
}

/// 1–10,000 locators, not parsed yet: a bad one is an outcome, not a bad request.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, try_from(Vec<String>) = counted -> WrongNumberOfLocators)]
struct Locators(Vec<String>);

#[derive(Debug, thiserror::Error)]
#[error("a batch has 1 to 10000 locators: send them in several requests")]
struct WrongNumberOfLocators;

fn counted(locators: Vec<String>) -> Result<Locators, WrongNumberOfLocators> {
    let fits = (1..=10_000).contains(&locators.len());
    fits.then_some(Locators(locators))
        .ok_or(WrongNumberOfLocators)
}

/// `POST /presign`: an outcome for each locator, in the order asked.
pub(crate) async fn batch(
    State(state): State<Arc<Presign>>,
    Member(member): Member,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let batch: Batch = body.read()?;
    let Locators(locators) = batch.locators;
    let options = options(
        batch.expires_in.map(|Number(expires_in)| expires_in),
        batch.response_content_type,
        batch.response_content_disposition,
        batch.response_cache_control,
    );
    let table = state.routing.table(&member.organization).await?;
    let texts = locators.iter().map(String::as_str);
    let prepared = state.presigner.prepare(&table, texts, &options).await;
    let items = Extension(Items {
        count: locators.len(),
        shorter_form: batch.form.shorter(),
    });
    let body = compressed(&headers, |sink| match batch.form {
        Form::Whole => answer::whole(&locators, &prepared, sink),
        Form::Compact => answer::compact(&prepared, sink),
    });
    Ok((items, body).into_response())
}
