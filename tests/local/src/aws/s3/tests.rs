//! Drives the service over HTTP.
