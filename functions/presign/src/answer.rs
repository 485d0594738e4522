//! The answer to a batch, written row by row: no document of it is ever built.
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;
use shared::presign::{Group, LimitedBy, Prepared};

use crate::locator_error::LocatorError;
use crate::rows::Rows;

/// `{"results": [{"locator", "presigned_url", "expires_at", "limited_by"} or {"locator", "error"}]}`
pub(crate) fn whole(
    locators: &[String],
    prepared: &Prepared,
    sink: &mut dyn Write,
) -> io::Result<()> {
    let ends: Vec<_> = prepared
        .groups()
        .map(end_of_row)
        .collect::<Result<_, _>>()?;
    let mut url = String::new();
    let mut rows = Rows::new(sink);
    rows.text("{\"results\":[");
    for (locator, outcome) in locators.iter().zip(prepared.outcomes()) {
        rows.next()?;
        match outcome {
            Ok(signable) => {
                url.clear();
                signable.write_url(&mut url);
                rows.text("{\"locator\":");
                rows.json(locator)?;
                // Nothing in a URL is escaped in JSON.
                rows.text(",\"presigned_url\":\"");
                rows.text(&url);
                rows.text(&ends[signable.group]);
            }
            Err(error) => rows.json(&Refused {
                locator: Some(locator),
                error: error.into(),
            })?,
        }
    }
    rows.text("]}");
    rows.finish()
}

/// `{"groups": [{"parts", "expires_at", "limited_by"}], "results": [{"group", "key", "version",
/// "signature"} or {"error"}]}`
///
/// A URL is `parts[0]`, the key, `parts[1]`, the version if there is one, `parts[2]`, the signature
/// and `parts[3]`, one after the other. A group whose number no result names is null.
pub(crate) fn compact(prepared: &Prepared, sink: &mut dyn Write) -> io::Result<()> {
    let (mut key, mut version) = (String::new(), String::new());
    let mut rows = Rows::new(sink);
    rows.text("{\"groups\":[");
    for group in prepared.groups() {
        rows.next()?;
        rows.json(&group.map(|group| CompactGroup {
            parts: group.parts,
            life: Life::of(group),
        }))?;
    }
    rows.text("],\"results\":[");
    for outcome in prepared.outcomes() {
        rows.next()?;
        match outcome {
            Ok(signable) => {
                key.clear();
                version.clear();
                let signature = signable.write_own(&mut key, &mut version);
                rows.json(&CompactOutcome {
                    group: signable.group,
                    key: &key,
                    version: &version,
                    signature: signature.as_str(),
                })?;
            }
            Err(error) => rows.json(&Refused {
                locator: None,
                error: error.into(),
            })?,
        }
    }
    rows.text("]}");
    rows.finish()
}

/// What comes after the URLs of a group in their rows; nothing where it has none.
fn end_of_row(group: Option<Group<'_>>) -> serde_json::Result<String> {
    let Some(group) = group else {
        return Ok(String::new());
    };
    let life = serde_json::to_string(&Life::of(group))?;
    Ok(format!("\",{}", life.trim_start_matches('{')))
}

/// How long URLs work.
#[derive(Serialize)]
struct Life {
    expires_at: Timestamp,
    limited_by: LimitedBy,
}

impl Life {
    fn of(group: Group<'_>) -> Self {
        Self {
            expires_at: group.validity.expires_at,
            limited_by: group.validity.limited_by,
        }
    }
}

#[derive(Serialize)]
struct CompactGroup<'a> {
    parts: [&'a str; 4],
    #[serde(flatten)]
    life: Life,
}

#[derive(Serialize)]
struct CompactOutcome<'a> {
    group: usize,
    key: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    signature: &'a str,
}

#[derive(Serialize)]
struct Refused<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<&'a str>,
    error: LocatorError,
}
