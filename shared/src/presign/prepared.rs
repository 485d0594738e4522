use jiff::Timestamp;

use super::presigned::{PresignError, Presigned};
use super::{LimitedBy, ObjectSigner, Validity};
use crate::domain::{BucketName, Integration, Locator};
use crate::sigv4::Signature;

/// The most buckets that one request may name: each costs a session.
pub const MAX_BUCKETS: usize = 100;

/// Locators with all that it takes to sign them: from here on nothing waits, and nothing fails that
/// has not failed already.
pub struct Prepared {
    pub(super) routed: Vec<Result<Routed, PresignError>>,
    /// The signer of each target.
    pub(super) signers: Vec<Result<Signer, PresignError>>,
}

/// A locator, and which of the targets it is for.
pub(super) struct Routed {
    pub(super) locator: Locator,
    pub(super) target: usize,
}

/// A bucket under the integration that serves it.
pub(super) struct Target<'a> {
    pub(super) integration: &'a Integration,
    pub(super) bucket: BucketName,
}

/// The buckets of a request, each once.
#[derive(Default)]
pub(super) struct Targets<'a> {
    pub(super) all: Vec<Target<'a>>,
    /// Most locators are for the target of the one before.
    last: usize,
}

/// Signs the URLs of one target.
pub(super) struct Signer {
    pub(super) objects: ObjectSigner,
    pub(super) validity: Validity,
    pub(super) is_stable: bool,
}

/// An object whose URL can be signed.
#[derive(Clone, Copy)]
pub struct Signable<'a> {
    /// Which of the request's buckets it is in, under which integration.
    pub group: usize,
    locator: &'a Locator,
    signer: &'a Signer,
}

impl Prepared {
    /// What becomes of each locator, in the order asked.
    #[must_use]
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = Result<Signable<'_>, &PresignError>> {
        self.routed.iter().map(|routed| {
            let Routed { locator, target } = routed.as_ref()?;
            Ok(Signable {
                group: *target,
                locator,
                signer: self.signers[*target].as_ref()?,
            })
        })
    }
}

/// What the URLs of one group have in common.
#[derive(Clone, Copy)]
pub struct Group<'a> {
    /// As [`UrlSigner::parts`](crate::sigv4::UrlSigner::parts) says.
    pub parts: [&'a str; 4],
    /// When the URLs stop working, and why.
    pub validity: &'a Validity,
}

impl Prepared {
    /// The groups, in the order of their numbers; none for a group that cannot be signed.
    pub fn groups(&self) -> impl Iterator<Item = Option<Group<'_>>> {
        self.signers.iter().map(|signer| {
            let signer = signer.as_ref().ok()?;
            Some(Group {
                parts: signer.objects.parts(),
                validity: &signer.validity,
            })
        })
    }
}

impl<'a> Targets<'a> {
    /// The number of a target; none when there are too many.
    pub(super) fn number(
        &mut self,
        integration: &'a Integration,
        bucket: &BucketName,
    ) -> Option<usize> {
        let is_it = |target: &Target<'_>| {
            target.integration.id == integration.id && target.bucket == *bucket
        };
        if !self.all.get(self.last).is_some_and(is_it) {
            self.last = match self.all.iter().position(is_it) {
                Some(known) => known,
                None if self.all.len() == MAX_BUCKETS => return None,
                None => {
                    let bucket = bucket.clone();
                    self.all.push(Target {
                        integration,
                        bucket,
                    });
                    self.all.len() - 1
                }
            };
        }
        Some(self.last)
    }
}

impl Signable<'_> {
    /// Writes the presigned URL at the end of `text`.
    pub fn write_url(&self, text: &mut String) {
        self.signer.objects.write_url(self.locator, text);
    }

    /// Writes what is this URL's own, as [`UrlSigner::write_own`](crate::sigv4::UrlSigner::write_own)
    /// says.
    pub fn write_own(&self, in_path: &mut String, in_query: &mut String) -> Signature {
        let objects = &self.signer.objects;
        objects.write_own(self.locator, in_path, in_query)
    }

    /// When the URL stops working.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.signer.validity.expires_at
    }

    /// What `expires_at` follows from.
    #[must_use]
    pub fn limited_by(&self) -> LimitedBy {
        self.signer.validity.limited_by
    }

    /// The URL, with when it ends.
    #[must_use]
    pub fn presigned(&self) -> Presigned {
        Presigned {
            presigned_url: self.signer.objects.url(self.locator),
            expires_at: self.expires_at(),
            limited_by: self.limited_by(),
            is_stable: self.signer.is_stable,
        }
    }
}
