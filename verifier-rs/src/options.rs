//! What an audit is asked for.
use crate::bytes::B32;

#[derive(Default)]
pub struct Options {
    /// The genesis hash that was published.
    pub genesis_hash: Option<B32>,
    /// The process that the bundle has to be of.
    pub process: Option<B32>,
    /// The state root, if it is known from elsewhere.
    pub state_root: Option<B32>,
    /// Accept keys with which anyone may be able to forge proofs.
    pub insecure: bool,
}
