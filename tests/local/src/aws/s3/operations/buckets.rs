//! Buckets and their settings.
use s3s::dto::{
    Bucket, BucketLocationConstraint, BucketVersioningStatus, CORSRule, CreateBucketInput,
    CreateBucketOutput, DeleteBucketCorsInput, DeleteBucketCorsOutput, DeleteBucketInput,
    DeleteBucketOutput, GetBucketCorsInput, GetBucketCorsOutput, GetBucketLocationInput,
    GetBucketLocationOutput, GetBucketRequestPaymentInput, GetBucketRequestPaymentOutput,
    GetBucketVersioningInput, GetBucketVersioningOutput, HeadBucketInput, HeadBucketOutput,
    ListBucketsInput, ListBucketsOutput, Owner, Payer, PutBucketCorsInput, PutBucketCorsOutput,
    PutBucketRequestPaymentInput, PutBucketRequestPaymentOutput, PutBucketVersioningInput,
    PutBucketVersioningOutput,
};
use s3s::{S3Result, s3_error};

use super::Operations;
use super::representation::timestamp;
use crate::aws::s3::access::Requester;
use crate::aws::s3::cors;
use crate::aws::s3::store::{CorsRule, Settings, Versioning};

/// The region that has no location constraint.
const DEFAULT_REGION: &str = "us-east-1";

impl Operations {
    pub(super) fn list_buckets(
        &self,
        requester: &Requester,
        _: ListBucketsInput,
    ) -> S3Result<ListBucketsOutput> {
        let account = &requester.caller.account;
        let buckets = self
            .store()
            .buckets_of(account)
            .into_iter()
            .map(|(name, settings)| Bucket {
                name: Some(name),
                bucket_region: Some(settings.region),
                creation_date: Some(timestamp(settings.created)),
            });
        Ok(ListBucketsOutput {
            buckets: Some(buckets.collect()),
            owner: Some(Owner {
                id: Some(account.clone()),
                display_name: None,
            }),
            ..ListBucketsOutput::default()
        })
    }

    /// A request to a region's endpoint makes buckets in that region only, but us-east-1's makes
    /// them anywhere; the endpoint a request means shows in its credential scope.
    pub(super) fn create_bucket(
        &self,
        requester: &Requester,
        input: CreateBucketInput,
    ) -> S3Result<CreateBucketOutput> {
        let endpoint = requester.region.as_str();
        let constraint = input
            .create_bucket_configuration
            .and_then(|it| it.location_constraint);
        let constraint = constraint.as_ref().map(BucketLocationConstraint::as_str);
        let region = constraint.unwrap_or(DEFAULT_REGION);
        if endpoint != DEFAULT_REGION && endpoint != region {
            let constraint = constraint.unwrap_or("unspecified");
            return Err(s3_error!(
                IllegalLocationConstraintException,
                "The {constraint} location constraint is incompatible for the region specific endpoint this request was sent to."
            ));
        }
        let account = &requester.caller.account;
        if let Some(existing) = self
            .store()
            .settings(&input.bucket)
            .filter(|it| it.account == *account)
        {
            if existing.region != DEFAULT_REGION || region != DEFAULT_REGION {
                return Err(s3_error!(
                    BucketAlreadyOwnedByYou,
                    "Your previous request to create the named bucket succeeded and you already own it."
                ));
            }
        } else {
            self.store().create_bucket(
                &input.bucket,
                Settings {
                    region: region.to_owned(),
                    account: account.clone(),
                    created: (self.clock)(),
                    versioning: Versioning::Unversioned,
                    cors: Vec::new(),
                    requester_pays: false,
                },
            )?;
        }
        Ok(CreateBucketOutput {
            location: Some(format!("/{}", input.bucket)),
        })
    }

    pub(super) fn head_bucket(
        &self,
        _: &Requester,
        input: HeadBucketInput,
    ) -> S3Result<HeadBucketOutput> {
        let bucket_region = Some(self.settings(&input.bucket)?.region);
        Ok(HeadBucketOutput {
            bucket_region,
            ..HeadBucketOutput::default()
        })
    }

    pub(super) fn delete_bucket(
        &self,
        _: &Requester,
        input: DeleteBucketInput,
    ) -> S3Result<DeleteBucketOutput> {
        self.store().delete_bucket(&input.bucket)?;
        Ok(DeleteBucketOutput::default())
    }

    pub(super) fn get_bucket_location(
        &self,
        _: &Requester,
        input: GetBucketLocationInput,
    ) -> S3Result<GetBucketLocationOutput> {
        let region =
            Some(self.settings(&input.bucket)?.region).filter(|region| region != DEFAULT_REGION);
        Ok(GetBucketLocationOutput {
            location_constraint: region.map(BucketLocationConstraint::from),
        })
    }

    pub(super) fn get_bucket_versioning(
        &self,
        _: &Requester,
        input: GetBucketVersioningInput,
    ) -> S3Result<GetBucketVersioningOutput> {
        let status = match self.settings(&input.bucket)?.versioning {
            Versioning::Unversioned => None,
            Versioning::Enabled => Some(BucketVersioningStatus::ENABLED),
            Versioning::Suspended => Some(BucketVersioningStatus::SUSPENDED),
        };
        let status = status.map(BucketVersioningStatus::from_static);
        Ok(GetBucketVersioningOutput {
            status,
            ..GetBucketVersioningOutput::default()
        })
    }

    pub(super) fn put_bucket_versioning(
        &self,
        _: &Requester,
        input: PutBucketVersioningInput,
    ) -> S3Result<PutBucketVersioningOutput> {
        let status = input.versioning_configuration.status;
        let versioning = match status.as_ref().map(BucketVersioningStatus::as_str) {
            Some(BucketVersioningStatus::ENABLED) => Versioning::Enabled,
            Some(BucketVersioningStatus::SUSPENDED) => Versioning::Suspended,
            _ => return Err(s3_error!(MalformedXML)),
        };
        self.store()
            .configure(&input.bucket, |settings| settings.versioning = versioning)?;
        Ok(PutBucketVersioningOutput::default())
    }

    pub(super) fn get_bucket_cors(
        &self,
        _: &Requester,
        input: GetBucketCorsInput,
    ) -> S3Result<GetBucketCorsOutput> {
        let rules = self.settings(&input.bucket)?.cors;
        if rules.is_empty() {
            return Err(s3_error!(NoSuchCORSConfiguration));
        }
        let rules = rules.into_iter().map(|rule| CORSRule {
            id: rule.id,
            allowed_origins: rule.allowed_origins,
            allowed_methods: rule.allowed_methods,
            allowed_headers: Some(rule.allowed_headers).filter(|headers| !headers.is_empty()),
            expose_headers: Some(rule.expose_headers).filter(|headers| !headers.is_empty()),
            max_age_seconds: rule.max_age_seconds,
        });
        Ok(GetBucketCorsOutput {
            cors_rules: Some(rules.collect()),
        })
    }

    pub(super) fn put_bucket_cors(
        &self,
        _: &Requester,
        input: PutBucketCorsInput,
    ) -> S3Result<PutBucketCorsOutput> {
        let rules = input
            .cors_configuration
            .cors_rules
            .into_iter()
            .map(|rule| CorsRule {
                id: rule.id,
                allowed_origins: rule.allowed_origins,
                allowed_methods: rule.allowed_methods,
                allowed_headers: rule.allowed_headers.unwrap_or_default(),
                expose_headers: rule.expose_headers.unwrap_or_default(),
                max_age_seconds: rule.max_age_seconds,
            });
        let rules: Vec<_> = rules.collect();
        cors::validate(&rules)?;
        self.store()
            .configure(&input.bucket, |settings| settings.cors = rules)?;
        Ok(PutBucketCorsOutput::default())
    }

    pub(super) fn delete_bucket_cors(
        &self,
        _: &Requester,
        input: DeleteBucketCorsInput,
    ) -> S3Result<DeleteBucketCorsOutput> {
        self.store()
            .configure(&input.bucket, |settings| settings.cors.clear())?;
        Ok(DeleteBucketCorsOutput::default())
    }

    pub(super) fn get_bucket_request_payment(
        &self,
        _: &Requester,
        input: GetBucketRequestPaymentInput,
    ) -> S3Result<GetBucketRequestPaymentOutput> {
        let requester_pays = self.settings(&input.bucket)?.requester_pays;
        let payer = if requester_pays {
            Payer::REQUESTER
        } else {
            Payer::BUCKET_OWNER
        };
        Ok(GetBucketRequestPaymentOutput {
            payer: Some(Payer::from_static(payer)),
        })
    }

    pub(super) fn put_bucket_request_payment(
        &self,
        _: &Requester,
        input: PutBucketRequestPaymentInput,
    ) -> S3Result<PutBucketRequestPaymentOutput> {
        let requester_pays = match input.request_payment_configuration.payer.as_str() {
            Payer::REQUESTER => true,
            Payer::BUCKET_OWNER => false,
            _ => return Err(s3_error!(MalformedXML)),
        };
        self.store().configure(&input.bucket, |settings| {
            settings.requester_pays = requester_pays;
        })?;
        Ok(PutBucketRequestPaymentOutput::default())
    }
}
