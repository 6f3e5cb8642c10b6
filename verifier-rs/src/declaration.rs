//! A declared process: its parameters, the rules that they keep, and its id and scopes.
use ark_bn254::Fr;
use num_bigint::BigUint;

use crate::bytes::{Address, B32, ZERO_32, big_word, from_digits, hex_array, keccak256, minimal};
use crate::cbor::{Cbor, Fields, encode};
use crate::ensure;
use crate::field::{hash_to_field, scalar_hex};
use crate::genesis::{CensusKey, Genesis};
use crate::refuse::{Refused, Res};

pub const MODE: [&str; 5] = ["autoStart", "interruptible", "dynamicCensus", "encryptedMetadata", "preRegister"];
pub const ENVELOPE: [&str; 5] = ["serial", "anonymous", "encryptedVotes", "uniqueValues", "costFromWeight"];

pub const TREE: u8 = 1;
pub const TREE_WEIGHTED: u8 = 2;
pub const AUTHORITY: u8 = 3;
pub const ERC20: u8 = 11;
pub const ERC1155: u8 = 13;
pub const MINI_ME: u8 = 15;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    pub mode: u8,
    pub envelope: u8,
    pub origin: u8,
    pub token: Address,
    pub start_block: u64,
    pub block_count: u64,
    pub question_count: u64,
    pub max_count: u64,
    pub max_value: u64,
    pub max_overwrites: u64,
    pub max_total_cost: u64,
    pub cost_exponent: u64,
    pub evm_block: BigUint,
    pub balance_position: BigUint,
    pub token_id: BigUint,
    pub census_key: B32,
    pub settlement: Address,
    pub signature: B32,
    pub metadata: String,
    pub census_root: String,
    pub census_uri: String,
}

impl Params {
    pub fn auto_start(&self) -> bool {
        self.mode & 1 != 0
    }
    pub fn interruptible(&self) -> bool {
        self.mode & 2 != 0
    }
    pub fn dynamic_census(&self) -> bool {
        self.mode & 4 != 0
    }
    pub fn pre_register(&self) -> bool {
        self.mode & 16 != 0
    }
    pub fn serial(&self) -> bool {
        self.envelope & 1 != 0
    }
    pub fn anonymous(&self) -> bool {
        self.envelope & 2 != 0
    }
    pub fn sealed(&self) -> bool {
        self.envelope & 4 != 0
    }
    pub fn unique_values(&self) -> bool {
        self.envelope & 8 != 0
    }
    pub fn cost_from_weight(&self) -> bool {
        self.envelope & 16 != 0
    }
    pub fn questions(&self) -> u64 {
        if self.serial() { self.question_count } else { 1 }
    }
}

pub fn is_tree(origin: u8) -> bool {
    matches!(origin, TREE | TREE_WEIGHTED)
}
pub fn is_token(origin: u8) -> bool {
    (ERC20..=MINI_ME).contains(&origin)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    pub contract: Address,
    pub entity: Address,
    pub index: BigUint,
    pub params: Params,
}

const MOST_TEXT: usize = 4096;

impl Declaration {
    pub fn fields(&self) -> Cbor {
        let it = &self.params;
        Cbor::List(vec![
            (&self.contract).into(),
            (&self.entity).into(),
            Cbor::Bytes(minimal(&self.index)),
            (it.mode as u64).into(),
            (it.envelope as u64).into(),
            (it.origin as u64).into(),
            (&it.token).into(),
            it.start_block.into(),
            it.block_count.into(),
            it.question_count.into(),
            it.max_count.into(),
            it.max_value.into(),
            it.max_overwrites.into(),
            it.max_total_cost.into(),
            it.cost_exponent.into(),
            Cbor::Bytes(minimal(&it.evm_block)),
            Cbor::Bytes(minimal(&it.balance_position)),
            Cbor::Bytes(minimal(&it.token_id)),
            (&it.census_key).into(),
            (&it.settlement).into(),
            (&it.signature).into(),
            it.metadata.as_str().into(),
            it.census_root.as_str().into(),
            it.census_uri.as_str().into(),
        ])
    }

    pub fn hash(&self) -> B32 {
        crate::bytes::sha256(&[&encode(&self.fields())])
    }

    /// Refusal: `ledger/form`, and the name of a contract's rule.
    pub fn read(mut fields: Fields) -> Res<Declaration> {
        let contract = fields.array("contract")?;
        let entity = fields.array("entity")?;
        let index = fields.word("index")?;
        let params = Params {
            mode: fields.byte("mode")?,
            envelope: fields.byte("envelope type")?,
            origin: fields.byte("census origin")?,
            token: fields.array("token")?,
            start_block: fields.integer("start block", crate::bytes::MAX_SAFE)?,
            block_count: fields.integer("block count", crate::bytes::MAX_SAFE)?,
            question_count: fields.integer("question count", crate::bytes::MAX_SAFE)?,
            max_count: fields.integer("maxCount", crate::bytes::MAX_SAFE)?,
            max_value: fields.integer("maxValue", crate::bytes::MAX_SAFE)?,
            max_overwrites: fields.integer("maxVoteOverwrites", crate::bytes::MAX_SAFE)?,
            max_total_cost: fields.integer("maxTotalCost", crate::bytes::MAX_SAFE)?,
            cost_exponent: fields.integer("costExponent", crate::bytes::MAX_SAFE)?,
            evm_block: fields.word("EVM block")?,
            balance_position: fields.word("balance position")?,
            token_id: fields.word("token id")?,
            census_key: fields.array("census key")?,
            settlement: fields.array("settlement")?,
            signature: fields.array("params signature")?,
            metadata: fields.text("metadata", MOST_TEXT)?.to_owned(),
            census_root: fields.text("census root", MOST_TEXT)?.to_owned(),
            census_uri: fields.text("census URI", MOST_TEXT)?.to_owned(),
        };
        fields.end()?;
        check_params(&params)?;
        Ok(Declaration { contract, entity, index, params })
    }

    /// The id; refused if no contract of the chain can have created the process. Refusal: `ledger/contract`, `ledger/entity`.
    pub fn id(&self, genesis: &Genesis) -> Res<B32> {
        ensure!(
            genesis.contracts().contains(&self.contract),
            "ledger/contract",
            "the process was created by a contract that the genesis document does not name"
        );
        ensure!(
            !is_token(self.params.origin) || self.entity == self.params.token,
            "ledger/entity",
            "a process of token holders belongs to its token"
        );
        let (namespace, chain) = (genesis.voting_chain.to_be_bytes(), genesis.chain_id().to_be_bytes());
        Ok(keccak256(&[&self.entity, &big_word(&self.index), &namespace, &chain]))
    }

    pub fn scope(&self, id: &B32, question: u64) -> Fr {
        hash_to_field(&[&self.contract, id, &[question as u8]])
    }

    pub fn census_key<'a>(&self, genesis: &'a Genesis) -> Option<&'a CensusKey> {
        genesis.census_key(&self.params.census_key)
    }
}

/// The rules of the process contract that follow from the parameters alone, in its order. Refusal: `process/` and the name of a rule.
pub fn check_params(it: &Params) -> Res<()> {
    let zero = BigUint::ZERO;
    let (token, tree) = (is_token(it.origin), is_tree(it.origin));
    let broken = [
        ("process/unknown-mode-flags", it.mode >= 32),
        ("process/unknown-envelope-flags", it.envelope >= 32),
        ("process/unknown-census-origin", !tree && it.origin != AUTHORITY && !token),
        ("process/start-block-missing", it.auto_start() && it.start_block == 0),
        ("process/block-count-missing", !it.interruptible() && it.block_count == 0),
        ("process/question-count-missing", it.question_count == 0),
        ("process/max-count-out-of-range", !(1..=100).contains(&it.max_count)),
        ("process/metadata-missing", it.metadata.is_empty()),
        ("process/census-root-missing", it.census_root.is_empty()),
        ("process/census-uri-missing", tree && it.census_uri.is_empty()),
        ("process/pre-register-needs-anonymous", it.pre_register() && !it.anonymous()),
        ("process/cost-from-weight-needs-weights", it.cost_from_weight() && it.origin != TREE_WEIGHTED && !token),
        ("process/census-key-missing", it.anonymous() && it.census_key == ZERO_32),
        ("process/census-key-unexpected", !it.anonymous() && it.census_key != ZERO_32),
        ("process/token-unexpected", !token && it.token != [0; 20]),
        ("process/snapshot-unexpected", !token && it.evm_block != zero),
        ("process/balance-position-unexpected", !token && it.balance_position != zero),
        ("process/evm-census-needs-auto-start", token && !it.auto_start()),
        ("process/evm-census-interruptible", token && it.interruptible()),
        ("process/evm-census-dynamic", token && it.dynamic_census()),
        ("process/evm-census-serial", token && it.serial()),
        ("process/evm-census-anonymous-needs-pre-register", token && it.anonymous() && !it.pre_register()),
        ("process/token-missing", token && it.token == [0; 20]),
        ("process/snapshot-missing", token && it.evm_block == zero),
        ("process/token-id-unexpected", it.token_id != zero && it.origin != ERC1155),
        // What Solidity's types exclude.
        ("bytes/uint", it.start_block >= 1 << 32 || it.block_count >= 1 << 32 || it.question_count > 255),
        ("bytes/uint", it.max_value > 255 || it.max_overwrites > 255),
        ("bytes/uint", it.max_total_cost >= 1 << 16 || it.cost_exponent >= 1 << 16),
    ];
    match broken.iter().find(|(_, is_broken)| *is_broken) {
        Some((rule, _)) => Err(Refused::new(rule, "the process contract refuses these parameters")),
        None => Ok(()),
    }
}

/// An authority's census root.
pub enum Authority {
    /// A compressed key, 33 bytes.
    Ecdsa(Vec<u8>),
    Blind {
        most: u64,
        modulus: Vec<u8>,
    },
}

pub fn authority(root: &str) -> Option<Authority> {
    let bytes = from_digits(root.strip_prefix("0x")?)?;
    match bytes.len() {
        33 if matches!(bytes[0], 2 | 3) => Some(Authority::Ecdsa(bytes)),
        388 => {
            let most = u32::from_be_bytes(bytes[..4].try_into().expect("four bytes")) as u64;
            (most > 0 && bytes[4] >= 0x80 && bytes[387] & 1 == 1)
                .then(|| Authority::Blind { most, modulus: bytes[4..].to_vec() })
        }
        _ => None,
    }
}

/// The form of a census root and its URI. Refusal: `process/declaration`.
pub fn check_census(origin: u8, root: &str, uri: &str) -> Res<()> {
    let well_formed = match origin {
        TREE | TREE_WEIGHTED => scalar_hex(root).is_some_and(|value| value != Fr::from(0u64)),
        AUTHORITY => authority(root).is_some(),
        _ => hex_array::<32>(root).is_some_and(|bytes| bytes != ZERO_32),
    };
    ensure!(well_formed, "process/declaration", "the census root has not the form of its origin");
    ensure!(
        uri.is_empty() && !is_tree(origin) || content_uri(uri).is_some(),
        "process/declaration",
        "the census URI is not a content URI"
    );
    Ok(())
}

/// What the chain asks of a declaration's texts. Refusal: `process/declaration`.
pub fn check_texts(it: &Params) -> Res<()> {
    check_census(it.origin, &it.census_root, &it.census_uri)?;
    ensure!(
        content_uri(&it.metadata).is_some_and(|hash| hash.is_some()),
        "process/declaration",
        "the metadata's URI is not a content URI with a hash"
    );
    ensure!(
        !it.unique_values() || it.max_count <= it.max_value + 1,
        "process/declaration",
        "no ballot has so many different values"
    );
    Ok(())
}

/// The SHA3-256 that a content URI names, if it names one; `None` if it is no content URI. Of an address only scheme and characters are checked.
pub fn content_uri(text: &str) -> Option<Option<B32>> {
    if text.encode_utf16().count() > 2048 {
        return None;
    }
    let (addresses, hash) = match text.split_once('!') {
        None => (text, None),
        Some((addresses, hash)) => (addresses, Some(from_digits(hash)?.try_into().ok()?)),
    };
    let list: Vec<&str> = addresses.split(',').collect();
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~:/?#[]@$&'()*+;=%".contains(&c);
    let fits = |one: &str| {
        let rest = ["ipfs://", "https://", "http://"].iter().find_map(|scheme| one.strip_prefix(scheme));
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(plain) && !rest.contains('#'))
    };
    (list.len() <= 8 && list.iter().all(|one| fits(one))).then_some(hash)
}
