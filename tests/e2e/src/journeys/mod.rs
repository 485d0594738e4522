//! What people do with the service, from the first page to the bytes, and what is refused.
mod addresses;
mod batches;
mod botocore;
mod browsers;
mod encryption;
mod keys;
mod lifetimes;
mod precedence;
mod prefixes;
mod reference_pages;
mod roles;
mod tampering;
mod verification;
mod versions;
