//! Transactions and attested statements, read from deterministic CBOR.
use ark_bn254::Fr;

use crate::bytes::{Address, B32, MAX_SAFE, sha256};
use crate::cbor::{Cbor, Fields, decode, encode, list, member};
use crate::declaration::Declaration;
use crate::ensure;
use crate::field::scalar;
use crate::genesis::{Keykeepers, Lists, Threshold, check_lists};
use crate::refuse::{Refused, Res};

pub struct Content {
    pub process: B32,
    pub nonce: u8,
    pub indexes: Vec<u8>,
    pub package: Vec<u8>,
    pub weight: u128,
    pub root: Option<B32>,
}

pub enum Eligibility {
    Member(Vec<[Fr; 8]>),
    Holder(Vec<Vec<Vec<u8>>>),
    Certified([u8; 65]),
    Blind { randomizer: B32, signature: Box<[u8; 384]> },
}

pub struct Snapshot {
    pub block: B32,
    pub header: Vec<u8>,
    pub proof: Vec<Vec<u8>>,
}

pub struct Included {
    pub nullifier: B32,
    pub weight: u128,
    pub vote_hash: B32,
    pub nonce: u8,
    pub envelope_hash: B32,
    pub package: Option<Vec<u8>>,
}

pub enum Statement {
    Declared(Box<Declaration>, Option<Snapshot>),
    Status(u8),
    Question,
    Census(String, String),
    RollupOpened(u64),
    Included(Vec<Included>),
    InclusionEnded,
    Lists(Lists),
}

pub struct Attestation {
    pub subject: B32,
    pub sequence: u64,
    pub revision: u8,
    pub evm_block: B32,
    pub statement: Statement,
    /// SHA-256 of the statement's CBOR.
    pub statement_hash: B32,
    pub oracle: Address,
    pub signature: [u8; 65],
}

pub enum Tx {
    Anonymous {
        content: Content,
        nullifier: B32,
        vote_hash: B32,
        proof: Box<[u8; 256]>,
    },
    Named {
        content: Content,
        voter: Address,
        signature: [u8; 65],
        eligibility: Eligibility,
    },
    Register {
        process: B32,
        nonce: u8,
        commitment: B32,
        weight: u128,
        voter: Address,
        signature: [u8; 65],
        eligibility: Eligibility,
    },
    Attest(Box<Attestation>),
    Deal {
        process: B32,
        round: u8,
        keykeeper: Address,
        deal: Vec<u8>,
        signature: [u8; 65],
    },
    Complain {
        process: B32,
        round: u8,
        dealer: u8,
        place: u8,
        point: B32,
        proof: [u8; 64],
    },
    Confirm {
        process: B32,
        round: u8,
        keykeeper: Address,
        signature: [u8; 65],
    },
    Reveal {
        process: B32,
        round: u8,
        place: u8,
        secret: B32,
    },
}

fn canonical(fields: &mut Fields, name: &str) -> Res<B32> {
    let bytes = fields.array(name)?;
    ensure!(scalar(&bytes).is_some(), "bytes/non-canonical", "{name} is not below the field's order");
    Ok(bytes)
}

fn content(fields: &mut Fields) -> Res<Content> {
    let process = fields.array("process id")?;
    let nonce = fields.byte("nonce")?;
    let indexes = fields.bytes("key indexes", 256)?.to_vec();
    ensure!(indexes.is_sorted_by(|a, b| a < b), "ballot/key-indexes", "the key indexes do not ascend");
    Ok(Content {
        process,
        nonce,
        indexes,
        package: fields.bytes("package", 4096)?.to_vec(),
        weight: fields.weight("weight")?,
        root: fields.optional("census root")?,
    })
}

fn children(value: &Cbor) -> Res<[Fr; 8]> {
    let malformed = || Refused::new("ledger/form", "a level has eight children");
    let Cbor::List(members) = value else { return Err(malformed()) };
    let read: Vec<Fr> = members
        .iter()
        .map(|one| {
            scalar(&member(one, "a child")?)
                .ok_or_else(|| Refused::new("bytes/non-canonical", "a child is not canonical"))
        })
        .collect::<Res<_>>()?;
    read.try_into().map_err(|_| malformed())
}

fn nodes(value: &Cbor) -> Res<Vec<Vec<u8>>> {
    let malformed = || Refused::new("ledger/form", "a storage proof is a list of nodes");
    match value {
        Cbor::List(members) if members.len() <= 64 => members
            .iter()
            .map(|one| match one {
                Cbor::Bytes(bytes) if bytes.len() <= 1024 => Ok(bytes.clone()),
                _ => Err(malformed()),
            })
            .collect(),
        _ => Err(malformed()),
    }
}

fn eligibility(mut fields: Fields) -> Res<Eligibility> {
    let read = match fields.integer("kind", 3)? {
        0 => Eligibility::Member(fields.list("levels", 11, children)?),
        1 => Eligibility::Holder(fields.list("proofs", 2, nodes)?),
        2 => Eligibility::Certified(fields.array("certificate")?),
        _ => Eligibility::Blind {
            randomizer: fields.array("randomizer")?,
            signature: Box::new(fields.array("blind signature")?),
        },
    };
    fields.end()?;
    Ok(read)
}

pub fn keykeeper_fields(keykeepers: &Option<Keykeepers>) -> Cbor {
    let address = |one: &Address| one.into();
    match keykeepers {
        None => Cbor::List(vec![]),
        Some(Keykeepers::Layered(addresses)) => Cbor::List(vec![0.into(), list(addresses, address)]),
        Some(Keykeepers::Threshold(of)) => Cbor::List(vec![
            1.into(),
            list(&of.addresses, address),
            list(&of.keys, |key| key.into()),
            (of.threshold as u64).into(),
            (of.confirmations as u64).into(),
        ]),
    }
}

pub fn lists_fields(lists: &Lists) -> Cbor {
    Cbor::List(vec![
        list(&lists.oracles, |one| one.into()),
        lists.quorum.into(),
        keykeeper_fields(&lists.keykeepers),
        list(&lists.validators, |one| one.into()),
    ])
}

fn keykeepers(mut fields: Fields) -> Res<Option<Keykeepers>> {
    if fields.is_empty() {
        return Ok(None);
    }
    let layered = fields.integer("kind", 1)? == 0;
    let addresses = fields.list("addresses", 256, |one| member(one, "an address"))?;
    let read = if layered {
        Keykeepers::Layered(addresses)
    } else {
        Keykeepers::Threshold(Threshold {
            addresses,
            keys: fields.list("keys", 256, |one| member(one, "a key"))?,
            threshold: fields.byte("threshold")?,
            confirmations: fields.byte("confirmations")?,
        })
    };
    fields.end()?;
    Ok(Some(read))
}

fn lists(mut fields: Fields) -> Res<Lists> {
    let lists = Lists {
        oracles: fields.list("oracles", 256, |one| member(one, "an oracle"))?,
        quorum: fields.integer("quorum", 255)?,
        keykeepers: keykeepers(fields.inner("keykeepers")?)?,
        validators: fields.list("validators", 256, |one| member(one, "a validator"))?,
    };
    fields.end()?;
    check_lists(&lists)?;
    Ok(lists)
}

fn included(value: &Cbor) -> Res<Included> {
    let mut fields = Fields::new(value, "an included vote")?;
    let vote = Included {
        nullifier: canonical(&mut fields, "nullifier")?,
        weight: fields.weight("weight")?,
        vote_hash: canonical(&mut fields, "vote hash")?,
        nonce: fields.byte("nonce")?,
        envelope_hash: canonical(&mut fields, "envelope hash")?,
        package: fields.nullable("package", 2048)?.map(<[u8]>::to_vec),
    };
    fields.end()?;
    Ok(vote)
}

fn snapshot(mut fields: Fields) -> Res<Option<Snapshot>> {
    if fields.is_empty() {
        return Ok(None);
    }
    let read = Snapshot {
        block: fields.array("block hash")?,
        header: fields.bytes("header", 4096)?.to_vec(),
        proof: fields.list("account proof", 64, |node| match node {
            Cbor::Bytes(bytes) if bytes.len() <= 1024 => Ok(bytes.clone()),
            _ => Err(Refused::new("ledger/form", "a node has at most 1024 bytes")),
        })?,
    };
    fields.end()?;
    Ok(Some(read))
}

fn statement(mut fields: Fields) -> Res<Statement> {
    let read = match fields.integer("kind", 7)? {
        0 => {
            let declaration = Declaration::read(fields.inner("declaration")?)?;
            Statement::Declared(Box::new(declaration), snapshot(fields.inner("snapshot")?)?)
        }
        1 => Statement::Status(fields.integer("status", 4)? as u8),
        2 => Statement::Question,
        3 => Statement::Census(fields.text("root", 4096)?.to_owned(), fields.text("URI", 4096)?.to_owned()),
        4 => Statement::RollupOpened(fields.integer("oracles", 64)?),
        5 => Statement::Included(fields.list("votes", 256, included)?),
        6 => Statement::InclusionEnded,
        _ => Statement::Lists(lists(fields.inner("lists")?)?),
    };
    fields.end()?;
    Ok(read)
}

fn attestation(fields: &mut Fields, whole: &Cbor) -> Res<Attestation> {
    let Cbor::List(parts) = whole else { unreachable!("a transaction is a list") };
    Ok(Attestation {
        subject: fields.array("subject")?,
        sequence: fields.integer("sequence", MAX_SAFE)?,
        revision: fields.byte("revision")?,
        evm_block: fields.array("EVM block")?,
        statement: statement(fields.inner("statement")?)?,
        statement_hash: sha256(&[&encode(&parts[5])]),
        oracle: fields.array("oracle")?,
        signature: fields.array("signature")?,
    })
}

/// Reads a transaction. Refusal: `ledger/cbor`, `ledger/form`, `bytes/non-canonical`, `ballot/key-indexes`, and those of a declaration.
pub fn read(bytes: &[u8]) -> Res<Tx> {
    let whole = decode(bytes, "the transaction")?;
    let mut fields = Fields::new(&whole, "the transaction")?;
    let tx = match fields.integer("kind", 7)? {
        0 => Tx::Anonymous {
            content: content(&mut fields)?,
            nullifier: canonical(&mut fields, "nullifier")?,
            vote_hash: canonical(&mut fields, "vote hash")?,
            proof: Box::new(fields.array("proof")?),
        },
        1 => Tx::Named {
            content: content(&mut fields)?,
            voter: fields.array("voter")?,
            signature: fields.array("signature")?,
            eligibility: eligibility(fields.inner("eligibility")?)?,
        },
        2 => Tx::Register {
            process: fields.array("process id")?,
            nonce: fields.integer("nonce", 7)? as u8,
            commitment: canonical(&mut fields, "commitment")?,
            weight: fields.weight("weight")?,
            voter: fields.array("voter")?,
            signature: fields.array("signature")?,
            eligibility: eligibility(fields.inner("eligibility")?)?,
        },
        3 => Tx::Attest(Box::new(attestation(&mut fields, &whole)?)),
        4 => Tx::Deal {
            process: fields.array("process id")?,
            round: fields.byte("round")?,
            keykeeper: fields.array("keykeeper")?,
            deal: fields.bytes("deal", 8192)?.to_vec(),
            signature: fields.array("signature")?,
        },
        5 => Tx::Complain {
            process: fields.array("process id")?,
            round: fields.byte("round")?,
            dealer: fields.byte("dealer")?,
            place: fields.byte("place")?,
            point: fields.array("point")?,
            proof: fields.array("proof")?,
        },
        6 => Tx::Confirm {
            process: fields.array("process id")?,
            round: fields.byte("round")?,
            keykeeper: fields.array("keykeeper")?,
            signature: fields.array("signature")?,
        },
        _ => Tx::Reveal {
            process: fields.array("process id")?,
            round: fields.byte("round")?,
            place: fields.byte("place")?,
            secret: fields.array("secret")?,
        },
    };
    fields.end()?;
    Ok(tx)
}
