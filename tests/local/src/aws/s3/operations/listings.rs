//! Listing objects and versions.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    CommonPrefix, DeleteMarkerEntry, EncodingType, ListObjectVersionsInput,
    ListObjectVersionsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input,
    ListObjectsV2Output, Object, ObjectStorageClass, ObjectVersion, ObjectVersionStorageClass,
    Owner,
};
use s3s::{S3Result, s3_error};

use super::Operations;
use super::representation::{etag, length, timestamp};
use crate::aws::s3::access::Requester;
use crate::aws::s3::store::{Query, Version};

/// How many entries a page holds at most, and when the caller does not say.
const PAGE: i32 = 1_000;
/// Left as it is under `encoding-type=url`.
const UNENCODED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/');

/// How the caller wants keys in the answer: XML cannot carry every character.
#[derive(Clone, Copy)]
struct Encoding {
    url: bool,
}

impl Encoding {
    fn of(encoding_type: Option<&EncodingType>) -> Self {
        Self {
            url: encoding_type.is_some_and(|it| it.as_str() == EncodingType::URL),
        }
    }

    fn text(self, text: String) -> String {
        if self.url {
            utf8_percent_encode(&text, &UNENCODED).to_string()
        } else {
            text
        }
    }

    fn prefixes(self, prefixes: Vec<String>) -> Vec<CommonPrefix> {
        prefixes
            .into_iter()
            .map(|prefix| CommonPrefix {
                prefix: Some(self.text(prefix)),
            })
            .collect()
    }
}

impl Operations {
    pub(super) fn list_objects_v2(
        &self,
        requester: &Requester,
        input: ListObjectsV2Input,
    ) -> S3Result<ListObjectsV2Output> {
        let encoding = Encoding::of(input.encoding_type.as_ref());
        let after = input
            .continuation_token
            .as_deref()
            .map(read_token)
            .transpose()?;
        let max_keys = input.max_keys.unwrap_or(PAGE).clamp(0, PAGE);
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref().unwrap_or_default(),
            after: after.as_deref().unwrap_or_default(),
            limit: usize::try_from(max_keys).unwrap_or_default(),
        };
        let start = after
            .as_deref()
            .or(input.start_after.as_deref())
            .unwrap_or_default();
        let page = self.store().list(&input.bucket, start, &query)?;
        let owner = input
            .fetch_owner
            .filter(|fetch| *fetch)
            .map(|_| owner(requester));
        let contents = objects(page.entries, encoding, owner.as_ref());
        let key_count = contents.len() + page.common_prefixes.len();
        Ok(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: Some(encoding.text(input.prefix.unwrap_or_default())),
            delimiter: input.delimiter.map(|delimiter| encoding.text(delimiter)),
            start_after: input.start_after.map(|start| encoding.text(start)),
            continuation_token: input.continuation_token,
            is_truncated: Some(page.next.is_some()),
            next_continuation_token: page.next.map(|next| URL_SAFE_NO_PAD.encode(next)),
            key_count: i32::try_from(key_count).ok(),
            max_keys: Some(max_keys),
            contents: Some(contents),
            common_prefixes: Some(encoding.prefixes(page.common_prefixes)),
            encoding_type: input.encoding_type,
            ..ListObjectsV2Output::default()
        })
    }

    /// The first version of the operation, which old clients use.
    pub(super) fn list_objects(
        &self,
        requester: &Requester,
        input: ListObjectsInput,
    ) -> S3Result<ListObjectsOutput> {
        let encoding = Encoding::of(input.encoding_type.as_ref());
        let max_keys = input.max_keys.unwrap_or(PAGE).clamp(0, PAGE);
        let marker = input.marker.unwrap_or_default();
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref().unwrap_or_default(),
            after: &marker,
            limit: usize::try_from(max_keys).unwrap_or_default(),
        };
        let page = self.store().list(&input.bucket, &marker, &query)?;
        let owner = owner(requester);
        Ok(ListObjectsOutput {
            name: Some(input.bucket),
            prefix: Some(encoding.text(input.prefix.unwrap_or_default())),
            is_truncated: Some(page.next.is_some()),
            next_marker: page
                .next
                .filter(|_| input.delimiter.is_some())
                .map(|next| encoding.text(next)),
            delimiter: input.delimiter.map(|delimiter| encoding.text(delimiter)),
            marker: Some(encoding.text(marker)),
            max_keys: Some(max_keys),
            contents: Some(objects(page.entries, encoding, Some(&owner))),
            common_prefixes: Some(encoding.prefixes(page.common_prefixes)),
            encoding_type: input.encoding_type,
            ..ListObjectsOutput::default()
        })
    }

    pub(super) fn list_object_versions(
        &self,
        requester: &Requester,
        input: ListObjectVersionsInput,
    ) -> S3Result<ListObjectVersionsOutput> {
        let encoding = Encoding::of(input.encoding_type.as_ref());
        let max_keys = input.max_keys.unwrap_or(PAGE).clamp(0, PAGE);
        let start = input.key_marker.as_deref().unwrap_or_default();
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref().unwrap_or_default(),
            after: start,
            limit: usize::try_from(max_keys).unwrap_or_default(),
        };
        let page = self.store().list_versions(
            &input.bucket,
            start,
            input.version_id_marker.as_deref(),
            &query,
        )?;
        let next_version_id_marker = page
            .entries
            .last()
            .filter(|(version, _)| page.next.as_ref() == Some(&version.key))
            .map(|(version, _)| version.id.clone());
        let (markers, versions): (Vec<_>, Vec<_>) = page
            .entries
            .into_iter()
            .partition(|(version, _)| version.content.is_none());
        Ok(ListObjectVersionsOutput {
            name: Some(input.bucket),
            prefix: Some(encoding.text(input.prefix.unwrap_or_default())),
            delimiter: input.delimiter.map(|delimiter| encoding.text(delimiter)),
            key_marker: Some(encoding.text(input.key_marker.unwrap_or_default())),
            version_id_marker: Some(input.version_id_marker.unwrap_or_default()),
            max_keys: Some(max_keys),
            is_truncated: Some(page.next.is_some()),
            next_key_marker: page.next.map(|next| encoding.text(next)),
            next_version_id_marker,
            versions: Some(
                versions
                    .into_iter()
                    .map(|it| object_version(it, encoding, owner(requester)))
                    .collect(),
            ),
            delete_markers: Some(
                markers
                    .into_iter()
                    .map(|it| delete_marker(it, encoding, owner(requester)))
                    .collect(),
            ),
            common_prefixes: Some(encoding.prefixes(page.common_prefixes)),
            encoding_type: input.encoding_type,
            ..ListObjectVersionsOutput::default()
        })
    }
}

fn objects(versions: Vec<Version>, encoding: Encoding, owner: Option<&Owner>) -> Vec<Object> {
    let object = |version: Version| Object {
        e_tag: etag(&version),
        last_modified: Some(timestamp(version.last_modified)),
        owner: owner.cloned(),
        size: length(&version),
        storage_class: Some(ObjectStorageClass::from_static(
            ObjectStorageClass::STANDARD,
        )),
        key: Some(encoding.text(version.key)),
        ..Object::default()
    };
    versions.into_iter().map(object).collect()
}

fn object_version(
    (version, is_latest): (Version, bool),
    encoding: Encoding,
    owner: Owner,
) -> ObjectVersion {
    ObjectVersion {
        e_tag: etag(&version),
        is_latest: Some(is_latest),
        last_modified: Some(timestamp(version.last_modified)),
        owner: Some(owner),
        size: length(&version),
        storage_class: Some(ObjectVersionStorageClass::from_static(
            ObjectVersionStorageClass::STANDARD,
        )),
        key: Some(encoding.text(version.key)),
        version_id: Some(version.id),
        ..ObjectVersion::default()
    }
}

fn delete_marker(
    (version, is_latest): (Version, bool),
    encoding: Encoding,
    owner: Owner,
) -> DeleteMarkerEntry {
    DeleteMarkerEntry {
        is_latest: Some(is_latest),
        last_modified: Some(timestamp(version.last_modified)),
        owner: Some(owner),
        key: Some(encoding.text(version.key)),
        version_id: Some(version.id),
    }
}

/// Only the owner's account lists, so it is the requester's.
fn owner(requester: &Requester) -> Owner {
    Owner {
        id: Some(requester.caller.account.clone()),
        display_name: None,
    }
}

fn read_token(token: &str) -> S3Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            s3_error!(
                InvalidArgument,
                "The continuation token provided is incorrect"
            )
        })
}
