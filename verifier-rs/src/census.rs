//! Census trees: arity 8 over Poseidon. And the snapshot file.
use std::collections::HashSet;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Zero};
use rayon::prelude::*;

use crate::bytes::{B32, sha256};
use crate::ensure;
use crate::field::{poseidon, scalar, scalar_bytes};
use crate::refuse::{Refused, Res};

pub const MOST_LEVELS: usize = 11;

pub fn leaf(commitment: Fr, weight: u128) -> Fr {
    poseidon(&[commitment, Fr::from(weight)])
}

/// The roots of empty trees of 0 to `depth` levels.
fn empties(depth: usize) -> Vec<Fr> {
    let mut roots = vec![Fr::ZERO];
    for level in 0..depth {
        roots.push(poseidon(&[roots[level]; 8]));
    }
    roots
}

/// The nodes above `nodes`, of which `empty` takes the place of those that are missing.
fn level_above(nodes: &[Fr], empty: Fr) -> Vec<Fr> {
    nodes
        .par_chunks(8)
        .map(|children| {
            let mut eight = [empty; 8];
            eight[..children.len()].copy_from_slice(children);
            poseidon(&eight)
        })
        .collect()
}

/// Whether a path of eight children a level, lowest first, leads from a leaf to the root.
pub fn is_in_tree(root: &Fr, leaf: Fr, nodes: &[[Fr; 8]]) -> bool {
    if leaf.is_zero() || nodes.is_empty() || nodes.len() > MOST_LEVELS {
        return false;
    }
    let mut at = leaf;
    for children in nodes {
        if !children.contains(&at) {
            return false;
        }
        at = poseidon(children);
    }
    at == *root
}

/// A tree that grows, and in which leaves are replaced.
pub struct Tree {
    empty: Vec<Fr>,
    levels: Vec<Vec<Fr>>,
}

impl Tree {
    pub fn new(depth: usize) -> Self {
        Tree { empty: empties(depth), levels: vec![vec![]; depth + 1] }
    }

    pub fn set(&mut self, place: usize, leaf: Fr) {
        let depth = self.levels.len() - 1;
        let (mut at, mut node) = (place, leaf);
        for height in 0..=depth {
            let level = &mut self.levels[height];
            if at < level.len() {
                level[at] = node;
            } else {
                level.push(node);
            }
            if height == depth {
                return;
            }
            at /= 8;
            let first = at * 8;
            let children = std::array::from_fn::<_, 8, _>(|k| *level.get(first + k).unwrap_or(&self.empty[height]));
            node = poseidon(&children);
        }
    }

    pub fn root(&self) -> Fr {
        let depth = self.levels.len() - 1;
        *self.levels[depth].first().unwrap_or(&self.empty[depth])
    }
}

/// A census file whose entries give its root and all of its nodes.
pub struct Snapshot {
    pub root: B32,
    pub voters: u64,
    pub weight: u128,
}

fn refuse<T>(why: impl Into<String>) -> Res<T> {
    Err(Refused::new("census/snapshot", why))
}

/// The entries as leaves; a place whose voter was removed has the leaf 0.
fn entries(commitments: &[u8], weights: &[u8], width: usize) -> Res<Vec<(Fr, u128)>> {
    let mut known = HashSet::new();
    let mut read = Vec::with_capacity(commitments.len() / 32);
    for (i, bytes) in commitments.chunks_exact(32).enumerate() {
        let commitment = scalar(bytes.try_into().expect("32 bytes"));
        let own = &weights[i * width..(i + 1) * width];
        let weight = if width == 0 { 1 } else { own.iter().fold(0, |sum, byte| sum << 8 | *byte as u128) };
        match commitment {
            Some(one) if one.is_zero() && (width == 0 || weight == 0) => read.push((one, 0)),
            Some(one) if !one.is_zero() && weight > 0 => {
                ensure!(known.insert(bytes), "census/snapshot", "the commitment at place {i} is in the census twice");
                read.push((one, weight));
            }
            _ => return refuse(format!("the entry at place {i} is no commitment with a weight")),
        }
    }
    Ok(read)
}

/// Reads a snapshot file and computes all of it again. Refusal: `census/snapshot`.
pub fn read_snapshot(file: &[u8]) -> Res<Snapshot> {
    ensure!(file.len() >= 80 && file[..6] == *b"PSPC\0\x01", "census/snapshot", "it is no census file of version 1");
    let (depth, width) = (file[6] as usize, file[7] as usize);
    let size = u64::from_be_bytes(file[8..16].try_into().expect("eight bytes"));
    ensure!((1..=MOST_LEVELS).contains(&depth) && width <= 16, "census/snapshot", "its header is out of range");
    ensure!(size <= 8u64.pow(depth as u32), "census/snapshot", "it has more voters than places");
    let inner: u128 = (1..depth as u32).map(|level| 32 * size.div_ceil(8u64.pow(level)) as u128).sum();
    let length = 48 + (32 + width as u128) * size as u128 + inner + 32;
    ensure!(file.len() as u128 == length, "census/snapshot", "it has {} bytes, not {length}", file.len());
    let (content, checksum) = file.split_at(file.len() - 32);
    ensure!(sha256(&[content]) == *checksum, "census/snapshot", "its checksum is wrong");
    let size = size as usize;
    let (commitments, rest) = content[48..].split_at(32 * size);
    let (weights, mut nodes) = rest.split_at(width * size);
    let entries = entries(commitments, weights, width)?;
    let most = entries.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
    let all_one = entries.iter().all(|(commitment, weight)| *weight == 1 || width == 0 && commitment.is_zero());
    let least = if all_one { 0 } else { (128 - most.leading_zeros()).div_ceil(8) as usize };
    ensure!(width == least, "census/snapshot", "its weights take {width} bytes, and {least} are enough");
    let mut level: Vec<Fr> =
        entries.par_iter().map(|(one, weight)| if one.is_zero() { Fr::ZERO } else { leaf(*one, *weight) }).collect();
    let empty = empties(depth);
    for (height, missing) in empty[..depth].iter().enumerate() {
        level = level_above(&level, *missing);
        if height + 1 < depth {
            let (written, above) = nodes.split_at(32 * level.len());
            let same = level.iter().zip(written.chunks_exact(32)).all(|(node, bytes)| scalar_bytes(node) == *bytes);
            ensure!(same, "census/snapshot", "a node of level {} is wrong", height + 1);
            nodes = above;
        }
    }
    let root = scalar_bytes(level.first().unwrap_or(&empty[depth]));
    ensure!(root == file[16..48], "census/snapshot", "its voters do not give its root");
    let voters = entries.iter().filter(|(one, _)| !one.is_zero()).count() as u64;
    let weight = entries.iter().fold(0u128, |sum, (_, weight)| sum.saturating_add(*weight));
    Ok(Snapshot { root, voters, weight })
}
