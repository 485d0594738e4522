use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use deserr::Deserr;
use serde::Serialize;
use shared::domain::ExpiresIn;
use shared::http::{Body, InvalidFields, Items, Member, Number, Problem};

use crate::Presign;
use crate::options::{Header, options};
use crate::outcome::Outcome;

/// The body of a batch.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
pub(crate) struct Batch {
    locators: Locators,
    #[deserr(default)]
    expires_in: Option<Number<ExpiresIn>>,
    #[deserr(default)]
    response_content_type: Header,
    #[deserr(default)]
    response_content_disposition: Header,
    #[deserr(default)]
    response_cache_control: Header,
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

#[derive(Serialize)]
struct Answer {
    results: Vec<Outcome>,
}

/// `POST /presign`: an outcome for each locator, in the order asked.
pub(crate) async fn batch(
    State(state): State<Arc<Presign>>,
    Member(member): Member,
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
    let integrations = state.integrations(&member.organization).await?;
    let texts = locators.iter().map(String::as_str);
    let outcomes = state
        .presigner
        .presign(&integrations, texts, &options)
        .await;
    let results: Vec<_> = locators
        .into_iter()
        .zip(outcomes)
        .map(|(locator, outcome)| Outcome::new(locator, outcome))
        .collect();
    Ok((Extension(Items(results.len())), Json(Answer { results })).into_response())
}
