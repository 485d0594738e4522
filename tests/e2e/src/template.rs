//! `template.yaml` and the code say the same.
