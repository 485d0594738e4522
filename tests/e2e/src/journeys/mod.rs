//! What people do with the service, from the first page to the bytes, and what is refused.
mod reference_pages;
