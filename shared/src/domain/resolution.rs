//! Which integration serves a locator, and why.
mod routing_table;

use std::cmp::Reverse;

use super::{Integration, Locator, ScopeKind, Status};

pub use routing_table::RoutingTable;

/// What became of one integration that was considered for a locator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It serves the locator.
    Wins,
    /// It would serve the locator, but is switched off: the locator is refused.
    WinsButDisabled,
    /// It would serve the locator, but locators of it may not name a version.
    WinsButVersioningDisabled,
    /// Its scope does not include the bucket.
    OtherBucket,
    /// Its prefix does not cover the key.
    OtherPrefix,
    /// It matches, but has no role yet.
    Draft,
    /// It matches, but a bucket scope comes first.
    LessSpecificScope,
    /// It matches, but a longer prefix comes first.
    ShorterPrefix,
}

/// Why no presigned URL can be made for a locator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal<'a> {
    /// The organisation has no all-permitted-buckets integration, and no other one matches.
    NoIntegration,
    /// It has one, but the bucket and key are not permitted by any integration.
    BucketNotPermitted,
    /// The integration that wins is switched off.
    IntegrationDisabled(&'a Integration),
    /// The locator names a version, and the integration that wins does not allow that.
    FileVersioningDisabled(&'a Integration),
}

/// The integration that serves `locator`.
///
/// A bucket scope comes before all-permitted-buckets; within that, the longest matching prefix.
/// A draft never wins; a disabled integration wins and refuses; an integration whose prefix misses
/// lets the next candidate try.
///
/// # Errors
/// The reason why none serves it.
pub fn resolve<'a>(
    integrations: &'a [Integration],
    locator: &Locator,
) -> Result<&'a Integration, Refusal<'a>> {
    let winner = winner(integrations, locator).ok_or_else(|| nothing_matches(integrations))?;
    served(winner, locator)
}

/// The winner, if it serves the locator.
fn served<'a>(winner: &'a Integration, locator: &Locator) -> Result<&'a Integration, Refusal<'a>> {
    match verdict_on_winner(winner, locator) {
        Verdict::WinsButDisabled => Err(Refusal::IntegrationDisabled(winner)),
        Verdict::WinsButVersioningDisabled => Err(Refusal::FileVersioningDisabled(winner)),
        _ => Ok(winner),
    }
}

/// What became of every integration, in the order of `integrations`.
#[must_use]
pub fn explain<'a>(
    integrations: &'a [Integration],
    locator: &Locator,
) -> Vec<(&'a Integration, Verdict)> {
    let winner = winner(integrations, locator);
    let judge = |candidate: &'a Integration| {
        let verdict = match (miss(candidate, locator), winner) {
            (Some(reason), _) => reason,
            (None, Some(winner)) if winner.id != candidate.id => loss(candidate, winner),
            (None, _) => verdict_on_winner(candidate, locator),
        };
        (candidate, verdict)
    };
    integrations.iter().map(judge).collect()
}

fn winner<'a>(integrations: &'a [Integration], locator: &Locator) -> Option<&'a Integration> {
    let matching = integrations
        .iter()
        .filter(|candidate| miss(candidate, locator).is_none());
    matching.min_by_key(|candidate| precedence(candidate))
}

fn verdict_on_winner(winner: &Integration, locator: &Locator) -> Verdict {
    if !winner.settings.enabled {
        Verdict::WinsButDisabled
    } else if locator.version_id().is_some() && !winner.settings.file_versioning {
        Verdict::WinsButVersioningDisabled
    } else {
        Verdict::Wins
    }
}

/// Smaller comes first. The id decides what cannot happen: two claims on one bucket and prefix.
fn precedence(candidate: &Integration) -> (ScopeKind, Reverse<usize>, super::IntegrationId) {
    let prefix = candidate.settings.prefix.as_ref();
    let prefix_length = prefix.map_or(0, |prefix| prefix.as_str().len());
    (
        candidate.settings.scope.kind(),
        Reverse(prefix_length),
        candidate.id,
    )
}

/// Why `candidate` cannot win at all.
fn miss(candidate: &Integration, locator: &Locator) -> Option<Verdict> {
    let settings = &candidate.settings;
    if !settings.scope.includes(locator.bucket()) {
        return Some(Verdict::OtherBucket);
    }
    let prefix = settings.prefix.as_ref();
    if prefix.is_some_and(|prefix| !prefix.covers(locator.key())) {
        return Some(Verdict::OtherPrefix);
    }
    (settings.status() == Status::Draft).then_some(Verdict::Draft)
}

/// Why `candidate`, which matches, lost to `winner`.
fn loss(candidate: &Integration, winner: &Integration) -> Verdict {
    if candidate.settings.scope.kind() == winner.settings.scope.kind() {
        Verdict::ShorterPrefix
    } else {
        Verdict::LessSpecificScope
    }
}

/// Why nothing matches: whether locators of any bucket could be expected to work.
fn nothing_matches(integrations: &[Integration]) -> Refusal<'static> {
    let is_default = |candidate: &Integration| {
        candidate.settings.scope.kind() == ScopeKind::AllPermittedBuckets
            && candidate.settings.status() != Status::Draft
    };
    if integrations.iter().any(is_default) {
        Refusal::BucketNotPermitted
    } else {
        Refusal::NoIntegration
    }
}

#[cfg(test)]
mod tests;
