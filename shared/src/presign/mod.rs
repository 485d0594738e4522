//! From a locator to a presigned URL.
mod header_text;
mod object_signer;
mod presigned;
mod presigner;
mod validity;

pub use header_text::{HeaderText, InvalidHeaderText};
pub use object_signer::{ObjectSigner, ResponseOverrides};
pub use presigned::{PresignError, PresignOptions, Presigned};
pub use presigner::{MAX_BUCKETS, Presigner, route};
pub use validity::{LimitedBy, Validity, needed_life};
