//! The genesis document of a voting chain.
use std::collections::HashSet;
use std::hash::Hash;

use serde_json::Value;

use crate::bytes::{Address, B32, hex_array, keccak256, sha256, word};
use crate::ensure;
use crate::json::{canonical, integer, members};
use crate::refuse::{Refused, Res};
use crate::ristretto;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keykeepers {
    Layered(Vec<Address>),
    Threshold(Threshold),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    pub addresses: Vec<Address>,
    /// ristretto255 keys.
    pub keys: Vec<B32>,
    pub threshold: u8,
    pub confirmations: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    pub oracles: Vec<Address>,
    pub quorum: u64,
    pub keykeepers: Option<Keykeepers>,
    pub validators: Vec<B32>,
}

pub struct CensusKey {
    pub circuit: String,
    pub depth: usize,
    pub key_hash: B32,
}

impl CensusKey {
    /// `keccak256(abi.encode(circuit, keyHash))`: what a process names.
    pub fn id(&self) -> B32 {
        let name = self.circuit.as_bytes();
        let padding = vec![0; name.len().next_multiple_of(32) - name.len()];
        keccak256(&[&word(64), &self.key_hash, &word(name.len() as u128), name, &padding])
    }
}

pub struct Parameters {
    pub start_delay: u64,
    pub registration_window: u64,
    pub root_grace: u64,
    pub deal_window: u64,
    pub complain_window: u64,
    pub confirm_window: u64,
    pub max_transaction_bytes: u64,
    pub max_voters: u64,
}

pub struct Genesis {
    pub hash: B32,
    pub voting_chain: u32,
    /// Chain id and process contracts.
    pub evm: Option<(u32, Vec<Address>)>,
    pub lists: Lists,
    pub census_keys: Vec<CensusKey>,
    pub parameters: Parameters,
}

fn refused(what: &str) -> Refused {
    Refused::new("ledger/genesis", format!("this is not a genesis document of a voting chain: {what}"))
}

fn distinct<T: Hash + Eq>(values: &[T]) -> bool {
    values.iter().collect::<HashSet<_>>().len() == values.len()
}

/// Checks lists from any source. Refusal: `ledger/genesis`, `seal/keykeepers`, `seal/point`.
pub fn check_lists(lists: &Lists) -> Res<()> {
    let count = lists.oracles.len() as u64;
    ensure!(
        (1..=64).contains(&count) && distinct(&lists.oracles),
        "ledger/genesis",
        "there are 1 to 64 different oracles"
    );
    ensure!(
        2 * lists.quorum > count && lists.quorum <= count,
        "ledger/genesis",
        "the quorum is more than half of the oracles, and at most all of them"
    );
    ensure!(distinct(&lists.validators), "ledger/genesis", "the validators are different from one another");
    match &lists.keykeepers {
        None => Ok(()),
        Some(Keykeepers::Layered(addresses)) => {
            ensure!(
                (1..=32).contains(&addresses.len()) && distinct(addresses),
                "ledger/genesis",
                "there are 1 to 32 different keykeepers"
            );
            Ok(())
        }
        Some(Keykeepers::Threshold(of)) => {
            let count = of.keys.len();
            ensure!(
                (1..=32).contains(&count)
                    && of.addresses.len() == count
                    && distinct(&of.addresses)
                    && distinct(&of.keys),
                "seal/keykeepers",
                "there are 1 to 32 keykeepers, each with an address and a key of its own"
            );
            ensure!(
                1 <= of.threshold && of.threshold <= of.confirmations && of.confirmations as usize <= count,
                "seal/keykeepers",
                "threshold, confirmations and keykeepers do not ascend"
            );
            of.keys.iter().try_for_each(|key| ristretto::point(key, "a keykeeper's key").map(|_| ()))
        }
    }
}

fn address(value: &Value) -> Option<Address> {
    hex_array(value.as_str()?)
}

fn addresses(value: &Value, most: usize) -> Option<Vec<Address>> {
    value.as_array().filter(|list| list.len() <= most)?.iter().map(address).collect()
}

fn keykeepers(value: &Value) -> Option<Option<Keykeepers>> {
    if value.is_null() {
        return Some(None);
    }
    if value["kind"] == "layered" {
        let [_, list] = members(value, ["kind", "addresses"])?;
        return Some(Some(Keykeepers::Layered(addresses(list, 32)?)));
    }
    let [kind, threshold, confirmations, list] = members(value, ["kind", "threshold", "confirmations", "members"])?;
    let list = list.as_array().filter(|list| kind == "threshold" && list.len() <= 32)?;
    let read: Vec<(Address, B32)> = list
        .iter()
        .map(|member| {
            let [one, key] = members(member, ["address", "key"])?;
            Some((address(one)?, hex_array(key.as_str()?)?))
        })
        .collect::<Option<_>>()?;
    Some(Some(Keykeepers::Threshold(Threshold {
        addresses: read.iter().map(|(address, _)| *address).collect(),
        keys: read.iter().map(|(_, key)| *key).collect(),
        threshold: integer(threshold, 1, 32)? as u8,
        confirmations: integer(confirmations, 1, 32)? as u8,
    })))
}

fn census_key(value: &Value) -> Option<CensusKey> {
    let [circuit, depth, hash] = members(value, ["circuit", "depth", "keyHash"])?;
    let name = circuit.as_str().filter(|name| {
        (1..=64).contains(&name.len()) && name.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    })?;
    Some(CensusKey {
        circuit: name.to_owned(),
        depth: integer(depth, 1, 11)? as usize,
        key_hash: hex_array(hash.as_str()?)?,
    })
}

fn parameters(value: &Value) -> Option<Parameters> {
    let keys = [
        "startDelay",
        "registrationWindow",
        "rootGrace",
        "dealWindow",
        "complainWindow",
        "confirmWindow",
        "maxTransactionBytes",
        "maxVoters",
    ];
    let [start, registration, grace, deal, complain, confirm, bytes, voters] = members(value, keys)?;
    Some(Parameters {
        start_delay: integer(start, 1, 1 << 31)?,
        registration_window: integer(registration, 0, 1 << 31)?,
        root_grace: integer(grace, 0, 1 << 16)?,
        deal_window: integer(deal, 1, 1 << 16)?,
        complain_window: integer(complain, 1, 1 << 16)?,
        confirm_window: integer(confirm, 1, 1 << 16)?,
        max_transaction_bytes: integer(bytes, 4096, 1 << 22)?,
        max_voters: integer(voters, 1, 1 << 31)?,
    })
}

fn evm(value: &Value) -> Option<Option<(u32, Vec<Address>)>> {
    if value.is_null() {
        return Some(None);
    }
    let [chain, contracts] = members(value, ["chainId", "contracts"])?;
    let contracts = addresses(contracts, 64).filter(|list| distinct(list))?;
    Some(Some((integer(chain, 1, u32::MAX as u64)? as u32, contracts)))
}

/// Reads a genesis document. Refusal: `ledger/genesis`, `seal/keykeepers`, `seal/point`.
pub fn read(text: &[u8]) -> Res<Genesis> {
    let document = canonical(text).ok_or_else(|| refused("it is not JSON in canonical form"))?;
    let keys =
        ["type", "version", "votingChain", "evm", "oracles", "keykeepers", "validators", "censusKeys", "parameters"];
    let [kind, version, chain, evm_value, oracles, keepers, validators, census, limits] =
        members(&document, keys).ok_or_else(|| refused("its keys are others"))?;
    ensure!(
        kind == "psephos-genesis" && version == 1,
        "ledger/genesis",
        "type and version of the genesis document are others"
    );
    let [quorum, list] = members(oracles, ["quorum", "addresses"]).ok_or_else(|| refused("the oracles"))?;
    let validators: Option<Vec<B32>> = validators
        .as_array()
        .filter(|list| list.len() <= 256)
        .and_then(|list| list.iter().map(|one| hex_array(one.as_str()?)).collect());
    let census_keys: Option<Vec<CensusKey>> =
        census.as_array().filter(|list| list.len() <= 64).and_then(|list| list.iter().map(census_key).collect());
    let lists = Lists {
        oracles: addresses(list, 64).ok_or_else(|| refused("the oracles"))?,
        quorum: integer(quorum, 1, 64).ok_or_else(|| refused("the quorum"))?,
        keykeepers: keykeepers(keepers).ok_or_else(|| refused("the keykeepers"))?,
        validators: validators.ok_or_else(|| refused("the validators"))?,
    };
    check_lists(&lists)?;
    Ok(Genesis {
        hash: sha256(&[text]),
        voting_chain: integer(chain, 0, u32::MAX as u64).ok_or_else(|| refused("votingChain"))? as u32,
        evm: evm(evm_value).ok_or_else(|| refused("the EVM"))?,
        lists,
        census_keys: census_keys.ok_or_else(|| refused("the census keys"))?,
        parameters: parameters(limits).ok_or_else(|| refused("the parameters"))?,
    })
}

impl Genesis {
    pub fn census_key(&self, id: &B32) -> Option<&CensusKey> {
        self.census_keys.iter().find(|key| key.id() == *id)
    }

    /// The contracts that may create processes; without an EVM, the first 20 bytes of the hash.
    pub fn contracts(&self) -> Vec<Address> {
        match &self.evm {
            Some((_, contracts)) => contracts.clone(),
            None => vec![self.hash[..20].try_into().expect("20 bytes")],
        }
    }

    pub fn chain_id(&self) -> u32 {
        self.evm.as_ref().map_or(0, |(id, _)| *id)
    }
}
