//! API Gateway for the functions.
