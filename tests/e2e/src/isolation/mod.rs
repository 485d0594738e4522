//! Nothing crosses organisations, and nobody does more than their role allows: every route against
//! every kind of caller.
mod acme;
mod cursors;
mod organizations;
mod roles;
mod routes;
mod strangers;
mod tokens;
