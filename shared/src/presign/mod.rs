//! From a locator to a presigned URL.
mod header_text;
mod object_url;
mod presigner;
mod validity;

pub use header_text::{HeaderText, InvalidHeaderText};
pub use object_url::{ResponseOverrides, object_url};
pub use presigner::{MAX_BUCKETS, PresignError, PresignOptions, Presigned, Presigner, route};
pub use validity::{LimitedBy, Validity, needed_life};
