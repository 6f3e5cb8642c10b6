//! The project's vectors, which other libraries made: test/vectors.
use std::fs::read;

use ark_bn254::Fr;
use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use num_bigint::BigUint;
use serde_json::Value;

use crate::bytes::{B32, from_digits, from_hex, hex_array, keccak256};
use crate::census::{Tree, is_in_tree, leaf};
use crate::ceremony::{Ceremony, Kind, Phase};
use crate::eth::address_word;
use crate::field::{hash_to_field, poseidon, scalar, scalar_bytes};
use crate::genesis::{Keykeepers, Threshold};
use crate::seal::{Opener, check_revealed, plaintext_bytes};
use crate::vote::envelope_hash;
use crate::{blind, chain, package, ristretto, token};

fn vectors(name: &str) -> Value {
    let path = format!("{}/../test/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&read(path).expect("the file is there")).expect("it is JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn integer(value: &Value) -> BigUint {
    text(value).parse().expect("a decimal integer")
}

fn fr(value: &Value) -> Fr {
    scalar(&crate::bytes::big_word(&integer(value))).expect("below r")
}

fn digits(value: &Value) -> Vec<u8> {
    from_digits(text(value)).expect("digits")
}

fn digits32(value: &Value) -> B32 {
    digits(value).try_into().expect("32 bytes")
}

fn hex_any(value: &Value) -> Vec<u8> {
    from_hex(&text(value).to_lowercase()).expect("hex")
}

#[test]
fn poseidon_is_circomlibs() {
    for case in list(&vectors("poseidon.json")) {
        let inputs: Vec<Fr> = list(&case["inputs"]).iter().map(fr).collect();
        assert_eq!(poseidon(&inputs), fr(case.get("hash").or(case.get("output")).expect("a hash")));
    }
}

#[test]
fn trees_are_zk_kits() {
    for case in list(&vectors("tree.json")["trees"]) {
        let mut tree = Tree::new(case["depth"].as_u64().expect("a depth") as usize);
        for (place, one) in list(&case["leaves"]).iter().enumerate() {
            tree.set(place, fr(one));
        }
        assert_eq!(tree.root(), fr(&case["root"]));
        for proof in list(&case["proofs"]) {
            let index = proof["index"].as_u64().expect("an index") as usize;
            let nodes: Vec<[Fr; 8]> = list(&proof["nodes"])
                .iter()
                .map(|level| list(level).iter().map(fr).collect::<Vec<_>>().try_into().expect("eight"))
                .collect();
            let own = fr(&case["leaves"][index]);
            assert!(is_in_tree(&tree.root(), own, &nodes));
            assert!(!is_in_tree(&tree.root(), own + Fr::from(1u64), &nodes));
        }
    }
}

#[test]
fn hashes_of_votes_and_processes() {
    for case in list(&vectors("vote-hash.json")) {
        let votes: Vec<u8> = list(&case["votes"]).iter().map(|one| one.as_u64().expect("a value") as u8).collect();
        let nonce = digits(&case["nonce"]).try_into().expect("31 bytes");
        assert_eq!(package::vote_hash(&votes, &nonce, fr(&case["nullifier"])), fr(&case["voteHash"]));
    }
    for case in list(&vectors("envelope-hash.json")) {
        let indexes: Vec<u8> =
            list(&case["encryptionKeyIndexes"]).iter().map(|one| one.as_u64().expect("an index") as u8).collect();
        let nonce = case["nonce"].as_u64().or_else(|| text(&case["nonce"]).parse().ok()).expect("a number");
        let package = digits(&case["votePackage"]);
        let Ok(nonce) = u8::try_from(nonce) else { continue }; // no process takes a higher one
        assert_eq!(scalar(&envelope_hash(nonce, &indexes, &package)), Some(fr(&case["envelopeHash"])));
    }
    for case in list(&vectors("hashes.json")) {
        let number = |key: &str| case[key].as_u64().or_else(|| text(&case[key]).parse().ok()).expect("a number");
        let (namespace, chain) = ((number("namespace") as u32).to_be_bytes(), (number("chainId") as u32).to_be_bytes());
        let index = case["index"].as_u64().map(BigUint::from).unwrap_or_else(|| integer(&case["index"]));
        let index = crate::bytes::big_word(&index);
        let id = keccak256(&[&hex_any(&case["entity"]), &index, &namespace, &chain]);
        assert_eq!(Some(id), hex_array(text(&case["processId"])));
        let scope = hash_to_field(&[&hex_any(&case["contract"]), &id, &[number("questionIndex") as u8]]);
        assert_eq!(scope, fr(&case["scope"]));
        assert_eq!(poseidon(&[scope, fr(&case["secret"])]), fr(&case["nullifier"]));
    }
}

#[test]
fn blind_signatures_are_rfc_9474s() {
    let case = vectors("rfc9474.json");
    let number = |key: &str| BigUint::from_bytes_be(&digits(&case[key]));
    let (modulus, signature) = (number("p") * number("q"), digits(&case["sig"]));
    // The RFC's key has 4,096 bits, and the verifier takes 3,072: its refusal of other lengths is what is tested here.
    assert_eq!(modulus.bits(), 4096);
    let message = [digits(&case["msg_prefix"]), digits(&case["msg"])].concat();
    assert!(!blind::is_signed(&modulus, &message, &signature));
    assert!(blind::verifies(&modulus, 512, &message, &signature));
    assert!(!blind::verifies(&modulus, 512, &message[1..], &signature));
}

#[test]
fn storage_proofs() {
    for case in list(&vectors("storage-proofs.json")) {
        let proofs = |key: &str| -> Vec<Vec<u8>> { list(&case[key]).iter().map(hex_any).collect() };
        if case["kind"] == "account" {
            // its vectors have no header: the account alone
            let (root, token) = (hex_array(text(&case["root"])).expect("a root"), hex_any(&case["account"]));
            let found = token::storage_root(&root, &token.try_into().expect("20 bytes"), &proofs("proof"));
            let expected = case["storageRoot"].as_str().and_then(hex_array::<32>);
            assert_eq!(found, expected, "{}", case["name"]);
            continue;
        }
        if case["kind"] == "balance" {
            let claim = &case["claim"];
            let weight = u128::try_from(integer(&claim["weight"]));
            let holds = weight.is_ok_and(|weight| {
                let balance = token::Balance {
                    storage_root: hex_array(text(&case["storageRoot"])).expect("a root"),
                    origin: claim["origin"].as_u64().expect("an origin") as u8,
                    position: integer(&claim["position"]),
                    token_id: integer(&claim["tokenId"]),
                    voter: hex_any(&claim["address"]).try_into().expect("20 bytes"),
                    weight,
                    proofs: list(&case["proofs"])
                        .iter()
                        .map(|proof| list(proof).iter().map(hex_any).collect())
                        .collect(),
                };
                weight > 0 && balance.is_true()
            });
            assert_eq!(holds, case["answer"].as_bool().expect("an answer"), "{}", case["name"]);
            continue;
        }
        let (root, slot) =
            (hex_array(text(&case["root"])).expect("a root"), hex_array(text(&case["slot"])).expect("a slot"));
        let proof: Vec<Vec<u8>> = list(&case["proof"]).iter().map(hex_any).collect();
        let expected = case["value"].as_str().map(|value| value.parse::<BigUint>().expect("an integer"));
        let expected = expected.filter(|value| *value != BigUint::ZERO);
        assert_eq!(token::storage(&root, &slot, &proof), expected, "{}", case["name"]);
    }
}

#[test]
fn the_ceremony_and_sealed_ballots_are_libsodiums() {
    let case = vectors("seal.json");
    let (genesis, process) = (digits32(&case["genesisHash"]), digits32(&case["processId"]));
    let (round, t) = (case["round"].as_u64().expect("a round") as u8, case["threshold"].as_u64().expect("t") as u8);
    let keys: Vec<B32> = list(&case["keykeepers"]).iter().map(|one| digits32(&one["publicKey"])).collect();
    let addresses: Vec<[u8; 20]> = (1..=keys.len() as u8).map(|place| [place; 20]).collect();
    let of = Keykeepers::Threshold(Threshold { addresses: addresses.clone(), keys, threshold: t, confirmations: t });
    let mut ceremony = Ceremony::begin(&genesis, &process, round, 0, &of);
    for (deal, address) in list(&case["deals"]).iter().zip(&addresses) {
        let mut bytes = vec![deal["dealer"].as_u64().expect("a place") as u8];
        let parts = [list(&deal["commitments"]), std::slice::from_ref(&deal["ephemeral"])].concat();
        parts.iter().for_each(|part| bytes.extend(digits(part)));
        ["ephemeral", "constant"].iter().for_each(|name| bytes.extend(digits(&deal["proofs"][name])));
        list(&deal["shares"]).iter().for_each(|share| bytes.extend(digits(share)));
        let mut other = bytes.clone();
        other[1 + 32 * (t as usize + 1)] ^= 1; // the first proof
        assert!(ceremony.deal(address, &other).is_err());
        ceremony = ceremony.deal(address, &bytes).expect("a good deal").1;
    }
    ceremony.end_window(1, 1);
    assert!(ceremony.phase == Phase::Complain);
    let complaint = &case["complaint"];
    let proof = digits(&complaint["proof"]).try_into().expect("64 bytes");
    let refused = ceremony.complain(1, 2, &digits32(&complaint["point"]), &proof).err().expect("the share is right");
    assert_eq!(refused.code, "seal/complaint");
    ceremony.end_window(1, 1);
    for address in &addresses {
        ceremony = ceremony.confirm(address).expect("a keykeeper").1;
    }
    ceremony.end_window(1, 1);
    assert!(ceremony.phase == Phase::Done);
    for place in [1, 3] {
        let share = digits32(&case["holderShares"][place - 1]);
        assert_eq!(ceremony.reveal(2, &share).err().map(|refused| refused.code), Some("seal/share"));
        ceremony = ceremony.reveal(place as u8, &share).expect("the share of this place");
    }
    let (secret, public) = ceremony.secret().expect("two shares");
    assert_eq!(public, digits32(&case["publicKey"]));
    assert!(RistrettoPoint::mul_base(&secret) == ristretto::point(&public, "Y").expect("a point"));
    assert!(secret != Scalar::ZERO && matches!(ceremony.kind, Kind::Threshold { .. }));
    let ballot = &case["ballot"];
    let size = plaintext_bytes(2, 9);
    assert_eq!(digits(&ballot["plaintext"]).len(), size);
    let scope = scalar_bytes(&fr(&ballot["scope"]));
    let (voter, sealed) = (digits32(&ballot["voterId"]), digits(&ballot["sealed"]));
    let opener = Opener::threshold(secret, public, &genesis, &scope, round, size);
    assert_eq!(opener.open(&voter, &sealed), Some(digits(&ballot["votePackage"])));
    assert_eq!(opener.open(&genesis, &sealed), None);
    let layers: Vec<(B32, B32)> = list(&case["layered"]["keys"])
        .iter()
        .map(|key| (digits32(&key["secretKey"]), digits32(&key["publicKey"])))
        .collect();
    layers.iter().for_each(|(secret, public)| check_revealed(secret, public).expect("its key"));
    assert_eq!(check_revealed(&layers[0].0, &layers[1].1).err().map(|refused| refused.code), Some("seal/revealed-key"));
    let opener = Opener::Layers { keys: layers, size };
    assert_eq!(opener.open(&voter, &digits(&case["layered"]["sealed"])), Some(digits(&ballot["votePackage"])));
}

#[test]
fn the_chain_of_the_vectors_has_its_state_roots() {
    let path = format!("{}/../test/vectors/ledger/chain.jsonl", env!("CARGO_MANIFEST_DIR"));
    let lines = read(path).expect("the file is there");
    assert_eq!(chain::replay(lines.as_slice(), None, |_| {}).expect("the same roots"), 5);
    let other = String::from_utf8(lines).expect("text").replace("\"height\":4", "\"height\":5");
    assert!(chain::replay(other.as_bytes(), None, |_| {}).is_err());
}

#[test]
fn a_leaf_binds_commitment_and_weight() {
    let commitment = scalar(&address_word(&[7; 20])).expect("160 bits");
    assert_ne!(leaf(commitment, 1), leaf(commitment, 2));
}
