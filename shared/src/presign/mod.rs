//! From a locator to a presigned URL.
mod header_text;
mod object_signer;
mod prepared;
mod presigned;
mod presigner;
mod validity;

pub use header_text::{HeaderText, InvalidHeaderText};
pub use object_signer::{ObjectSigner, ResponseOverrides};
pub use prepared::{Group, MAX_BUCKETS, Prepared, Signable};
pub use presigned::{PresignError, PresignOptions, Presigned};
pub use presigner::{Presigner, route};
pub use validity::{LimitedBy, Validity, needed_life};
