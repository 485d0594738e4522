//! Drives the service over HTTP, by aws-sdk-s3 and by bare requests.
mod authentication;
mod authorization;
mod buckets;
mod cors;
mod keys;
mod listings;
mod objects;
mod people;
mod persistence;
mod presigned;
mod uploads;
mod versions;
mod world;
