//! The keykeepers' ceremony of a process, as the chain stores it.
use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_POINT as G, ristretto::RistrettoPoint, scalar::Scalar, traits::Identity,
};

use crate::bytes::{Address, B32, ZERO_32, keccak256, sha256, word};
use crate::cbor::{Cbor, encode, list};
use crate::ensure;
use crate::eth::chain_typed;
use crate::genesis::{Keykeepers, Threshold};
use crate::refuse::Res;
use crate::ristretto::{ensure_proves, evaluate, labelled, lagrange, point, proves, scalar};
use crate::seal::{check_box_key, check_revealed, open_share, plaintext_bytes};
use crate::tx::keykeeper_fields;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Deal,
    Complain,
    Confirm,
    Done,
    Failed,
}

#[derive(Clone)]
pub struct Deal {
    dealer: u8,
    bytes: Vec<u8>,
    commitments: Vec<RistrettoPoint>,
    ephemeral: B32,
    shares: Vec<u8>,
}

#[derive(Clone)]
pub struct Key {
    pub public: B32,
    verification: Vec<B32>,
}

#[derive(Clone)]
pub enum Kind {
    Threshold {
        of: Threshold,
        deals: Vec<Deal>,
        removed: Vec<u8>,
        confirmed: Vec<u8>,
        shares: Vec<(u8, B32)>,
        key: Option<Key>,
    },
    Layered {
        addresses: Vec<Address>,
        public: Vec<Option<B32>>,
        secret: Vec<Option<B32>>,
    },
}

#[derive(Clone)]
pub struct Ceremony {
    pub genesis: B32,
    pub process: B32,
    pub round: u8,
    pub deadline: u64,
    pub phase: Phase,
    pub kind: Kind,
}

fn byte_word(value: u8) -> B32 {
    word(value as u128)
}

impl Ceremony {
    pub fn begin(genesis: &B32, process: &B32, round: u8, deadline: u64, keykeepers: &Keykeepers) -> Ceremony {
        let kind = match keykeepers {
            Keykeepers::Layered(addresses) => Kind::Layered {
                addresses: addresses.clone(),
                public: vec![None; addresses.len()],
                secret: vec![None; addresses.len()],
            },
            Keykeepers::Threshold(of) => Kind::Threshold {
                of: of.clone(),
                deals: vec![],
                removed: vec![],
                confirmed: vec![],
                shares: vec![],
                key: None,
            },
        };
        Ceremony { genesis: *genesis, process: *process, round, deadline, phase: Phase::Deal, kind }
    }

    fn context(&self) -> Vec<u8> {
        [self.genesis.as_slice(), &self.process, &[self.round]].concat()
    }

    /// SHA-256 of the state, as in the process's record.
    pub fn hash(&self) -> B32 {
        let mut fields = vec![(self.round as u64).into(), self.deadline.into()];
        let phase = Cbor::Int(self.phase as u64);
        let places = |places: &[u8]| list(places, |place| (*place as u64).into());
        match &self.kind {
            Kind::Layered { addresses, public, secret } => {
                let keys = |keys: &[Option<B32>]| list(keys, |key| key.as_ref().map_or(Cbor::Null, Cbor::from));
                fields.extend([
                    keykeeper_fields(&Some(Keykeepers::Layered(addresses.clone()))),
                    phase,
                    keys(public),
                    keys(secret),
                ]);
            }
            Kind::Threshold { of, deals, removed, confirmed, shares, .. } => fields.extend([
                keykeeper_fields(&Some(Keykeepers::Threshold(of.clone()))),
                phase,
                list(deals, |deal| Cbor::Bytes(deal.bytes.clone())),
                places(removed),
                places(confirmed),
                list(shares, |(place, share)| Cbor::List(vec![(*place as u64).into(), share.into()])),
            ]),
        }
        sha256(&[&encode(&Cbor::List(fields))])
    }

    /// Ends the window of the present phase.
    pub fn end_window(&mut self, complain_window: u64, confirm_window: u64) {
        let phase = self.phase;
        self.phase = match &mut self.kind {
            Kind::Layered { public, .. } if public.iter().all(Option::is_some) => Phase::Done,
            Kind::Layered { .. } => Phase::Failed,
            Kind::Threshold { of, deals, confirmed, key, .. } => match phase {
                Phase::Deal if deals.len() >= of.threshold as usize => Phase::Complain,
                Phase::Complain if deals.len() >= of.threshold as usize => {
                    *key = common_key(of, deals);
                    if key.is_some() { Phase::Confirm } else { Phase::Failed }
                }
                Phase::Confirm if confirmed.len() >= of.confirmations as usize => Phase::Done,
                _ => {
                    *key = None;
                    Phase::Failed
                }
            },
        };
        if let Kind::Threshold { .. } = self.kind {
            self.deadline += if self.phase == Phase::Complain { complain_window } else { confirm_window };
        }
    }

    fn place_of(&self, address: &Address) -> Res<usize> {
        let addresses = match &self.kind {
            Kind::Layered { addresses, .. } => addresses,
            Kind::Threshold { of, .. } => &of.addresses,
        };
        let place = addresses.iter().position(|one| one == address);
        ensure!(place.is_some(), "seal/not-keykeeper", "the sender is not a keykeeper of this ceremony");
        Ok(place.expect("checked") + 1)
    }

    pub fn ensure_keykeeper(&self, address: &Address) -> Res<()> {
        self.place_of(address).map(|_| ())
    }

    fn typed(&self, kind: &str, values: &[B32]) -> B32 {
        let mut all = vec![self.process, byte_word(self.round)];
        all.extend(values);
        chain_typed(&self.genesis, kind, &all)
    }

    /// Checks a deal. Returns what its sender signs, and the state with it.
    pub fn deal(&self, keykeeper: &Address, bytes: &[u8]) -> Res<(B32, Ceremony)> {
        let place = self.place_of(keykeeper)?;
        let mut next = self.clone();
        match &mut next.kind {
            Kind::Layered { public, .. } => {
                ensure!(public[place - 1].is_none(), "seal/dealt-twice", "keykeeper {place} has already dealt");
                let key = check_box_key(bytes)?;
                ensure!(!public.contains(&Some(key)), "seal/layers", "two layers have the same key");
                public[place - 1] = Some(key);
                let digest = self.typed("LayerKey(bytes32 processId,uint8 round,bytes32 key)", &[key]);
                Ok((digest, next))
            }
            Kind::Threshold { of, deals, .. } => {
                let deal = read_deal(bytes, of)?;
                ensure!(place == deal.dealer as usize, "seal/not-keykeeper", "the deal's sender is not its dealer");
                ensure!(
                    deals.iter().all(|other| other.dealer != deal.dealer),
                    "seal/dealt-twice",
                    "keykeeper {place} has already dealt"
                );
                check_deal(&self.context(), &deal)?;
                let kind = "KeyDeal(bytes32 processId,uint8 round,uint8 dealer,bytes32 deal)";
                let digest = self.typed(kind, &[byte_word(deal.dealer), keccak256(&[bytes])]);
                deals.push(deal);
                deals.sort_by_key(|deal| deal.dealer);
                Ok((digest, next))
            }
        }
    }

    /// Takes a true complaint.
    pub fn complain(&self, dealer: u8, place: u8, d: &B32, proof: &[u8; 64]) -> Res<Ceremony> {
        let mut next = self.clone();
        let Kind::Threshold { of, deals, removed, .. } = &mut next.kind else { unreachable!("checked by the caller") };
        let found = deals.iter().position(|deal| deal.dealer == dealer);
        ensure!(found.is_some(), "seal/no-deal", "there is no deal of keykeeper {dealer}");
        ensure!((1..=of.keys.len()).contains(&(place as usize)), "seal/place", "there is no keykeeper {place}");
        let deal = deals.remove(found.expect("checked"));
        let own = &of.keys[place as usize - 1];
        let (e, shared) = (point(&deal.ephemeral, "E")?, point(d, "a complaint's point")?);
        let parts: [&[u8]; 2] = [&[dealer], &[place]];
        let images = [point(own, "a keykeeper's key")?, shared];
        ensure_proves(
            proves(&self.context(), "complaint", &parts, &[G, e], &images, proof),
            "the complaint does not prove that its point belongs to the complainer",
        )?;
        let info = labelled(&self.context(), "deal/share", &[&[dealer], &[place], &deal.ephemeral, own]);
        let sealed = &deal.shares[48 * (place as usize - 1)..48 * place as usize];
        let share = open_share(&shared, &info, sealed).and_then(|bytes| scalar(&bytes, "a share").ok());
        let right = share.is_some_and(|share| G * share == evaluate(&deal.commitments, place));
        ensure!(!right, "seal/complaint", "the complaint is false: dealer {dealer}'s share is right");
        removed.push(dealer);
        removed.sort();
        Ok(next)
    }

    /// Returns what the keykeeper signs, and the state with its confirmation.
    pub fn confirm(&self, keykeeper: &Address) -> Res<(B32, Ceremony)> {
        let place = self.place_of(keykeeper)? as u8;
        let mut next = self.clone();
        let Kind::Threshold { confirmed, key, .. } = &mut next.kind else { unreachable!("checked by the caller") };
        ensure!(!confirmed.contains(&place), "seal/confirmed-twice", "keykeeper {place} has already confirmed");
        let key = key.as_ref().expect("a key in this phase");
        let kind = "KeyConfirmation(bytes32 processId,uint8 round,bytes32 key,bytes32 verificationKeys)";
        let digest = self.typed(kind, &[key.public, keccak256(&[&key.verification.concat()])]);
        confirmed.push(place);
        confirmed.sort();
        Ok((digest, next))
    }

    /// Takes a share, or the secret key of a layer.
    pub fn reveal(&self, place: u8, secret: &B32) -> Res<Ceremony> {
        let mut next = self.clone();
        let at = (place as usize).wrapping_sub(1);
        match &mut next.kind {
            Kind::Layered { public, secret: revealed, .. } => {
                let own = public.get(at).copied().flatten();
                ensure!(own.is_some(), "seal/place", "there is no keykeeper {place}");
                ensure!(revealed[at].is_none(), "ledger/revealed", "keykeeper {place} has already revealed");
                check_revealed(secret, &own.expect("checked"))?;
                revealed[at] = Some(*secret);
            }
            Kind::Threshold { shares, key, .. } => {
                ensure!(
                    shares.iter().all(|(other, _)| *other != place),
                    "ledger/revealed",
                    "keykeeper {place} has already revealed"
                );
                let verification = key.as_ref().and_then(|key| key.verification.get(at));
                ensure!(verification.is_some(), "seal/place", "there is no keykeeper {place}");
                let image = (G * scalar(secret, "a revealed share")?).compress().0;
                ensure!(Some(&image) == verification, "seal/share", "this is not the share of keykeeper {place}");
                shares.push((place, *secret));
                shares.sort();
            }
        }
        Ok(next)
    }

    /// Whether enough was revealed to open the ballots.
    pub fn is_key_out(&self) -> bool {
        match &self.kind {
            Kind::Layered { secret, .. } => secret.iter().all(Option::is_some),
            Kind::Threshold { of, shares, .. } => shares.len() >= of.threshold as usize,
        }
    }

    /// The key indexes and the length of a sealed ballot.
    pub fn form(&self, max_count: u64, max_value: u64) -> (Vec<u8>, usize) {
        let plain = plaintext_bytes(max_count, max_value);
        match &self.kind {
            Kind::Layered { addresses, .. } => ((0..addresses.len() as u8).collect(), plain + 48 * addresses.len()),
            Kind::Threshold { .. } => (vec![self.round], plain + 48),
        }
    }

    /// x with `x·G = Y`, and Y; of a threshold's ceremony whose key is out. Refusal: `seal/key`.
    pub fn secret(&self) -> Res<(Scalar, B32)> {
        let Kind::Threshold { of, shares, key, .. } = &self.kind else { unreachable!("checked by the caller") };
        let used = &shares[..of.threshold as usize];
        let places: Vec<u8> = used.iter().map(|(place, _)| *place).collect();
        let mut sum = Scalar::ZERO;
        for ((_, share), factor) in used.iter().zip(lagrange(&places)) {
            sum += scalar(share, "a share")? * factor;
        }
        let public = key.as_ref().map_or(ZERO_32, |key| key.public);
        ensure!((G * sum).compress().0 == public, "seal/key", "the shares do not give the ceremony's key");
        Ok((sum, public))
    }
}

/// Y and the holders' verification keys; `None` if Y is the identity.
fn common_key(of: &Threshold, deals: &[Deal]) -> Option<Key> {
    let sums: Vec<RistrettoPoint> =
        (0..of.threshold as usize).map(|k| deals.iter().map(|deal| deal.commitments[k]).sum()).collect();
    if sums[0] == RistrettoPoint::identity() {
        return None;
    }
    let verification = (1..=of.keys.len()).map(|place| evaluate(&sums, place as u8).compress().0).collect();
    Some(Key { public: sums[0].compress().0, verification })
}

fn read_deal(bytes: &[u8], of: &Threshold) -> Res<Deal> {
    let (t, n) = (of.threshold as usize, of.keys.len());
    let length = 1 + 32 * t + 32 + 128 + 48 * n;
    ensure!(bytes.len() == length, "seal/deal", "a deal in this ceremony has {length} bytes");
    ensure!((1..=n).contains(&(bytes[0] as usize)), "seal/place", "there is no keykeeper {}", bytes[0]);
    let points = bytes[1..1 + 32 * (t + 1)].chunks_exact(32).map(|chunk| <B32>::try_from(chunk).expect("32 bytes"));
    let points: Vec<B32> = points.collect();
    Ok(Deal {
        dealer: bytes[0],
        bytes: bytes.to_vec(),
        commitments: points[..t].iter().map(|one| point(one, "a commitment")).collect::<Res<_>>()?,
        ephemeral: points[t],
        shares: bytes[length - 48 * n..].to_vec(),
    })
}

fn check_deal(context: &[u8], deal: &Deal) -> Res<()> {
    let t = deal.commitments.len();
    let e = point(&deal.ephemeral, "a deal's ephemeral point")?;
    let parts: [&[u8]; 3] = [&[deal.dealer], &deal.ephemeral, &deal.bytes[1..1 + 32 * t]];
    let proofs = &deal.bytes[1 + 32 * (t + 1)..][..128];
    let proof = |i: usize| <[u8; 64]>::try_from(&proofs[64 * i..64 * (i + 1)]).expect("64 bytes");
    ensure_proves(
        proves(context, "deal/ephemeral", &parts, &[G], &[e], &proof(0)),
        "the dealer does not prove knowledge of the deal's ephemeral secret",
    )?;
    ensure_proves(
        proves(context, "deal/constant", &parts, &[G], &[deal.commitments[0]], &proof(1)),
        "the dealer does not prove knowledge of the shared secret",
    )
}
