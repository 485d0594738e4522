//! Who calls, and whether they may.
use std::sync::Arc;

use http::{HeaderMap, Uri};
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::path::S3Path;
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result, s3_error};

use super::actions::{Need, bucket_arn, need_of, object_arn};
use super::addressing::query;
use super::authority::Authority;
use super::signature::{Place, Signature};
use super::store::{Store, StoreError};
use crate::aws::identity::{AuthenticationError, Caller, Context};

const REQUEST_PAYER: &str = "x-amz-request-payer";
const REQUESTER: &str = "requester";

/// Authentication and authorization of every request.
///
/// There are no bucket policies: a bucket is its owner account's alone, and there the caller's own
/// policies decide.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) store: Arc<Store>,
    pub(super) authority: Arc<dyn Authority>,
}

/// An authenticated caller, with what the conditions of policies may ask about the request.
#[derive(Clone, Debug)]
pub(super) struct Requester {
    pub(super) caller: Caller,
    /// The region of the credential scope.
    pub(super) region: String,
    context: Context,
}

impl Requester {
    /// Who sent a request that has passed [`Access`]'s check.
    pub(super) fn of<T>(request: &S3Request<T>) -> S3Result<Self> {
        request.extensions.get().cloned().ok_or_else(access_denied)
    }

    /// The same, as KMS sees it when S3 asks for the key `arn`: `kms:ViaService` is set.
    pub(super) fn by_way_of_s3(&self, arn: &str) -> Self {
        let region = arn.split(':').nth(3).unwrap_or_default();
        let mut by_s3 = self.clone();
        let service = format!("s3.{region}.amazonaws.com");
        by_s3.context.insert("kms:ViaService".to_owned(), service);
        by_s3
    }
}

impl Access {
    /// The caller must be of the account that owns the bucket.
    pub(super) fn require_owner(&self, requester: &Requester, bucket: &str) -> S3Result {
        let settings = self
            .store
            .settings(bucket)
            .ok_or(StoreError::NoSuchBucket)?;
        if settings.account == requester.caller.account {
            Ok(())
        } else {
            Err(access_denied())
        }
    }

    /// The caller's policies must allow `action` on `resource`.
    pub(super) fn require(&self, requester: &Requester, action: &str, resource: &str) -> S3Result {
        let Requester {
            caller, context, ..
        } = requester;
        if self.authority.allows(caller, action, resource, context) {
            return Ok(());
        }
        Err(s3_error!(
            AccessDenied,
            "User: {} is not authorized to perform: {action} on resource: \"{resource}\" because no identity-based policy allows the {action} action",
            caller.arn
        ))
    }

    /// Only who may list a bucket learns that a key is not in it.
    pub(super) fn not_found(
        &self,
        requester: &Requester,
        bucket: &str,
        error: S3ErrorCode,
    ) -> S3Error {
        match self.require(requester, "s3:ListBucket", &bucket_arn(bucket)) {
            Ok(()) => error.into(),
            Err(denied) => denied,
        }
    }

    fn identify(&self, request: &mut S3AccessContext<'_>) -> S3Result<Requester> {
        let access_key = request
            .credentials()
            .ok_or_else(access_denied)?
            .access_key
            .clone();
        let signature = request
            .extensions_mut()
            .get::<Signature>()
            .cloned()
            .ok_or_else(access_denied)?;
        let token = signature.session_token.as_deref();
        let caller = self
            .authority
            .authenticate(&access_key, token)
            .map_err(unauthenticated)?;
        let context = context(request.uri(), &signature);
        Ok(Requester {
            caller,
            region: signature.region,
            context,
        })
    }
}

#[async_trait::async_trait]
impl S3Auth for Access {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let secret = self.authority.secret_key(access_key);
        secret
            .map(SecretKey::from)
            .ok_or_else(|| unauthenticated(AuthenticationError::UnknownAccessKey))
    }
}

#[async_trait::async_trait]
impl S3Access for Access {
    /// Comes after the signature has been verified and before the body is read.
    async fn check(&self, request: &mut S3AccessContext<'_>) -> S3Result<()> {
        let operation = request.s3_op().name().to_owned();
        let versioned = query(request.uri()).contains_key("versionId");
        let bucket = request.s3_path().get_bucket_name().map(str::to_owned);
        let resource = resource_arn(request.s3_path());
        let expected_owner = request
            .headers()
            .get("x-amz-expected-bucket-owner")
            .cloned();

        let existing = bucket.filter(|_| operation != "CreateBucket");
        let settings = match &existing {
            Some(bucket) => {
                let settings = self.store.settings(bucket);
                Some(settings.ok_or(StoreError::NoSuchBucket)?)
            }
            None => None,
        };
        let requester = self.identify(request)?;
        if let Some(bucket) = &existing {
            self.require_owner(&requester, bucket)?;
            if expected_owner.is_some_and(|owner| owner != requester.caller.account.as_str()) {
                return Err(access_denied());
            }
        }
        if matches!(operation.as_str(), "GetObject" | "HeadObject")
            && requester.caller.is_role_session()
            && settings.is_some_and(|bucket| bucket.requester_pays)
            && !accepts_to_pay(request.uri(), request.headers())
        {
            return Err(access_denied());
        }
        let need = need_of(&operation, versioned).ok_or(S3ErrorCode::NotImplemented)?;
        if let Need::Action(action) = need {
            self.require(&requester, action, &resource)?;
        }
        request.extensions_mut().insert(requester);
        Ok(())
    }
}

fn resource_arn(path: &S3Path) -> String {
    match path {
        S3Path::Root => bucket_arn("*"),
        S3Path::Bucket { bucket } => bucket_arn(bucket),
        S3Path::Object { bucket, key } => object_arn(bucket, key),
    }
}

/// Whether the requester says so, by header or, in a presigned URL, by parameter.
fn accepts_to_pay(uri: &Uri, headers: &HeaderMap) -> bool {
    let in_header = headers
        .get(REQUEST_PAYER)
        .is_some_and(|payer| payer == REQUESTER);
    in_header
        || query(uri)
            .get(REQUEST_PAYER)
            .is_some_and(|payer| payer == REQUESTER)
}

/// The condition keys that S3 adds to a request.
fn context(uri: &Uri, signature: &Signature) -> Context {
    let place = match signature.place {
        Place::Header => "REST-HEADER",
        Place::Query => "REST-QUERY-STRING",
    };
    let query = query(uri);
    let parameters = ["prefix", "delimiter", "max-keys"]
        .into_iter()
        .filter_map(|name| Some((format!("s3:{name}"), query.get(name)?.clone())));
    let version = query
        .get("versionId")
        .map(|id| ("s3:VersionId".to_owned(), id.clone()));
    let signed = [
        ("s3:authType", place.to_owned()),
        ("s3:signatureversion", "AWS4-HMAC-SHA256".to_owned()),
        (
            "s3:signatureAge",
            signature.age.as_millis().max(0).to_string(),
        ),
    ];
    let signed = signed.map(|(name, value)| (name.to_owned(), value));
    parameters.chain(version).chain(signed).collect()
}

fn unauthenticated(error: AuthenticationError) -> S3Error {
    match error {
        AuthenticationError::UnknownAccessKey => s3_error!(
            InvalidAccessKeyId,
            "The AWS Access Key Id you provided does not exist in our records."
        ),
        AuthenticationError::InvalidToken => {
            s3_error!(
                InvalidToken,
                "The provided token is malformed or otherwise invalid."
            )
        }
        AuthenticationError::ExpiredToken => {
            s3_error!(ExpiredToken, "The provided token has expired.")
        }
    }
}

/// What S3 answers to strangers: nothing about why.
pub(super) fn access_denied() -> S3Error {
    s3_error!(AccessDenied, "Access Denied")
}
