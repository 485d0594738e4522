//! The answer to a batch, written row by row: no document of it is ever built.
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;
use shared::presign::{LimitedBy, Prepared};

use crate::locator_error::LocatorError;
use crate::outcome::Outcome;

/// `{"results": [{"locator", "presigned_url", "expires_at", "limited_by"} or {"locator", "error"}]}`
pub(crate) fn whole(
    locators: &[String],
    prepared: &Prepared,
    sink: &mut dyn Write,
) -> io::Result<()> {
    let mut url = String::new();
    let mut rows = Rows::new(sink);
    rows.write_text("{\"results\":[")?;
    for (locator, outcome) in locators.iter().zip(prepared.outcomes()) {
        rows.write(&match outcome {
            Ok(signable) => {
                url.clear();
                signable.write_url(&mut url);
                Outcome::Presigned {
                    locator,
                    presigned_url: &url,
                    expires_at: signable.expires_at(),
                    limited_by: signable.limited_by(),
                }
            }
            Err(error) => Outcome::Refused {
                locator,
                error: LocatorError::from(error),
            },
        })?;
    }
    rows.write_text("]}")
}

/// `{"groups": [{"parts", "expires_at", "limited_by"}], "results": [{"group", "key", "version",
/// "signature"} or {"error"}]}`
///
/// A URL is `parts[0]`, the key, `parts[1]`, the version if there is one, `parts[2]`, the signature
/// and `parts[3]`, one after the other. A group whose number no result names is null.
pub(crate) fn compact(prepared: &Prepared, sink: &mut dyn Write) -> io::Result<()> {
    let (mut key, mut version) = (String::new(), String::new());
    let mut rows = Rows::new(sink);
    rows.write_text("{\"groups\":[")?;
    for group in prepared.groups() {
        rows.write(&group.map(|group| CompactGroup {
            parts: group.parts,
            expires_at: group.validity.expires_at,
            limited_by: group.validity.limited_by,
        }))?;
    }
    rows.write_text("],\"results\":[")?;
    for outcome in prepared.outcomes() {
        match outcome {
            Ok(signable) => {
                key.clear();
                version.clear();
                let signature = signable.write_own(&mut key, &mut version);
                rows.write(&CompactOutcome::Presigned {
                    group: signable.group,
                    key: &key,
                    version: &version,
                    signature: signature.as_str(),
                })?;
            }
            Err(error) => rows.write(&CompactOutcome::Refused {
                error: LocatorError::from(error),
            })?,
        }
    }
    rows.write_text("]}")
}

#[derive(Serialize)]
struct CompactGroup<'a> {
    parts: [&'a str; 4],
    expires_at: Timestamp,
    limited_by: LimitedBy,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CompactOutcome<'a> {
    Presigned {
        group: usize,
        key: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        version: &'a str,
        signature: &'a str,
    },
    Refused {
        error: LocatorError,
    },
}

/// Writes the elements of JSON arrays, each in one piece.
struct Rows<'a> {
    sink: &'a mut dyn Write,
    row: Vec<u8>,
    is_first: bool,
}

impl<'a> Rows<'a> {
    fn new(sink: &'a mut dyn Write) -> Self {
        Self {
            sink,
            row: vec![],
            is_first: true,
        }
    }

    /// Writes what stands around the elements; an array may begin with it.
    fn write_text(&mut self, text: &str) -> io::Result<()> {
        self.is_first = true;
        self.sink.write_all(text.as_bytes())
    }

    fn write(&mut self, element: &impl Serialize) -> io::Result<()> {
        self.row.clear();
        if !self.is_first {
            self.row.push(b',');
        }
        self.is_first = false;
        serde_json::to_writer(&mut self.row, element)?;
        self.sink.write_all(&self.row)
    }
}
